/**
 * The embedded stream: `.scope/streams/<name>/` holds segment files, one state file per group, and the dead letters. Several
 * processes of one machine may use it at once; every operation is one short piece of work under the stream's lock. Appends of
 * one turn of the event loop are written together.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ScopeError } from '../../../protocol/problem.ts';
import { checkName, encodeValue, sift } from '../entry.ts';
import type { RawEntry, Sifted } from '../entry.ts';
import {
  CLAIM_COUNT,
  DEFAULT_MAX_DELIVERIES,
  DEFAULT_MAX_LENGTH,
  type DeadLetter,
  type Stream,
  type StreamOptions,
} from '../stream.ts';
import { loadGroup, saveGroup } from './group.ts';
import type { GroupState, HandedOut } from './group.ts';
import { createLock } from './lock.ts';
import { openJournal } from './segment.ts';
import { createWriter } from './writer.ts';

const SEGMENT_BYTES = 256 * 1024;
const DEAD_LETTERS_KEPT = 1_000;
const POLL_MS = 40;

export interface EmbeddedOptions<T> extends StreamOptions<T> {
  readonly segmentBytes?: number;
}

/** @throws ScopeError `disk-failed` where the folder cannot be made */
export async function openEmbeddedStream<T>(options: EmbeddedOptions<T>): Promise<Stream<T>> {
  checkName('stream', options.name);
  const dir = join(options.dir, 'streams', options.name);
  makeFolders(dir);
  const now = options.now ?? Date.now;
  const rules = {
    schema: options.schema,
    maxDeliveries: options.maxDeliveries ?? DEFAULT_MAX_DELIVERIES,
  };
  const segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
  const lock = createLock(join(dir, 'lock'));
  const journal = openJournal(dir, segmentBytes);
  const dead = openJournal(join(dir, 'dead'), SEGMENT_BYTES);
  const maxLength = options.maxLength ?? DEFAULT_MAX_LENGTH;
  const writer = createWriter({ lock, journal, maxLength, segmentBytes });
  const closing = new AbortController();
  let torn = 0;
  await lock.run(() => journal.append([]));

  const warn = (message: string): void =>
    options.report?.({ message, where: dir, severity: 'warning' });

  function load(group: string): GroupState {
    checkName('group', group);
    const { state, damaged } = loadGroup(dir, group);
    if (damaged)
      warn(`the state of group ${group} was damaged; it starts again at the oldest entry`);
    return state;
  }

  /** Under the lock: the bad ones go to the dead letters, the rest is what the caller hands out. */
  function setAside(group: string, raws: readonly RawEntry[]): Sifted<T> {
    const sifted = sift(raws, rules);
    const letters = sifted.rejected.map(({ raw, reason, detail }): DeadLetter => ({
      id: raw.id,
      group,
      reason,
      detail,
      text: raw.text,
      epochMs: now(),
    }));
    if (letters.length > 0) {
      dead.append(letters.map((letter) => JSON.stringify(letter)));
      dead.trim(DEAD_LETTERS_KEPT);
    }
    return sifted;
  }

  function readNext(group: string, consumer: string, count: number): Sifted<T> {
    const state = load(group);
    const slice = journal.read(state.cursor, count);
    if (slice.skipped) warn(`entries were dropped before group ${group} had read them`);
    if (slice.torn > 0) {
      torn += slice.torn;
      warn(`${slice.torn} entries were cut off by a crash while they were written, and skipped`);
    }
    const sifted = setAside(
      group,
      slice.lines.map((line) => ({ ...line, deliveries: 1 })),
    );
    const sinceMs = now();
    const handedOut = sifted.entries.map(({ id }): HandedOut => ({
      id,
      consumer,
      sinceMs,
      deliveries: 1,
    }));
    if (slice.lines.length > 0 || slice.torn > 0)
      saveGroup(dir, group, {
        version: 1,
        cursor: slice.next,
        pending: [...state.pending, ...handedOut],
      });
    return sifted;
  }

  function takeOver(group: string, consumer: string, minIdleMs: number): Sifted<T> {
    const state = load(group);
    const sinceMs = now();
    const stale = state.pending
      .filter((each) => sinceMs - each.sinceMs >= minIdleMs)
      .slice(0, CLAIM_COUNT);
    const raws: RawEntry[] = [];
    for (const { id, deliveries } of stale) {
      const text = journal.at(id);
      if (text !== null) raws.push({ id, text, deliveries: deliveries + 1 });
    }
    if (raws.length < stale.length)
      warn(`${stale.length - raws.length} entries were dropped before group ${group} handled them`);
    const sifted = setAside(group, raws);
    const gone = new Set(stale.map(({ id }) => id));
    const handedOut = sifted.entries.map(({ id, deliveries }): HandedOut => ({
      id,
      consumer,
      sinceMs,
      deliveries,
    }));
    if (stale.length > 0)
      saveGroup(dir, group, {
        ...state,
        pending: [...state.pending.filter(({ id }) => !gone.has(id)), ...handedOut],
      });
    return sifted;
  }

  /** Waits without the lock until the group's next entry may be there. @returns false where the time is over */
  async function waitForMore(group: string, deadline: number): Promise<boolean> {
    while (performance.now() < deadline && !closing.signal.aborted) {
      if (journal.mayHaveMore(load(group).cursor)) return true;
      const left = Math.max(1, Math.min(POLL_MS, deadline - performance.now()));
      await delay(left, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    return false;
  }

  return {
    name: options.name,
    kind: 'embedded',
    append: async (value) => await writer.append(encodeValue(value)),

    async readGroup(group, consumer, { count, blockMs }) {
      checkName('consumer', consumer);
      const deadline = performance.now() + blockMs;
      while (!closing.signal.aborted) {
        const { entries, rejected } = await lock.run(() => readNext(group, consumer, count));
        if (entries.length > 0) return entries;
        if (rejected.length === 0 && !(await waitForMore(group, deadline))) break;
      }
      return [];
    },

    async ack(group, ids) {
      return await lock.run(() => {
        const state = load(group);
        const done = new Set(ids);
        const pending = state.pending.filter(({ id }) => !done.has(id));
        const count = state.pending.length - pending.length;
        if (count > 0) saveGroup(dir, group, { ...state, pending });
        return count;
      });
    },

    async claimStale(group, consumer, minIdleMs) {
      checkName('consumer', consumer);
      return (await lock.run(() => takeOver(group, consumer, minIdleMs))).entries;
    },

    trim: async (length) => await lock.run(() => journal.trim(length)),
    length: async () => await lock.run(() => journal.length()),

    async pending(group) {
      const { pending } = await lock.run(() => load(group));
      const consumers: Record<string, number> = {};
      for (const { consumer } of pending) consumers[consumer] = (consumers[consumer] ?? 0) + 1;
      return { total: pending.length, consumers };
    },

    async deadLetters(count = 100) {
      const { lines } = await lock.run(() => dead.read({ segment: 0, offset: 0 }, Infinity));
      return lines.slice(-count).map(({ text }) => JSON.parse(text) as DeadLetter);
    },

    health: () => ({ connected: true, kept: 0, replayed: 0, lost: 0, torn }),

    async close() {
      closing.abort();
      await writer.drain();
    },
  };
}

function makeFolders(dir: string): void {
  try {
    mkdirSync(join(dir, 'dead'), { recursive: true });
  } catch (error) {
    throw new ScopeError(
      'disk-failed',
      `cannot make ${dir}: ${(error as Error).message}; choose a folder that can be written`,
      { cause: error },
    );
  }
}
