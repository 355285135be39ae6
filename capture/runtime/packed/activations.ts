/**
 * The activations that run. An event of a frame makes it the running one (`CURRENT`), its end or suspension gives back to the frame
 * that ran before. And what a reader knows of them from the records so far (`LAST`, `MODEL` and the callers), by the rules of
 * `protocol/wire/packed.ts`: what it knows is left out of packed records. -1 is what nobody knows.
 */
import { CURRENT, FRAME, LAST, MODEL } from '../producer.ts';

/** Frames whose end is awaited are remembered up to this many activations back (a power of two). */
const MAX_FRAMES = 32_768;
const MASK = MAX_FRAMES - 1;

export interface Activations {
  /** A new frame, which runs now. Its start is not recorded yet. */
  open(): number;
  resume(f: number): void;
  /** @param mark  what is remembered of the frame: 0, or its negative number while it is suspended */
  leave(f: number, mark: number): void;
  /** The start of a frame was recorded. */
  started(f: number, parent: number): void;
  /** The end of a frame was recorded, in the long form. */
  ended(f: number): void;
  /** @returns the caller that the reader knows of the current frame, -1 where there is none */
  callerOf(f: number): number;
}

/** @param state  of the producer */
export function createActivations(state: Int32Array): Activations {
  /** Pairs by frame: the frame (negative while it is suspended), the frame that runs when it gives control back. */
  const frames = new Int32Array(MAX_FRAMES * 2);
  /** By frame: its caller, as its recorded start says; -1 where none is recorded. */
  const callers = new Int32Array(MAX_FRAMES);

  return {
    open() {
      const f = (state[FRAME] as number) + 1;
      const at = f & MASK;
      state[FRAME] = f;
      frames[at * 2] = f;
      frames[at * 2 + 1] = state[CURRENT] as number;
      callers[at] = -1;
      state[CURRENT] = f;
      return f;
    },
    resume(f) {
      if (f <= 0) return;
      const at = (f & MASK) * 2;
      if (frames[at] === -f) {
        frames[at] = f;
        frames[at + 1] = state[CURRENT] as number;
      }
      state[CURRENT] = f;
    },
    leave(f, mark) {
      const at = (f & MASK) * 2;
      if (frames[at] === f) {
        state[CURRENT] = frames[at + 1] as number;
        frames[at] = mark;
      } else if (state[CURRENT] === f) state[CURRENT] = 0;
    },
    started(f, parent) {
      const at = f & MASK;
      state[LAST] = f;
      // Another frame may have taken its place since.
      const isOurs = frames[at * 2] === f;
      state[MODEL] = isOurs ? f : -1;
      if (isOurs) callers[at] = parent;
    },
    ended(f) {
      if (state[MODEL] === f) state[MODEL] = 0;
    },
    callerOf(f) {
      const at = f & MASK;
      return frames[at * 2] === f ? (callers[at] as number) : -1;
    },
  };
}
