/**
 * The frame of a function: a header that reports the call and names the activation, and a `finally` that reports its end. On
 * every way out the value that is returned, and the site of the return, are kept in two variables for the `finally`; the end of
 * the body and a bare `return`, which return nothing, keep their site as a negative number; a frame that ends without one threw. Where a type checker reads the
 * text, or there can be no `finally`, returns report themselves. Where only values are asked for, the header stands alone.
 */
import { namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import type { SiteId } from '../../../protocol/ids.ts';
import type { Probe } from '../../../protocol/plan.ts';
import { directivesOf, statementsOf } from '../place/extent.ts';
import { ownsThis } from '../framing.ts';
import { RANK } from '../insertion.ts';
import type { Dialect, Framed, Rewriting } from '../rewriting.ts';
import { holdersOfNameless, silentNodes } from '../naming/inferred.ts';
import { takesName } from '../place/position.ts';
import { isTestCallback } from '../place/test-callback.ts';
import { forbidsBlock } from '../place/block-scope.ts';
import { reportReceived } from './message.ts';

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

/** @returns what the start of a call reports, by name: `this` first */
export function startNames(fn: FunctionInfo, dialect: Dialect): readonly string[] {
  const params = fn.params.map((binding) => binding.name).filter((name) => name !== 'this');
  return [...(ownsThis(fn, dialect) ? ['this'] : []), ...new Set(params)];
}

/** @returns the call that reports the start, and its site */
export function reportStart(
  rewriting: Rewriting,
  fn: FunctionInfo,
  probe: Probe,
): { readonly site: SiteId; readonly call: string } {
  const names = startNames(fn, rewriting.dialect);
  const site = rewriting.site('function', { node: fn.node }, { fn, probe }, { names });
  const parent = rewriting.scopes.functions[fn.parent];
  const outer = parent === undefined ? '0' : rewriting.outerAt(parent, fn.node.start);
  const member = FIXED[names.length];
  const values = names.join(',');
  const call =
    member === undefined
      ? `${rewriting.name('en')}(${site},${outer},[${values}])`
      : `${rewriting.name(member)}(${site},${outer}${names.length > 0 ? `,${values}` : ''})`;
  return { site, call: `${rewriting.name('g')}[${site}]&&${call}` };
}

/** @returns `catch`, where a failing assertion is worth its value, and `finally` */
function footerOf(rewriting: Rewriting, request: FrameRequest, site: SiteId): string {
  const { fn } = request.framed;
  const frame = rewriting.frameName(fn);
  const error = rewriting.ownName('err');
  const rethrow = isTestCallback(rewriting.tree, fn.node)
    ? `catch(${error}){throw ${rewriting.name('t')}(${site},${frame},${error})}`
    : '';
  const kept = rewriting.keepsResult(fn) ? `,${siteName(rewriting)},${valueName(rewriting)}` : '';
  const state = reportState(rewriting, fn, 'after');
  const over = `${rewriting.name('x')}(${site},${frame}${kept})`;
  return `}${rethrow}finally{${frame}&&${state === '' ? over : `(${state},${over})`}}`;
}

/** Reports the object of a method at its start and its end, where that is asked for and there is one. */
function reportState(rewriting: Rewriting, fn: FunctionInfo, phase: 'before' | 'after'): string {
  const probe = rewriting.wanted.ofFunction(fn, 'state');
  if (probe === null || !ownsThis(fn, rewriting.dialect)) return '';
  const site = rewriting.site(
    'state',
    { node: fn.node },
    { fn, probe },
    { names: ['this'], phase },
  );
  return `${rewriting.name('n')}(${site},${rewriting.frameName(fn)},[this])`;
}

/** @returns statements behind the header: what else is told of the start, unless the function rests */
function reportHead(rewriting: Rewriting, fn: FunctionInfo): string {
  const reports = [reportState(rewriting, fn, 'before'), reportReceived(rewriting, fn)];
  return reports
    .map((code) => (code === '' ? '' : `${rewriting.frameName(fn)}&&${code};`))
    .join('');
}

/** The variables of a function that keep the site of the last return and its value. */
function siteName(rewriting: Rewriting): string {
  return rewriting.ownName('y');
}
function valueName(rewriting: Rewriting): string {
  return rewriting.ownName('u');
}

/** Where the frame ends in a `finally`, that is where the result is reported. @returns what declares the frame, and the rest */
function declareFrame(rewriting: Rewriting, framed: Framed, call: string): string {
  const { fn, guarded } = framed;
  const frame = `${rewriting.frameName(fn)}=${call}`;
  if (!guarded || rewriting.dialect === 'typed') return `const ${frame};`;
  rewriting.keepResult(fn);
  return `let ${frame},${siteName(rewriting)},${valueName(rewriting)};`;
}

/** What goes around a returned expression. A function without a name would get that of the variable, in V8's eyes at least. */
function keepingWrap(
  rewriting: Rewriting,
  value: SyntaxNode,
  site: SiteId,
): { readonly open: string; readonly close: string } {
  const isListed = value.type === 'sequence_expression';
  const isNameless = takesName(value) || holdersOfNameless(rewriting.tree).has(value);
  const before = `${isNameless ? `${rewriting.name('k')}(` : ''}${isListed ? '(' : ''}`;
  const after = `${isListed ? ')' : ''}${isNameless ? ')' : ''}`;
  const kept = valueName(rewriting);
  const target = silentNodes(rewriting.tree).has(value) && !isNameless ? `(${kept})` : kept;
  return {
    open: `(${target}=${before}`,
    close: `${after},${siteName(rewriting)}=${site},${kept})`,
  };
}

function fallsOff(body: SyntaxNode): boolean {
  const last = statementsOf(body).at(-1);
  return last?.type !== 'return_statement' && last?.type !== 'throw_statement';
}

function frameArrow(rewriting: Rewriting, request: FrameRequest, body: SyntaxNode): void {
  const { fn, start, end } = request.framed;
  const { site, call } = reportStart(rewriting, fn, request.probe);
  if (!request.whole) {
    const open = `{const ${rewriting.frameName(fn)}=${call};${reportHead(rewriting, fn)}return `;
    rewriting.wrap(start, end, { open, close: '}', rank: RANK.brace });
    return;
  }
  const result = rewriting.site('return', { node: body }, { fn, probe: request.probe });
  const header = declareFrame(rewriting, request.framed, call) + reportHead(rewriting, fn);
  const { open, close } = rewriting.keepsResult(fn)
    ? keepingWrap(rewriting, body, result)
    : { open: `${rewriting.name('r')}(${result},${rewriting.frameName(fn)},`, close: ')' };
  rewriting.wrap(start, end, {
    open: `{${header}try{return ${open}`,
    close: `${close}${footerOf(rewriting, request, site)}}`,
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
  const ahead = `${separator || behindSuper}${request.before}`;
  if (!request.whole) {
    const header = `${ahead}const ${frame}=${call};${unread}${reportHead(rewriting, fn)}`;
    rewriting.wrap(start, end, { open: header, rank: RANK.block });
    return;
  }
  const guarded = request.framed.guarded && !forbidsBlock(rewriting.scopes, fn, body);
  const declared = declareFrame(rewriting, { ...request.framed, guarded }, call);
  const header = `${ahead}${declared}${reportHead(rewriting, fn)}`;
  const fallOff = fallsOff(body)
    ? reportEnd(rewriting, fn, endSite(rewriting, request, body), frame)
    : '';
  rewriting.wrap(start, end, {
    open: guarded ? `${header}try{` : header,
    close: guarded ? `${fallOff}${footerOf(rewriting, request, site)}` : fallOff,
    rank: RANK.block,
  });
}

function reportEnd(rewriting: Rewriting, fn: FunctionInfo, site: SiteId, frame: string): string {
  if (rewriting.keepsResult(fn)) return `;${siteName(rewriting)}=-${site};`;
  return `;${rewriting.name('r')}(${site},${frame},void 0);`;
}

/** The end of the body is a way out of its own; its site is the closing brace. */
function endSite(rewriting: Rewriting, request: FrameRequest, body: SyntaxNode): SiteId {
  const range = { node: body, start: body.end - 1, end: body.end };
  return rewriting.site('return', range, { fn: request.framed.fn, probe: request.probe });
}

function keepReturn(
  rewriting: Rewriting,
  fn: FunctionInfo,
  node: SyntaxNode,
  value: SyntaxNode | undefined,
  site: SiteId,
): void {
  if (value !== undefined) {
    const wrap = keepingWrap(rewriting, value, site);
    rewriting.wrap(value.start, value.end, { ...wrap, rank: RANK.consumer });
    return;
  }
  const keyword = node.start + 'return'.length;
  // What an asynchronous generator returns is awaited, unless it is nothing at all.
  if (fn.isAsync && fn.isGenerator) {
    const open = `{${siteName(rewriting)}=-${site};`;
    rewriting.wrap(node.start, node.end, { open, close: '}', rank: RANK.brace });
    return;
  }
  const nothing = ` void(${siteName(rewriting)}=-${site})`;
  rewriting.wrap(node.start, keyword, { close: nothing, rank: RANK.own });
}

/** `return E` reports E; a bare `return` reports undefined. */
export function rewriteReturn(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.ofNode(node, fn, 'function');
  if (probe === null) return;
  const site = rewriting.site('return', { node }, { fn, probe });
  const value = namedChildren(node)[0];
  if (rewriting.keepsResult(fn)) return keepReturn(rewriting, fn, node, value, site);
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
