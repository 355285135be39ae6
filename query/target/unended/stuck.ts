/**
 * A program that did not end: stopped at its time limit or by hand, or ended by Node because nothing could happen any more. What it was
 * at: a loop that goes on, something it waits for, or something that keeps a process alive.
 */
import type { ScopeEvent } from '../../../protocol/event.ts';
import type { Context } from '../../provenance/point.ts';
import { statementOf } from '../../suspect/line.ts';
import type { Frame } from '../../timeline.ts';
import type { Failure } from '../failure.ts';
import { heldOpen } from './alive.ts';
import { headOf, loopingIn } from './loop.ts';
import type { Looping } from './loop.ts';
import { waitOf } from './wait.ts';

/** A loop that was left by a signal was in it by chance, unless it went round so often. */
export const LEAST_ROUNDS = { running: 10, waiting: 3 } as const;

/** Node's exit code for a module that waits for what never comes. */
const UNSETTLED = 13;

/**
 * @returns processes that were stopped with the command, and those that Node ended since nothing more could happen; of a command that
 *   ended by itself none but the latter, as runners stop their workers
 */
export function stoppedIn({ timeline, hasFailed }: Context): ReadonlySet<number> {
  const stopped = new Set<number>();
  for (const event of timeline.events) {
    if (event.type === 'process-ended') {
      if (event.exitCode === UNSETTLED) stopped.add(event.process);
      else stopped.delete(event.process);
    } else if (event.type === 'process-started' && hasFailed === undefined)
      stopped.add(event.process);
  }
  return stopped;
}

/**
 * @param processes where absent: all, also those that ended while something in them was waiting
 * @returns what the processes were at when their recording ended, at most one of each
 */
export function stuckPrograms(
  context: Context,
  processes?: ReadonlySet<number>,
): readonly Failure[] {
  const stopped = stoppedIn(context);
  const asked = processes ?? new Set(context.timeline.events.map(({ process }) => process));
  return [...asked].flatMap((process) => stuckAt(context, process, stopped.has(process)) ?? []);
}

function stuckAt(context: Context, process: number, isStopped: boolean): Failure | null {
  const frames = context.timeline.frames.filter(
    (frame) => frame.process === process && frame.outcome === 'open',
  );
  const waiting = frames.filter((frame) => waitOf(context, frame) !== null);
  const looping = longestLoop([
    ...loopsIn(context, isStopped ? runningIn(context, process) : [], LEAST_ROUNDS.running),
    ...loopsIn(context, isStopped ? waiting : [], LEAST_ROUNDS.waiting),
  ]);
  if (looping !== null) return loopFailure(looping);
  const [frame] = waiting;
  const wait = frame === undefined ? null : waitOf(context, frame);
  if (frame !== undefined && wait !== null) {
    const statement = statementOf(wait.node);
    return failureOf(frame, wait.source, statement, frame.events.at(-1)?.seq ?? 0);
  }
  const held = isStopped ? heldOpen(context, process).at(-1) : undefined;
  return held === undefined
    ? null
    : failureOf(held.frame, held.source, statementOf(held.node), held.seq);
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
    .filter(({ rounds }) => rounds >= least);
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
