/** One backward step from a name: to its last write, to the parameter, to the module it is imported from; from `this` to the receiver. */
import { childOf } from '../../../code-graph/index.ts';
import type { Binding, SyntaxNode } from '../../../code-graph/index.ts';
import type { Site } from '../../../protocol/site.ts';
import { COST } from '../cost.ts';
import { placeOf } from '../place.ts';
import { activationOf } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { otherWrites } from '../potential/untaken.ts';
import { definitionOf, parameterIndex } from '../value.ts';
import type { Definition } from '../value.ts';
import { callSiteOf } from '../call.ts';
import { frontierStep, placeStep, valueStep } from './dependence.ts';

export function expandIdentifier(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const { source, node, frame, before } = point;
  const definition = definitionOf(context, source, node, frame, before);
  if (definition === null) return [];
  const others = otherWrites(context, point, definition);
  switch (definition.kind) {
    case 'write':
      return [...writtenAt(context, point, definition), ...others];
    case 'parameter':
      return [
        ...others,
        valueStep(
          {
            kind: 'parameter',
            frame: definition.frame,
            index: definition.index,
            source,
            node: definition.binding.node,
          },
          COST.operand,
          `parameter ${definition.binding.name}`,
        ),
      ];
    case 'unrecorded':
      return [...others, ...unrecorded(context, point, definition)];
  }
}

function writtenAt(
  context: Context,
  { frame }: ExpressionPoint,
  { event, owner, binding }: Extract<Definition, { kind: 'write' }>,
): readonly Dependence[] {
  const place = placeOf(context, event.site);
  if (place === null) return [];
  const { source, node } = place;
  return [
    valueStep(
      {
        kind: 'variable',
        event,
        frame: context.timeline.frame(frame.process, event.frame) ?? owner ?? frame,
        source,
        node,
      },
      COST.definition,
      `${binding.name} was last written here`,
    ),
  ];
}

function unrecorded(
  context: Context,
  point: ExpressionPoint,
  { binding }: Extract<Definition, { kind: 'unrecorded' }>,
): readonly Dependence[] {
  if (binding.kind === 'function' || binding.kind === 'class' || binding.kind === 'enum') return [];
  if (binding.kind === 'import') return expandImport(context, point, binding.node, binding.name);
  if (isBornEmpty(binding)) return [];
  const late = notYet(context, point, binding);
  if (late.length > 0) return late;
  const detail = `no write of ${binding.name} was recorded`;
  return [frontierStep(point, 'not-instrumented', detail, binding.declaredIn.id)];
}

/** The declaration would have reported and has not run: the name was asked for before. Where it would get its value, and who asked. */
function notYet(
  context: Context,
  { source, frame, before }: ExpressionPoint,
  { kind, node, name, declaredIn }: Binding,
): readonly Dependence[] {
  const { parent } = node;
  const owner = activationOf(context, frame, declaredIn);
  if (owner === null || parent?.type !== 'variable_declarator') return [];
  if (kind !== 'const' && kind !== 'let') return [];
  const site = source.siteAt('write', parent);
  const { timeline } = context;
  if (site === undefined || timeline.hits(owner, site).some(({ seq }) => seq < before)) return [];
  const isSite = ({ id }: Site): boolean => id === site.id;
  if (timeline.mayHaveMissed(frame.process, owner.start.seq, before, isSite)) return [];
  const call = frame === owner ? null : callSiteOf(context, frame);
  return [
    placeStep([source, parent, owner, before], COST.definition, `${name} gets its value only here`),
    ...(call === null
      ? []
      : [
          placeStep(
            [call.source, call.node, call.frame, before],
            COST.definition,
            `ran before ${name} had a value`,
          ),
        ]),
  ];
}

/** `let x;` in the function that reads it: undefined until something is written. */
function isBornEmpty(binding: Binding): boolean {
  const { parent } = binding.node;
  return (
    parent?.type === 'variable_declarator' &&
    childOf(parent, 'name') === binding.node &&
    childOf(parent, 'value') === null &&
    !/^for_/u.test(parent.parent?.parent?.type ?? '')
  );
}

function expandImport(
  context: Context,
  point: ExpressionPoint,
  node: SyntaxNode,
  name: string,
): readonly Dependence[] {
  let statement: SyntaxNode | null = node;
  while (statement !== null && statement.type !== 'import_statement') statement = statement.parent;
  const specifier = statement === null ? null : childOf(statement, 'source');
  if (specifier === null) return [];
  const text = point.source.text.slice(specifier.start + 1, specifier.end - 1);
  const path = context.resolveImport(point.source.path, text);
  const declared = path === null ? undefined : context.sources.file(path)?.scopes.functions[0];
  if (declared === undefined) return [];
  const owner = activationOf(context, point.frame, declared);
  const write = owner?.events.findLast(
    (event) =>
      event.type === 'variable-written' &&
      event.seq < point.before &&
      context.timeline.sites[event.site]?.binding?.name === name,
  );
  if (owner === null || write?.type !== 'variable-written') return [];
  const place = placeOf(context, write.site);
  if (place === null) return [];
  return [
    valueStep(
      { kind: 'variable', event: write, frame: owner, source: place.source, node: place.node },
      COST.definition,
      `${name} is imported; last written here`,
    ),
  ];
}

export function expandThis(context: Context, point: ExpressionPoint): readonly Dependence[] {
  let fn = point.source.scopes.functionOf(point.node);
  while (fn.kind === 'arrow' && fn.parent >= 0) fn = point.source.scopes.functions[fn.parent] ?? fn;
  const owner = activationOf(context, point.frame, fn);
  if (owner === null) return [];
  const index = parameterIndex(owner, 'this');
  if (index < 0 || fn.kind === 'constructor') return [];
  return [
    valueStep(
      { kind: 'parameter', frame: owner, index, source: point.source, node: fn.node },
      COST.base,
      'the receiver',
    ),
  ];
}
