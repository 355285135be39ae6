/**
 * Calls as the recording has them: which activations a call expression caused, whether one of them is the callee itself or a
 * native's callback, and which call expression caused an activation. Frames begin while their caller evaluates the call,
 * so the activations of a call lie between the caller's previous event and the call's result.
 */
import { childOf, isFunctionNode, namedChildren } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { SourceFile } from '../source-index.ts';
import { simpleName } from '../../protocol/ids.ts';
import type { SiteEvent } from '../../protocol/event.ts';
import { countBefore, lastBefore } from '../lists.ts';
import type { Frame } from '../timeline.ts';
import { shownObject } from './builtin/native.ts';
import { boundArguments } from './callback/given.ts';
import { schedulerOf } from './callback/schedule.ts';
import { isAccessor } from './implicit/accessor.ts';
import { madeAt } from './implicit/generator.ts';
import type { Context } from './point.ts';
import { unwrap } from './point.ts';
import { isSameValue } from '../value-text.ts';
import { valueOf } from './value.ts';

export interface CallSite {
  readonly frame: Frame;
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  /** The call's result event; null where it threw or never ended. */
  readonly seq: number | null;
  /** The activation is the callee, or a function that the callee called back. */
  readonly relation: 'direct' | 'callback';
  /** The activation began later than the call: the body of a generator. */
  readonly isLazy?: true;
}

/** @returns the moment before which the arguments of the call had the values that the activation was given */
export function givenBefore({ isLazy, seq }: CallSite, frame: Frame): number {
  return isLazy === true && seq !== null ? seq : frame.start.seq;
}

/** @returns the activations that the evaluation of a call, ended at `seq`, caused directly from this frame */
export function activationsOf(frame: Frame, seq: number): readonly Frame[] {
  const previous = previousEventSeq(frame, seq);
  const starts = frame.children;
  const found: Frame[] = [];
  for (let at = countChildren(starts, previous); at < starts.length; at += 1) {
    const child = starts[at] as Frame;
    if (child.start.seq >= seq) break;
    found.push(child);
  }
  return found;
}

/** @returns how many children began until `seq`: they are in the order of their starts */
export function countChildren(children: readonly Frame[], seq: number): number {
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((children[middle] as Frame).start.seq <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function previousEventSeq(frame: Frame, seq: number): number {
  return lastBefore(frame.events, seq)?.seq ?? 0;
}

/** @returns `m` of `o.m(…)`, `f` of `f(…)` */
export function calleeName(source: SourceFile, call: SyntaxNode): string {
  const callee = childOf(call, 'function') ?? childOf(call, 'constructor');
  if (callee === null) return '';
  const inner = unwrap(callee);
  const name = inner.type === 'member_expression' ? childOf(inner, 'property') : inner;
  return name === null ? '' : source.text.slice(name.start, name.end);
}

/** @returns the receiver expression of a method call, or null */
export function receiverOf(call: SyntaxNode): SyntaxNode | null {
  const callee = childOf(call, 'function');
  if (callee === null) return null;
  const inner = unwrap(callee);
  return inner.type === 'member_expression' || inner.type === 'subscript_expression'
    ? childOf(inner, 'object')
    : null;
}

export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  const list = childOf(call, 'arguments');
  if (list === null) return [];
  return list.type === 'arguments' ? namedChildren(list) : [list];
}

/** @returns true where the frame's function is the one that the call names, and not a callback among its arguments */
export function isDirectCallee(source: SourceFile, call: SyntaxNode, frame: Frame): boolean {
  const { site } = frame;
  const list = childOf(call, 'arguments');
  if (
    list !== null &&
    site.file === source.path &&
    site.start >= list.start &&
    site.end <= list.end
  )
    return false;
  const name = calleeName(source, call);
  const own = simpleName(site.node);
  if (name === own || own === 'constructor') return true;
  if (own === '') return !CALLS_BACK.has(name);
  if (
    argumentsOf(call).some(
      (argument) => source.text.slice(argument.start, argument.end).split('.').at(-1) === own,
    )
  )
    return false;
  return name === 'call' || name === 'apply' || !CALLS_BACK.has(name);
}

/** Built-ins that call what they are given. */
export const CALLS_BACK: ReadonlySet<string> = new Set([
  'map',
  'filter',
  'reduce',
  'reduceRight',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'some',
  'every',
  'forEach',
  'sort',
  'toSorted',
  'flatMap',
  'replace',
  'replaceAll',
  'from',
  'then',
  'catch',
  'finally',
  'emit',
  'on',
  'once',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'nextTick',
  'queueMicrotask',
  'Promise',
  'all',
  'stringify',
  'parse',
  'bind',
]);

/** Names that emitters of packages have too: what they do with a callback is code that can be watched. */
const ALSO_OF_PACKAGES: ReadonlySet<string> = new Set(['emit', 'on', 'once', 'parse', 'stringify']);

/** @returns true where nothing more is to be learnt about how a callback came to run */
export function isBuiltInCaller(name: string): boolean {
  return CALLS_BACK.has(name) && !ALSO_OF_PACKAGES.has(name);
}

/** Built-ins that change their receiver. */
export const MUTATES_RECEIVER: ReadonlySet<string> = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
  'set',
  'add',
  'delete',
  'clear',
  'append',
  'setHours',
  'setMinutes',
  'setSeconds',
  'setMilliseconds',
  'setDate',
  'setMonth',
  'setFullYear',
  'setTime',
  'setUTCHours',
  'setUTCMinutes',
  'setUTCSeconds',
  'setUTCMilliseconds',
  'setUTCDate',
  'setUTCMonth',
  'setUTCFullYear',
]);

/** @returns the call expression that caused this activation, or null where the caller was not recorded */
export function callSiteOf(context: Context, frame: Frame): CallSite | null {
  return madeAt(context, frame) ?? askedAt(context, frame);
}

/** @returns the call that was under way when the activation began; for the body of a generator, who asked it first */
export function askedAt(context: Context, frame: Frame): CallSite | null {
  const parent = frame.parent;
  if (parent === null) return schedulerOf(context, frame);
  const source = context.sources.file(parent.site.file);
  if (source === null) return null;
  const result = nextCall(context, parent, frame.start.seq);
  if (result !== undefined && previousEventSeq(parent, result.seq) < frame.start.seq) {
    const site = context.timeline.sites[result.site];
    const node = site === undefined ? null : callInside(context.sources.nodeOf(site));
    if (node !== null) {
      const direct = isCallee(context, { source, node, parent }, frame);
      return {
        frame: parent,
        source,
        node,
        seq: result.seq,
        relation: direct ? 'direct' : 'callback',
      };
    }
  }
  return superCall(source, parent, frame) ?? unfinishedCall(context, source, parent, frame);
}

/** `super(…)` has no result to be reported. */
function superCall(source: SourceFile, parent: Frame, frame: Frame): CallSite | null {
  const fn = source.scopes.nodeById(parent.site.node);
  const isConstructor = fn !== null && source.scopes.functionAt(fn)?.kind === 'constructor';
  if (!isConstructor || simpleName(frame.site.node) !== 'constructor') return null;
  const calls: SyntaxNode[] = [];
  collectCalls(source, fn, parent.site.node, calls);
  const node = calls.find((call) => childOf(call, 'function')?.type === 'super');
  return node === undefined ? null : { frame: parent, source, node, seq: null, relation: 'direct' };
}

interface CallIn {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly parent: Frame;
}

/** @returns true where the activation is of the function that the call names, as far as names and values say */
export function isCallee(context: Context, call: CallIn, frame: Frame): boolean {
  return (
    !isAccessor(context, frame) &&
    isDirectCallee(call.source, call.node, frame) &&
    !tookOther(context, call, frame)
  );
}

/** The function that the call means has another name: what ran is one that it called. */
function isOtherFunction(
  context: Context,
  { source, node, parent }: CallIn,
  frame: Frame,
): boolean {
  const callee = childOf(node, 'function');
  if (callee === null) return false;
  const given = valueOf(context, source, unwrap(callee), parent, frame.start.seq);
  const shown = given?.kind === 'seen' ? shownObject(context, parent.process, given.ref) : given;
  if (shown?.kind !== 'object' || shown.shape !== 'function') return false;
  const name = shown.name.replace(/^bound /u, '');
  const own = simpleName(frame.site.node);
  return name !== '' && own !== '' && name !== own;
}

/** A function of another name, or one that began with something else than the call gives first: native code stands between the two. */
function tookOther(context: Context, call: CallIn, frame: Frame): boolean {
  const { source, node, parent } = call;
  const name = calleeName(source, node);
  const own = simpleName(frame.site.node);
  if (own === name || own === 'constructor' || name === 'call' || name === 'apply') return false;
  if (isOtherFunction(context, call, frame)) return true;
  const [first] = argumentsOf(node);
  const at = frame.site.names?.findIndex((one) => one !== 'this') ?? -1;
  const took = frame.start.values[at];
  if (first === undefined || took === undefined || first.type === 'spread_element') return false;
  const fn = source.scopes.nodeById(frame.site.node);
  const bound = fn === null ? null : (source.scopes.functionAt(fn)?.params[0]?.node.parent ?? null);
  // A pattern or a default takes something else than the argument.
  if (
    bound === null ||
    !/^(?:formal_parameters|required_parameter|arrow_function)$/u.test(bound.type)
  )
    return false;
  if (boundArguments(context, frame, { source, node, frame: parent }).length > 0) return false;
  const given = valueOf(context, source, first, parent, frame.start.seq);
  return (
    given !== null &&
    given.kind !== 'omitted' &&
    took.kind !== 'omitted' &&
    !isSameValue(given, took)
  );
}

/** The first call of this activation that ended after `seq`. */
function nextCall(context: Context, frame: Frame, seq: number): SiteEvent | undefined {
  for (let at = countBefore(frame.events, seq + 1); at < frame.events.length; at += 1) {
    const event = frame.events[at];
    if (event !== undefined && context.timeline.sites[event.site]?.kind === 'call') return event;
  }
  return undefined;
}

/** A call that threw has no result event: the call in the caller's text that means the callee and follows its last event. */
function unfinishedCall(
  context: Context,
  source: SourceFile,
  parent: Frame,
  frame: Frame,
): CallSite | null {
  const fn = source.scopes.nodeById(parent.site.node);
  if (fn === null || parent.outcome === 'returned') return null;
  const name = simpleName(frame.site.node);
  const calls: SyntaxNode[] = [];
  collectCalls(source, fn, parent.site.node, calls);
  const before = frame.start.seq;
  const meant = calls.filter(
    (call) =>
      (name !== '' && calleeName(source, call) === name) ||
      isCalledByValue(context, { source, node: call, caller: parent, seq: before }, frame, name),
  );
  const node = meant.length > 1 ? followingCall(context, parent, before, meant) : meant[0];
  if (node !== undefined) return { frame: parent, source, node, seq: null, relation: 'direct' };
  // Nothing there means the callee: what was called passed it on, and never ended because of its error. Getters need no call.
  if (frame.outcome !== 'threw' || isAccessor(context, frame)) return null;
  const other = followingCall(context, parent, before, calls);
  return other === undefined
    ? null
    : { frame: parent, source, node: other, seq: null, relation: 'callback' };
}

interface Called {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly caller: Frame;
  readonly seq: number;
}

/** The callee is a variable, a parameter or an element that held this function. */
function isCalledByValue(
  context: Context,
  { source, node, caller, seq }: Called,
  frame: Frame,
  name: string,
): boolean {
  const callee = childOf(node, 'function');
  const inner = callee === null ? null : unwrap(callee);
  if (inner === null || isFunctionNode(inner)) return inner?.start === frame.site.start;
  const value = valueOf(context, source, inner, caller, seq);
  return (
    name !== '' && value?.kind === 'object' && value.shape === 'function' && value.name === name
  );
}

/** Of several calls the one inside of which the caller's last event lies, else the first behind it. */
function followingCall(
  context: Context,
  parent: Frame,
  before: number,
  calls: readonly SyntaxNode[],
): SyntaxNode | undefined {
  const last = lastBefore(parent.events, before);
  const site = last === null ? undefined : context.timeline.sites[last.site];
  if (site === undefined) return undefined;
  const ordered = [...calls].sort((a, b) => a.start - b.start);
  if (site.kind === 'function') return ordered[0];
  // A call that gave its result is over, unless a loop comes round to it again.
  const over = last?.type === 'call-result' ? callInside(context.sources.nodeOf(site)) : null;
  const around = ordered.findLast(
    (call) => call !== over && call.start <= site.start && call.end >= site.end,
  );
  const behind = ordered.find((call) => call.start >= site.end);
  return around ?? behind ?? ordered.find((call) => call === over);
}

function collectCalls(source: SourceFile, root: SyntaxNode, fn: string, into: SyntaxNode[]): void {
  const stack = [...root.children];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (source.scopes.functionAt(node) !== null && source.scopes.functionAt(node)?.id !== fn)
      continue;
    if (node.type === 'call_expression' || node.type === 'new_expression') into.push(node);
    stack.push(...node.children);
  }
}

/** A call's site may lie on the await or the optional chain around it. */
export function callInside(node: SyntaxNode | null): SyntaxNode | null {
  for (let at = node === null ? null : unwrap(node); at !== null;) {
    if (at.type === 'call_expression' || at.type === 'new_expression') return at;
    at = at.type === 'await_expression' ? (namedChildren(at)[0] ?? null) : null;
  }
  return null;
}
