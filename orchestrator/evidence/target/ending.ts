/** Why what the question names did not come to its end, or why a loop in it did. */
import { activationsOf } from '../../../query/provenance/call.ts';
import { expressionOf } from '../../../query/provenance/place.ts';
import type { Context } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import type { SubjectEvent } from '../../../query/target/subject/focus.ts';
import { isNamed } from '../../../query/target/subject/focus.ts';
import { leftTargets, loopingIn, loopTargets } from '../../../query/target/unended/loop.ts';
import { pendingTargets, unsettled } from '../../../query/target/unended/pending.ts';
import { LEAST_ROUNDS } from '../../../query/target/unended/stuck.ts';
import { waitOf } from '../../../query/target/unended/wait.ts';
import type { Frame } from '../../../query/timeline.ts';
import type { Goal } from '../../../protocol/plan.ts';

const MOST_FRAMES = 3;

/** @returns where the walk starts; none where the question names nothing that was recorded, or the recording shows that it ended */
export function endingTargets(
  context: Context,
  { kind, subject }: Goal,
  events: readonly SubjectEvent[],
): readonly Target[] {
  const parts = subject?.split(/[.#]|::/u) ?? [];
  const name = parts.at(-1);
  if (name === undefined || (kind !== 'not-ended' && kind !== 'loop-left')) return [];
  const frames = context.timeline.frames.filter(({ site }) =>
    isNamed(site, name, parts.at(-2) ?? null),
  );
  if (kind === 'loop-left')
    return frames
      .slice(-MOST_FRAMES)
      .toReversed()
      .flatMap((frame) => leftTargets(context, frame));
  const open = frames.filter(({ outcome }) => outcome === 'open').slice(-MOST_FRAMES);
  const inside = open.flatMap((frame) => unendedFrame(context, frame));
  return inside.length > 0 ? inside : unsettledEvents(context, events);
}

function unendedFrame(context: Context, frame: Frame): readonly Target[] {
  const isWaiting = waitOf(context, frame) !== null;
  const looping = loopingIn(context, frame);
  const waited = isWaiting ? pendingTargets(context, frame) : [];
  const least = isWaiting ? LEAST_ROUNDS.waiting : LEAST_ROUNDS.running;
  const looped = looping === null || looping.rounds < least ? [] : loopTargets(context, looping);
  if (looped.length > 0 || waited.length > 0) return [...looped, ...waited];
  // What it called last had not come back.
  const inner = activationsOf(frame, Infinity).findLast(({ outcome }) => outcome === 'open');
  return inner === undefined ? [] : unendedFrame(context, inner);
}

/** Promises that the name held or gave, the last one first. */
function unsettledEvents(context: Context, events: readonly SubjectEvent[]): readonly Target[] {
  for (const { event } of events.toReversed()) {
    const at = expressionOf(context, event);
    const found = at === null ? [] : unsettled(context, at, 0, new Set());
    // The first is the promise itself; it is pending where something further in is known to be.
    if (found.length > 1) return found;
  }
  return [];
}
