/**
 * The probe functions. Each has a fast path for numbers and other values that need no record of their own: one gate, one look
 * at the room, a few stores of a packed record. Everything else goes through `cold`, which also catches whatever goes wrong in here:
 * the program never sees it. The running activation (`CURRENT`) follows the events: an event of a frame makes it current, its end or
 * suspension gives back to the frame that ran before, and the end of a synchronous burst means that none runs.
 */
import * as wire from '../../protocol/wire.ts';
import { MOST_PACKED_VALUES } from '../../protocol/wire/packed.ts';
import * as gate from './cost/gates.ts';
import { KEPT, THINNED } from './cost/governor.ts';
import { createHeld } from './cost/held.ts';
import { createThinned, SILENT } from './cost/thinned.ts';
import { createActivations } from './packed/activations.ts';
import { createPacking } from './packed/packing.ts';
import * as producing from './producer.ts';
import * as ring from './ring.ts';
import { createRecorder, MAX_VALUES } from './value/recorder.ts';
import type { SinkParts, SinkWithErrors } from './value/sink-parts.ts';
import { lookUp, UNKNOWN } from './value/look-up.ts';
import { Math } from './realm/builtin.ts';

/** One closure on purpose: its constants are constants for the compiler, which inlines the probes into the program. */
export function createSink(parts: SinkParts): SinkWithErrors {
  const { HEADER_COUNT, HEADER_SITE } = wire;
  const { callStart, returned, exited, variableWritten, iteration } = wire.RECORD;
  const { propertyWritten, fieldWritten, value: valueRead, branch } = wire.RECORD;
  const { thrown, caught, suspended, snapshot, processError } = wire.RECORD;
  const { ARMED, DORMANT } = gate;
  const { CURRENT, FRAME, LAST, MODEL, STOP } = producing;
  const { POS } = ring;
  const { producer, governor, conditions, identity, texts } = parts;
  const { slots, control } = parts.ring;
  const { gates, counts } = governor;
  const { state, refill } = producer;
  const activations = createActivations(state);
  const { open, resume, leave, started, ended, callerOf } = activations;
  const packing = createPacking({ ring: parts.ring, state, depth: parts.depth, identity, texts });
  const { start: packStart, value: pack } = packing;
  const recorder = createRecorder({ ...parts, activations });
  const { pending, cold, give } = recorder;
  const held = createHeld({
    sites: gates.length,
    recorder,
    producer,
    hasRoom: (s) => (control[POS] as number) <= (state[STOP] as number) || refill(s, true),
    onFirst: producer.expectHeld,
  });
  const { idOf, isKept, late, leaveLate, leaveOut, silence } = createThinned({
    ...{ governor, conditions, producer, recorder, held, hasRoom },
    enter: (f) => {
      if (state[CURRENT] !== f) resume(f);
    },
    leave: (f) => leave(f, 0),
  });

  /** @returns whether there is room for an event */
  function hasRoom(s: number): boolean {
    if ((control[POS] as number) <= (state[STOP] as number)) return true;
    try {
      if (held.any()) held.flush();
      return refill(s);
    } catch (error) {
      give(error);
      return false;
    }
  }

  /** A call that is not on the fast path. */
  function start(
    s: number,
    o: number,
    count: number,
    a?: unknown,
    b?: unknown,
    c?: unknown,
    d?: unknown,
  ): number {
    if (gates[s] === DORMANT) return 0;
    const verdict = conditions.admit(s, count, a, b, c, d);
    if (verdict !== KEPT && verdict !== THINNED) return leaveOut(verdict);
    const parent = state[CURRENT] as number;
    const f = open();
    if (verdict === THINNED) {
      held.start(s, f, parent, idOf(o), count, a, b, c, d);
      return -f;
    }
    if (hasRoom(s)) call(s, f, parent, o, count, a, b, c, d);
    return f;
  }

  /** A call-start in the long form. */
  function call(
    s: number,
    f: number,
    parent: number,
    o: number,
    count: number,
    a?: unknown,
    b?: unknown,
    c?: unknown,
    d?: unknown,
  ): void {
    if (gates[s] === ARMED) {
      const at = control[POS] as number;
      const size = packing.longStart(at, s, idOf(o), count, f, parent, a, b, c, d);
      if (size > 0) return void finish(s, f, parent, at + size);
    }
    pending[0] = a;
    pending[1] = b;
    pending[2] = c;
    pending[3] = d;
    cold(callStart, s, count, 3, f, parent, idOf(o));
  }

  /** The start is written up to `end`. */
  function finish(s: number, f: number, parent: number, end: number): number {
    // Where the stack is nearly full the call fails: then nothing is written.
    started(f, parent);
    counts[s] = (counts[s] as number) + 1;
    control[POS] = end;
    return f;
  }

  /** The common form: an activation, a value. */
  function event(type: number, s: number, f: number, value: unknown): void {
    if (f < 0) return late(type, s, f, 0, value);
    if (state[CURRENT] !== f) resume(f);
    // What an activation returns is never left out alone.
    if (gates[s] !== ARMED && type !== returned && !isKept(type, s, f, 0, value)) return;
    if ((control[POS] as number) > (state[STOP] as number) && !hasRoom(s)) return;
    const at = control[POS] as number;
    const size = gates[s] === ARMED ? packing.event(at, type, s, f, value) : 0;
    if (size > 0) {
      counts[s] = (counts[s] as number) + 1;
      control[POS] = at + size;
      return;
    }
    pending[0] = value;
    cold(type, s, 1, 1, f);
  }

  /** A variable took a value. */
  function write(s: number, f: number, token: number, value: unknown): void {
    if (f < 0) return late(variableWritten, s, f, token, value);
    if (state[CURRENT] !== f) resume(f);
    if (gates[s] !== ARMED && !isKept(variableWritten, s, f, token, value)) return;
    if ((control[POS] as number) > (state[STOP] as number) && !hasRoom(s)) return;
    const at = control[POS] as number;
    const size = gates[s] === ARMED ? packing.write(at, s, f, token, value) : 0;
    if (size > 0) {
      counts[s] = (counts[s] as number) + 1;
      control[POS] = at + size;
      return;
    }
    pending[0] = value;
    cold(variableWritten, s, 1, 2, f, token);
  }

  /** @returns slots of a start with more than four values, or 0 where it must be told in full */
  function packAll(
    s: number,
    o: number,
    f: number,
    parent: number,
    all: readonly unknown[],
  ): number {
    const { length } = all;
    if (length > MOST_PACKED_VALUES) return 0;
    const at = control[POS] as number;
    const size = packStart(at, s, o > 0 ? o : idOf(o), length, f, parent);
    if (size === 0) return 0;
    for (let n = 0; n < length; n += 1)
      if (pack(n === 0 ? at * 2 : at * 2 + 1 + n, all[n], s) !== 0) return 0;
    return size;
  }

  /** @returns whether the end of the running activation is written, with what it returned */
  function returnedFrom(site: number, f: number, value: unknown): boolean {
    const at = control[POS] as number;
    if (gates[site] !== ARMED || state[MODEL] !== f || at > (state[STOP] as number)) return false;
    const caller = callerOf(f);
    if (caller < 0) return false;
    const size = packing.end(at, site, value);
    if (size === 0) return false;
    counts[site] = (counts[site] as number) + 1;
    control[POS] = at + size;
    state[MODEL] = caller;
    return true;
  }

  /** @returns how many values now wait to be written */
  function hold(all: readonly unknown[]): number {
    const count = Math.min(all.length, MAX_VALUES);
    for (let at = 0; at < count; at += 1) pending[at] = all[at];
    return count;
  }

  return {
    g: gates,
    e0(s, o) {
      if (gates[s] !== ARMED) return start(s, o, 0);
      const parent = state[CURRENT] as number;
      const f = open();
      if ((control[POS] as number) > (state[STOP] as number) && !hasRoom(s)) return f;
      const at = control[POS] as number;
      const size = packStart(at, s, o > 0 ? o : idOf(o), 0, f, parent);
      if (size > 0) return finish(s, f, parent, at + size);
      call(s, f, parent, o, 0);
      return f;
    },
    e1(s, o, a) {
      if (gates[s] !== ARMED) return start(s, o, 1, a);
      const parent = state[CURRENT] as number;
      const f = open();
      if ((control[POS] as number) > (state[STOP] as number) && !hasRoom(s)) return f;
      const at = control[POS] as number;
      const size = packStart(at, s, o > 0 ? o : idOf(o), 1, f, parent);
      if (size > 0 && pack(at * 2, a, s) === 0) return finish(s, f, parent, at + size);
      call(s, f, parent, o, 1, a);
      return f;
    },
    e2(s, o, a, b) {
      if (gates[s] !== ARMED) return start(s, o, 2, a, b);
      const parent = state[CURRENT] as number;
      const f = open();
      if ((control[POS] as number) > (state[STOP] as number) && !hasRoom(s)) return f;
      const at = control[POS] as number;
      const size = packStart(at, s, o > 0 ? o : idOf(o), 2, f, parent);
      if (size > 0 && pack(at * 2, a, s) === 0 && pack(at * 2 + 2, b, s) === 0)
        return finish(s, f, parent, at + size);
      call(s, f, parent, o, 2, a, b);
      return f;
    },
    e3(s, o, a, b, c) {
      if (gates[s] !== ARMED) return start(s, o, 3, a, b, c);
      const parent = state[CURRENT] as number;
      const f = open();
      if ((control[POS] as number) > (state[STOP] as number) && !hasRoom(s)) return f;
      const at = control[POS] as number;
      const size = packStart(at, s, o > 0 ? o : idOf(o), 3, f, parent);
      if (
        size > 0 &&
        pack(at * 2, a, s) === 0 &&
        pack(at * 2 + 2, b, s) === 0 &&
        pack(at * 2 + 3, c, s) === 0
      )
        return finish(s, f, parent, at + size);
      call(s, f, parent, o, 3, a, b, c);
      return f;
    },
    e4(s, o, a, b, c, d) {
      if (gates[s] !== ARMED) return start(s, o, 4, a, b, c, d);
      const parent = state[CURRENT] as number;
      const f = open();
      if ((control[POS] as number) > (state[STOP] as number) && !hasRoom(s)) return f;
      const at = control[POS] as number;
      const size = packStart(at, s, o > 0 ? o : idOf(o), 4, f, parent);
      if (
        size > 0 &&
        pack(at * 2, a, s) === 0 &&
        pack(at * 2 + 2, b, s) === 0 &&
        pack(at * 2 + 3, c, s) === 0 &&
        pack(at * 2 + 4, d, s) === 0
      )
        return finish(s, f, parent, at + size);
      call(s, f, parent, o, 4, a, b, c, d);
      return f;
    },
    en(s, o, all) {
      if (gates[s] === DORMANT) return 0;
      const verdict = gates[s] === ARMED ? KEPT : conditions.admitAll(s, all);
      if (verdict !== KEPT && verdict !== THINNED) return leaveOut(verdict);
      const parent = state[CURRENT] as number;
      const f = open();
      if (verdict === THINNED) {
        held.start(s, f, parent, idOf(o), Math.min(all.length, 4), all[0], all[1], all[2], all[3]);
        return -f;
      }
      if (!hasRoom(s)) return f;
      const size = gates[s] === ARMED ? packAll(s, o, f, parent, all) : 0;
      if (size > 0) return finish(s, f, parent, (control[POS] as number) + size);
      cold(callStart, s, hold(all), 3, f, parent, idOf(o));
      return f;
    },
    r(s, f, value) {
      if (gates[s] !== DORMANT && f !== 0) event(returned, s, f, value);
      return value;
    },
    x(s, f, y, value) {
      if (f === 0) return;
      if (f < 0) return leaveLate(s, f, y, value);
      if (y !== undefined && y !== 0) {
        const site = y < 0 ? -y : y;
        const result = y < 0 ? undefined : value;
        if (returnedFrom(site, f, result)) return leave(f, 0);
        if (gates[site] !== DORMANT) event(returned, site, f, result);
      }
      leave(f, 0);
      if ((control[POS] as number) > (state[STOP] as number) && !hasRoom(s)) return;
      const at = control[POS] as number;
      slots[at] = exited + HEADER_SITE * s;
      slots[at + 1] = f;
      ended(f);
      control[POS] = at + 2;
      if (gates[s] !== ARMED && producer.isEnded()) producer.flush();
    },
    w(s, f, token, value) {
      if (gates[s] !== DORMANT) write(s, f, token > 0 ? token : idOf(token), value);
      return value;
    },
    p(s, f, value) {
      if (gates[s] !== DORMANT) event(propertyWritten, s, f, value);
      return value;
    },
    k: (value) => value,
    a: () => state[CURRENT] as number,
    i(s, c, f, self, value) {
      if (s > 0 && gates[s] !== DORMANT) {
        if (f < 0) silence(f);
        else if (
          (gates[s] === ARMED || conditions.admit(s, 2, self, value) === KEPT) &&
          hasRoom(s)
        ) {
          pending[0] = self;
          pending[1] = value;
          cold(fieldWritten, s, 2, 1, f);
        }
      }
      if (c > 0) state[CURRENT] = c;
      return value;
    },
    v(s, f, value) {
      if (gates[s] !== DORMANT) event(valueRead, s, f, value);
      return value;
    },
    l(s, r, f, o, k) {
      const value = lookUp(o, k);
      if (value === UNKNOWN) return value;
      if (s > 0 && gates[s] !== DORMANT) event(valueRead, s, f, value);
      if (r > 0 && gates[r] !== DORMANT) event(valueRead, r, f, value);
      return value;
    },
    b(s, f, value) {
      if (gates[s] !== DORMANT) event(branch, s, f, value);
      return value;
    },
    t(s, f, value) {
      if (gates[s] !== DORMANT) event(thrown, s, f, value);
      return value;
    },
    c(s, f, value) {
      if (gates[s] !== DORMANT) event(caught, s, f, value);
      return value;
    },
    d(s, f, o) {
      if (f <= 0 || gates[s] === DORMANT) return o;
      if (state[CURRENT] !== f) resume(f);
      if ((control[POS] as number) > (state[STOP] as number) && !hasRoom(s)) return o;
      if (gates[s] !== ARMED && !governor.admit(s)) return o;
      const token = (state[FRAME] as number) + 1;
      state[FRAME] = token;
      const at = control[POS] as number;
      slots[at] = iteration + HEADER_SITE * s;
      slots[at + 1] = f;
      slots[at + 2] = token;
      slots[at + 3] = o > 0 ? o : 0;
      counts[s] = (counts[s] as number) + 1;
      control[POS] = at + 4;
      state[LAST] = token;
      return token;
    },
    z(s, f, value) {
      if (gates[s] === DORMANT) return value;
      event(suspended, s, f, value);
      if (f > 0) leave(f, -f);
      else if (f < 0 && f > SILENT) leave(-f, f);
      return value;
    },
    n(s, f, all) {
      if (gates[s] === DORMANT) return;
      if (f < 0) return silence(f);
      resume(f);
      if ((gates[s] === ARMED || conditions.admitAll(s, all) === KEPT) && hasRoom(s))
        cold(snapshot, s, hold(all), 1, f);
    },
    flushHeld() {
      try {
        if (held.any()) held.flush();
      } catch (error) {
        give(error);
      }
    },
    processError(origin, value) {
      if (!hasRoom(0)) return;
      pending[0] = value;
      cold(processError + HEADER_COUNT * origin, 0, 1, 1, state[CURRENT] as number);
    },
  };
}
