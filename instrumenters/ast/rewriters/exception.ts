/** `throw` reports its operand, a `catch` clause what it caught. */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import { RANK } from '../insertion.ts';
import type { Rewriting } from '../rewriting.ts';
import { insertInBody } from '../statement.ts';

export function rewriteThrow(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.ofNode(node, fn, 'function');
  const value = namedChildren(node)[0];
  if (probe === null || value === undefined) return;
  const site = rewriting.site('throw', { node }, { fn, probe });
  rewriting.wrapValue(value, 't', { site, fn, rank: RANK.consumer });
}

/** A clause without a plain name reports that something was caught, and no value. */
export function rewriteCatch(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.ofNode(node, fn, 'function');
  const body = childOf(node, 'body');
  if (probe === null || body === null) return;
  const parameter = childOf(node, 'parameter');
  const name =
    parameter?.type === 'identifier'
      ? rewriting.tree.text.slice(parameter.start, parameter.end)
      : 'void 0';
  const site = rewriting.site('catch', { node }, { fn, probe });
  const frame = rewriting.frameAt(fn, body.start);
  insertInBody(rewriting, body, `${rewriting.name('c')}(${site},${frame},${name});`);
}
