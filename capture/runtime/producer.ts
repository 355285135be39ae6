/**
 * The producing end of the ring, off the fast path: finds room for the next events, keeps clock and governor going, starts the
 * drain worker once a recording is worth one (small ones are written from here, at the latest at the end of each synchronous burst),
 * applies the overflow policy, and counts every event that is lost, with the reason.
 */
import type { RuntimeConfig } from '../../protocol/session.ts';
import {
  DROP_REASONS,
  HEADER_COUNT,
  HEADER_SITE,
  HOLE,
  RECORD,
  recordSlots,
} from '../../protocol/wire.ts';
import type { Governor } from './cost/governor.ts';
import * as ring from './ring.ts';
import type { Ring } from './ring.ts';
import { enqueueMicrotask, epochNow, now } from './value/intrinsic.ts';
import { Atomics, Math, Object } from './realm/builtin.ts';

/** Indices of the producer's own state words: the fast path reads and writes them. */
export const STOP = 0;
export const CURRENT = 1;
export const FRAME = 2;
/** What a reader knows (`packed/activations.ts`): the last frame that started, and the current one. */
export const LAST = 3;
export const MODEL = 4;

/** The fast path comes by once per so many slots (about 350 events), and up to some more, lest it be the same event of a loop. */
const STRIDE = 512;
const MORE = 64;
const STRIDES_PER_LOOK = 2;
const CLOCK_MS = 10;
/**
 * A recording that reaches this share of the ring (1 MB by default), or so many bursts, gets a worker. To start one costs the
 * processor more than to write all up to there, which is done in pieces of so many slots.
 */
const WORKER_SHARE = 1 / 8;
const WORKER_BURSTS = 500;
const CHUNK_SLOTS = 1024;
/** Longest wait for the drainer when the ring is full: `block` waits so long, `drop-oldest` for the lock. */
const BLOCK_MS = 100;
const OLDEST_MS = 5;
/** Slots of a `dropped` record. */
const NOTE_SLOTS = 2;
/** Without a worker, a burst is written at once unless another was written less than this ago. */
const FLUSH_MS = 5;
/** Slots kept free beside the largest event, for what the governor says on the way. */
const NOTES_SLOTS = 256;

type DropReason = (typeof DROP_REASONS)[number];
const REASONS = Object.fromEntries(DROP_REASONS.map((reason, at) => [reason, at])) as Readonly<
  Record<DropReason, number>
>;

export interface Producer {
  readonly state: Int32Array;
  /**
   * Makes room. `isHeld`: for an event that was held back, which says nothing of how often its site reports now.
   * @returns false where the event must be dropped; it is then counted
   */
  refill(site: number, isHeld?: boolean): boolean;
  drop(reason: DropReason): void;
  /** Writes everything that was reported to the file, now. */
  flush(): void;
  /** The last flush, with the counts of what was lost and the `ended` record. Later events are still written, one by one. */
  end(exitCode: number): void;
  isEnded(): boolean;
  /** Something is held back: it is written at the latest at the end of the synchronous burst. */
  expectHeld(): void;
  /** Writes a record of one or two slots; only while room is being made. */
  note(header: number, value?: number): void;
}

export interface ProducerOptions {
  readonly ring: Ring;
  readonly config: Pick<RuntimeConfig, 'overflow' | 'limits'>;
  readonly governor: () => Governor;
  /** Starts the drain worker; absent where the producer writes everything itself. */
  readonly startWorker?: () => void;
  /** Opens the file at the first write. @returns its descriptor, or -1 where it cannot be opened */
  readonly open: () => number;
  /** Events may be held back: they are to be written now. */
  readonly beforeFlush: () => void;
  /** Texts that were written may be lost. */
  readonly onLost: () => void;
  readonly onFailure: (error: unknown) => void;
}

export function createProducer(options: ProducerOptions): Producer {
  const { config, governor, open, onLost } = options;
  const shared = options.ring;
  const { slots, control, size, maxEvent } = shared;
  const state = new Int32Array(8);
  state[STOP] = -1;
  const lost = new Float64Array(DROP_REASONS.length);
  let hasLost = false;
  const epochAtStart = epochNow() - now();
  const byteLimit = config.limits.bytesPerRecording;
  let last = 0;
  let produced = 0;
  let looked = 0;
  let anchored = 0;
  let written = 0;
  let strides = 0;
  let chance = 1;
  let bursts = 0;
  let inBurst = false;
  let ended = false;
  let endedWith = 0;
  let stopped = false;
  let clockMs = -Infinity;
  let flushedMs = -Infinity;
  let stuckAt = -1;

  function lose(reason: DropReason, count: number): void {
    const at = REASONS[reason];
    lost[at] = (lost[at] as number) + count;
    hasLost = true;
  }

  function drop(reason: DropReason): void {
    lose(reason, 1);
  }

  function note(header: number, value?: number): void {
    let at = control[ring.POS] as number;
    slots[at++] = header;
    if (value !== undefined) slots[at++] = value;
    control[ring.POS] = at;
  }

  function flush(): void {
    if (control[ring.POS] === Atomics.load(control, ring.TAIL)) return;
    const fd = open();
    if (!ring.lock(shared, 1000)) {
      if (fd < 0) return;
      ring.seize(shared, fd);
    }
    try {
      Atomics.add(control, ring.EPOCH, 1);
      if (fd >= 0) ring.drain(shared, fd, control[ring.POS] as number);
    } finally {
      // The stack may be nearly full: an error in here must not leave the file locked.
      ring.unlock(shared);
    }
  }

  /** @returns slots that the next event may take without passing the tail or the end of the ring */
  function room(): number {
    const at = control[ring.POS] as number;
    const tail = Atomics.load(control, ring.TAIL);
    if (at < tail) return tail - at - 1;
    if (size - at - 1 >= maxEvent * 2) return size - at - 1;
    if (tail <= maxEvent * 2) return size - at - 1;
    control[ring.WRAP] = at;
    Atomics.store(control, ring.POS, 0);
    last = 0;
    return tail - 1;
  }

  function makeRoom(): number {
    const free = room();
    if (free >= maxEvent * 2) return free;
    Atomics.store(control, ring.POS, control[ring.POS] as number);
    Atomics.store(control, ring.WAITING, 1);
    wake();
    const worker = Atomics.load(control, ring.STATE);
    if (worker !== ring.WORKER_READY) flush();
    else if (config.overflow === 'block') waitForRoom();
    else if (config.overflow === 'drop-oldest') dropOldest();
    Atomics.store(control, ring.WAITING, 0);
    return room();
  }

  /** Waits once; a drainer that then still stands in the same place is not waited for again. */
  function waitForRoom(): void {
    const until = now() + BLOCK_MS;
    while (room() < maxEvent * 2) {
      const tail = Atomics.load(control, ring.TAIL);
      if (tail === stuckAt) return;
      if (now() >= until) stuckAt = tail;
      else Atomics.wait(control, ring.TAIL, tail, 1);
    }
    stuckAt = -1;
  }

  /** Frees a quarter of the ring, event by event, and leaves a note of it where they were. */
  function dropOldest(): void {
    if (stuckAt === Atomics.load(control, ring.TAIL)) return;
    if (!ring.lock(shared, OLDEST_MS)) {
      stuckAt = Atomics.load(control, ring.TAIL);
      return;
    }
    Atomics.add(control, ring.EPOCH, 1);
    const head = control[ring.POS] as number;
    let tail = Atomics.load(control, ring.TAIL);
    let freed = 0;
    let count = 0;
    while (tail !== head && (freed < size >> 2 || tail < NOTE_SLOTS)) {
      if (head < tail && tail >= (control[ring.WRAP] as number)) {
        tail = 0;
        continue;
      }
      const length = recordSlots(shared, tail, size);
      count += ring.eventsIn(shared, tail);
      tail += length;
      freed += length;
    }
    if (tail === head) {
      lose('ring-full', count);
      state[MODEL] = -1;
    } else {
      tail -= NOTE_SLOTS;
      slots[tail] = RECORD.dropped + HEADER_COUNT * REASONS['ring-full'] + HEADER_SITE * HOLE;
      slots[tail + 1] = count;
    }
    Atomics.store(control, ring.TAIL, tail);
    ring.unlock(shared);
    onLost();
  }

  function wake(): void {
    Atomics.store(control, ring.WAKE, 1);
    Atomics.notify(control, ring.WAKE);
  }

  function writeLosses(): void {
    if (Atomics.exchange(control, ring.REFUSED, 0) === 1) onLost();
    if (!hasLost) return;
    for (let at = 0; at < lost.length; at += 1) {
      if ((lost[at] as number) > 0) note(RECORD.dropped + HEADER_COUNT * at, lost[at] as number);
      lost[at] = 0;
    }
    hasLost = false;
  }

  function beginBurst(): void {
    inBurst = true;
    strides = 0;
    // At the first event, which is seldom deep inside calls; later there may not be stack enough to open a file.
    if (bursts === 0) open();
    enqueueMicrotask(endBurstSafely);
    if (control[ring.SLEEPING] === 1) wake();
  }

  /** An error in a microtask would be the program's uncaught exception. */
  function endBurstSafely(): void {
    try {
      endBurst();
    } catch (error) {
      options.onFailure(error);
    }
  }

  /** No code of the program is on the stack in a microtask: whoever starts next has no caller. */
  function endBurst(): void {
    if (!ended) options.beforeFlush();
    inBurst = false;
    if (ended) return;
    state[STOP] = -1;
    state[CURRENT] = 0;
    bursts += 1;
    const worker = Atomics.load(control, ring.STATE);
    if (worker === ring.WORKER_READY) return;
    if (worker === ring.WORKER_NONE && bursts >= WORKER_BURSTS) startWorker();
    const time = now();
    governor().refresh(time);
    if (worker === ring.WORKER_FAILED && time - flushedMs < FLUSH_MS) return;
    flushedMs = time;
    flush();
  }

  function startWorker(): void {
    if (options.startWorker === undefined) Atomics.store(control, ring.STATE, ring.WORKER_FAILED);
    else options.startWorker();
  }

  function measure(): void {
    const at = control[ring.POS] as number;
    produced += at - last;
    last = at;
    if (produced * 8 > byteLimit) stop();
    if (control[ring.STATE] !== ring.WORKER_NONE) return;
    if (produced > size * WORKER_SHARE) startWorker();
    else if (produced - written >= CHUNK_SLOTS) {
      written = produced;
      flush();
    }
  }

  /** The recording is as long as it may get. Where cost matters nothing reports any more, which is said once. */
  function stop(): void {
    if (stopped) return;
    stopped = true;
    if (config.limits.overhead === 0) return;
    note(RECORD.dropped + HEADER_COUNT * REASONS['byte-limit'], 1);
    governor().stop();
  }

  /** For a reader that missed something: what packed records from here on refer to. */
  function anchor(): void {
    if (produced - anchored < STRIDE / 2) return;
    anchored = produced;
    let at = control[ring.POS] as number;
    slots[at++] = RECORD.anchor;
    slots[at++] = state[LAST] as number;
    slots[at++] = state[MODEL] as number;
    control[ring.POS] = at;
  }

  function look(site: number): void {
    const time = now();
    if (time - clockMs >= CLOCK_MS) {
      clockMs = time;
      note(RECORD.clock, epochAtStart + time);
    }
    governor().look(site, time, produced - looked);
    looked = produced;
  }

  function refill(site: number, isHeld = false): boolean {
    if (!ended) {
      measure();
      if (stopped) {
        drop('byte-limit');
        return false;
      }
      if (!inBurst) beginBurst();
    }
    const free = makeRoom();
    if (free < maxEvent * 2) {
      state[STOP] = -1;
      drop('ring-full');
      return false;
    }
    writeLosses();
    anchor();
    if (!isHeld) {
      // While something is held back, every event comes by here, and in a loop in the same order: by chance, each has its turn.
      chance = (chance * 1_103_515_245 + 12_345) % 0x8000_0000;
      if (strides === 0 || chance < 0x8000_0000 / STRIDES_PER_LOOK) look(site);
      strides += 1;
    }
    // The few notes that were just written fit the second maxEvent that was asked for.
    const at = control[ring.POS] as number;
    const stride = STRIDE + Math.floor((chance / 0x8000_0000) * MORE);
    state[STOP] = ended ? -1 : at + Math.min(stride, free - maxEvent - NOTES_SLOTS);
    return true;
  }

  return {
    state,
    refill,
    drop,
    flush() {
      options.beforeFlush();
      flush();
    },
    note,
    expectHeld() {
      state[STOP] = -1;
      if (!inBurst && !ended) beginBurst();
    },
    isEnded: () => ended,
    end(exitCode) {
      if (ended && exitCode === endedWith) return flush();
      options.beforeFlush();
      ended = true;
      // An exit listener may change the code after all: the last record is the one that counts.
      endedWith = exitCode;
      state[STOP] = -1;
      flush();
      room();
      writeLosses();
      note(RECORD.ended, exitCode);
      flush();
      Atomics.store(control, ring.STATE, ring.CLOSED);
      wake();
    },
  };
}

/** Header of a `throttled` record. */
export function throttleHeader(site: number, state: number): number {
  return RECORD.throttled + HEADER_COUNT * state + HEADER_SITE * site;
}
