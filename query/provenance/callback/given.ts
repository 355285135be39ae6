/**
 * The expression that gave a parameter its value at the call that happened, where the call does not pass it in its place: bound
 * arguments, `apply`, `arguments`, a spread.
 */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Frame } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { argumentsOf, calleeName, callSiteOf, givenBefore } from '../call.ts';
import type { CallSite } from '../call.ts';
import { bindingSource } from '../pattern.ts';
import { placeOf } from '../place.ts';
import { activationOf, expressionAt, unwrap } from '../point.ts';
import type { Context, ExpressionPoint } from '../point.ts';
import { definitionOf, valueOf } from '../value.ts';

/** An expression, or an element of the array or the `arguments` that it is. */
export interface Given {
  readonly at: ExpressionPoint;
  readonly element: { readonly ref: number; readonly key: string } | null;
}

/** @returns what the parameter at this position was given, or null where it was given nothing */
export function givenAt(
  context: Context,
  frame: Frame,
  call: CallSite,
  position: number,
): Given | null {
  const bound = boundArguments(context, frame, call);
  const first = bound[position];
  if (first !== undefined) return { at: first, element: null };
  const { source, node } = call;
  const before = givenBefore(call, frame);
  const name = calleeName(source, node);
  const at = position - bound.length;
  const list = argumentsOf(node);
  if (name === 'apply' && list.length === 2)
    return elementOf(context, expressionAt(source, list[1] as SyntaxNode, call.frame, before), at);
  const args = name === 'call' ? list.slice(1) : list;
  return inList(context, { source, frame: call.frame, args, before }, at);
}

interface List extends Pick<ExpressionPoint, 'source' | 'frame' | 'before'> {
  readonly args: readonly SyntaxNode[];
}

/** A spread stands for all that follow it. */
function inList(context: Context, list: List, position: number): Given | null {
  const { source, frame, before, args } = list;
  const spread = args.findIndex((node) => node.type === 'spread_element');
  const isSpread = spread >= 0 && spread <= position;
  const node = args[isSpread ? spread : position];
  if (node === undefined) return null;
  const inner = isSpread ? (namedChildren(node)[0] ?? node) : node;
  const at = expressionAt(source, inner, frame, before);
  return isSpread ? elementOf(context, at, position - spread) : { at, element: null };
}

function elementOf(context: Context, at: ExpressionPoint, index: number): Given | null {
  const own = argumentsObject(context, at);
  if (own !== null) {
    const call = callSiteOf(context, own);
    return call === null ? null : givenAt(context, own, call, index);
  }
  const ref = refOf(valueOf(context, at.source, at.node, at.frame, at.before));
  return { at, element: ref === null ? null : { ref, key: String(index) } };
}

/** @returns the activation whose arguments the expression `arguments` means here, or null where it is another expression */
export function argumentsObject(
  context: Context,
  { source, node, frame }: ExpressionPoint,
): Frame | null {
  if (node.type !== 'identifier' || source.text.slice(node.start, node.end) !== 'arguments')
    return null;
  if (source.scopes.resolve(node) !== null) return null;
  let fn = source.scopes.functionOf(node);
  while (fn.kind === 'arrow' && fn.parent >= 0) fn = source.scopes.functions[fn.parent] ?? fn;
  return activationOf(context, frame, fn);
}

/** @returns what `add.bind(null, a)` gives as the first arguments of every call; none for other functions */
export function boundArguments(
  context: Context,
  frame: Frame,
  { source, node, frame: caller }: Pick<CallSite, 'source' | 'node' | 'frame'>,
): readonly ExpressionPoint[] {
  const callee = childOf(node, 'function');
  const name = callee === null ? null : unwrap(callee);
  if (name?.type !== 'identifier') return [];
  const definition = definitionOf(context, source, name, caller, frame.start.seq);
  if (definition?.kind !== 'write') return [];
  const { event, owner } = definition;
  const place = placeOf(context, event.site);
  const from = place === null ? null : bindingSource(place.source, place.node);
  const maker = from?.value === null || from === null ? null : unwrap(from.value);
  const writer = context.timeline.frame(frame.process, event.frame) ?? owner;
  if (place === null || maker?.type !== 'call_expression' || writer === null) return [];
  if (calleeName(place.source, maker) !== 'bind') return [];
  return argumentsOf(maker)
    .slice(1)
    .map((argument) => expressionAt(place.source, argument, writer, event.seq));
}
