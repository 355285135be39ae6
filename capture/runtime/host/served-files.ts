/**
 * Which files are served, found by whatever a reader calls them (relative, through a linked folder, as a URL), and their
 * rewritten text. Text is given only while the file on disk still is the one that was rewritten.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type DeniedReason,
  type FileIndex,
  OVER_FILE,
  type ServedFile,
} from '../../../protocol/session.ts';
import { openFolders } from '../disk/folder.ts';
import type { Folders } from '../disk/folder.ts';
import { Math } from '../realm/builtin.ts';

export type Substitute = { readonly text: Buffer } | { readonly denied: DeniedReason };

export interface ServedFiles {
  readonly size: number;
  /** Cheap for the many paths that are not in the index: compares the last part of the path first. */
  find(path: string): ServedFile | undefined;
  /**
   * The same after following links of the file itself; for files that a loader is known to read.
   * @param isReal  the loader has followed them
   */
  findReal(
    path: string,
    isReal: boolean,
  ): { readonly file: ServedFile | undefined; readonly real: string };
  /** A file that was rewritten after the start. */
  add(file: ServedFile): void;
  /** Whether the file was added after the start. */
  isLater(file: ServedFile): boolean;
  /** @returns the text on disk of a file that is served rewritten, null for all others */
  originalText(path: string): string | null;
  /** @returns what was inserted into the file of a URL: pairs of an offset and a length; null where nothing was */
  insertions(url: string): readonly number[] | null;
  /** @returns the text that runs for a file, and what of it was inserted; null where nothing was */
  rewritten(path: string): { readonly text: string; readonly insertions: readonly number[] } | null;
  /** @param bytes  what is on disk now */
  substitute(file: ServedFile, bytes: Buffer): Substitute;
}

/** @returns the path in plain words, or null when it is none (a descriptor, a handle, a foreign URL) */
export function plainPath(path: unknown): string | null {
  try {
    if (typeof path === 'string') return path.startsWith('file://') ? fileURLToPath(path) : path;
    if (Buffer.isBuffer(path)) return path.toString();
    if (path instanceof URL) return path.protocol === 'file:' ? fileURLToPath(path) : null;
    return null;
  } catch {
    return null;
  }
}

export function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

export function openServedFiles(
  index: FileIndex,
  runDir: string,
  beside: Folders = openFolders(),
): ServedFiles {
  const read = readFileSync;
  const exists = existsSync;
  const realpath = realpathSync.native;
  const { compare } = Buffer;
  const byPath = new Map(index.files.map((file) => [file.path, file]));
  const names = new Set(index.files.map((file) => lastPart(file.path)));

  const later = new Set<string>();
  /** Real paths of folders, which are asked for once. */
  const folders = new Map<string, string>();
  function realFolder(path: string): string {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const real = realOf(path);
    folders.set(path, real);
    return real;
  }
  function realFile(path: string): string {
    if (beside.isLink(path)) return realOf(path);
    const folder = dirname(path);
    const real = realFolder(folder);
    return real === folder ? path : join(real, basename(path));
  }
  function realOf(path: string): string {
    try {
      return realpath(path);
    } catch {
      return path;
    }
  }
  function find(path: string): ServedFile | undefined {
    const query = path.indexOf('?');
    const bare = query < 0 || names.has(lastPart(path)) ? path : path.slice(0, query);
    if (!names.has(lastPart(bare))) return undefined;
    const absolute = resolve(bare);
    return byPath.get(absolute) ?? byPath.get(realOf(absolute));
  }
  /** The text that was rewritten lies in the run folder; a digest is for where that is not the file byte by byte. */
  function isStill({ overlay, sha1 }: ServedFile, bytes: Buffer): boolean {
    try {
      if (compare(read(join(runDir, 'sources', overlay)), bytes) === 0) return true;
    } catch {
      // The digest tells.
    }
    return sha1Of(bytes) === sha1;
  }
  function insertions(url: string): readonly number[] | null {
    const path = plainPath(url);
    const file = path === null ? undefined : find(path);
    if (file === undefined) return null;
    return JSON.parse(read(join(runDir, 'overlay', `${file.overlay}.map`), 'utf8')) as number[];
  }
  return {
    size: byPath.size,
    find,
    add(file) {
      byPath.set(file.path, file);
      names.add(lastPart(file.path));
      later.add(file.path);
    },
    isLater: (file) => later.has(file.path),
    findReal(path, isReal) {
      const real = isReal ? path : realFile(resolve(path));
      return { file: byPath.get(real), real };
    },
    originalText(path) {
      const file = find(path);
      if (file === undefined) return null;
      const bytes = read(file.path);
      return sha1Of(bytes) === file.sha1 ? bytes.toString('utf8') : null;
    },
    insertions,
    rewritten(path) {
      const file = find(path);
      const inserted = insertions(path);
      if (file === undefined || inserted === null) return null;
      return {
        text: read(join(runDir, 'overlay', file.overlay), 'utf8'),
        insertions: inserted,
      };
    },
    substitute(file, bytes) {
      if (exists(join(runDir, OVER_FILE))) return { denied: 'over' };
      if (!isStill(file, bytes)) return { denied: 'changed' };
      try {
        return { text: read(join(runDir, 'overlay', file.overlay)) };
      } catch {
        return { denied: 'unreadable' };
      }
    },
  };
}

/** Loaded at the first served file only: most processes of a command never get there. */
let crypto: typeof import('node:crypto') | undefined;

export function sha1Of(bytes: Buffer | string): string {
  crypto ??= createRequire(process.execPath)('node:crypto') as typeof import('node:crypto');
  return crypto.createHash('sha1').update(bytes).digest('hex');
}
