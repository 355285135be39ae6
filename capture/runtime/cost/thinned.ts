/**
 * The probes' side of sites that report too often: what becomes of each of their events, and of activations whose start is held
 * back. The frame of such an activation is negative, -f for frame f; its events carry f.
 */
import { RECORD } from '../../../protocol/wire.ts';
import { STOP } from '../producer.ts';
import type { Producer } from '../producer.ts';
import type { Recorder } from '../value/recorder.ts';
import { UNMET } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { ARMED, DORMANT } from './gates.ts';
import { KEPT, SKIPPED, THINNED } from './governor.ts';
import type { Governor } from './governor.ts';
import type { Held } from './held.ts';

/** The frame of an activation that is left out as the plan wants, or rests: none of its events is reported. */
const MUTED = -0x8000_0000;
/** The frame of one whose condition did not hold. */
const UNWATCHED = MUTED + 1;
/** No event of a frame up to here is reported. */
export const SILENT = UNWATCHED;

export interface Thinned {
  /** The frame that an activation is known by in records; 0 where it has none. */
  idOf(f: number): number;
  /** For a start that is not kept and not held. @returns the frame to give to the program */
  leaveOut(verdict: number): number;
  /** For a site that is not plainly armed: whether the event is to be written now. */
  isKept(type: number, s: number, f: number, token: number, value: unknown): boolean;
  /** An event of an activation with a negative frame. */
  late(type: number, s: number, f: number, token: number, value: unknown): void;
  /** Counts an event without a place to be written: of an activation with a negative frame. */
  silence(f: number): void;
  /** The end of such an activation. */
  leaveLate(s: number, f: number, y: number | undefined, value: unknown): void;
}

export interface ThinnedParts {
  readonly governor: Governor;
  readonly conditions: Conditions;
  readonly producer: Producer;
  readonly recorder: Recorder;
  readonly held: Held;
  readonly hasRoom: (s: number) => boolean;
  /** Makes a frame the running one. */
  readonly enter: (f: number) => void;
  readonly leave: (f: number) => void;
}

export function createThinned(parts: ThinnedParts): Thinned {
  const { governor, conditions, producer, held, hasRoom, enter, leave } = parts;
  const { pending, cold, give } = parts.recorder;
  const { gates } = governor;

  function keep(type: number, s: number, f: number, token: number, value: unknown): void {
    try {
      held.keep(type, s, f, token, value);
    } catch (error) {
      give(error);
    }
  }

  /** An event of an activation that is left out as a whole. */
  function silence(f: number): void {
    producer.drop(f === UNWATCHED ? 'condition' : 'throttled');
    // As where a condition leaves out one event: that it is missing stands before what comes next.
    if (f === UNWATCHED) producer.state[STOP] = -1;
  }

  /** An event of a site that is not hot is written, and before it the start of its activation. */
  function late(type: number, s: number, f: number, token: number, value: unknown): void {
    if (f <= SILENT) return silence(f);
    const id = -f;
    enter(id);
    if (gates[s] !== ARMED && !conditions.isMet(s, value)) return;
    if (gates[s] !== ARMED && (governor.admit(s) !== KEPT || governor.isThinned(s)))
      return keep(type, s, id, token, value);
    if (!hasRoom(s)) return;
    held.open(id);
    if (!hasRoom(s)) return;
    pending[0] = value;
    cold(type, s, 1, type === RECORD.variableWritten ? 2 : 1, id, token);
  }

  return {
    idOf: (f) => (f >= 0 ? f : f <= SILENT ? 0 : -f),
    silence,
    leaveOut(verdict) {
      if (verdict === UNMET) return UNWATCHED;
      if (verdict === SKIPPED) producer.drop('throttled');
      return MUTED;
    },
    isKept(type, s, f, token, value) {
      if (!conditions.isMet(s, value)) return false;
      const verdict = governor.admit(s);
      if (verdict === THINNED) keep(type, s, f, token, value);
      else if (verdict === SKIPPED) producer.drop('throttled');
      return verdict === KEPT;
    },
    late,
    // Only that it threw is an event of its own: else what it returned says that it ended.
    leaveLate(s, f, y, value) {
      if (f <= SILENT) return silence(f);
      if (y === undefined) keep(RECORD.exited, s, -f, 0, undefined);
      else if (y !== 0) {
        const site = y < 0 ? -y : y;
        if (gates[site] !== DORMANT) late(RECORD.returned, site, f, 0, y < 0 ? undefined : value);
      }
      leave(-f);
    },
  };
}
