/** Which names a condition can read at a node: what the start of the call reports, or the locals before the statement. */
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { ScopeTable } from '../../../code-graph/syntax/scope-table.ts';
import { startNames } from '../rewriters/function.ts';
import { localsAt } from '../rewriters/snapshot.ts';

/** @returns the names, in the order in which they are reported */
export function readableNames(scopes: ScopeTable, node: SyntaxNode): readonly string[] {
  const fn = scopes.functionAt(node);
  return fn === null ? localsAt(scopes, node, scopes.functionOf(node)) : startNames(fn, 'full');
}
