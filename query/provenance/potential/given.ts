/** Who had an object in their hands: the activations that were given it as an argument. */
import { countBefore } from '../../lists.ts';
import type { CallStart, Frame, ObjectHistory } from '../../timeline.ts';
import type { Context } from '../point.ts';

/** One object of one process, as it was up to a time. */
export interface Held {
  readonly process: number;
  readonly ref: number;
  readonly before: number;
}

const MOST_FRAMES = 24;

const byObject = new WeakMap<ObjectHistory, readonly CallStart[]>();

/** Beginnings of activations that were given it: picked out once for each object. */
function startsWith(history: ObjectHistory): readonly CallStart[] {
  let known = byObject.get(history);
  if (known === undefined) {
    known = history.seen.filter((event): event is CallStart => event.type === 'call-start');
    byObject.set(history, known);
  }
  return known;
}

/** @returns the activations that had the object as an argument, the last ones first */
export function framesGiven(
  { timeline }: Context,
  { process, ref, before }: Held,
): readonly Frame[] {
  const frames = new Set<Frame>();
  const starts = startsWith(timeline.object(process, ref));
  for (let at = countBefore(starts, before) - 1; at >= 0; at -= 1) {
    const event = starts[at] as CallStart;
    const frame = timeline.frame(process, event.frame);
    if (frame !== null) frames.add(frame);
    if (frames.size >= MOST_FRAMES) break;
  }
  return [...frames];
}
