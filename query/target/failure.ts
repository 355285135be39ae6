/**
 * The failure that a recording holds: a test callback or a program that ended with an error, the deepest recorded activation
 * that the error went through, and the statement it came from. From the statement, the values that an assertion looked at.
 */
import { childOf, namedChildren } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { ScopeEvent, Value } from '../../protocol/event.ts';
import { isBelow } from '../provenance/point.ts';
import type { Context } from '../provenance/point.ts';
import type { SourceFile } from '../source-index.ts';
import type { Frame } from '../timeline.ts';
import { statementOf, statementsIn } from '../suspect/line.ts';
import { differenceOf } from './asserted.ts';
import { isAsserting, isInLibrary, thrownLater, thrownWithin } from './assertion/inner.ts';
import { brokenAssertions, endedBadly, endlessTests, ownExit, unplannedTests } from './silent.ts';
import { following, unfinishedModule } from './module/unfinished.ts';
import { stuckPrograms } from './unended/stuck.ts';
import type { Looping } from './unended/loop.ts';
import { refOf } from '../value-text.ts';

export interface Failure {
  /** The test callback, or the outermost activation the error left. */
  readonly root: Frame;
  /** The deepest recorded activation that ended by the error. */
  readonly frame: Frame;
  readonly source: SourceFile;
  /** The statement that threw, or null where the activation recorded nothing. */
  readonly statement: SyntaxNode | null;
  /** Nothing within the activation was recorded: of several statements it is the first one that is looked at, and proves nothing. */
  readonly isGuessed?: boolean;
  /** A throw statement of the user's own code. */
  readonly isOwnThrow: boolean;
  /** Just behind the last thing that was recorded before it. */
  readonly seq: number;
  /** The event that shows the error. */
  readonly errorSeq: number;
  readonly error: Value | null;
  /** Of one that left no error: an assertion that only noted it, a test that never ended, one that announced more, an exit, a program that did not end. */
  readonly kind?: 'assertion' | 'endless' | 'planned' | 'exit' | 'stuck';
  /** Of a program that did not end: the loop that went on. */
  readonly looping?: Looping;
  /** Of one that was still waiting for something: it came to its end all the same. */
  readonly hasEnded?: true;
}

/** @returns the failures of a recording, tests in the order they failed; at most `most` */
export function findFailures(context: Context, most = 20): readonly Failure[] {
  const { timeline } = context;
  const found: Failure[] = [];
  for (const event of timeline.events) {
    if (event.type === 'error-thrown' && timeline.sites[event.site]?.kind === 'function') {
      const root = timeline.frame(event.process, event.frame);
      const failure = root === null ? null : describe(context, root, event.seq, event.value);
      if (failure !== null) found.push(firstOf(context, failure));
    }
    if (event.type === 'process-error') {
      const root =
        outermostThrown(context, event.process, event.seq) ??
        timeline.frame(event.process, event.frame) ??
        unfinishedModule(context, event.process, event.seq);
      const failure = root === null ? null : describe(context, root, event.seq, event.value);
      if (failure !== null) found.push(failure);
    }
    if (found.length >= most) break;
  }
  const processes = endedBadly(context);
  if (processes.size === 0) return found;
  const roots = new Set(found.map(({ root }) => root));
  const silent = brokenAssertions(context, processes, most).filter(({ root }) => !roots.has(root));
  const noted = [...found, ...silent].slice(0, most);
  if (noted.length > 0) return noted;
  const later = laterFailures(context, processes);
  if (later.length > 0) return later.slice(0, most);
  const unended = [
    ...unplannedTests(context, processes, most),
    ...endlessTests(context, processes, most),
  ];
  if (unended.length > 0) return unended.slice(0, most);
  // Both are told from what came last.
  const cutOff = cutOffIn(context);
  const whole = new Set([...processes].filter((process) => !cutOff.has(process)));
  const unnamed = unnamedFailures(context, most, whole);
  if (unnamed.length > 0) return unnamed;
  const stuck = stuckPrograms(context, processes);
  if (stuck.length > 0) return stuck.slice(0, most);
  const exit = whole.size === 0 ? null : ownExit(context, whole);
  return exit === null ? [] : [exit];
}

/** Assertions that failed in what a test handed on, of the test whose promise came to nothing by that. */
function laterFailures(context: Context, processes: ReadonlySet<number>): readonly Failure[] {
  return thrownLater(context, processes).flatMap(({ frame, test }) => {
    const error = errorThrough(context, frame);
    const seq = error?.seq ?? frame.endSeq ?? frame.start.seq;
    const failure = describe(context, frame, seq, error?.value ?? null);
    return failure === null || !isAsserting(failure) ? [] : [{ ...failure, root: test }];
  });
}

/** An assertion in what the test gave to the program failed before: what was asserted last is what the program made of that. */
function firstOf(context: Context, failure: Failure): Failure {
  if (!isAsserting(failure)) return failure;
  for (const frame of thrownWithin(context, failure)) {
    const error = errorThrough(context, frame);
    const seq = frame.endSeq ?? frame.start.seq;
    const first = describe(context, frame, seq, error?.value ?? null);
    if (first !== null && isAsserting(first)) return { ...first, root: failure.root };
  }
  return failure;
}

/**
 * A runner that nobody knows by its name: an error left what it called, nothing that was recorded took it, and the process ended
 * badly. Failed assertions first, and the last ones before others, since a runner stops at what it cannot go on from.
 */
function unnamedFailures(
  context: Context,
  most: number,
  processes: ReadonlySet<number>,
): readonly Failure[] {
  const { events, frames } = context.timeline;
  const failed = new Set(
    events.flatMap((event) =>
      event.type === 'process-ended' && processes.has(event.process) && event.exitCode
        ? [event.process]
        : [],
    ),
  );
  return frames
    .filter((frame) => failed.has(frame.process) && isTakenByOthers(frame))
    .map((root) => ({ root, error: errorThrough(context, root) }))
    .toSorted(
      (a, b) =>
        Number(isAssertion(b.error?.value)) - Number(isAssertion(a.error?.value)) ||
        (b.root.endSeq ?? 0) - (a.root.endSeq ?? 0),
    )
    .slice(0, most)
    .flatMap(({ root, error }) => {
      const failure = describe(context, root, error?.seq ?? root.endSeq ?? 0, error?.value ?? null);
      return failure === null ? [] : [failure];
    });
}

/** @returns the processes whose recording was full before they ended */
function cutOffIn({ timeline }: Context): ReadonlySet<number> {
  return new Set(
    timeline.events.flatMap((event) =>
      event.type === 'events-dropped' && event.reason === 'byte-limit' ? [event.process] : [],
    ),
  );
}

/** Its error reached neither a recorded caller nor a recorded `catch`. */
function isTakenByOthers({ parent, outcome, endSeq }: Frame): boolean {
  if (outcome !== 'threw') return false;
  if (parent === null) return true;
  const next = parent.events.find(({ seq }) => seq > (endSeq ?? 0));
  return parent.outcome !== 'threw' && next?.type !== 'error-caught';
}

function isAssertion(error: Value | undefined): boolean {
  return differenceOf(error ?? null).expected !== null;
}

/** The error that left an activation, where a `throw` or `catch` below it showed it last. */
function errorThrough(
  { timeline }: Context,
  root: Frame,
): Extract<ScopeEvent, { type: 'error-thrown' | 'error-caught' }> | null {
  const end = root.endSeq ?? timeline.events.length;
  for (let seq = end; seq > root.start.seq; seq -= 1) {
    const event = timeline.at(seq);
    if (event?.type !== 'error-thrown' && event?.type !== 'error-caught') continue;
    if (isBelow(timeline.frame(event.process, event.frame), root)) return event;
  }
  return null;
}

/** The activation without a thrown parent that ended by the error just before `seq`. */
function outermostThrown(context: Context, process: number, seq: number): Frame | null {
  let latest: Frame | null = null;
  for (const frame of context.timeline.frames) {
    if (frame.process !== process || frame.outcome !== 'threw' || (frame.endSeq ?? Infinity) > seq)
      continue;
    if (latest === null || (frame.endSeq ?? 0) >= (latest.endSeq ?? 0)) latest = frame;
  }
  return latest;
}

function describe(context: Context, root: Frame, seq: number, error: Value | null): Failure | null {
  let frame = root;
  for (let inner: Frame | null = root; inner !== null; inner = thrownInside(context, frame, seq)) {
    if (inner !== root && isInLibrary(context, inner)) break;
    frame = inner;
  }
  const source = context.sources.file(frame.site.file);
  if (source === null) return null;
  const last = frame.events.findLast(
    (event) =>
      event.seq <= seq &&
      isOwn(context, event.site, event.type) &&
      !isInFinally(context, event.site),
  );
  const site = last === undefined ? undefined : context.timeline.sites[last.site];
  const node = site === undefined || site.kind === 'function' ? null : context.sources.nodeOf(site);
  const isOwnThrow = site?.kind === 'throw';
  const first = isOwnThrow ? caughtBefore(context, frame, seq, error) : null;
  if (first !== null) {
    const origin = describe(context, first.frame, first.seq, error);
    if (origin !== null) return { ...origin, root };
  }
  const statements = node === null ? statementsOf(source, frame) : [];
  return {
    root,
    frame,
    source,
    statement: node === null ? (statements[0] ?? null) : throwingStatement(node, isOwnThrow),
    ...(statements.length > 1 ? { isGuessed: true } : {}),
    isOwnThrow,
    seq: last === undefined || site?.kind === 'function' ? seq : Math.min(seq, last.seq + 1),
    errorSeq: seq,
    error,
  };
}

/**
 * An error that was caught and kept, and is thrown on only now: where it was caught first, as the same object.
 * @returns the activation that it left then, and when; null where this is the first throw
 */
function caughtBefore(
  context: Context,
  { process }: Frame,
  seq: number,
  error: Value | null,
): { readonly frame: Frame; readonly seq: number } | null {
  const ref = refOf(error);
  if (ref === null) return null;
  const caught = context.timeline
    .object(process, ref)
    .seen.find((event) => event.type === 'error-caught' && event.seq < seq);
  const holder =
    caught?.type === 'error-caught' ? context.timeline.frame(process, caught.frame) : null;
  if (caught === undefined || holder === null) return null;
  const before = caught.seq - 1;
  const frame = thrownInside(context, holder, before);
  return frame === null ? null : { frame, seq: before };
}

/** @returns the activation from which the error came into a frame, or null where it came about in the frame itself */
export function thrownInside(context: Context, frame: Frame, seq: number): Frame | null {
  const inner = frame.children.findLast(
    (child) => child.outcome === 'threw' && (child.endSeq ?? Infinity) <= seq,
  );
  if (inner === undefined) return null;
  const after = frame.events.filter(
    (event) =>
      event.seq > (inner.endSeq ?? 0) && event.seq <= seq && isOwn(context, event.site, event.type),
  );
  const isOnTheWay = (event: (typeof after)[number]): boolean => {
    const site = context.timeline.sites[event.site];
    const node = site === undefined ? null : context.sources.nodeOf(site);
    return node !== null && isPassingOn(context.sources.file(frame.site.file), node);
  };
  return after.every(isOnTheWay) ? inner : null;
}

/** What runs while an error goes through: a `finally`, and a `catch` that throws what it caught. */
function isPassingOn(source: SourceFile | null, node: SyntaxNode): boolean {
  const [nearest] = handlersAround(node);
  if (nearest === undefined) return false;
  return nearest.type === 'finally_clause' || (source !== null && isRethrowing(source, nearest));
}

/** What ran after the error was on its way. */
function isInFinally(context: Context, site: number): boolean {
  const at = context.timeline.sites[site];
  const node = at === undefined ? null : context.sources.nodeOf(at);
  return node !== null && handlersAround(node).some(({ type }) => type === 'finally_clause');
}

/** The `catch` and `finally` clauses around a place in its function, from the inside out. */
function handlersAround(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let up: SyntaxNode | null = node; up !== null; up = up.parent) {
    if (/function|arrow|method_definition/u.test(up.type)) break;
    if (up.type === 'finally_clause' || up.type === 'catch_clause') found.push(up);
  }
  return found;
}

function isRethrowing(source: SourceFile, clause: SyntaxNode): boolean {
  const parameter = childOf(clause, 'parameter');
  const body = childOf(clause, 'body');
  const last = body === null ? undefined : namedChildren(body).at(-1);
  const thrown = last?.type === 'throw_statement' ? namedChildren(last)[0] : undefined;
  const text = (at: SyntaxNode): string => source.text.slice(at.start, at.end);
  return (
    parameter?.type === 'identifier' &&
    thrown?.type === 'identifier' &&
    text(thrown) === text(parameter)
  );
}

function isOwn(context: Context, site: number, type: string): boolean {
  return type !== 'call-end' && context.timeline.sites[site]?.kind !== 'function';
}

/** What was recorded last may be the end of a statement: then the next one threw, before anything of it was recorded. */
function throwingStatement(node: SyntaxNode, isOwnThrow: boolean): SyntaxNode {
  const statement = wholeStatement(node);
  const isRound = node.parent?.type === 'for_in_statement' && node.field === 'left';
  if (isRound) return following(node) ?? statement;
  if (isOwnThrow || !/(?:declaration|expression_statement)$/u.test(statement.type))
    return statement;
  const whole = namedChildren(statement).at(-1);
  const isDone = node.type === 'variable_declarator' || (whole !== undefined && node === whole);
  if (!isDone) return statement;
  const siblings = statement.parent === null ? [] : namedChildren(statement.parent);
  return siblings[siblings.indexOf(statement) + 1] ?? statement;
}

/** A condition's statement is its head; a test's assertion is the whole expression statement, not a part of a literal in it. */
function wholeStatement(node: SyntaxNode): SyntaxNode {
  let found = statementOf(node);
  for (
    let up = found.parent;
    up !== null && /^(?:pair|object|arguments|array)$/u.test(found.type);
    up = up.parent
  ) {
    found = statementOf(up);
  }
  return found;
}

function statementsOf(source: SourceFile, frame: Frame): readonly SyntaxNode[] {
  const node = source.scopes.nodeById(frame.site.node);
  const body = node === null ? null : childOf(node, 'body');
  if (body === null) return [];
  return body.type === 'statement_block' ? statementsIn(body) : [body];
}
