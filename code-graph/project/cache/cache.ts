/**
 * Facts of all files of a project below `.scope/cache/`: an index (`facts.json`: whose facts, of which content, seen with
 * which stamp) and the blob files that it names. The index is put in place by renaming, last; so a build that was stopped, or
 * a second one at the same time, leaves the cache of before or a whole new one. What cannot be read is read from the sources
 * again and said in one line; what cannot be written is a problem.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Problem } from '../../../protocol/problem.ts';
import { FACTS_VERSION } from '../facts/file-facts.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import { createBlobReader, decodeFacts } from './blob.ts';
import type { BlobReader, BlobRef } from './blob.ts';
import type { Stamp } from './stamp.ts';

/** Of the files that this module and `write.ts` lay down; the facts have a version of their own. */
export const CACHE_FORMAT = 2;

/** What is kept of one file. */
export interface CachedFile {
  readonly path: string;
  readonly stamp: Stamp;
  /** sha1 of the bytes; null where the file was left out unread. */
  readonly hash: string | null;
  /** Why the file has no facts. */
  readonly problem: Problem | null;
  readonly ref: BlobRef | null;
}

/** path, size, mtimeMs, ctimeMs, loose, hash, problem, blob (its number, or -1), offset, length, crc */
type Row = readonly [
  string,
  number,
  number,
  number,
  0 | 1,
  string | null,
  Problem | null,
  number,
  number,
  number,
  number,
];

interface StoredIndex {
  readonly format: number;
  readonly facts: number;
  readonly blobs: readonly string[];
  readonly rows: readonly Row[];
}

/** @returns the text of an index */
export function encodeIndex(files: readonly CachedFile[]): string {
  const blobs = new Map<string, number>();
  const rows = files.map(({ path, stamp, hash, problem, ref }): Row => {
    const { size, mtimeMs, ctimeMs, loose } = stamp;
    if (ref !== null && !blobs.has(ref.blob)) blobs.set(ref.blob, blobs.size);
    const blob = ref === null ? -1 : (blobs.get(ref.blob) as number);
    const { offset, length, crc } = ref ?? { offset: 0, length: 0, crc: 0 };
    const known = loose ? 1 : 0;
    return [path, size, mtimeMs, ctimeMs, known, hash, problem, blob, offset, length, crc];
  });
  const index: StoredIndex = {
    format: CACHE_FORMAT,
    facts: FACTS_VERSION,
    blobs: [...blobs.keys()],
    rows,
  };
  return JSON.stringify(index);
}

/** @returns null where a row is none */
function decodeRow(row: Row, blobs: readonly string[]): CachedFile | null {
  if (!Array.isArray(row) || row.length !== 11 || typeof row[0] !== 'string') return null;
  const [path, size, mtimeMs, ctimeMs, loose, hash, problem, at, offset, length, crc] = row;
  const blob = blobs[at];
  if (blob === undefined && at !== -1) return null;
  const ref = blob === undefined ? null : { blob, offset, length, crc };
  return { path, stamp: { size, mtimeMs, ctimeMs, loose: loose === 1 }, hash, problem, ref };
}

export interface Cache {
  readonly files: ReadonlyMap<string, CachedFile>;
  readonly bytesOf: BlobReader;
  /** Facts of a file of this cache; null where the bytes are damaged, which counts in `notice`. */
  factsOf(file: CachedFile): FileFacts | null;
  /** One line about a cache that was there and could not be used as it is, so far. */
  notice(): Problem | null;
}

/** @returns where the facts of a project lie */
export function cacheFile(root: string): string {
  return join(root, '.scope', 'cache', 'facts.json');
}

const said = (file: string, message: string): Problem => ({
  message: `the cache of the code graph ${message}`,
  where: file,
  severity: 'warning',
});

/** @returns the files that the index on disk names, or why it is of no use; null where there never was one */
function readIndex(file: string): readonly CachedFile[] | Problem | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (/^(?:ENOENT|ENOTDIR)$/u.test((error as NodeJS.ErrnoException).code ?? '')) return null;
    return said(file, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  let index: Partial<StoredIndex>;
  try {
    index = (JSON.parse(text) ?? {}) as Partial<StoredIndex>;
  } catch {
    return said(file, 'is damaged and is made anew');
  }
  const { format, facts, blobs, rows } = index;
  if (format !== CACHE_FORMAT || facts !== FACTS_VERSION)
    return said(file, 'is of another version and is made anew');
  if (!Array.isArray(blobs) || !Array.isArray(rows))
    return said(file, 'is damaged and is made anew');
  const files = rows.map((row: Row) => decodeRow(row, blobs));
  const whole = files.filter((entry) => entry !== null);
  return whole.length === files.length ? whole : said(file, 'is damaged and is made anew');
}

/** @param file  the index, or null to keep nothing */
export function openCache(file: string | null): Cache {
  const index = file === null ? null : readIndex(file);
  let notice = index !== null && 'message' in index ? index : null;
  const known = index === null || 'message' in index ? [] : index;
  const files = new Map(known.map((entry) => [entry.path, entry]));
  const bytesOf = createBlobReader(file === null ? '.' : dirname(file));
  return {
    files,
    bytesOf,
    factsOf({ ref, path }) {
      const bytes = ref === null ? null : bytesOf(ref);
      const facts = ref === null || bytes === null ? null : decodeFacts(bytes, ref.crc);
      if (facts?.path === path) return facts;
      notice ??= said(file ?? path, 'is damaged in part; that part is made anew');
      return null;
    },
    notice: () => notice,
  };
}
