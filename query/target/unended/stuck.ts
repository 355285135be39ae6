/**
 * A program that did not end: stopped at its time limit or by hand, or ended by Node because nothing could happen any more. What it was
 * at: a loop that goes on, something it waits for, or something that keeps a process alive.
 */
import type { ScopeEvent } from '../../../protocol/event.ts';
import type { Context } from '../../provenance/point.ts';
import { statementOf } from '../../suspect/line.ts';
import type { Frame } from '../../timeline.ts';
import type { Failure } from '../failure.ts';
import { isModule } from '../silent.ts';
import { heldOpen } from './alive.ts';
import { headOf, loopingIn } from './loop.ts';
import type { Looping } from './loop.ts';
import { waitOf } from './wait.ts';

/** A loop that was left by a signal was in it by chance, unless it went round so often. */
export const LEAST_ROUNDS = { running: 10, waiting: 3 } as const;

/** A list has an end, other than a condition: it has to go round this many times as often. */
const LISTED = 20;

/** Node's exit code for a module that waits for what never comes. */
const UNSETTLED = 13;

type HowItEnded = 'cut-off' | 'unsettled' | 'ended';

/** How the processes ended; those that runners stop when they are done are no concern of a command that ended by itself. */
function endingsIn({ timeline, hasFailed }: Context): ReadonlyMap<number, HowItEnded> {
  const endings = new Map<number, HowItEnded>();
  for (const event of timeline.events) {
    if (event.type === 'process-ended')
      endings.set(event.process, event.exitCode === UNSETTLED ? 'unsettled' : 'ended');
    else if (event.type === 'process-started')
      endings.set(event.process, hasFailed === undefined ? 'cut-off' : 'ended');
  }
  return endings;
}

/** @returns what processes were at that were cut off, or in which nothing more could happen, at most one of each */
export function stuckPrograms(
  context: Context,
  processes: ReadonlySet<number>,
): readonly Failure[] {
  return [...endingsIn(context)].flatMap(([process, ending]) =>
    ending === 'ended' || !processes.has(process) ? [] : (stuckAt(context, process, ending) ?? []),
  );
}

/** @returns of all processes, also those that ended by themselves, what was still waiting */
export function waitingPrograms(context: Context): readonly Failure[] {
  return [...endingsIn(context)].flatMap(
    ([process, ending]) => stuckAt(context, process, ending) ?? [],
  );
}

function stuckAt(context: Context, process: number, ending: HowItEnded): Failure | null {
  const frames = context.timeline.frames.filter(
    (frame) => frame.process === process && frame.outcome === 'open',
  );
  const waiting = frames.filter((frame) => waitOf(context, frame) !== null);
  const isCutOff = ending === 'cut-off';
  const looping = longestLoop([
    ...loopsIn(context, isCutOff ? runningIn(context, process) : [], LEAST_ROUNDS.running),
    ...loopsIn(context, isCutOff ? waiting : [], LEAST_ROUNDS.waiting),
  ]);
  if (looping !== null) return loopFailure(looping);
  // Node says so where a module waits; what a function waits for keeps nothing from ending.
  const frame = ending === 'unsettled' ? waiting.find(isModule) : waiting[0];
  const wait = frame === undefined ? null : waitOf(context, frame);
  if (frame !== undefined && wait !== null) {
    const failure = failureOf(frame, wait.source, statementOf(wait.node), lastSeqOf(frame));
    return ending === 'ended' ? { ...failure, hasEnded: true } : failure;
  }
  const [held] = isCutOff ? heldOpen(context, process) : [];
  return held === undefined
    ? null
    : failureOf(held.frame, held.source, statementOf(held.node), held.seq);
}

function lastSeqOf({ events, start }: Frame): number {
  return events.at(-1)?.seq ?? start.seq;
}

/** The activations that were running when the recording ended, from the inside out; none where the last of them had ended. */
function runningIn(context: Context, process: number): readonly Frame[] {
  const last = context.timeline.events.findLast(
    (event): event is Extract<ScopeEvent, { frame: number; site: number }> =>
      event.process === process && 'frame' in event && 'site' in event,
  );
  const found: Frame[] = [];
  let frame = last === undefined ? null : context.timeline.frame(process, last.frame);
  for (; frame !== null; frame = frame.parent)
    if (frame.outcome === 'open' && waitOf(context, frame) === null) found.push(frame);
  return found;
}

function loopsIn(context: Context, frames: readonly Frame[], least: number): readonly Looping[] {
  return frames
    .flatMap((frame) => loopingIn(context, frame) ?? [])
    .filter(
      ({ loop, rounds }) => rounds >= least * (loop.type === 'for_in_statement' ? LISTED : 1),
    );
}

function longestLoop(loops: readonly Looping[]): Looping | null {
  let longest: Looping | null = null;
  for (const one of loops) if (longest === null || one.rounds > longest.rounds) longest = one;
  return longest;
}

function loopFailure(looping: Looping): Failure {
  const { frame, source, loop, last } = looping;
  return { ...failureOf(frame, source, headOf(loop), last), looping };
}

function failureOf(
  frame: Frame,
  source: Failure['source'],
  statement: Failure['statement'],
  last: number,
): Failure {
  return {
    ...{ root: frame, frame, source, statement, isOwnThrow: false, error: null, kind: 'stuck' },
    ...{ seq: last + 1, errorSeq: last },
  };
}
