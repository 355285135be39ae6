/** Who had an object in their hands: the activations that were given it as an argument. */
import type { Frame } from '../../timeline.ts';
import type { Context } from '../point.ts';

/** One object of one process, as it was up to a time. */
export interface Held {
  readonly process: number;
  readonly ref: number;
  readonly before: number;
}

const MOST_FRAMES = 24;

/** @returns the activations that had the object as an argument, the last ones first */
export function framesGiven(
  { timeline }: Context,
  { process, ref, before }: Held,
): readonly Frame[] {
  const frames = new Set<Frame>();
  for (const event of timeline.object(process, ref).seen.toReversed()) {
    if (event.type !== 'call-start' || event.seq >= before) continue;
    const frame = timeline.frame(process, event.frame);
    if (frame !== null) frames.add(frame);
    if (frames.size >= MOST_FRAMES) break;
  }
  return [...frames];
}
