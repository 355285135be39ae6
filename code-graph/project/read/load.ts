/**
 * Files to facts. A file whose stamp is the known one is not read; one whose content is the known one is not parsed; the
 * others are parsed, on several threads where that pays. What cannot be read, or is generated, is left out and said.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../../protocol/problem.ts';
import type { Cache, CachedFile } from '../cache/cache.ts';
import { isUnchanged, stampOf } from '../cache/stamp.ts';
import type { Stamp } from '../cache/stamp.ts';
import type { KeptFile } from '../cache/write.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import { createHolder } from '../cache/hold.ts';
import type { HoldFacts } from '../cache/hold.ts';
import { readAll } from './pool.ts';
import type { ReadResult } from './pool.ts';
import { MAX_BYTES, warn } from './read-source.ts';

/** Less source than this is parsed sooner than a thread has started. */
const THREADED_BYTES = 800_000;
const MAX_THREADS = 8;
const BREATH = 500;

/** How far reading has come. */
export interface LoadProgress {
  readonly files: number;
  readonly total: number;
  readonly lines: number;
}

export interface Loaded {
  readonly files: readonly FileFacts[];
  readonly problems: readonly Problem[];
  /** How many came from the cache. */
  readonly cached: number;
  /** What the cache should hold of these files. */
  readonly kept: readonly KeptFile[];
  /** Whether that differs from what it holds. */
  readonly isNew: boolean;
}

export interface LoadOptions {
  readonly root: string;
  readonly paths: readonly string[];
  readonly cache: Cache;
  /** The bytes of what is new are wanted, for the cache. */
  readonly keepsBytes: boolean;
  /** Files that someone asked for by name; any other may be gone (deleted, but still in git's index). */
  readonly required?: ReadonlySet<string>;
  /** How many threads parse; default: by the size of what is to be parsed and the number of cores. */
  readonly threads?: number;
  readonly onProgress?: (progress: LoadProgress) => void;
}

/** A file that was looked at: its facts or its problem, and what the cache keeps of it. */
interface Slot {
  readonly path: string;
  readonly stamp: Stamp | null;
  facts: FileFacts | null;
  problem: Problem | null;
  kept: KeptFile | null;
  fromCache: boolean;
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function settle(slot: Slot, known: CachedFile | undefined, { read, bytes }: ReadResult): void {
  const { path, stamp } = slot;
  if (read.kind === 'gone' || stamp === null) return;
  if (read.kind === 'same') {
    slot.kept = known === undefined ? null : { ...known, stamp, bytes: null };
    slot.problem = known?.problem ?? null;
    slot.fromCache = true;
    return;
  }
  const problem = read.kind === 'left-out' ? read.problem : null;
  slot.facts = read.kind === 'facts' ? read.facts : null;
  slot.problem = problem;
  // What could not be read may be readable the next time.
  if (read.hash !== null) slot.kept = { path, stamp, hash: read.hash, problem, ref: null, bytes };
}

/** Looks at one file without reading it. @returns whether it has to be read */
function look(
  slot: Slot,
  known: CachedFile | undefined,
  { cache, hold }: { readonly cache: Cache; readonly hold: HoldFacts },
): boolean {
  const { path, stamp } = slot;
  if (stamp === null) return false;
  if (known !== undefined && isUnchanged(known.stamp, stamp)) {
    slot.problem = known.problem;
    const facts = known.ref === null ? null : cache.factsOf(known);
    slot.facts = facts === null ? null : hold(facts);
    if (known.ref !== null && slot.facts === null) return true;
    slot.kept = { ...known, bytes: null };
    slot.fromCache = true;
    return false;
  }
  if (stamp.size <= MAX_BYTES) return true;
  slot.problem = warn(path, `left out: ${stamp.size} bytes`);
  slot.kept = { path, stamp, hash: null, problem: slot.problem, ref: null, bytes: null };
  return false;
}

function threadsFor(bytes: number): number {
  const cores = availableParallelism();
  return bytes < THREADED_BYTES || cores < 2 ? 0 : Math.min(cores, MAX_THREADS);
}

interface Toll {
  readonly slots: readonly Slot[];
  readonly unread: readonly number[];
  readonly count: (slot: Slot) => void;
  readonly hold: HoldFacts;
}

/** Reads what has to be read; where the facts of known content turn out damaged, once more without them. */
async function readSlots(
  options: LoadOptions,
  { slots, unread, count, hold }: Toll,
): Promise<void> {
  const { root, cache, keepsBytes } = options;
  const damaged: number[] = [];
  const bytes = unread.reduce((sum, at) => sum + (slots[at]?.stamp?.size ?? 0), 0);
  const readThese = async (these: readonly number[], trust: boolean): Promise<void> => {
    await readAll({
      root,
      wanted: these.map((at) => {
        const { path } = slots[at] as Slot;
        return [path, trust ? (cache.files.get(path)?.hash ?? null) : null];
      }),
      threads: options.threads ?? threadsFor(bytes),
      onRead(index, result) {
        const at = these[index] as number;
        const slot = slots[at] as Slot;
        const known = cache.files.get(slot.path);
        if (result.read.kind === 'same' && known !== undefined && known.ref !== null) {
          const facts = cache.factsOf(known);
          if (facts === null) {
            damaged.push(at);
            return;
          }
          slot.facts = hold(facts);
        }
        const bytes = keepsBytes ? result.bytes : null;
        const { read } = result;
        settle(slot, known, {
          read: read.kind === 'facts' ? { ...read, facts: hold(read.facts) } : read,
          bytes,
        });
        count(slot);
      },
    });
  };
  await readThese(unread, true);
  if (damaged.length > 0) await readThese(damaged.splice(0), false);
}

/** @returns facts in the order of the paths */
export async function loadFacts(options: LoadOptions): Promise<Loaded> {
  const { root, paths, cache, required, onProgress } = options;
  const hold = createHolder();
  const slots: Slot[] = [];
  const unread: number[] = [];
  let done = 0;
  let lines = 0;
  const count = (slot: Slot): void => {
    done += 1;
    lines += slot.facts?.lines ?? 0;
    onProgress?.({ files: done, total: paths.length, lines });
  };
  for (const [index, path] of paths.entries()) {
    const stamp = stampOf(join(root, path));
    const slot: Slot = { path, stamp, facts: null, problem: null, kept: null, fromCache: false };
    slots.push(slot);
    if (look(slot, cache.files.get(path), { cache, hold })) unread.push(index);
    else count(slot);
    if (index % BREATH === 0) await pause();
  }
  await readSlots(options, { slots, unread, count, hold });
  const problems: Problem[] = [];
  for (const { path, facts, problem, kept } of slots) {
    if (problem !== null) problems.push(problem);
    else if (facts === null && kept === null && required?.has(path) === true)
      problems.push(warn(path, 'is not there'));
    if (facts !== null) problems.push(...facts.problems);
  }
  const kept = slots.flatMap((slot) => (slot.kept === null ? [] : [slot.kept]));
  return {
    files: slots.flatMap(({ facts }) => (facts === null ? [] : [facts])),
    problems,
    cached: slots.filter(({ facts, fromCache }) => facts !== null && fromCache).length,
    kept,
    isNew: unread.length > 0,
  };
}
