/**
 * What loaders' files are, by what lies beside them: whether one is a link, whether it has a source map. Where several files of
 * a folder are read in one go, the folder is looked at once; a file that was not there then is new, and so may its map be: such a
 * file is looked at by itself, as is every file of a large folder that was listed once.
 */
import type { Dirent } from 'node:fs';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { epochNow } from '../realm/builtin.ts';

export interface Folders {
  /** Whether the file itself is a link; folders on the way to it may be. */
  isLink(path: string): boolean;
  /** Whether a source map lies beside the file. */
  hasMap(path: string): boolean;
}

interface Folder {
  /** The file that it was first asked about: it may be the only one. */
  readonly first: string;
  /** Whether each name is a link; null where the folder was not looked into, or may not be. */
  names: ReadonlyMap<string, boolean> | null;
  /** Links were looked for: that costs more than the names. */
  tellsLinks: boolean;
  /** So many names that a list of them costs more than looks at the files that are still to come. */
  isLarge: boolean;
  /** When it was listed; null before. */
  listed: number | null;
}

/** What lies in a folder is believed for so long. */
const LISTING_MS = 500;
const LARGE = 500;

/** How files are looked at. */
export interface Disk {
  readonly exists: (path: string) => boolean;
  readonly lstat: typeof lstatSync;
  readonly list: typeof readdirSync;
  readonly now: () => number;
}

/** @param disk  by default the functions of Node, as they are before the program can replace them */
export function openFolders({
  exists = existsSync,
  lstat = lstatSync,
  list = readdirSync,
  now = epochNow,
}: Partial<Disk> = {}): Folders {
  const folders = new Map<string, Folder>();

  /** @returns null where that is not to be known: a folder may be closed to whoever may read its files */
  function namesIn(path: string, tellsLinks: boolean): ReadonlyMap<string, boolean> | null {
    try {
      const names = new Map<string, boolean>();
      if (!tellsLinks) {
        const all = list(path);
        for (let at = 0; at < all.length; at += 1) names.set(all[at] as string, false);
        return names;
      }
      const entries: readonly Dirent[] = list(path, { withFileTypes: true });
      for (let at = 0; at < entries.length; at += 1) {
        const entry = entries[at] as Dirent;
        names.set(entry.name, entry.isSymbolicLink());
      }
      return names;
    } catch {
      return null;
    }
  }
  /** @returns what lies beside the file, which is among it; null where single looks have to do */
  function beside(
    path: string,
    name: string,
    isForLinks: boolean,
  ): ReadonlyMap<string, boolean> | null {
    const known = folders.get(path);
    if (known === undefined) {
      const folder = { first: name, names: null, tellsLinks: false, isLarge: false, listed: null };
      folders.set(path, folder);
      return null;
    }
    if (path === '' || (known.listed === null && known.first === name)) return null;
    const ms = now();
    const isFresh = known.listed !== null && ms - known.listed < LISTING_MS;
    const isEnough = known.tellsLinks || !isForLinks;
    if (known.isLarge && !isFresh) known.names = null;
    else if (!isFresh || (!isEnough && !known.isLarge)) {
      known.tellsLinks ||= isForLinks;
      known.names = namesIn(path, known.tellsLinks);
      known.isLarge = known.names !== null && known.names.size > LARGE;
      known.listed = ms;
    }
    const { names, tellsLinks } = known;
    return names?.has(name) === true && (tellsLinks || !isForLinks) ? names : null;
  }
  function cutOf(path: string): number {
    return path.lastIndexOf('/') + 1 || path.lastIndexOf('\\') + 1;
  }
  return {
    isLink(path) {
      const cut = cutOf(path);
      const name = path.slice(cut);
      const names = beside(path.slice(0, cut), name, true);
      if (names !== null) return names.get(name) === true;
      try {
        return lstat(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
      } catch {
        return false;
      }
    },
    hasMap(path) {
      const cut = cutOf(path);
      const name = path.slice(cut);
      const names = beside(path.slice(0, cut), name, false);
      return names === null ? exists(`${path}.map`) : names.has(`${name}.map`);
    },
  };
}
