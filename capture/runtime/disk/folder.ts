/**
 * What loaders' files are, by what lies beside them: whether one is a link, whether it has a source map. Where several files of
 * a folder are read in one go, the folder is looked at once; a file that was not there then is new, and so may its map be.
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
  /** Whether each name is a link; null where the folder was not looked into. */
  names: ReadonlyMap<string, boolean> | null;
  /** Links were looked for: that costs more than the names. */
  tellsLinks: boolean;
  ms: number;
}

/** What lies in a folder is believed for so long. */
const LISTING_MS = 500;

export function openFolders(): Folders {
  // As they are before the program can replace them.
  const [exists, lstat, list] = [existsSync, lstatSync, readdirSync];
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
    folder: string,
    name: string,
    isForLinks: boolean,
  ): ReadonlyMap<string, boolean> | null {
    const known = folders.get(folder);
    if (known === undefined) {
      folders.set(folder, { first: name, names: null, tellsLinks: false, ms: 0 });
      return null;
    }
    if (known.names === null && known.first === name) return null;
    const ms = epochNow();
    const isEnough = known.tellsLinks || !isForLinks;
    const isFresh = isEnough && ms - known.ms < LISTING_MS;
    if (known.names === null || !isFresh || !known.names.has(name)) {
      known.tellsLinks ||= isForLinks;
      known.names = folder === '' ? null : namesIn(folder, known.tellsLinks);
      known.ms = ms;
    }
    return known.names !== null && known.names.has(name) ? known.names : null;
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
      return lstat(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    },
    hasMap(path) {
      const cut = cutOf(path);
      const name = path.slice(cut);
      const names = beside(path.slice(0, cut), name, false);
      return names === null ? exists(`${path}.map`) : names.has(`${name}.map`);
    },
  };
}
