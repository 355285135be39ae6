/**
 * Expressions that are evaluated for which way they send control. A condition becomes jumping code: `a && b` has no
 * node of its own there, `a` sends a false value straight to where the whole condition sends it. That keeps apart the
 * paths on which different operands ran, which is what reaching definitions need.
 */
import { childOf, namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { dangle, labelOf } from './builder.ts';
import type { Dangling, FlowBuilder, Step, Visit } from './builder.ts';
import { labelCode } from './edge.ts';

const LABEL = {
  true: labelCode('true'),
  false: labelCode('false'),
  nullish: labelCode('nullish'),
  present: labelCode('present'),
};

/** Node types that are only another spelling of the expression in them. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'type_assertion',
  'instantiation_expression',
]);

/** @returns the expression in a wrapper (parentheses, type assertion), or null where the node is none */
export function unwrapOnce(node: SyntaxNode): SyntaxNode | null {
  if (!WRAPPERS.has(node.type)) return null;
  const parts = namedChildren(node);
  return (node.type === 'type_assertion' ? parts.at(-1) : parts[0]) ?? null;
}

/** @returns the expression without parentheses and type assertions around it */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let inner: SyntaxNode = node;
  for (let next = unwrapOnce(inner); next !== null; next = unwrapOnce(inner)) inner = next;
  return inner;
}

/** @returns text of the operator; tree-sitter names that token by its text */
export function operatorOf(node: SyntaxNode): string {
  return childOf(node, 'operator')?.type ?? '';
}

/** Splits what waits after a value by its truth. A path on which the truth is already known keeps its label. */
export function splitTruth(flow: FlowBuilder, yes: Dangling[], no: Dangling[]): void {
  for (const dangling of flow.take()) {
    const label = labelOf(dangling);
    if (label === LABEL.true) yes.push(dangling);
    else if (label === LABEL.false || label === LABEL.nullish) no.push(dangling);
    else {
      yes.push(dangle(dangling >>> 5, 'true'));
      no.push(dangle(dangling >>> 5, 'false'));
    }
  }
}

/** Splits what waits after a value by whether it is null or undefined. */
export function splitNullish(flow: FlowBuilder, nullish: Dangling[], present: Dangling[]): void {
  for (const dangling of flow.take()) {
    const label = labelOf(dangling);
    if (label === LABEL.nullish) nullish.push(dangling);
    else if (label === LABEL.present || label === LABEL.true) present.push(dangling);
    else {
      nullish.push(dangle(dangling >>> 5, 'nullish'));
      present.push(dangle(dangling >>> 5, 'present'));
    }
  }
}

/** Evaluates a condition; the edges of its outcomes are added to `yes` and `no`, and the frontier is empty afterwards. */
export function visitTest(
  flow: FlowBuilder,
  node: SyntaxNode,
  ways: readonly [yes: Dangling[], no: Dangling[]],
): Visit {
  const inner = unwrap(node);
  if (inner.type === 'unary_expression' && operatorOf(inner) === '!')
    return visitTest(flow, childOf(inner, 'argument') ?? inner, [ways[1], ways[0]]);
  if (inner.type === 'binary_expression' && operatorOf(inner) in LOGICAL)
    return logicalTest(flow, inner, ways);
  if (inner.type === 'ternary_expression') return ternaryTest(flow, inner, ways);
  if (inner.type === 'sequence_expression') return sequenceTest(flow, inner, ways);
  return valueTest(flow, inner, ways);
}

/** How the left operand of a logical operator sends control: to the right operand (`on`) or past it. */
export const LOGICAL: Readonly<
  Record<string, (flow: FlowBuilder, on: Dangling[], past: Dangling[]) => void>
> = {
  '&&': splitTruth,
  '||': (flow, on, past) => splitTruth(flow, past, on),
  '??': splitNullish,
};

function* valueTest(
  flow: FlowBuilder,
  node: SyntaxNode,
  [yes, no]: readonly [Dangling[], Dangling[]],
): Step {
  yield flow.evaluate(node);
  splitTruth(flow, yes, no);
}

function* logicalTest(
  flow: FlowBuilder,
  node: SyntaxNode,
  [yes, no]: readonly [Dangling[], Dangling[]],
): Step {
  const left = childOf(node, 'left') ?? node;
  const on: Dangling[] = [];
  const operator = operatorOf(node);
  if (operator === '&&') yield visitTest(flow, left, [on, no]);
  else if (operator === '||') yield visitTest(flow, left, [yes, on]);
  else {
    const present: Dangling[] = [];
    yield flow.evaluate(left);
    splitNullish(flow, on, present);
    for (const dangling of present) {
      yes.push(dangle(dangling >>> 5, 'true'));
      no.push(dangle(dangling >>> 5, 'false'));
    }
  }
  flow.frontier = on;
  yield visitTest(flow, childOf(node, 'right') ?? node, [yes, no]);
}

function* ternaryTest(
  flow: FlowBuilder,
  node: SyntaxNode,
  ways: readonly [Dangling[], Dangling[]],
): Step {
  const yes: Dangling[] = [];
  const no: Dangling[] = [];
  yield visitTest(flow, childOf(node, 'condition') ?? node, [yes, no]);
  flow.frontier = yes;
  yield visitTest(flow, childOf(node, 'consequence') ?? node, ways);
  flow.frontier = no;
  yield visitTest(flow, childOf(node, 'alternative') ?? node, ways);
}

function* sequenceTest(
  flow: FlowBuilder,
  node: SyntaxNode,
  ways: readonly [Dangling[], Dangling[]],
): Step {
  const parts = namedChildren(node);
  for (const part of parts.slice(0, -1)) yield flow.evaluate(part);
  const last = parts.at(-1);
  if (last !== undefined) yield visitTest(flow, last, ways);
}
