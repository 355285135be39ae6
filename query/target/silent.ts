/**
 * Failures that leave no error behind: an assertion of tap or tape that only notes what it saw, a soft one, a test that never ended, a
 * callback that was never called, a process that ended itself badly. Told from recorded values; only for processes that did not
 * end well, so that what a test of an assertion library does on purpose counts as little as possible.
 */
import { namedChildren, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { Value } from '../../protocol/event.ts';
import type { Site } from '../../protocol/site.ts';
import { callInside } from '../provenance/call.ts';
import type { CallResult } from '../provenance/callback/called.ts';
import { expressionOf } from '../provenance/place.ts';
import type { Context } from '../provenance/point.ts';
import { statementOf } from '../suspect/line.ts';
import { isInstalled, textOf } from '../source-index.ts';
import type { SourceFile } from '../source-index.ts';
import type { Frame, Timeline } from '../timeline.ts';
import { isBroken } from './assertion/broken.ts';
import { isCountable, mayLack } from './assertion/counted.ts';
import { readAssertion, readAssertions } from './assertion/read.ts';
import type { Assertion } from './assertion/read.ts';
import { isGivenToRunner, isOfTests, throwsWhereBroken } from './assertion/runner.ts';
import type { Failure } from './failure.ts';
import { waitOf } from './unended/wait.ts';

/** @returns the processes that may hold a failure: all of a command that failed; else those that did not end well */
export function endedBadly({ timeline, hasFailed }: Context): ReadonlySet<number> {
  if (hasFailed === false) return new Set();
  const all = new Set(timeline.events.map(({ process }) => process));
  return hasFailed === true ? all : notEndedWell(timeline, all);
}

/** Of those the ones that are not known to have ended well: where that a test did not go on is told from what is not there. */
function notEndedWell(timeline: Timeline, processes: ReadonlySet<number>): ReadonlySet<number> {
  const left = new Set(processes);
  for (const event of timeline.events)
    if (event.type === 'process-ended' && event.exitCode === 0) left.delete(event.process);
  return left;
}

/** @returns assertions that did not hold and threw nothing, in order, at most one of an activation */
export function brokenAssertions(
  context: Context,
  processes: ReadonlySet<number>,
  most: number,
): readonly Failure[] {
  const found: Failure[] = [];
  const known: KnownReads = new Map();
  const seen = new Set<Frame>();
  for (const event of context.timeline.events) {
    if (found.length >= most) break;
    if (event.type !== 'call-result' || !processes.has(event.process)) continue;
    const read = readOnce(context, known, event);
    const frame = context.timeline.frame(event.process, event.frame);
    if (read === null || frame === null || read.assertion.relation === 'planned') continue;
    const root = testAround(frame);
    if (seen.has(root)) continue;
    const { source, assertion, isSure } = read;
    const isThrowing =
      assertion.root !== null && throwsWhereBroken(source, assertion.root, assertion.node);
    // What is wrong with what a promise comes to goes into the promise that the assertion gives.
    if (isThrowing && !isHandedOn(assertion)) continue;
    const before = event.seq;
    const isSaid = isSure && event.value.kind === 'boolean' && !event.value.value;
    if (!isSaid && isBroken(context, { source, frame, before, assertion }) !== true) continue;
    seen.add(root);
    found.push({
      ...{ root, frame, source, isOwnThrow: false, error: null, kind: 'assertion' },
      ...{ statement: statementOf(assertion.node), seq: before, errorSeq: event.seq },
    });
  }
  return found;
}

/** `return expect(promise).to.eventually.equal(x)`: nobody waits for it here. */
function isHandedOn({ isAwaited, node, actual }: Assertion): boolean {
  return isAwaited && !isWaitedFor(node) && (actual === null || !isWaitedFor(actual));
}

function isWaitedFor({ parent }: SyntaxNode): boolean {
  return parent?.type === 'parenthesized_expression'
    ? isWaitedFor(parent)
    : parent?.type === 'await_expression';
}

interface Read {
  readonly source: SourceFile;
  readonly assertion: Assertion;
  /** It is a test's, whatever its words are. */
  readonly isSure: boolean;
}

/** What takes the value and gives an object that asserts is no name that other code has for something else. */
const FLUENT = /^(?:expect|should)/u;

/** `expectValueFrom(text, type).to.equal(x)`: what a function of the program's own looks at is not what it is given. */
function isOwnHelper(source: SourceFile, root: SyntaxNode): boolean {
  return /^expect\w/u.test(textOf(source, root)) && source.scopes.resolve(root) !== null;
}

/** By site: each is read once, however often it reported. */
type KnownReads = Map<number, Read | null>;

function readOnce(context: Context, known: KnownReads, event: CallResult): Read | null {
  let read = known.get(event.site);
  if (read === undefined) known.set(event.site, (read = assertionAt(context, event)));
  return read;
}

function assertionAt(context: Context, event: CallResult): Read | null {
  const at = expressionOf(context, event);
  const call = at === null ? null : callInside(at.node);
  if (at === null || call === null || isInstalled(at.source.path)) return null;
  const assertion = readAssertion(at.source, call);
  if (assertion === null) return null;
  const { source } = at;
  const { root } = assertion;
  if (root !== null && isOwnHelper(source, root)) return null;
  const isSure =
    context.isTest?.(source.path) === true || (root !== null && isOfTests(source, root));
  const isFluent = root === null || FLUENT.test(textOf(source, root));
  return isSure || isFluent ? { source, assertion, isSure } : null;
}

/** The outermost recorded activation below the module, in which the assertion ran: what a runner called. */
function testAround(frame: Frame): Frame {
  let root = frame;
  for (let up = frame.parent; up !== null && !isModule(up); up = up.parent) root = up;
  return root;
}

/** @returns true for the activation that is a module itself */
export function isModule(frame: Frame): boolean {
  return frame.site.node.endsWith('#');
}

/** @returns tests that had not ended when their process did: they wait, or nobody called their `done` */
export function endlessTests(
  context: Context,
  processes: ReadonlySet<number>,
  most: number,
): readonly Failure[] {
  const found: Failure[] = [];
  const open = notEndedWell(context.timeline, processes);
  for (const frame of context.timeline.frames) {
    if (found.length >= most) break;
    if (!open.has(frame.process) || frame.outcome === 'threw') continue;
    const failure = isTest(context, frame) ? endlessAt(context, frame) : null;
    if (failure !== null) found.push(failure);
  }
  return found;
}

function isTest({ sources }: Context, frame: Frame): boolean {
  const source = sources.file(frame.site.file);
  const fn = source?.scopes.nodeById(frame.site.node) ?? null;
  return source !== null && fn !== null && isGivenToRunner(source, fn);
}

function endlessAt(context: Context, frame: Frame): Failure | null {
  const source = context.sources.file(frame.site.file);
  if (source === null) return null;
  const wait = waitOf(context, frame);
  const last = frame.events.at(-1)?.seq ?? frame.start.seq;
  const failure = (statement: SyntaxNode): Failure => ({
    ...{ root: frame, frame, source, isOwnThrow: false, error: null, kind: 'endless' },
    ...{ statement, seq: last + 1, errorSeq: last },
  });
  if (wait !== null)
    return mayLack(context, frame.process, frame.start.seq, () => false)
      ? null
      : failure(statementOf(wait.node));
  const fn = source.scopes.nodeById(frame.site.node);
  const info = fn === null ? null : source.scopes.functionAt(fn);
  const [done] = info?.params ?? [];
  if (fn === null || info == null || done === undefined || frame.outcome !== 'returned')
    return null;
  // A context that methods are called on (`t.is`) is no callback.
  const uses = source.scopes.references(done).filter((node) => node.start !== done.node.start);
  const isCallback = uses.every(({ parent }) => parent?.type !== 'member_expression');
  const calls = uses.filter(({ parent }) => parent?.type === 'call_expression');
  if (!isCallback || uses.length === 0 || calls.length < uses.length) return null;
  const sites = calls.map(({ parent }) =>
    parent === null ? undefined : source.siteAt('call', parent),
  );
  const didRun = sites.some(
    (site) => site === undefined || context.timeline.siteHits(site).length > 0,
  );
  const isDone = (site: Site): boolean => sites.includes(site);
  if (didRun || mayLack(context, frame.process, frame.start.seq, isDone)) return null;
  const body = info.body === null ? [] : namedChildren(info.body);
  const [first] = body;
  return first === undefined ? null : failure(statementOf(first));
}

/** @returns tests that reached fewer assertions than they had announced (`t.plan(2)`, `expect.assertions(2)`) */
export function unplannedTests(
  context: Context,
  processes: ReadonlySet<number>,
  most: number,
): readonly Failure[] {
  const found: Failure[] = [];
  const announced = new Map<Frame, { readonly failure: Failure; readonly count: number }>();
  const reached = new Map<Frame, number>();
  const known: KnownReads = new Map();
  const open = notEndedWell(context.timeline, processes);
  for (const event of context.timeline.events) {
    if (event.type !== 'call-result' || !open.has(event.process)) continue;
    const read = readOnce(context, known, event);
    const frame = context.timeline.frame(event.process, event.frame);
    if (read === null || frame === null) continue;
    const root = outermostOf(frame);
    if (read.assertion.relation !== 'planned') {
      reached.set(root, (reached.get(root) ?? 0) + 1);
      continue;
    }
    const { source, assertion } = read;
    const count = Number(assertion.actual === null ? NaN : textOf(source, assertion.actual));
    if (!Number.isInteger(count)) continue;
    const failure: Failure = {
      ...{ root, frame, source, isOwnThrow: false, error: null, kind: 'planned' },
      ...{ statement: statementOf(assertion.node), seq: event.seq, errorSeq: event.seq },
    };
    announced.set(root, { failure, count });
  }
  for (const [root, { failure, count }] of announced) {
    if (found.length >= most) break;
    if ((reached.get(root) ?? 0) >= count || root.outcome === 'threw') continue;
    if (isAllCounted(context, failure, known)) found.push(failure);
  }
  return found;
}

/** No assertion of the test can have been reached that was not counted. */
function isAllCounted(
  context: Context,
  { root, source, statement, seq }: Failure,
  known: Pick<KnownReads, 'get'>,
): boolean {
  const test = source.scopes.nodeById(root.site.node);
  const [plan] = statement === null ? [] : readAssertions(source, statement);
  if (test === null || plan?.root == null) return false;
  const isOne = (site: Site): boolean =>
    site.kind === 'call' && (site.file === source.path || known.get(site.id) != null);
  return isCountable(source, plan.root, test) && !mayLack(context, root.process, seq, isOne);
}

/** Callbacks of a test run later, without a caller: the test is what their text lies in. */
function outermostOf(frame: Frame): Frame {
  let root = testAround(frame);
  for (let up = root.outer; up !== null && !isModule(up); up = up.outer) root = testAround(up);
  return root;
}

const ENDS = /^(?:process\.)?(?:exit|abort|reallyExit)$/u;

/** @returns where the program itself said that it failed: `process.exit(1)`, `process.exitCode = 1`; the last one */
export function ownExit(context: Context, processes: ReadonlySet<number>): Failure | null {
  for (const site of context.timeline.sites) {
    if (site === undefined || isInstalled(site.file)) continue;
    const isWrite = site.kind === 'property' && site.key === 'exitCode';
    if (!isWrite && site.kind !== 'argument') continue;
    const node = context.sources.nodeOf(site);
    const call = node?.parent?.type === 'arguments' ? node.parent.parent : null;
    const source = context.sources.file(site.file);
    const callee = call?.type === 'call_expression' ? call.children[0] : undefined;
    if (source === null || node === null) continue;
    if (!isWrite && (callee === undefined || !ENDS.test(textOf(source, callee)))) continue;
    const event = context.timeline
      .siteHits(site)
      .findLast((hit) => processes.has(hit.process) && 'value' in hit && !isZero(hit.value));
    const frame = event === undefined ? null : context.timeline.frame(event.process, event.frame);
    if (event === undefined || frame === null) continue;
    return {
      ...{ root: testAround(frame), frame, source, isOwnThrow: true, error: null, kind: 'exit' },
      ...{ statement: statementOf(node), seq: event.seq, errorSeq: event.seq },
    };
  }
  return lastCallOfExit(context, processes);
}

/** `process.exit(1)` gives nothing back, and a constant is no event: the call that stands behind the last thing that was recorded. */
function lastCallOfExit(context: Context, processes: ReadonlySet<number>): Failure | null {
  const last = context.timeline.events.findLast(
    (event) => 'site' in event && 'frame' in event && processes.has(event.process),
  );
  if (last === undefined || !('site' in last) || !('frame' in last)) return null;
  const frame = context.timeline.frame(last.process, last.frame);
  const source = frame === null ? null : context.sources.file(frame.site.file);
  const fn = frame === null ? null : (source?.scopes.nodeById(frame.site.node) ?? null);
  const at = context.timeline.sites[last.site];
  if (frame === null || source === null || fn === null || at === undefined) return null;
  if (frame.outcome !== 'open') return null;
  const calls: SyntaxNode[] = [];
  walkSyntax(fn, (node) => {
    const callee = node.type === 'call_expression' ? node.children[0] : undefined;
    if (callee !== undefined && ENDS.test(textOf(source, callee)) && node.start >= at.start)
      calls.push(node);
    return node === fn || source.scopes.functionAt(node) === null;
  });
  const [call] = calls;
  const seq = last.seq + 1;
  return call === undefined
    ? null
    : {
        ...{ root: testAround(frame), frame, source, isOwnThrow: true, error: null, kind: 'exit' },
        ...{ statement: statementOf(call), seq, errorSeq: last.seq },
      };
}

function isZero(value: Value): boolean {
  return value.kind === 'undefined' || (value.kind === 'number' && value.value === 0);
}
