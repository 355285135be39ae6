/**
 * The stream contract: an append-only log that consumer groups share, with acknowledgement, takeover of what a dead consumer
 * left, and a place for what nobody could handle. Delivery is at least once: an entry may come twice after a crash or an
 * outage, never less than once unless `trim` dropped it. Ids are opaque and say nothing about order across streams.
 * Two implementations pass `stream.contract.ts`: `embedded` (on disk, one machine) and `redis`.
 */
import type { z } from 'zod';
import type { Problem } from '../../protocol/problem.ts';

export interface StreamEntry<T> {
  readonly id: string;
  readonly value: T;
  /** How often it was handed out, this time included. */
  readonly deliveries: number;
}

/** Why an entry was set aside: it does not fit the schema, or it was handed out too often without an acknowledgement. */
export type DeadReason = 'invalid' | 'too-many-deliveries';

export interface DeadLetter {
  /** Id that the entry had in the stream. */
  readonly id: string;
  readonly group: string;
  readonly reason: DeadReason;
  /** One line for a person. */
  readonly detail: string;
  /** The entry as it was stored. */
  readonly text: string;
  readonly epochMs: number;
}

export interface Pending {
  readonly total: number;
  readonly consumers: Readonly<Record<string, number>>;
}

/** What went wrong so far and was survived; all counts since `openStream`. */
export interface StreamHealth {
  readonly connected: boolean;
  /** Entries kept on this machine that have not reached the stream yet. */
  readonly kept: number;
  /** Entries that were kept and reached the stream later. */
  readonly replayed: number;
  /** Entries that could be neither sent nor kept. */
  readonly lost: number;
  /** Lines cut off by a crash in the middle of an append, skipped. */
  readonly torn: number;
}

export interface ReadOptions {
  /** At most so many entries. */
  readonly count: number;
  /** How long to wait for the first entry; 0 does not wait. */
  readonly blockMs: number;
}

export interface Stream<T> {
  readonly name: string;
  readonly kind: 'embedded' | 'redis';
  /**
   * @returns the id of the entry, once it is stored; `kept-<n>` where the server is away and the entry waits on this machine
   * @throws ScopeError `disk-failed` where it cannot be stored at all
   */
  append(value: T): Promise<string>;
  /** Entries never handed to this group before, oldest first. The first call creates the group, at the oldest entry. */
  readGroup(
    group: string,
    consumer: string,
    options: ReadOptions,
  ): Promise<readonly StreamEntry<T>[]>;
  /** @returns how many of the ids were pending; the others are ignored */
  ack(group: string, ids: readonly string[]): Promise<number>;
  /** Takes over entries that were handed out at least `minIdleMs` ago and not acknowledged, whoever had them. */
  claimStale(
    group: string,
    consumer: string,
    minIdleMs: number,
  ): Promise<readonly StreamEntry<T>[]>;
  /** Drops the oldest entries in whole blocks: at least the newest `maxLength` stay. @returns how many were dropped */
  trim(maxLength: number): Promise<number>;
  length(): Promise<number>;
  pending(group: string): Promise<Pending>;
  /** The newest `count` (default 100), oldest first. */
  deadLetters(count?: number): Promise<readonly DeadLetter[]>;
  health(): StreamHealth;
  /** Waits for what is being stored; a blocked `readGroup` returns empty. Idempotent. */
  close(): Promise<void>;
}

export interface StreamOptions<T> {
  /** Letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** The project's `.scope` folder; streams lie below `streams/`. */
  readonly dir: string;
  readonly schema: z.ZodType<T>;
  /** Entries kept at least; older ones are dropped in whole blocks. Default 100,000. */
  readonly maxLength?: number;
  /** An entry handed out more often than this goes to the dead letters. Default 5. */
  readonly maxDeliveries?: number;
  /** Told once for each thing that went wrong and was survived. */
  readonly report?: (problem: Problem) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export const DEFAULT_MAX_LENGTH = 100_000;
export const DEFAULT_MAX_DELIVERIES = 5;
/** Entries that one `claimStale` takes over at most. */
export const CLAIM_COUNT = 100;
