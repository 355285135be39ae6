/**
 * Rounds of a loop. Where closures capture variables that each round has for itself, the body begins with
 * `const d0=d(site,frame,outer);`: the number stands for the activation in writes of those variables and in the closures.
 */
import { childOf, walkSyntax } from '../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../code-graph/syntax/scope-table.ts';
import type { Rewriting } from './rewriting.ts';
import { canStandBehindCode, insertInBody } from './statement.ts';

const LOOPS: ReadonlySet<string> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
]);

/** Asked for with the writes of the function, and only where a function that has a frame captures such a variable. */
export function findRounds(rewriting: Rewriting, loop: SyntaxNode, fn: FunctionInfo): void {
  if (!LOOPS.has(loop.type)) return;
  const probe = rewriting.wanted.ofNode(loop, fn, 'write');
  const body = childOf(loop, 'body');
  if (probe === null || body === null || !canStandBehindCode(body)) return;
  if (rewriting.framedOf(fn) === null || rewriting.scopes.isDynamic(fn)) return;
  if (!isCaptured(rewriting, { loop, body, fn })) return;
  const site = rewriting.site('iteration', { node: loop }, { fn, probe });
  rewriting.addRounds({ fn, loop, body, site, name: rewriting.ownName(`d${site}`) });
}

function isCaptured(
  rewriting: Rewriting,
  at: { readonly loop: SyntaxNode; readonly body: SyntaxNode; readonly fn: FunctionInfo },
): boolean {
  const { scopes } = rewriting;
  const { loop, body, fn } = at;
  const isIn = ({ node }: FunctionInfo): boolean =>
    node.start >= body.start && node.end <= body.end;
  return scopes.functions.some((inner) => {
    if (!isIn(inner) || inner.body === null || rewriting.framedOf(inner) === null) return false;
    let found = false;
    walkSyntax(inner.body, (node) => {
      const binding = /^(?:shorthand_property_)?identifier$/u.test(node.type)
        ? scopes.resolve(node)
        : null;
      found ||= binding?.loop === loop && binding.declaredIn === fn;
      return !found;
    });
    return found;
  });
}

/** @returns the statement that begins a round of this loop, or nothing */
export function beginRound(rewriting: Rewriting, loop: SyntaxNode, fn: FunctionInfo): string {
  const rounds = rewriting.roundsOf(loop, fn);
  if (rounds === null) return '';
  const { name, site, body } = rounds;
  const frame = rewriting.frameAt(fn, body.start);
  const outer = rewriting.outerAt(fn, loop.start);
  const unread = rewriting.dialect === 'typed' ? `void ${name};` : '';
  return `const ${name}=${rewriting.name('d')}(${site},${frame},${outer});${unread}`;
}

/** Loops without a variable of their own to be reported in the body. */
export function rewriteRound(rewriting: Rewriting, loop: SyntaxNode, fn: FunctionInfo): void {
  const code = beginRound(rewriting, loop, fn);
  const body = childOf(loop, 'body');
  if (code !== '' && body !== null) insertInBody(rewriting, body, code);
}
