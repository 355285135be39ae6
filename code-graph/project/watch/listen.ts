/**
 * Hears of changes below a project and brings its graph up to date: one watch on each folder that leads to a source, so that
 * installed packages and outputs cost nothing. What happens at about the same time is one change (`quiet.ts`). Works on Linux as it does
 * elsewhere, since no watch is recursive.
 */
import { existsSync, readdirSync, statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isLeftOut, isProjectSource } from '../discover.ts';
import type { CurrentGraph, GraphChange } from './current.ts';
import { Quiet } from './quiet.ts';

/** Folders of one that appears at once, that are watched. */
const MOST_NEW = 1000;

/** Files that say which sources there are and where imports lead. */
const CONFIG = /^(?:package\.json|[jt]sconfig.*\.json|\.gitignore)$/u;

export interface ListenOptions {
  readonly onChange: (change: GraphChange) => void;
  /** Something keeps changes from being heard; what was heard before stays good. */
  readonly onProblem: (message: string) => void;
}

export interface Listener {
  /** Stops listening, once what is under way is done. */
  close(): Promise<void>;
}

/** Every folder between the root and a source, relative; the root is empty. */
function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set(['']);
  for (const path of paths)
    for (
      let folder = dirname(path);
      folder !== '.' && !folders.has(folder);
      folder = dirname(folder)
    )
      folders.add(folder);
  return folders;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

/** A folder and those below it that may hold sources, relative to the root; none where it is gone. */
function foldersBelow(root: string, folder: string): readonly string[] {
  const found = [folder];
  for (const at of found) {
    if (found.length >= MOST_NEW) break;
    try {
      for (const entry of readdirSync(join(root, at), { withFileTypes: true }))
        if (entry.isDirectory() && !isLeftOut(entry.name)) found.push(`${at}/${entry.name}`);
    } catch {
      // Gone already.
    }
  }
  return found.filter((one) => isFolder(join(root, one)));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** @returns what stops it; changes are taken in one after the other */
export function listen(current: CurrentGraph, options: ListenOptions): Listener {
  const { root } = current;
  const watchers = new Map<string, FSWatcher>();
  const pending = new Set<string>();
  /** What is no known file: then all are listed. */
  const unknown = new Set<string>();
  /** Folders that appeared: their sources may come later. */
  const fresh = new Set<string>();
  let work: Promise<void> = Promise.resolve();
  let isClosed = false;
  let known = new Set(current.graph().paths());

  const quiet = new Quiet(() => {
    work = work.then(takeIn);
  });

  const hear = (folder: string, name: string | null): void => {
    const path = name === null ? folder : join(folder, name).replaceAll('\\', '/');
    if (known.has(path)) pending.add(path);
    else if (name === null || isProjectSource(path) || CONFIG.test(basename(path)))
      unknown.add(path);
    else if (isLeftOut(path) || !isFolder(join(root, path))) return;
    else {
      unknown.add(path);
      meet(path);
    }
    quiet.hear(pending.size + unknown.size);
  };

  /** What was there under that name before is not what is watched. */
  const meet = (folder: string): void => {
    for (const one of foldersBelow(root, folder)) {
      fresh.add(one);
      watchers.get(one)?.close();
      watchers.delete(one);
    }
    attend();
  };

  /** Whose sources are not among the known ones after all are listed: an ignored folder. */
  const forget = (heard: readonly string[]): void => {
    for (const path of heard)
      if (isProjectSource(path) && !known.has(path) && existsSync(join(root, path)))
        fresh.delete(dirname(path));
    for (const folder of fresh) if (!isFolder(join(root, folder))) fresh.delete(folder);
  };

  const attend = (): void => {
    const folders = new Set([...foldersOf([...known]), ...fresh]);
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(join(root, folder), (_, name) => hear(folder, name));
        watcher.on('error', () => {
          watcher.close();
          watchers.delete(folder);
        });
        watchers.set(folder, watcher);
      } catch (error) {
        // What went meanwhile is heard of from the folder around it.
        if (!isFolder(join(root, folder))) continue;
        options.onProblem(
          `changes in ${folder === '' ? 'the root' : folder} are not heard: ${messageOf(error)}`,
        );
      }
    }
  };

  async function takeIn(): Promise<void> {
    if (isClosed) return;
    const heard = [...unknown];
    const paths = heard.length > 0 ? null : [...pending];
    unknown.clear();
    pending.clear();
    try {
      const change = await current.update(paths);
      const after = current.graph().paths();
      const isSameSet = after.length === known.size && after.every((path) => known.has(path));
      if (!isSameSet) known = new Set(after);
      if (heard.length > 0) forget(heard);
      if (!isSameSet || heard.length > 0) attend();
      if (change !== null && change.files.length > 0) options.onChange(change);
    } catch (error) {
      options.onProblem(messageOf(error));
    }
  }

  attend();
  // Whoever began to listen goes on first.
  work = work.then(async () => {
    await setImmediate();
    if (isClosed) return;
    try {
      current.prepare();
    } catch (error) {
      options.onProblem(messageOf(error));
    }
  });
  return {
    async close() {
      isClosed = true;
      quiet.close();
      for (const watcher of watchers.values()) watcher.close();
      await work;
    },
  };
}
