/**
 * One backward step from state: from a write to its right side, from a property to the write, literal or built-in that gave it,
 * from a return to the returned expression, from a parameter to the argument at the call that really happened.
 */
import { childOf, namedChildren, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { ScopeEvent } from '../../../protocol/event.ts';
import { lastBefore, lastPropertyWrite } from '../../timeline.ts';
import type { Frame } from '../../timeline.ts';
import type { SourceFile } from '../../source-index.ts';
import { refOf } from '../../value-text.ts';
import {
  argumentsOf,
  calleeName,
  callInside,
  callSiteOf,
  MUTATES_RECEIVER,
  receiverOf,
} from '../call.ts';
import { COST } from '../cost.ts';
import { expressionAt, reachedAt, unwrap } from '../point.ts';
import type { Context, Dependence, ExpressionPoint, Point } from '../point.ts';
import { fillersOf, foreignCallsWith } from './effect.ts';
import { bindingSource, parameterDefault } from '../pattern.ts';
import { memberValue, valueOf } from '../value.ts';

type Of<K extends Point['kind']> = Extract<Point, { kind: K }>;

export function expandVariable(context: Context, point: Of<'variable'>): readonly Dependence[] {
  const { source, frame, event } = point;
  const binding = bindingSource(source, point.node);
  if (binding === null) return [];
  const deps: Dependence[] = [];
  const value = binding.value;
  if (
    binding.binder.type === 'update_expression' ||
    binding.binder.type === 'augmented_assignment_expression'
  ) {
    const old = childOf(binding.binder, 'argument') ?? childOf(binding.binder, 'left');
    if (old !== null)
      deps.push(
        dependence(
          expressionAt(source, old, frame, event.seq),
          COST.definition,
          'its value before',
        ),
      );
  }
  if (binding.binder.type === 'catch_clause') return [...deps, ...thrownInto(context, point)];
  if (value === null) return deps;
  const name = context.timeline.sites[event.site]?.binding?.name;
  if (name !== undefined && /^(?:array|object|new_expression)$/u.test(unwrap(value).type))
    deps.push(
      ...fillersOf(source, binding.binder, name, frame, context.timeline.events.length + 1),
    );
  if (binding.path.length === 0 && binding.iteration === null) {
    return [
      ...deps,
      dependence(expressionAt(source, value, frame, event.seq), COST.operand, 'computed from'),
    ];
  }
  return [
    ...deps,
    ...followPath(context, expressionAt(source, value, frame, event.seq), binding.path, point),
    ...binding.defaults.map((node) =>
      dependence(expressionAt(source, node, frame, event.seq), COST.foreign, 'default'),
    ),
  ];
}

function dependence(to: Point, cost: number, why: string): Dependence {
  return { to, role: 'value', cost, why };
}

/** Destructuring and iteration: from the object through the keys to the property that was taken. */
function followPath(
  context: Context,
  from: ExpressionPoint,
  path: readonly string[],
  point: Of<'variable'>,
): readonly Dependence[] {
  const deps: Dependence[] = [dependence(from, COST.foreign, 'taken from')];
  let ref = refOf(valueOf(context, from.source, from.node, from.frame, from.before));
  path.forEach((key, at) => {
    if (ref === null || key === '*') return;
    const isLast = at === path.length - 1;
    const to: Point = {
      kind: 'member',
      process: from.frame.process,
      ref,
      key,
      before: from.before,
      at: from,
    };
    if (isLast) deps.unshift(dependence(to, COST.operand, `property ${key}`));
    else ref = refOf(memberValue(context, from.frame.process, ref, key, from.before));
  });
  const element = path.length === 0 ? refOf(point.event.value) : null;
  if (element !== null) deps.push(...creationOf(context, point, element));
  return deps;
}

/** Where an object that came out of a collection was made. */
function creationOf(context: Context, point: Of<'variable'>, ref: number): readonly Dependence[] {
  const first = context.timeline.object(point.frame.process, ref).seen[0];
  const made = first === undefined ? null : expressionOf(context, first);
  return made === null ? [] : [dependence(made, COST.base, 'made here')];
}

function expressionOf(context: Context, event: ScopeEvent): ExpressionPoint | null {
  if (!('site' in event) || !('frame' in event)) return null;
  const site = context.timeline.sites[event.site];
  const frame = context.timeline.frame(event.process, event.frame);
  const source = site === undefined ? null : context.sources.file(site.file);
  const node = site === undefined ? null : context.sources.nodeOf(site);
  if (frame === null || source === null || node === null) return null;
  return expressionAt(source, node, frame, event.seq + 1);
}

function thrownInto(context: Context, point: Of<'variable'>): readonly Dependence[] {
  const ref = refOf(point.event.value);
  const origin = context.timeline.events
    .slice(Math.max(0, point.event.seq - 5000), point.event.seq - 1)
    .findLast(
      (event) => event.type === 'error-thrown' && ref !== null && refOf(event.value) === ref,
    );
  const thrown = origin === undefined ? null : expressionOf(context, origin);
  if (thrown !== null) return [dependence(thrown, COST.crossing, 'thrown here')];
  return callsTried(context, point).map((to) =>
    dependence(to, COST.crossing, 'may have thrown it'),
  );
}

/** Nothing recorded threw the error: the calls of the try block, the last that was begun first. */
function callsTried(context: Context, point: Of<'variable'>): readonly Point[] {
  let clause: SyntaxNode | null = point.node;
  while (clause !== null && clause.type !== 'catch_clause') clause = clause.parent;
  const block = clause?.parent == null ? null : childOf(clause.parent, 'body');
  if (block === null) return [];
  const calls: SyntaxNode[] = [];
  walkSyntax(block, (node) => {
    if (/^(?:arrow_function|function_expression)$/u.test(node.type)) return false;
    if (node.type === 'call_expression' || node.type === 'new_expression') calls.push(node);
    return true;
  });
  const { source, frame, event } = point;
  const last = frame.events.findLast(
    (other) => other.seq < event.seq && other.type !== 'error-caught',
  );
  const site = last === undefined ? undefined : context.timeline.sites[last.site];
  const begun =
    site === undefined
      ? calls
      : calls.filter((call) => call.start <= site.start && call.end >= site.start);
  return (begun.length > 0 ? begun : calls).map((call) =>
    expressionAt(source, call, frame, event.seq),
  );
}

export function expandProperty(context: Context, point: Of<'property'>): readonly Dependence[] {
  const { source, frame, event } = point;
  const node = assignmentAround(point.node);
  const right = node === null ? null : (childOf(node, 'right') ?? childOf(node, 'value'));
  const reached: Dependence = {
    to: reachedAt(source, point.node, frame, event.seq, right),
    role: 'control',
    cost: COST.operand,
    why: 'ran',
  };
  if (node === null) return [reached];
  const left = childOf(node, 'left') ?? childOf(node, 'argument');
  const deps: Dependence[] = [reached];
  if (right !== null)
    deps.push(
      dependence(expressionAt(source, right, frame, event.seq), COST.operand, 'computed from'),
    );
  if (
    left !== null &&
    (node.type === 'augmented_assignment_expression' || node.type === 'update_expression')
  ) {
    const ref = refOf(event.object);
    const at = expressionAt(source, left, frame, event.seq);
    if (ref !== null && event.key !== null) {
      deps.push(
        dependence(
          { kind: 'member', process: frame.process, ref, key: event.key, before: event.seq, at },
          COST.definition,
          'its value before',
        ),
      );
    }
  }
  void context;
  return deps;
}

function assignmentAround(node: SyntaxNode): SyntaxNode | null {
  for (let up: SyntaxNode | null = node; up !== null; up = up.parent) {
    if (
      /^(?:assignment_expression|augmented_assignment_expression|update_expression|field_definition|public_field_definition)$/u.test(
        up.type,
      )
    )
      return up;
    if (up.type.endsWith('statement')) return null;
  }
  return null;
}

/** A property takes its value from its last write, the literal that made the object, or a built-in that changed the object. */
export function expandMemberState(context: Context, point: Of<'member'>): readonly Dependence[] {
  const steps = [...givenBy(context, point), ...writtenLater(context, point)];
  return [...steps, ...handedOut(context, point)];
}

/** No write explains the property: code that is not recorded may have changed the object. */
function handedOut(context: Context, point: Of<'member'>): readonly Dependence[] {
  const { process, ref, key, before } = point;
  const isKnown = lastPropertyWrite(context.timeline.object(process, ref), key, before) !== null;
  return isKnown ? [] : foreignCallsWith(context, process, ref, before);
}

/** What was written only after it was read came too late: the order is part of the explanation. */
function writtenLater(context: Context, point: Of<'member'>): readonly Dependence[] {
  const history = context.timeline.object(point.process, point.ref);
  const write = history.writes.find((event) => event.seq > point.before && event.key === point.key);
  const call = history.calls.find((event) => event.seq > point.before && mutates(context, event));
  const from = call === undefined ? null : expressionOf(context, call);
  const late = write === undefined ? [] : writeOf(context, write);
  const changed = from === null ? [] : changedBy(context, from);
  return [...late, ...changed].map((step) => ({
    ...step,
    role: 'control',
    cost: COST.later,
    why: 'happened only after it was read',
  }));
}

function givenBy(context: Context, point: Of<'member'>): readonly Dependence[] {
  const history = context.timeline.object(point.process, point.ref);
  const written = lastPropertyWrite(history, point.key, point.before)?.write ?? null;
  const call = lastBefore(
    history.calls.filter((event) => mutates(context, event)),
    point.before,
  );
  if (call !== null && (written === null || call.seq > written.seq)) {
    const from = expressionOf(context, call);
    if (from !== null)
      return [...changedBy(context, from), ...(written === null ? [] : writeOf(context, written))];
  }
  if (written !== null) return writeOf(context, written);
  const made = history.seen.find((event) => event.seq < point.before && isCreation(context, event));
  const from = made === undefined ? null : expressionOf(context, made);
  if (from === null)
    return [
      {
        to: {
          kind: 'frontier',
          at: point.at,
          reason: 'not-recorded',
          detail: `no write of ${point.key} was recorded`,
          functionId: null,
        },
        role: 'value',
        cost: COST.operand,
        why: 'not recorded',
      },
    ];
  const inLiteral =
    from.node.type === 'object' || from.node.type === 'array'
      ? literalPart(context, from, point.key)
      : null;
  return inLiteral ?? [dependence(from, COST.foreign, 'made by')];
}

function writeOf(context: Context, event: Of<'property'>['event']): readonly Dependence[] {
  const site = context.timeline.sites[event.site];
  const frame = context.timeline.frame(event.process, event.frame);
  const source = site === undefined ? null : context.sources.file(site.file);
  const node = site === undefined ? null : context.sources.nodeOf(site);
  if (frame === null || source === null || node === null) return [];
  return [
    dependence(
      { kind: 'property', event, frame, source, node },
      COST.definition,
      `${event.key ?? 'element'} was last written here`,
    ),
  ];
}

function mutates(context: Context, event: ScopeEvent): boolean {
  const made = expressionOf(context, event);
  const call = made === null ? null : callInside(made.node);
  return made !== null && call !== null && MUTATES_RECEIVER.has(calleeName(made.source, call));
}

function changedBy(context: Context, from: ExpressionPoint): readonly Dependence[] {
  void context;
  const call = callInside(from.node);
  if (call === null) return [dependence(from, COST.foreign, 'changed by')];
  const name = calleeName(from.source, call);
  const reached: Dependence = {
    to: reachedAt(from.source, call, from.frame, from.before),
    role: 'control',
    cost: COST.definition,
    why: `${name} changed it`,
  };
  return [
    reached,
    ...argumentsOf(call).map((node) =>
      dependence(
        expressionAt(from.source, node, from.frame, from.before),
        COST.definition,
        `argument of ${name}`,
      ),
    ),
  ];
}

function isCreation(context: Context, event: ScopeEvent): boolean {
  if (event.type === 'call-result') return true;
  return (
    event.type === 'value-read' &&
    'site' in event &&
    context.timeline.sites[event.site]?.kind === 'literal'
  );
}

/** The part of an object or array literal that gave the key, spreads included; null where the literal has no such part. */
function literalPart(
  context: Context,
  from: ExpressionPoint,
  key: string,
): readonly Dependence[] | null {
  const { source, node, frame, before } = from;
  const parts = namedChildren(node);
  if (node.type === 'array') {
    const part = parts.some((child) => child.type === 'spread_element')
      ? undefined
      : parts[Number(key)];
    return part === undefined
      ? null
      : [
          dependence(
            expressionAt(source, part, frame, before),
            COST.operand,
            'element of the literal',
          ),
        ];
  }
  for (const part of [...parts].reverse()) {
    if (part.type === 'spread_element') {
      const inner = namedChildren(part)[0];
      const ref =
        inner === undefined ? null : refOf(valueOf(context, source, inner, frame, before));
      if (
        inner === undefined ||
        ref === null ||
        memberValue(context, frame.process, ref, key, before) === null
      )
        continue;
      const at = expressionAt(source, inner, frame, before);
      return [
        dependence(
          { kind: 'member', process: frame.process, ref, key, before, at },
          COST.definition,
          'spread from',
        ),
        dependence(at, COST.base, 'spread'),
      ];
    }
    const name = part.type === 'pair' ? childOf(part, 'key') : part;
    if (name === null) continue;
    const text = source.text.slice(name.start, name.end).replaceAll(/^['"]|['"]$/gu, '');
    if (text !== key) continue;
    const value = part.type === 'pair' ? childOf(part, 'value') : part;
    return value === null
      ? []
      : [
          dependence(
            expressionAt(source, value, frame, before),
            COST.definition,
            `${key} of the literal`,
          ),
        ];
  }
  return null;
}

export function expandReturn(context: Context, point: Of<'return'>): readonly Dependence[] {
  const { frame, source } = point;
  const end = frame.events.findLast((event) => event.type === 'call-end');
  const site = end === undefined ? undefined : context.timeline.sites[end.site];
  // A body that ends without a return reports on its closing brace.
  const isEnd = site !== undefined && source.text.slice(site.start, site.end) === '}';
  if (end === undefined || site === undefined || site.kind !== 'return' || isEnd)
    return endOf(point);
  const node = context.sources.nodeOf(site);
  if (node === null) return [];
  const value = node.type === 'return_statement' ? (namedChildren(node)[0] ?? null) : node;
  const reached: Dependence = {
    to: reachedAt(source, node, frame, end.seq, value),
    role: 'control',
    cost: COST.operand,
    why: 'returned here',
  };
  return value === null
    ? [reached]
    : [dependence(expressionAt(source, value, frame, end.seq), COST.operand, 'returned'), reached];
}

/** A frame that fell off its end, or has not ended: what it depends on is what it ran last. */
function endOf(point: Of<'return'>): readonly Dependence[] {
  const last = point.frame.endSeq;
  if (last === null) return [];
  const body = childOf(point.node, 'body');
  return body === null
    ? []
    : [
        {
          to: reachedAt(point.source, body, point.frame, last),
          role: 'control',
          cost: COST.control,
          why: 'ended without a value',
        },
      ];
}

export function expandParameter(context: Context, point: Of<'parameter'>): readonly Dependence[] {
  const { frame, index, source } = point;
  const name = frame.site.names?.[index];
  const fnNode = source.scopes.nodeById(frame.site.node);
  const call = callSiteOf(context, frame);
  const value = frame.start.values[index];
  if (call === null || name === undefined || fnNode === null) return external(point, frame);
  const before = frame.start.seq;
  if (name === 'this') return receiverDependence(call.source, call.node, call.frame, before);
  const shape = parameterShape(source, fnNode, point.node);
  const deps: Dependence[] = [];
  const fallback = parameterDefault(point.node, fnNode);
  if (fallback !== null)
    deps.push(
      dependence(expressionAt(source, fallback, frame, before + 1), COST.foreign, 'default value'),
    );
  if (call.relation === 'callback') {
    const receiver = receiverOf(call.node);
    const rest = argumentsOf(call.node).filter((node) => !/function|arrow/u.test(node.type));
    for (const node of receiver === null ? rest : [receiver, ...rest]) {
      deps.push(
        dependence(
          expressionAt(call.source, node, call.frame, before),
          COST.foreign,
          `given by ${calleeName(call.source, call.node)}`,
        ),
      );
    }
    return deps;
  }
  const list = argumentsOf(call.node);
  const shift = calleeName(call.source, call.node) === 'call' ? 1 : 0;
  const spread = list.findIndex((node) => node.type === 'spread_element');
  const argument =
    spread >= 0 && spread <= shape.position + shift ? list[spread] : list[shape.position + shift];
  if (argument === undefined)
    return deps.length > 0
      ? deps
      : [
          {
            to: { ...reachedAt(call.source, call.node, call.frame, before), isPlace: true },
            role: 'value',
            cost: COST.crossing,
            why: `${name} was not given`,
          },
        ];
  const from = expressionAt(
    call.source,
    argument.type === 'spread_element' ? (namedChildren(argument)[0] ?? argument) : argument,
    call.frame,
    before,
  );
  const ref =
    shape.key === null ? null : refOf(valueOf(context, from.source, from.node, from.frame, before));
  if (ref !== null && shape.key !== null)
    deps.unshift(
      dependence(
        { kind: 'member', process: frame.process, ref, key: shape.key, before, at: from },
        COST.crossing,
        `property ${shape.key}`,
      ),
    );
  const isUndefined = value?.kind === 'undefined';
  deps.unshift(
    dependence(
      from,
      ref === null ? COST.crossing : COST.base,
      isUndefined ? 'undefined was passed' : `argument ${name}`,
    ),
  );
  return deps;
}

function external(point: Of<'parameter'>, frame: Frame): readonly Dependence[] {
  const at = expressionAt(point.source, point.node, frame, frame.start.seq + 1);
  return [
    {
      to: {
        kind: 'frontier',
        at,
        reason: 'external',
        detail: 'called from code that is not recorded',
        functionId: null,
      },
      role: 'call',
      cost: COST.operand,
      why: 'called from outside',
    },
  ];
}

function receiverDependence(
  source: SourceFile,
  call: SyntaxNode,
  frame: Frame,
  before: number,
): readonly Dependence[] {
  const receiver = receiverOf(call);
  return receiver === null
    ? []
    : [dependence(expressionAt(source, receiver, frame, before), COST.base, 'the receiver')];
}

/** Position of the argument that binds a name, and the key where the parameter is destructured one level deep. */
function parameterShape(
  source: SourceFile,
  fn: SyntaxNode,
  identifier: SyntaxNode,
): { readonly position: number; readonly key: string | null } {
  const list = childOf(fn, 'parameters');
  const given = (list === null ? [] : namedChildren(list)).filter(
    (node) => source.text.slice(node.start, node.end).split(/\W/u)[0] !== 'this',
  );
  const position = given.findIndex(
    (node) => node.start <= identifier.start && node.end >= identifier.end,
  );
  const path = bindingSource(source, identifier)?.path ?? [];
  const key = path.length === 1 && path[0] !== '*' ? (path[0] ?? null) : null;
  return { position: Math.max(0, position), key };
}
