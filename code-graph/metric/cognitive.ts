/**
 * Cognitive complexity: how hard the control flow of a function is to follow. One for each break of the linear flow (`if`,
 * `else`, loops, `switch`, `catch`, `?:`, a jump to a label, each run of like `&&` or `||`, recursion), and for those that
 * nest one more for every structure around them. Functions inside a function count to it, one level deeper, unless all
 * that it does is hold them (the paper's exception for JavaScript); `??` and `?.` are shorthand and cost nothing.
 * @see G. Ann Campbell, Cognitive Complexity: a new way of measuring understandability, SonarSource, version 1.7
 */
import { childOf, namedChildren } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { isFunctionNode } from '../syntax/naming/function-name.ts';
import type { FunctionInfo, ScopeTable } from '../syntax/scope-table.ts';

const STRUCTURES =
  /^(?:if|for|for_in|while|do|switch)_statement$|^(?:ternary_expression|catch_clause)$/u;

interface Score {
  own: number;
  /** What the functions inside add. */
  inner: number;
}

function operatorAt(node: SyntaxNode): string | null {
  if (node.type !== 'binary_expression') return null;
  const operator = childOf(node, 'operator')?.type ?? '';
  return operator === '&&' || operator === '||' ? operator : null;
}

/** A run of like operators counts where it starts: at the topmost of them, and wherever the operator changes. */
function startsRun(node: SyntaxNode): boolean {
  const operator = operatorAt(node);
  if (operator === null) return false;
  let up = node.parent;
  while (up?.type === 'parenthesized_expression') up = up.parent;
  return up === null || operatorAt(up) !== operator;
}

/** `else if` is one step on, not one step deeper. */
const isElseIf = (node: SyntaxNode): boolean =>
  node.type === 'if_statement' && node.parent?.type === 'else_clause';

const jumpsToLabel = (node: SyntaxNode): boolean =>
  /^(?:break|continue)_statement$/u.test(node.type) && namedChildren(node).length > 0;

function callsItself(node: SyntaxNode, scopes: ScopeTable, fn: FunctionInfo): boolean {
  if (node.type !== 'call_expression') return false;
  const callee = childOf(node, 'function');
  if (callee === null) return false;
  if (callee.type === 'identifier') {
    const binding = scopes.resolve(callee);
    const owner = binding?.node.parent ?? null;
    return owner !== null && (owner === fn.node || childOf(owner, 'value') === fn.node);
  }
  const isOfThis =
    callee.type === 'member_expression' && childOf(callee, 'object')?.type === 'this';
  const property = childOf(callee, 'property');
  const name = fn.name.slice(fn.name.lastIndexOf('.') + 1);
  return (
    isOfThis &&
    fn.node.type === 'method_definition' &&
    property !== null &&
    scopes.tree.text.slice(property.start, property.end) === name
  );
}

/** @returns the cognitive complexity; of a module that of its top level alone */
export function cognitiveComplexity(scopes: ScopeTable, fn: FunctionInfo): number {
  const score: Score = { own: 0, inner: 0 };
  let isRecursive = false;
  const stack: { node: SyntaxNode; nesting: number; inside: boolean }[] = [
    { node: fn.node, nesting: 0, inside: false },
  ];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { node, nesting } = at;
    const isFunction = node !== fn.node && isFunctionNode(node);
    if (isFunction && fn.kind === 'module') continue;
    const inside = at.inside || isFunction;
    const cost = costOf(node, nesting);
    if (inside) score.inner += cost;
    else score.own += cost;
    isRecursive ||= callsItself(node, scopes, fn);
    const deeper = isFunction || (STRUCTURES.test(node.type) && !isElseIf(node));
    for (let i = node.children.length - 1; i >= 0; i -= 1) {
      const child = node.children[i] as SyntaxNode;
      const isBody = deeper && nestsIn(node, child);
      stack.push({ node: child, nesting: nesting + (isBody ? 1 : 0), inside });
    }
  }
  return score.own + (score.own > 0 || !isHolder(fn) ? score.inner : 0) + (isRecursive ? 1 : 0);
}

function costOf(node: SyntaxNode, nesting: number): number {
  if (isElseIf(node)) return 1;
  if (STRUCTURES.test(node.type)) return 1 + nesting;
  if (node.type === 'else_clause') return namedChildren(node)[0]?.type === 'if_statement' ? 0 : 1;
  return startsRun(node) || jumpsToLabel(node) ? 1 : 0;
}

/** The condition of a structure is not inside it. */
function nestsIn(node: SyntaxNode, child: SyntaxNode): boolean {
  if (isFunctionNode(node) || node.type === 'catch_clause') return true;
  if (node.type === 'ternary_expression') return child.field !== 'condition';
  if (node.type === 'if_statement')
    return child.field === 'consequence' || child.field === 'alternative';
  return child.field === 'body';
}

/** A function that only declares others, as modules and classes were once written. */
function isHolder(fn: FunctionInfo): boolean {
  return (
    fn.body?.type === 'statement_block' &&
    namedChildren(fn.body).every(({ type }) =>
      /_declaration$|^return_statement$|^expression_statement$/u.test(type),
    )
  );
}
