/**
 * Messages, where the text shows them: calls that hand something over (`emit`, `postMessage`, `send`, `write`, `fetch` …) report what
 * they are given right before they run, and functions that are given to something as its listener report what they get.
 */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import type { SiteId } from '../../../protocol/ids.ts';
import { RANK } from '../insertion.ts';
import { channelOf, listensTo, sends } from '../place/messenger.ts';
import { breaksTypes } from '../place/narrowing.ts';
import { stripWrappers } from '../place/position.ts';
import type { Rewriting } from '../rewriting.ts';

/** A type checker reads more of these than their value. */
const LITERALS =
  /^(?:string|number|object|array|template_string|arrow_function|function_expression|generator_function|class|true|false|null)$/u;
/** @returns the call that reports what a listener got, or nothing */
export function reportReceived(rewriting: Rewriting, fn: FunctionInfo): string {
  const probe = rewriting.wanted.ofFunction(fn, 'message');
  const key = probe === null ? null : listensTo(rewriting.tree, fn.node);
  if (probe === null || key === null) return '';
  const names = [...new Set(fn.params.map(({ name }) => name))];
  const site = rewriting.site('received', { node: fn.node }, { fn, probe }, { names, key });
  return `${rewriting.name('n')}(${site},${rewriting.frameName(fn)},[${names.join(',')}])`;
}

/** Each argument is reported on a site of its own; the last one says that all are there. */
export function rewriteSend(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.ofNode(node, fn, 'message');
  const callee = childOf(node, 'function');
  const list = childOf(node, 'arguments');
  if (probe === null || callee === null || list?.type !== 'arguments') return;
  const called = stripWrappers(callee);
  if (!sends(rewriting.scopes, called)) return;
  const given = namedChildren(list).filter(({ type }) => type !== 'comment');
  const told = given.filter((argument) => canBeTold(rewriting, argument));
  const key = channelOf(rewriting.tree, called, given[0]);
  let target: SiteId | null = null;
  for (const argument of told) {
    const part = {
      ...{ index: given.indexOf(argument), of: given.length, isLast: argument === told.at(-1) },
    };
    const detail = { key, part, ...(target === null ? {} : { target }) };
    const site = rewriting.site('sent', { node: argument }, { fn, probe }, detail);
    target ??= site;
    rewriting.wrapValue(argument, 'v', { site, fn, rank: RANK.consumer });
  }
}

function canBeTold(rewriting: Rewriting, argument: SyntaxNode): boolean {
  if (argument.type === 'spread_element' || !rewriting.isWhole(argument)) return false;
  if (rewriting.dialect === 'full') return true;
  return !LITERALS.test(stripWrappers(argument).type) && !breaksTypes('typed', argument);
}
