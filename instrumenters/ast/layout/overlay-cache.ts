/**
 * Rewritten files by content: the same text with the same probes is not rewritten again by the next run. What was used least
 * recently goes when the folder grows over its bound. An entry that cannot be read or written is as good as none.
 */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { REWRITER_VERSION } from '../rewrite.ts';
import type { Rewritten } from '../rewrite.ts';

export interface OverlayCache {
  /** @param key  everything besides the text that the result depends on */
  get(sha1: string, key: unknown): Rewritten | null;
  set(sha1: string, key: unknown, value: Rewritten): void;
}

const MOST_BYTES = 256 * 1024 * 1024;
/** The folder is measured at the first entry, and once more for so many. */
const ENTRIES_PER_LOOK = 200;

/**
 * @param folder  null for a cache that keeps nothing
 * @param mostBytes  of all entries together
 */
export function openOverlayCache(folder: string | null, mostBytes = MOST_BYTES): OverlayCache {
  if (folder === null) return { get: () => null, set: () => undefined };
  let added = 0;
  const fileOf = (sha1: string, key: unknown): string => {
    const text = JSON.stringify([REWRITER_VERSION, sha1, key]);
    return join(folder, `${createHash('sha1').update(text).digest('hex')}.json`);
  };
  return {
    get(sha1, key) {
      try {
        const file = fileOf(sha1, key);
        const found = JSON.parse(readFileSync(file, 'utf8')) as Rewritten;
        markUsed(file);
        return found;
      } catch {
        return null;
      }
    },
    set(sha1, key, value) {
      const file = fileOf(sha1, key);
      const part = `${file}.${process.pid}.part`;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(part, JSON.stringify(value), { mode: 0o600 });
        renameSync(part, file);
        if (added % ENTRIES_PER_LOOK === 0) trim(folder, mostBytes);
        added += 1;
      } catch {
        // The cache saves time only; the run goes on without it.
      }
    },
  };
}

function markUsed(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // It is read all the same.
  }
}

/** Removes what was used least recently, until three quarters of the bound are left. */
function trim(folder: string, mostBytes: number): void {
  const entries = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const { size, mtimeMs } = statSync(path);
    return { path, size, mtimeMs };
  });
  let bytes = entries.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= mostBytes) return;
  for (const { path, size } of entries.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (bytes <= (mostBytes * 3) / 4) return;
    rmSync(path, { force: true });
    bytes -= size;
  }
}
