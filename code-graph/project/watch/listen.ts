/**
 * Hears of changes below a project and brings its graph up to date: one watch on each folder that leads to a source, so that
 * installed packages and outputs cost nothing. What happens at about the same time is one change (`quiet.ts`). Works on Linux as it does
 * elsewhere, since no watch is recursive.
 */
import { statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isLeftOut, isProjectSource } from '../discover.ts';
import type { CurrentGraph, GraphChange } from './current.ts';
import { Quiet } from './quiet.ts';

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
    else unknown.add(path);
    quiet.hear(pending.size + unknown.size);
  };

  const attend = (): void => {
    const folders = foldersOf([...known]);
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
        options.onProblem(
          `changes in ${folder === '' ? 'the root' : folder} are not heard: ${messageOf(error)}`,
        );
      }
    }
  };

  async function takeIn(): Promise<void> {
    if (isClosed) return;
    const paths = unknown.size > 0 ? null : [...pending];
    unknown.clear();
    pending.clear();
    try {
      const change = await current.update(paths);
      const after = current.graph().paths();
      const isSameSet = after.length === known.size && after.every((path) => known.has(path));
      if (!isSameSet) {
        known = new Set(after);
        attend();
      }
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
