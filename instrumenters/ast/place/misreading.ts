/**
 * tree-sitter's TypeScript grammar lets type arguments and `!` bind weaker than operators: it reads `await f<T>(x)` and
 * `a + f<T>(x)` as calls of `await f` and of `a + f`, and `!a!.b` as a member of `!a`. Nodes between the true callee and the whole
 * expression then cover text that is no expression, so nothing may be put around them. Most of that is mended before the tree gets
 * here. Both grammars read `new new C().f(x)` as a call of `f`.
 */
import { OPERATIONS } from '../../../code-graph/syntax/grammar/weak-binding.ts';
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';
import { landmarksOf } from './landmark.ts';
import { spineBelow } from './position.ts';

const TOO_WIDE_FOR: ReadonlySet<string> = new Set([
  ...OPERATIONS,
  'as_expression',
  'satisfies_expression',
]);

/** Operators whose operand may have come out too short. */
const OUTER: ReadonlySet<string> = new Set([
  'await_expression',
  'unary_expression',
  'binary_expression',
  'update_expression',
  'as_expression',
  'satisfies_expression',
]);

const READ_TOO_WIDE: ReadonlySet<string> = new Set([
  'call_expression',
  'instantiation_expression',
  'non_null_expression',
]);

/** No statement that is an expression begins like this: `{ a: 1 } /1/g` is a block and a regular expression. */
const NO_EXPRESSION = /\{|(?:function|class|async[^\S\n]+function)(?![\w$])|let\s*\[/uy;

/** @returns true for a statement that the grammar takes for one expression, and the language does not */
export function isTornStatement(text: string, node: SyntaxNode): boolean {
  if (node.type !== 'expression_statement') return false;
  NO_EXPRESSION.lastIndex = node.start;
  return NO_EXPRESSION.test(text);
}

/** Misread nodes; true where the node is a whole expression, which a statement or call around it may still take. */
export type Misreading = ReadonlyMap<SyntaxNode, boolean>;

function isMisread(node: SyntaxNode): boolean {
  if (!READ_TOO_WIDE.has(node.type)) return false;
  const callee = childOf(node, 'function') ?? namedChildren(node)[0];
  return callee !== undefined && TOO_WIDE_FOR.has(callee.type);
}

/** The expression that surely ends where its text ends: no operator around it could have got the wrong part. */
function wholeOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  for (;;) {
    const { parent } = at;
    if (parent === null) return at;
    if (!OUTER.has(parent.type) && spineBelow(parent) !== at) return at;
    at = parent;
  }
}

/** `new` without arguments takes all links that follow, and the arguments behind them. */
function isTorn(node: SyntaxNode): boolean {
  if (node.type !== 'new_expression' || childOf(node, 'arguments') !== null) return false;
  return node.parent !== null && spineBelow(node.parent) === node;
}

function markTorn(node: SyntaxNode, found: Map<SyntaxNode, boolean>): void {
  let up: SyntaxNode | null = node;
  for (; up !== null && up.type !== 'call_expression'; up = up.parent) {
    found.set(up, false);
    if (up.parent === null || spineBelow(up.parent) !== up) return;
  }
  if (up !== null) found.set(up, true);
}

/** @returns the nodes that must not be wrapped */
export function findMisreadings(tree: SyntaxTree): Misreading {
  const found = new Map<SyntaxNode, boolean>();
  for (const node of landmarksOf(tree)) {
    if (isTorn(node)) markTorn(node, found);
    if (!isMisread(node)) continue;
    const whole = wholeOf(node);
    for (let up: SyntaxNode | null = node; up !== null && up !== whole; up = up.parent)
      found.set(up, false);
    if (!found.has(whole)) found.set(whole, true);
    let operand = childOf(node, 'function') ?? namedChildren(node)[0];
    while (operand !== undefined && TOO_WIDE_FOR.has(operand.type)) {
      found.set(operand, false);
      operand = namedChildren(operand).at(-1);
    }
    if (operand !== undefined) found.set(operand, false);
  }
  return found;
}
