/**
 * The frame of a function: a header that reports the call and names the activation, reports on every way out, and a
 * `finally` that ends the frame. The end of the body and a bare `return` report `undefined`, so that a frame that ends without
 * a report threw. Where only values are asked for, the header stands alone.
 */
import { namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import type { SiteId } from '../../../protocol/ids.ts';
import type { Probe } from '../../../protocol/plan.ts';
import { directivesOf, statementsOf } from '../place/extent.ts';
import { ownsThis } from '../framing.ts';
import { RANK } from '../insertion.ts';
import type { Framed, Rewriting } from '../rewriting.ts';
import { isTestCallback } from '../place/test-callback.ts';
import { forbidsBlock } from './block-scope.ts';

/** `e0` to `e4` take so many values; more go through `en`. */
const FIXED = ['e0', 'e1', 'e2', 'e3', 'e4'] as const;

export interface FrameRequest {
  readonly framed: Framed;
  readonly probe: Probe;
  /** Reports returns and the end; otherwise only the header is there. */
  readonly whole: boolean;
  /** Code that must run before anything else of the function, or nothing. */
  readonly before: string;
}

/** @returns the call that reports the start, and its site */
export function reportStart(
  rewriting: Rewriting,
  fn: FunctionInfo,
  probe: Probe,
): { readonly site: SiteId; readonly call: string } {
  const params = fn.params.map((binding) => binding.name).filter((name) => name !== 'this');
  const names = [...(ownsThis(fn, rewriting.dialect) ? ['this'] : []), ...new Set(params)];
  const site = rewriting.site('function', { node: fn.node }, { fn, probe }, { names });
  const parent = rewriting.scopes.functions[fn.parent];
  const outer = parent === undefined ? '0' : rewriting.frameAt(parent, fn.node.start);
  const member = FIXED[names.length];
  const values = names.join(',');
  if (member === undefined)
    return { site, call: `${rewriting.name('en')}(${site},${outer},[${values}])` };
  return {
    site,
    call: `${rewriting.name(member)}(${site},${outer}${names.length > 0 ? `,${values}` : ''})`,
  };
}

/** @returns `catch`, where a failing assertion is worth its value, and `finally` */
function footerOf(rewriting: Rewriting, request: FrameRequest, site: SiteId): string {
  const { fn } = request.framed;
  const frame = rewriting.frameName(fn);
  const error = rewriting.ownName('err');
  const rethrow = isTestCallback(rewriting.tree, fn.node)
    ? `catch(${error}){throw ${rewriting.name('t')}(${site},${frame},${error})}`
    : '';
  return `}${rethrow}finally{${rewriting.name('x')}(${site},${frame})}`;
}

function fallsOff(body: SyntaxNode): boolean {
  const last = statementsOf(body).at(-1);
  return last?.type !== 'return_statement' && last?.type !== 'throw_statement';
}

function frameArrow(rewriting: Rewriting, request: FrameRequest, body: SyntaxNode): void {
  const { fn, start, end } = request.framed;
  const { site, call } = reportStart(rewriting, fn, request.probe);
  const header = `{const ${rewriting.frameName(fn)}=${call};`;
  if (!request.whole) {
    rewriting.wrap(start, end, { open: `${header}return `, close: '}', rank: RANK.brace });
    return;
  }
  const result = rewriting.site('return', { node: body }, { fn, probe: request.probe });
  rewriting.wrap(start, end, {
    open: `${header}try{return ${rewriting.name('r')}(${result},${rewriting.frameName(fn)},`,
    close: `)${footerOf(rewriting, request, site)}}`,
    rank: RANK.brace,
  });
}

/** Adds header, footer and the report of the body's end; returns are the walk's (see {@link rewriteReturn}). */
export function frameFunction(rewriting: Rewriting, request: FrameRequest): void {
  const { fn, start, end } = request.framed;
  const { body } = fn;
  if (body === null || fn.kind === 'module') return;
  if (body.type !== 'statement_block') {
    frameArrow(rewriting, request, body);
    return;
  }
  const frame = rewriting.frameName(fn);
  const { site, call } = reportStart(rewriting, fn, request.probe);
  const before = rewriting.tree.text.slice(0, start).trimEnd();
  const separator = directivesOf(body).length > 0 && !before.endsWith(';') ? ';' : '';
  const behindSuper = start > body.start + 1 && !before.endsWith(';') ? ';' : '';
  const unread = rewriting.dialect === 'typed' && !request.whole ? `void ${frame};` : '';
  const header = `${separator || behindSuper}${request.before}const ${frame}=${call};${unread}`;
  if (!request.whole) {
    rewriting.wrap(start, end, { open: header, rank: RANK.block });
    return;
  }
  const guarded = request.framed.guarded && !forbidsBlock(rewriting.scopes, fn, body);
  const fallOff = fallsOff(body)
    ? `;${rewriting.name('r')}(${endSite(rewriting, request, body)},${frame},void 0);`
    : '';
  rewriting.wrap(start, end, {
    open: guarded ? `${header}try{` : header,
    close: guarded ? `${fallOff}${footerOf(rewriting, request, site)}` : fallOff,
    rank: RANK.block,
  });
}

/** The end of the body is a way out of its own; its site is the closing brace. */
function endSite(rewriting: Rewriting, request: FrameRequest, body: SyntaxNode): SiteId {
  const range = { node: body, start: body.end - 1, end: body.end };
  return rewriting.site('return', range, { fn: request.framed.fn, probe: request.probe });
}

/** `return E` reports E; a bare `return` reports undefined. */
export function rewriteReturn(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.ofNode(node, fn, 'function');
  if (probe === null) return;
  const site = rewriting.site('return', { node }, { fn, probe });
  const value = namedChildren(node)[0];
  if (value !== undefined) {
    rewriting.wrapValue(value, 'r', { site, fn, rank: RANK.consumer });
    return;
  }
  const keyword = node.start + 'return'.length;
  const report = `${rewriting.name('r')}(${site},${rewriting.frameAt(fn, node.start)},void 0)`;
  // A constructor or setter may not return a value in the eyes of a type checker.
  if (rewriting.dialect === 'typed')
    rewriting.wrap(node.start, keyword, { open: `{${report};`, close: ';}', rank: RANK.brace });
  else rewriting.wrap(node.start, keyword, { close: ` ${report}`, rank: RANK.own });
}
