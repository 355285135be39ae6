/**
 * Code that a program makes from text while it runs: `new Function`, `eval`, `node:vm`. Nothing in it is watched and no file holds
 * it, so it belongs to the line that made it: a call of such a function leads to that line, and from there to the text.
 */
import { childOf, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { SourceFile } from '../source-index.ts';
import type { Frame, Timeline } from '../timeline.ts';
import { refOf } from '../value-text.ts';
import { argumentsOf, calleeName, callInside } from './call.ts';
import type { Context } from './point.ts';
import { unwrap } from './point.ts';

/** The call that made a function out of text. */
export interface Generator {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly seq: number;
}

const OF_VM: ReadonlySet<string> = new Set([
  'runInContext',
  'runInNewContext',
  'runInThisContext',
  'compileFunction',
  'Script',
]);

/** @returns true for a call or `new` that makes code from text, or runs it */
export function makesCode(source: SourceFile, call: SyntaxNode): boolean {
  const name = calledName(source, call);
  if (OF_VM.has(name.text)) return argumentsOf(call).length > 0;
  if (name.text !== 'Function' && name.text !== 'eval') return false;
  return name.node?.type === 'identifier' && source.scopes.resolve(name.node) === null;
}

/** @returns true where a statement makes code from text, or runs it; functions inside of it are left out */
export function holdsGenerator(source: SourceFile, statement: SyntaxNode): boolean {
  let found = false;
  walkSyntax(statement, (node) => {
    if (found || (node !== statement && source.scopes.functionAt(node) !== null)) return false;
    found = /^(?:call|new)_expression$/u.test(node.type) && makesCode(source, node);
    return !found;
  });
  return found;
}

/** @returns the arguments that are code: all of `Function`, where parameters come first, else the first one */
export function codeOf(source: SourceFile, call: SyntaxNode): readonly SyntaxNode[] {
  const given = argumentsOf(call);
  return calledName(source, call).text === 'Function' ? given : given.slice(0, 1);
}

/** `(0, eval)(…)` calls `eval` as well. */
function calledName(
  source: SourceFile,
  call: SyntaxNode,
): { readonly text: string; readonly node: SyntaxNode | null } {
  const callee = childOf(call, 'function') ?? childOf(call, 'constructor');
  const inner = callee === null ? null : unwrap(callee);
  const last = inner?.type === 'sequence_expression' ? (inner.children.at(-1) ?? inner) : inner;
  const text =
    last?.type === 'identifier'
      ? source.text.slice(last.start, last.end)
      : calleeName(source, call);
  return { text, node: last };
}

const KNOWN = new WeakMap<Timeline, ReadonlyMap<string, Generator>>();

/** @returns the call that made the function with this reference from text, or null */
export function generatorOf(context: Context, process: number, ref: number): Generator | null {
  const { timeline } = context;
  let known = KNOWN.get(timeline);
  if (known === undefined) KNOWN.set(timeline, (known = collectGenerators(context)));
  return known.get(`${process}:${ref}`) ?? null;
}

function collectGenerators(context: Context): ReadonlyMap<string, Generator> {
  const { events, sites, frame: frameOf } = context.timeline;
  const calls = new Map<number, Pick<Generator, 'source' | 'node'> | null>();
  const callAt = (id: number): Pick<Generator, 'source' | 'node'> | null => {
    const site = sites[id];
    const source = site === undefined ? null : context.sources.file(site.file);
    const node = site === undefined ? null : callInside(context.sources.nodeOf(site));
    return source !== null && node !== null && makesCode(source, node) ? { source, node } : null;
  };
  const found = new Map<string, Generator>();
  for (const event of events) {
    if (event.type !== 'call-result') continue;
    const ref = refOf(event.value);
    if (ref === null) continue;
    let call = calls.get(event.site);
    if (call === undefined) calls.set(event.site, (call = callAt(event.site)));
    const frame = call === null ? null : frameOf(event.process, event.frame);
    const key = `${event.process}:${ref}`;
    if (call !== null && frame !== null && !found.has(key))
      found.set(key, { ...call, frame, seq: event.seq });
  }
  return found;
}
