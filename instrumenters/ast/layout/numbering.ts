/**
 * The numbers of sites. A file whose text and probes were rewritten before keeps the numbers of that time, and so its rewritten
 * text, to the letter, in the next run as in a later question: whatever a tool of the command keeps by that text serves it again.
 * All other files get numbers that nothing had. The memory saves time only: damaged or lost, everything is numbered anew.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { REWRITER_VERSION } from '../rewrite.ts';

export interface Numbering {
  /** @returns the first number of the sites of the file when it was last rewritten so, if nothing else has it; or null */
  before(key: unknown): number | null;
  /** First number that nothing has or had. */
  readonly free: number;
  /** The sites of a file have these numbers now. */
  take(key: unknown, first: number, count: number): void;
  /** First number behind all that were taken. */
  readonly end: number;
  save(): void;
}

/** From here on the numbers begin anew: tables of a run are as long as its highest number. */
const HIGHEST = 200_000;
const MOST_FILES = 10_000;
const VERSION = 1;

/** By what a file's rewritten text depends on: the first number of its sites. The newest is the last. */
type Firsts = Map<string, number>;

interface Stored {
  readonly version: number;
  readonly free: number;
  readonly firsts: readonly (readonly [key: string, first: number])[];
}

const digestOf = (key: unknown): string =>
  createHash('sha1')
    .update(JSON.stringify([REWRITER_VERSION, key]))
    .digest('base64');

/** @param file  null: nothing is remembered */
export function openNumbering(file: string | null): Numbering {
  const { firsts, ...stored } = read(file);
  let { free } = stored;
  let end = 1;
  const taken = new Set<number>();
  return {
    before(key) {
      const first = firsts.get(digestOf(key));
      return first === undefined || taken.has(first) ? null : first;
    },
    get free() {
      return free;
    },
    take(key, first, count) {
      const digest = digestOf(key);
      firsts.delete(digest);
      firsts.set(digest, first);
      taken.add(first);
      free = Math.max(free, first + count);
      end = Math.max(end, first + count);
    },
    get end() {
      return end;
    },
    save() {
      if (file === null) return;
      try {
        write(file, { free, firsts });
      } catch {
        // The next run rewrites what it could have found.
      }
    },
  };
}

function read(file: string | null): { readonly free: number; readonly firsts: Firsts } {
  const none = { free: 1, firsts: new Map<string, number>() };
  if (file === null) return none;
  try {
    const { version, free, firsts } = JSON.parse(readFileSync(file, 'utf8')) as Stored;
    if (version !== VERSION || !isNumber(free) || free > HIGHEST) return none;
    // A number that two files have, or that is free, is damage.
    const known = new Map(firsts.filter(([, first]) => isNumber(first) && first < free));
    return new Set(known.values()).size === known.size ? { free, firsts: known } : none;
  } catch {
    return none;
  }
}

const isNumber = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0;

function write(file: string, { free, firsts }: { free: number; firsts: Firsts }): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  const stored: Stored = { version: VERSION, free, firsts: [...firsts].slice(-MOST_FILES) };
  writeFileSync(part, JSON.stringify(stored), { mode: 0o600 });
  renameSync(part, file);
}
