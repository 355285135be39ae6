/**
 * Writes the events that are not on the fast path: their values are encoded first, with the records those need, then the event
 * itself, and only then does the position move. Whatever goes wrong leaves the ring as it was and never reaches the program.
 */
import { HEADER_COUNT, HEADER_SITE, RECORD } from '../../../protocol/wire.ts';
import type { Governor } from '../cost/governor.ts';
import type { Activations } from '../packed/activations.ts';
import type { Producer } from '../producer.ts';
import { POS } from '../ring.ts';
import type { Ring } from '../ring.ts';
import { Math } from '../realm/builtin.ts';
import { now } from './intrinsic.ts';
import type { Values } from './snapshot.ts';
import { canBeSecret } from './text.ts';
import type { Cursor, Texts } from './text.ts';

/** Values of one event; parameters beyond are left out. */
export const MAX_VALUES = 250;

/** One event in so many is timed. */
const TIMED_ONE_IN = 16;
const NS_PER_MS = 1e6;
/** A longer time is that of a pause: another program had the processor, or garbage was collected. */
const MOST_MS = 0.02;

/** Stands where a value was that is never recorded. */
const HIDDEN = Symbol('hidden');

export interface RecorderParts {
  readonly ring: Ring;
  readonly producer: Producer;
  readonly activations: Pick<Activations, 'started' | 'ended'>;
  readonly depth: Uint8Array;
  readonly texts: Texts;
  readonly values: Values;
  readonly cursor: Cursor;
  /** By site; may grow while the program runs. */
  readonly redactValues: Readonly<Record<number, readonly number[]>>;
  readonly governor: Pick<Governor, 'counts' | 'timedNs'>;
  /** Told about a failure in here, after which no probe reports any more. */
  readonly onFailure: (error: unknown) => void;
}

export interface Recorder {
  /** The values of the event that is about to be written; emptied by `cold`. */
  readonly pending: unknown[];
  /**
   * Writes an event with `count` values and the fixed slots `x`, `y`, `z`, as many as `fixed` says. `isFlat`: of objects only
   * their identity.
   */
  cold(
    type: number,
    s: number,
    count: number,
    fixed: number,
    x: number,
    y?: number,
    z?: number,
    isFlat?: boolean,
  ): void;
  /** The event is lost. A stack that is nearly full is the program's own doing; anything else is a fault in here. */
  give(error: unknown): void;
}

export function createRecorder(parts: RecorderParts): Recorder {
  const { producer, activations, depth, texts, values, cursor, redactValues } = parts;
  const { slots, control, maxEvent } = parts.ring;
  const pending: unknown[] = new Array<unknown>(MAX_VALUES).fill(undefined);
  const { counts, timedNs } = parts.governor;
  let busy = false;
  let ticks = 0;

  function cold(
    type: number,
    s: number,
    count: number,
    fixed: number,
    x: number,
    y = 0,
    z = 0,
    isFlat = false,
  ): void {
    if (busy) return producer.drop('governor');
    busy = true;
    let from = 0;
    // Where the stack is nearly full every call fails, also the first one: nothing may keep the next event from being taken.
    try {
      ticks = (ticks + 1) % TIMED_ONE_IN;
      if (ticks === 0) from = now();
      encode(s, count, isFlat ? 0 : (depth[s] as number));
      let at = cursor.at;
      slots[at++] =
        type +
        HEADER_COUNT * (type === RECORD.callStart || type === RECORD.snapshot ? count : 0) +
        HEADER_SITE * s;
      slots[at++] = x;
      if (fixed > 1) slots[at++] = y;
      if (fixed > 2) slots[at++] = z;
      cursor.at = at;
      values.flush(0, count);
      counts[s] = (counts[s] as number) + 1 + ((cursor.at - (control[POS] as number)) >> 2);
      if (type === RECORD.callStart) activations.started(x, y);
      else if (type === RECORD.exited) activations.ended(x);
      control[POS] = cursor.at;
    } catch (error) {
      give(error);
    } finally {
      for (let at = 0; at < count; at += 1) pending[at] = undefined;
      busy = false;
    }
    if (from > 0)
      timedNs[0] =
        (timedNs[0] as number) + Math.min(now() - from, MOST_MS) * TIMED_ONE_IN * NS_PER_MS;
    if (producer.isEnded()) producer.flush();
  }

  function encode(s: number, count: number, levels: number): void {
    cursor.at = control[POS] as number;
    cursor.end = cursor.at + maxEvent - count - 8;
    values.begin(count);
    const hidden = redactValues[s] ?? null;
    // Before anything is encoded: even the records that a value needs would tell it.
    if (hidden !== null)
      forEachBelow(hidden, count, (at) => {
        if (!canBeSecret(pending[at])) return;
        texts.learn(pending[at]);
        pending[at] = HIDDEN;
      });
    for (let at = 0; at < count; at += 1) {
      if (pending[at] === HIDDEN) values.omit('redacted', at);
      else values.encode(pending[at], levels, at);
    }
  }

  function give(error: unknown): void {
    try {
      texts.reset();
      if (error instanceof RangeError) producer.drop('stack');
      else parts.onFailure(error);
    } catch {
      // Not even the failure can be told; the next event tries again.
    }
  }

  return { pending, cold, give };
}

function forEachBelow(positions: readonly number[], end: number, act: (at: number) => void): void {
  for (let at = 0; at < positions.length; at += 1) {
    if ((positions[at] as number) < end) act(positions[at] as number);
  }
}
