/**
 * Events of sites that report too often. Of each site the last one is held back, in place of the one before; all that are held are
 * written, in their order, before anything else is, and when one of them is news (`news.ts`). So of a hot loop the first, the
 * changed and the last values are recorded, and what is recorded at some time was the last before it unless a loss is noted between.
 * The start of an activation is held with its arguments, and written when an event of it is. Objects are written as their identity
 * alone: what they held may be another thing by now.
 */
import { RECORD } from '../../../protocol/wire.ts';
import type { Producer } from '../producer.ts';
import type { Recorder } from '../value/recorder.ts';
import { createNews } from './news.ts';
import type { News } from './news.ts';

/** Activations whose start is remembered (a power of two), and arguments of each. */
const STARTS = 1024;
const MASK = STARTS - 1;
const ARGUMENTS = 4;
/** After news everything is written for a while, so that it can be seen what came of it. */
const AFTER_NEWS = 32;

export interface Held {
  /** Whether something is held. */
  any(): boolean;
  /** An activation that is left out unless an event of it is written. */
  start(
    s: number,
    f: number,
    parent: number,
    outer: number,
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    d: unknown,
  ): void;
  keep(type: number, s: number, f: number, token: number, value: unknown): void;
  /** Writes the start of an activation, and those of its callers, where they are held. There must be room. */
  open(f: number): void;
  /** Writes everything that is held. */
  flush(): void;
}

export interface HeldParts {
  readonly sites: number;
  readonly recorder: Recorder;
  readonly producer: Producer;
  /** Makes room for one event; false where there is none. */
  readonly hasRoom: (s: number) => boolean;
  /** Something is held that was not before: what is written next must come by. */
  readonly onFirst: () => void;
}

/** What is held, by site. */
interface Tables {
  readonly news: News;
  readonly isHeld: Uint8Array;
  /** The sites that something is held of. */
  readonly held: Int32Array;
  readonly types: Uint8Array;
  readonly frames: Int32Array;
  readonly tokens: Int32Array;
  readonly ticks: Float64Array;
  readonly values: unknown[];
}

function createTables(sites: number): Tables {
  return {
    news: createNews(sites),
    isHeld: new Uint8Array(sites),
    held: new Int32Array(sites),
    types: new Uint8Array(sites),
    frames: new Int32Array(sites),
    tokens: new Int32Array(sites),
    ticks: new Float64Array(sites),
    values: new Array<unknown>(sites).fill(undefined),
  };
}

export function createHeld({ sites, recorder, producer, hasRoom, onFirst }: HeldParts): Held {
  const { pending, cold } = recorder;
  const starts = new Int32Array(STARTS * 5);
  const given: unknown[] = new Array<unknown>(STARTS * ARGUMENTS).fill(undefined);
  const callers = new Int32Array(STARTS);
  // Most programs hold nothing, and there is room for very many sites.
  let tables: Tables | null = null;
  let count = 0;
  let tick = 0;
  let after = 0;
  let isFlushing = false;

  function isStartHeld(f: number): boolean {
    return f > 0 && starts[(f & MASK) * 5] === f;
  }

  function writeStart(f: number): void {
    const index = f & MASK;
    const at = index * 5;
    const number = starts[at + 4] as number;
    for (let n = 0; n < number; n += 1) {
      pending[n] = given[index * ARGUMENTS + n];
      given[index * ARGUMENTS + n] = undefined;
    }
    starts[at] = 0;
    const parent = starts[at + 2] as number;
    cold(RECORD.callStart, starts[at + 1] as number, number, 3, f, parent, starts[at + 3], true);
  }

  function open(f: number): void {
    let depth = 0;
    for (let at = f; isStartHeld(at) && depth < STARTS; depth += 1) {
      callers[depth] = at;
      at = starts[(at & MASK) * 5 + 2] as number;
    }
    for (let n = depth - 1; n >= 0; n -= 1) {
      const one = callers[n] as number;
      if (hasRoom(starts[(one & MASK) * 5 + 1] as number)) writeStart(one);
    }
  }

  function write({ isHeld, types, frames, tokens, values }: Tables, s: number): void {
    const value = values[s];
    values[s] = undefined;
    isHeld[s] = 0;
    const f = frames[s] as number;
    open(f);
    if (!hasRoom(s)) return;
    pending[0] = value;
    const type = types[s] as number;
    if (type === RECORD.exited) cold(type, s, 0, 1, f);
    else cold(type, s, 1, type === RECORD.variableWritten ? 2 : 1, f, tokens[s], 0, true);
  }

  /** By the time at which they came: few, and nearly in order. */
  function sort({ held, ticks }: Tables): void {
    for (let n = 1; n < count; n += 1) {
      const s = held[n] as number;
      let at = n;
      for (; at > 0 && (ticks[held[at - 1] as number] as number) > (ticks[s] as number); at -= 1)
        held[at] = held[at - 1] as number;
      held[at] = s;
    }
  }

  function flush(): void {
    if (count === 0 || isFlushing || tables === null) return;
    const { isHeld, held } = tables;
    isFlushing = true;
    let n = 0;
    try {
      sort(tables);
      while (n < count) write(tables, held[n++] as number);
    } finally {
      // Where the stack is nearly full, what is left is lost.
      for (; n < count; n += 1) {
        isHeld[held[n] as number] = 0;
        producer.drop('throttled');
      }
      count = 0;
      isFlushing = false;
    }
  }

  return {
    any: () => count > 0 && !isFlushing,
    start(s, f, parent, outer, number, a, b, c, d) {
      const index = f & MASK;
      const at = index * 5;
      if (starts[at] !== 0) producer.drop('throttled');
      starts[at] = f;
      starts[at + 1] = s;
      starts[at + 2] = parent;
      starts[at + 3] = outer;
      starts[at + 4] = number;
      const first = index * ARGUMENTS;
      if (number > 0) given[first] = a;
      if (number > 1) given[first + 1] = b;
      if (number > 2) given[first + 2] = c;
      if (number > 3) given[first + 3] = d;
    },
    keep(type, s, f, token, value) {
      tables ??= createTables(sites);
      const { news, isHeld, held, types, frames, tokens, ticks, values } = tables;
      if (isHeld[s] === 1) producer.drop('throttled');
      else {
        isHeld[s] = 1;
        held[count] = s;
        count += 1;
        if (count === 1) onFirst();
      }
      types[s] = type;
      frames[s] = f;
      tokens[s] = token;
      values[s] = value;
      tick += 1;
      ticks[s] = tick;
      const isNews = news.isNews(s, value, after > 0);
      if (isNews) after = AFTER_NEWS;
      if (after === 0) return;
      after -= 1;
      flush();
    },
    open,
    flush,
  };
}
