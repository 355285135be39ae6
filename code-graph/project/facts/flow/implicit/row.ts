/** Where the language calls something by itself, by what is written there: operators, loops, built-ins that take what iterates. */
import type { SyntaxNode } from '../../../../syntax/node.ts';
import type { Evaluation } from '../evaluation.ts';
import { OP } from '../flow-fact.ts';
import { IMPLICIT } from './kind.ts';
import type { ImplicitKind } from './kind.ts';

/** What iterates holds the elements of what it comes from, and those that an iterator of the project gives. @returns its vertex */
export function iterated(
  { writer }: Evaluation,
  value: number,
  node: SyntaxNode | null,
  kind: ImplicitKind = IMPLICIT.iterate,
): number {
  if (value < 0 || node === null || node.type === 'array') return value;
  const whole = writer.vertex();
  writer.copy(whole, value);
  writer.implicit(kind, [value], node, whole);
  return whole;
}

/** What global functions do with their first argument, by `owner.name`. */
const GLOBAL_CALLS: Readonly<Record<string, readonly ImplicitKind[]>> = {
  'globalThis.String': [IMPLICIT.text],
  'globalThis.Number': [IMPLICIT.number],
  'globalThis.Date': [IMPLICIT.number],
  'globalThis.parseInt': [IMPLICIT.text],
  'globalThis.parseFloat': [IMPLICIT.text],
  'JSON.stringify': [IMPLICIT.json, IMPLICIT.copy],
  'Object.entries': [IMPLICIT.copy],
  'Object.values': [IMPLICIT.copy],
};
/** They take what iterates. */
const ITERATING =
  /^(?:globalThis\.(?:Map|Set|WeakMap|WeakSet)|Array\.from|Object\.(?:fromEntries|groupBy)|Map\.groupBy|Promise\.(?:all|allSettled|any|race))$/u;

/** @returns the arguments of a call as its built-in takes them: the elements of what iterates */
export function builtinArguments(
  evaluation: Evaluation,
  node: SyntaxNode,
  {
    called,
    args,
    receiver,
  }: { readonly called: string; readonly args: readonly number[]; readonly receiver: number },
): readonly number[] {
  const { writer } = evaluation;
  const [first = -1, ...others] = args;
  if (called.endsWith('.join') && receiver >= 0)
    writer.implicit(IMPLICIT.text, [writer.load(receiver, null, node)], node);
  if (ITERATING.test(called)) return [iterated(evaluation, first, node), ...others];
  if (called === 'Object.assign') writer.implicit(IMPLICIT.copy, others, node);
  if (called === 'Array.fromAsync')
    return [iterated(evaluation, first, node, IMPLICIT.iterateAsync), ...others];
  for (const kind of Object.hasOwn(GLOBAL_CALLS, called) ? (GLOBAL_CALLS[called] ?? []) : []) {
    writer.implicit(kind, [first], node);
    if (kind === IMPLICIT.json && first >= 0)
      writer.implicit(kind, [writer.load(first, null, node)], node);
  }
  return args;
}

/** `using x = value`, `for (using x of …)`: by the word that stands there. */
export function disposed(
  { writer }: Evaluation,
  kind: SyntaxNode | null,
  value: number,
  node: SyntaxNode,
): void {
  const word = kind === null ? '' : writer.textOf(kind);
  if (word === 'using') writer.implicit(IMPLICIT.dispose, [value], node);
  else if (word === 'await') writer.implicit(IMPLICIT.disposeAsync, [value], node);
}

const NUMERIC = /^(?:[-*/%&|^]|\*\*|<<|>>>?|[<>]=?)$/u;
const LITERAL = /^(?:string|template_string|number)$/u;

/** An operator that asks objects for a primitive value. */
export function converted(
  { writer }: Evaluation,
  node: SyntaxNode,
  operator: string,
  [left, right]: readonly [Operand, Operand],
): void {
  const both = [left.value, right.value];
  if (operator === '+') writer.implicit(IMPLICIT.either, both, node);
  else if (NUMERIC.test(operator)) writer.implicit(IMPLICIT.number, both, node);
  else if (operator === 'instanceof') writer.implicit(IMPLICIT.instance, [right.value], node);
  else if (operator === '==' || operator === '!=') {
    if (LITERAL.test(right.type)) writer.implicit(IMPLICIT.either, [left.value], node);
    else if (LITERAL.test(left.type)) writer.implicit(IMPLICIT.either, [right.value], node);
  }
}

export interface Operand {
  readonly value: number;
  /** Of the node. */
  readonly type: string;
}

/** Rows of a file whose object may be one of the project: what nothing gives anything to never is. */
export function implicitRows(
  pending: readonly (readonly [kind: number, base: number, target: number, node: SyntaxNode])[],
  isGiven: (vertex: number) => boolean,
  siteOf: (node: SyntaxNode) => number,
): readonly number[] {
  const sites = new Map<SyntaxNode, number>();
  return pending.flatMap(([kind, base, target, node]) => {
    if (!isGiven(base)) return [];
    let site = sites.get(node);
    if (site === undefined) sites.set(node, (site = siteOf(node)));
    return [OP.implicit, target, base, kind, site];
  });
}
