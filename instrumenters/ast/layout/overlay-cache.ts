/**
 * Rewritten files by content: the same text with the same probes is not rewritten again by the next run. An entry that cannot
 * be read or written is as good as none.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REWRITER_VERSION } from '../rewrite.ts';
import type { Rewritten } from '../rewrite.ts';

export interface OverlayCache {
  /** @param key  everything besides the text that the result depends on */
  get(sha1: string, key: unknown): Rewritten | null;
  set(sha1: string, key: unknown, value: Rewritten): void;
}

/** @param folder  null for a cache that keeps nothing */
export function openOverlayCache(folder: string | null): OverlayCache {
  if (folder === null) return { get: () => null, set: () => undefined };
  const fileOf = (sha1: string, key: unknown): string => {
    const text = JSON.stringify([REWRITER_VERSION, sha1, key]);
    return join(folder, `${createHash('sha1').update(text).digest('hex')}.json`);
  };
  return {
    get(sha1, key) {
      try {
        return JSON.parse(readFileSync(fileOf(sha1, key), 'utf8')) as Rewritten;
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
      } catch {
        // The cache saves time only; the run goes on without it.
      }
    },
  };
}
