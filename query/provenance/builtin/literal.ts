/** Which part of an object or array literal gave a property or an element, through spreads of other objects and arrays. */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { refOf } from '../../value-text.ts';
import { argumentsOf, calleeName, callInside, receiverOf } from '../call.ts';
import { COST } from '../cost.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { valueStep } from '../step/dependence.ts';
import { memberValue, valueOf } from '../value.ts';
import { shownObject } from './native.ts';

/** They leave the keys of the entries that they keep as they are, or make others of them: what had the key is asked for it. */
const OF_ENTRIES = /^(?:filter|map|flatMap|slice|sort|toSorted|reverse|toReversed|concat)$/u;

/** An entry that they give may have had another key before. */
const MAKES_ENTRIES = /^(?:map|flatMap|concat)$/u;

/** @returns the step to the object whose entries `Object.fromEntries(Object.entries(o).filter(…))` put together again; none for others */
export function throughEntries(
  context: Context,
  { source, node, frame, before }: ExpressionPoint,
  key: string,
): readonly Dependence[] {
  const call = callInside(node);
  if (call === null || calleeName(source, call) !== 'fromEntries') return [];
  let at = argumentsOf(call)[0];
  let isInferred = false;
  while (at?.type === 'call_expression' && OF_ENTRIES.test(calleeName(source, at))) {
    isInferred ||= MAKES_ENTRIES.test(calleeName(source, at));
    at = receiverOf(at) ?? undefined;
  }
  const isOwn = at?.type === 'call_expression' && calleeName(source, at) === 'entries';
  const whole = isOwn && at !== undefined ? argumentsOf(at)[0] : undefined;
  const ref = whole === undefined ? null : refOf(valueOf(context, source, whole, frame, before));
  if (whole === undefined || ref === null) return [];
  const { process } = frame;
  const from = expressionAt(source, whole, frame, before);
  const to = { kind: 'member', process, ref, key, before, at: from } as const;
  const step = valueStep(to, COST.definition, 'an entry of');
  return [isInferred ? { ...step, isInferred } : step];
}

/** What stands before the name of a getter or setter. */
const ACCESSOR = /\b(?:get|set)\s+$/u;

/** @returns the step to the part of an object or array literal that gave the key, spreads included; null where it has no such part */
export function literalPart(
  context: Context,
  from: ExpressionPoint,
  key: string,
): readonly Dependence[] | null {
  const parts = namedChildren(from.node);
  if (from.node.type === 'array') return elementOf(context, from, parts, key);
  const passed: Dependence[] = [];
  for (const part of [...parts].reverse()) {
    const isSpread = part.type === 'spread_element';
    const given = isSpread ? spreadOf(context, from, part, key) : pairOf(from, part, key);
    if (given !== null) return isSpread ? [...given, ...passed] : given;
    if (isSpread) passed.push(...withoutKey(context, from, part, key));
  }
  return null;
}

/** @returns the steps to what the literal spreads, where none of that has the key */
export function spreadsWithout(
  context: Context,
  from: ExpressionPoint,
  key: string,
): readonly Dependence[] {
  return namedChildren(from.node)
    .filter(({ type }) => type === 'spread_element')
    .flatMap((part) => withoutKey(context, from, part, key));
}

/** `{ ...defaults, ...options }` took the key from the first one, because the later one had none. */
function withoutKey(
  context: Context,
  { source, frame, before }: ExpressionPoint,
  part: SyntaxNode,
  key: string,
): readonly Dependence[] {
  const inner = namedChildren(part)[0];
  const ref = inner === undefined ? null : refOf(valueOf(context, source, inner, frame, before));
  if (inner === undefined || ref === null) return [];
  const { process } = frame;
  const at = expressionAt(source, inner, frame, before);
  const why = `${key} is not in what is spread here`;
  return [valueStep({ kind: 'member', process, ref, key, before, at }, COST.otherKey, why)];
}

function elementOf(
  context: Context,
  { source, frame, before }: ExpressionPoint,
  parts: readonly SyntaxNode[],
  key: string,
): readonly Dependence[] | null {
  const spread = parts.findIndex((child) => child.type === 'spread_element');
  const index = Number(key);
  if (spread >= 0 && index >= spread) {
    // Behind a second one nothing says where an element came from.
    const inner =
      spread === parts.length - 1 ? namedChildren(parts[spread] as SyntaxNode)[0] : null;
    return inner == null
      ? null
      : elementOfSpread(context, expressionAt(source, inner, frame, before), index - spread);
  }
  const part = parts[index];
  if (part === undefined) return null;
  const from = expressionAt(source, part, frame, before);
  return [valueStep(from, COST.operand, 'element of the literal')];
}

/** `[...list]` has the elements of another array. */
function elementOfSpread(
  context: Context,
  at: ExpressionPoint,
  index: number,
): readonly Dependence[] | null {
  const { source, node, frame, before } = at;
  const { process } = frame;
  const ref = refOf(valueOf(context, source, node, frame, before));
  if (ref === null || shownObject(context, process, ref)?.shape !== 'array') return null;
  const key = String(index);
  return [
    valueStep({ kind: 'member', process, ref, key, before, at }, COST.definition, 'spread from'),
    valueStep(at, COST.base, 'spread'),
  ];
}

function spreadOf(
  context: Context,
  { source, frame, before }: ExpressionPoint,
  part: SyntaxNode,
  key: string,
): readonly Dependence[] | null {
  const inner = namedChildren(part)[0];
  if (inner === undefined) return null;
  const { process } = frame;
  const ref = refOf(valueOf(context, source, inner, frame, before));
  if (ref === null || memberValue(context, process, ref, key, before) === null) return null;
  const at = expressionAt(source, inner, frame, before);
  return [
    valueStep({ kind: 'member', process, ref, key, before, at }, COST.definition, 'spread from'),
    valueStep(at, COST.base, 'spread'),
  ];
}

function pairOf(
  { source, frame, before }: ExpressionPoint,
  part: SyntaxNode,
  key: string,
): readonly Dependence[] | null {
  const name = nameOfPart(part);
  if (name === null) return null;
  const text = source.text.slice(name.start, name.end).replaceAll(/^['"]|['"]$/gu, '');
  if (text !== key) return null;
  // What an accessor gave is the return of its activation, which the read itself leads to.
  if (part.type === 'method_definition' && ACCESSOR.test(source.text.slice(part.start, name.start)))
    return [];
  const value = part.type === 'pair' ? childOf(part, 'value') : part;
  if (value === null) return [];
  const from = expressionAt(source, value, frame, before);
  return [valueStep(from, COST.definition, `${key} of the literal`)];
}

/** @returns the key of a part of an object literal; of `{ name }` itself */
export function nameOfPart(part: SyntaxNode): SyntaxNode | null {
  if (part.type === 'spread_element') return null;
  if (part.type === 'pair') return childOf(part, 'key');
  return part.type === 'method_definition' ? childOf(part, 'name') : part;
}
