/** Nesting: how many branches, loops, switches and handlers stand around the innermost statement of a function. */
import type { SyntaxNode } from '../syntax/node.ts';
import { isFunctionNode } from '../syntax/naming/function-name.ts';
import type { FunctionInfo } from '../syntax/scope-table.ts';

const STRUCTURES = /^(?:if|for|for_in|while|do|switch|try|with)_statement$/u;

/** @returns the depth; `else if` adds none, functions inside are not looked into */
export function nestingDepth(fn: FunctionInfo): number {
  let deepest = 0;
  const stack: { node: SyntaxNode; depth: number }[] = [{ node: fn.node, depth: 0 }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { node } = at;
    if (node !== fn.node && isFunctionNode(node)) continue;
    const isDeeper = STRUCTURES.test(node.type) && node.parent?.type !== 'else_clause';
    const depth = at.depth + (isDeeper ? 1 : 0);
    deepest = Math.max(deepest, depth);
    for (const child of node.children) stack.push({ node: child, depth });
  }
  return deepest;
}
