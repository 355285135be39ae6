/**
 * What could not be sent, kept on this machine until the server is back. First choice is an embedded stream beside the
 * others (`<name>.outbox`), so that a killed process loses nothing either; where the disk refuses, a bounded list in memory;
 * what does not fit there is counted as lost. Entries that an earlier process left are sent as well.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Problem } from '../../../protocol/problem.ts';
import { openEmbeddedStream } from '../embedded/embedded.ts';
import type { Stream, StreamEntry } from '../stream.ts';

const GROUP = 'replay';
const BATCH = 500;
/** An entry that another process took to send and did not send for so long is taken over. */
const STALE_MS = 30_000;

export interface Outbox {
  /** @returns `kept-<n>`, once it is kept or counted as lost */
  keep(text: string): Promise<string>;
  /** False while something waits: a new entry must go behind it. */
  readonly isEmpty: boolean;
  /** Sends everything in order until nothing is left. @throws what `send` throws; the rest stays */
  replay(send: Send): Promise<void>;
  counts(): { readonly kept: number; readonly replayed: number; readonly lost: number };
  close(): Promise<void>;
}

export type Send = (texts: readonly string[]) => Promise<void>;

export interface OutboxLimits {
  /** Entries kept on disk at most; 1,000,000 where absent. */
  readonly disk?: number;
  /** Entries kept in memory at most where the disk refuses; 10,000 where absent. */
  readonly memory?: number;
}

export interface OutboxOptions {
  readonly name: string;
  readonly dir: string;
  readonly limits: OutboxLimits;
  readonly report: ((problem: Problem) => void) | undefined;
}

export async function createOutbox({ name, dir, limits, report }: OutboxOptions): Promise<Outbox> {
  const diskLimit = limits.disk ?? 1_000_000;
  const memoryLimit = limits.memory ?? 10_000;
  const consumer = `p${process.pid}`;
  const file = `${name}.outbox`;
  let disk: Stream<string> | null = null;
  let onDisk = 0;
  let inMemory: string[] = [];
  /** Taken from the disk, not sent yet. */
  let taken: readonly StreamEntry<string>[] = [];
  let storing = 0;
  let numbered = 0;
  let replayed = 0;
  let lost = 0;
  const reported = new Set<string>();

  if (existsSync(join(dir, 'streams', file))) onDisk = await (await openDisk()).length();

  async function openDisk(): Promise<Stream<string>> {
    disk ??= await openEmbeddedStream({
      name: file,
      dir,
      schema: z.string(),
      maxLength: Number.MAX_SAFE_INTEGER,
      maxDeliveries: Number.MAX_SAFE_INTEGER,
    });
    return disk;
  }

  async function keepOnDisk(text: string): Promise<void> {
    if (onDisk >= diskLimit) throw new Error(`${diskLimit} entries wait already`);
    onDisk += 1;
    try {
      await (await openDisk()).append(text);
    } catch (error) {
      onDisk -= 1;
      throw error;
    }
  }

  function keepInMemory(text: string, cause: unknown): void {
    const fits = inMemory.length < memoryLimit;
    if (fits) inMemory.push(text);
    else lost += 1;
    const what = fits ? 'are kept in memory only' : 'are lost, memory is full too';
    if (reported.has(what)) return;
    reported.add(what);
    report?.({
      message: `entries that wait for Redis ${what} (${(cause as Error).message})`,
      where: dir,
      severity: fits ? 'warning' : 'error',
    });
  }

  async function replayDisk(from: Stream<string>, send: Send): Promise<void> {
    for (;;) {
      if (taken.length === 0) taken = await from.claimStale(GROUP, consumer, STALE_MS);
      if (taken.length === 0)
        taken = await from.readGroup(GROUP, consumer, { count: BATCH, blockMs: 0 });
      if (taken.length === 0 && storing === 0) break;
      if (taken.length === 0) await nextTurn();
      else await sendTaken(from, send);
    }
    onDisk = (await from.pending(GROUP)).total;
    if (onDisk === 0) await from.trim(0);
  }

  async function sendTaken(from: Stream<string>, send: Send): Promise<void> {
    await send(taken.map(({ value }) => value));
    const ids = taken.map(({ id }) => id);
    replayed += ids.length;
    onDisk = Math.max(0, onDisk - ids.length);
    taken = [];
    await from.ack(GROUP, ids);
  }

  return {
    get isEmpty() {
      return onDisk === 0 && storing === 0 && inMemory.length === 0;
    },

    async keep(text) {
      numbered += 1;
      const id = `kept-${numbered}`;
      storing += 1;
      try {
        await keepOnDisk(text);
      } catch (error) {
        keepInMemory(text, error);
      } finally {
        storing -= 1;
      }
      return id;
    },

    async replay(send) {
      if (disk !== null) await replayDisk(disk, send);
      while (inMemory.length > 0) {
        const batch = inMemory.slice(0, BATCH);
        await send(batch);
        inMemory = inMemory.slice(batch.length);
        replayed += batch.length;
      }
    },

    counts: () => ({ kept: onDisk + inMemory.length, replayed, lost }),

    async close() {
      for (const text of inMemory.splice(0)) {
        try {
          await (await openDisk()).append(text);
        } catch {
          lost += 1;
        }
      }
      await disk?.close();
    },
  };
}
