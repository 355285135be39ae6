/**
 * Writes a cache: what is new goes into one more blob file, then the index is replaced. Once most bytes that lie there are
 * nobody's any more, or the blob files are many, everything that is still in use moves into one.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Problem } from '../../../protocol/problem.ts';
import type { BlobReader, BlobRef } from './blob.ts';
import { encodeIndex } from './cache.ts';
import type { CachedFile } from './cache.ts';

/** A file as it is to be kept: with bytes of its own where they are new. */
export interface KeptFile extends CachedFile {
  readonly bytes: Uint8Array | null;
}

/** What became of a cache: what it holds now, or why it is as it was. */
export type Written =
  | { readonly files: readonly CachedFile[]; readonly problem: null }
  | { readonly files: null; readonly problem: Problem };

const MAX_BLOBS = 8;
const WRITE_BYTES = 1 << 22;
/** What another process may be about to name in its index is not removed so soon. */
const GRACE_MS = 60_000;

/** @returns the blob files whose bytes move into the new one: all where most are nobody's, else the small ones once there are many */
function toMove(files: readonly KeptFile[]): ReadonlySet<string> {
  const ends = new Map<string, number>();
  let live = 0;
  for (const { ref, bytes } of files) {
    if (bytes !== null || ref === null) continue;
    ends.set(ref.blob, Math.max(ends.get(ref.blob) ?? 0, ref.offset + ref.length));
    live += ref.length;
  }
  const bySize = [...ends].sort((a, b) => b[1] - a[1]);
  const lying = bySize.reduce((sum, [, size]) => sum + size, 0);
  if (lying > 2 * live + 1_000_000) return new Set(ends.keys());
  return new Set(bySize.length < MAX_BLOBS ? [] : bySize.slice(1).map(([blob]) => blob));
}

interface Laid {
  readonly chunks: readonly Uint8Array[];
  readonly files: readonly CachedFile[];
}

/** Lays the bytes that move into the blob file of that name one behind the other; whose bytes another process took away is left out. */
function lay(
  files: readonly KeptFile[],
  { folder, blob, bytesOf }: { folder: string; blob: string; bytesOf: BlobReader },
): Laid {
  const known = new Map<string, boolean>();
  const isThere = (name: string): boolean => {
    let found = known.get(name);
    if (found === undefined) known.set(name, (found = existsSync(join(folder, name))));
    return found;
  };
  const moving = toMove(files);
  const chunks: Uint8Array[] = [];
  let offset = 0;
  const place = (bytes: Uint8Array): BlobRef => {
    const ref = { blob, offset, length: bytes.length, crc: crc32(bytes) };
    chunks.push(bytes);
    offset += bytes.length;
    return ref;
  };
  const laid = files.flatMap(({ bytes, ref, ...rest }): readonly CachedFile[] => {
    if (bytes !== null) return [{ ...rest, ref: place(bytes) }];
    if (ref === null) return [{ ...rest, ref }];
    if (!moving.has(ref.blob)) return isThere(ref.blob) ? [{ ...rest, ref }] : [];
    const old = bytesOf(ref);
    return old === null || crc32(old) !== ref.crc ? [] : [{ ...rest, ref: place(old) }];
  });
  return { chunks, files: laid };
}

/** Few large writes instead of one for each file. */
function* inGroups(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  let group: Uint8Array[] = [];
  let size = 0;
  for (const chunk of chunks) {
    group.push(chunk);
    size += chunk.length;
    if (size < WRITE_BYTES) continue;
    yield Buffer.concat(group);
    group = [];
    size = 0;
  }
  yield Buffer.concat(group);
}

/** Blob files that no index names, and parts that a stopped process left. */
async function sweep(folder: string, keep: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    if (keep.has(name) || !/^facts-.*\.(?:bin|part)$/u.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs < GRACE_MS) continue;
    await rm(path, { force: true });
  }
}

/**
 * @param file     the index
 * @param bytesOf  reads the blob files that `files` refer to
 */
export async function writeCache(
  file: string,
  files: readonly KeptFile[],
  bytesOf: BlobReader,
): Promise<Written> {
  const folder = dirname(file);
  const id = randomUUID().slice(0, 13);
  const blob = `facts-${id}.bin`;
  const parts = [join(folder, `${blob}.part`), join(folder, `facts-${id}.json.part`)] as const;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(dirname(folder), '.gitignore'), '*\n', { flag: 'wx' }).catch(
      () => undefined,
    );
    const laid = lay(files, { folder, blob, bytesOf });
    if (laid.chunks.length > 0) {
      await writeFile(parts[0], inGroups(laid.chunks));
      await rename(parts[0], join(folder, blob));
    }
    await writeFile(parts[1], encodeIndex(laid.files));
    await rename(parts[1], file);
    const named = laid.files.flatMap(({ ref }) => (ref === null ? [] : [ref.blob]));
    await sweep(folder, new Set([...named, basename(file)])).catch(() => undefined);
    return { files: laid.files, problem: null };
  } catch (error) {
    for (const part of parts) await rm(part, { force: true }).catch(() => undefined);
    const message = error instanceof Error ? error.message : String(error);
    const problem: Problem = {
      message: `the code graph was not cached: ${message}`,
      where: file,
      severity: 'warning',
    };
    return { files: null, problem };
  }
}
