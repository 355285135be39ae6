/**
 * Transpiling rewritten text is most of what a test runner does under Scope. Its caches are no place to leave such text in, so
 * what it keeps there is taken away at the end of a run, kept in `.scope/cache/transforms/`, and lent to the same places for the
 * next one. Only for tools that name an entry after the text that it was made from: another text never finds it. While another
 * run of Scope in the project may be reading them, nothing is taken away; the last one to end does.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Environment } from './environment.ts';
import { isAlive } from './process-tree.ts';
import { holdsTrace, isCache } from './tool-cache.ts';

/** Packages whose cache entries have the text, the path and the settings in their names. */
const KEYED_BY_TEXT: ReadonlySet<string> = new Set(['@jest/transform', 'tsx']);
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_ENTRIES = 8000;
const VERSION = 1;
/** A file of this name stands for a run that goes on; the process of its tool follows. */
const BORROWER = 'lent-to-';

interface Entry {
  /** Where the tool keeps it. */
  readonly path: string;
  readonly bytes: number;
}

export interface KeptTransforms {
  /** Puts what is kept where the tools look for it. */
  lend(): void;
  /** Takes a file from where a tool put it. @returns whether it is gone from there */
  take(path: string, writer: string): boolean;
  /** Takes back what was lent, forgets the oldest where there is too much. */
  close(): void;
}

export interface TransformOptions {
  /** Where the command runs; in another project than that of the run folder, nothing is kept. */
  readonly cwd: string;
  readonly env: Environment;
  /** Of all entries together. */
  readonly mostBytes?: number;
}

const NONE: KeptTransforms = { lend: () => undefined, take: () => false, close: () => undefined };

/** @param runDir  a run of a session below `.scope`; of any other nothing is kept */
export function openTransforms(
  runDir: string,
  { cwd, env, mostBytes = MOST_BYTES }: TransformOptions,
): KeptTransforms {
  const home = ownFolder(runDir, cwd);
  if (home === null) return NONE;
  const folder = join(home, 'cache', 'transforms');
  const scratch = env['TMPDIR'] ?? tmpdir();
  const readKnown = (): Map<string, Entry> =>
    new Map(
      readIndex(folder).flatMap((entry) =>
        isCache(entry.path, cwd, scratch) ? [[entry.path, entry] as const] : [],
      ),
    );
  const taken = new Map<string, Entry>();
  const own = join(folder, `${BORROWER}${process.pid}`);
  const kept = (path: string): string =>
    join(folder, createHash('sha1').update(path).digest('hex'));
  return {
    lend() {
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(own, '', { mode: 0o600 });
      });
      for (const path of readKnown().keys()) attempt(() => lendTo(path, kept(path)));
    },
    take(path, writer) {
      if (!KEYED_BY_TEXT.has(writer)) return false;
      return attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const { size } = statSync(path);
        if (hasBorrowers(folder)) copyFileSync(path, kept(path));
        else move(path, kept(path));
        taken.set(path, { path, bytes: size });
      });
    },
    close() {
      const entries = readKnown();
      for (const [path, entry] of taken) {
        entries.delete(path);
        entries.set(path, entry);
      }
      attempt(() => rmSync(own, { force: true }));
      if (!hasBorrowers(folder))
        for (const path of entries.keys())
          if (existsSync(path) && holdsTrace(path)) attempt(() => rmSync(path));
      if (taken.size === 0) return;
      for (const path of tooMany([...entries.values()], mostBytes)) {
        entries.delete(path);
        attempt(() => rmSync(kept(path), { force: true }));
      }
      attempt(() => writeIndex(folder, [...entries.values()]));
    },
  };
}

/** @returns the `.scope` folder that the run is recorded in, if it is that of the project the command runs in */
function ownFolder(runDir: string, cwd: string): string | null {
  const sessions = dirname(dirname(resolve(runDir)));
  const own = dirname(sessions);
  if (basename(sessions) !== 'sessions' || basename(own) !== '.scope') return null;
  const inside = relative(dirname(own), resolve(cwd));
  return inside.startsWith('..') || isAbsolute(inside) ? null : own;
}

/** Whether another process of Scope runs something in the project; those that were killed count no more. */
function hasBorrowers(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => {
      const pid = name.startsWith(BORROWER) ? Number(name.slice(BORROWER.length)) : process.pid;
      return pid !== process.pid && isAlive(pid);
    });
  } catch {
    return false;
  }
}

/** A cache that the user threw away is not made anew. */
function lendTo(path: string, kept: string): void {
  const folder = dirname(path);
  if (existsSync(path) || !existsSync(kept) || !existsSync(dirname(folder))) return;
  mkdirSync(folder, { recursive: true });
  link(kept, path);
}

/** The oldest, until three quarters of the bound are left. */
function tooMany(entries: readonly Entry[], mostBytes: number): readonly string[] {
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  let count = entries.length;
  if (bytes <= mostBytes && count <= MOST_ENTRIES) return [];
  const over: string[] = [];
  for (const entry of entries) {
    if (bytes <= (mostBytes * 3) / 4 && count <= (MOST_ENTRIES * 3) / 4) break;
    over.push(entry.path);
    bytes -= entry.bytes;
    count -= 1;
  }
  return over;
}

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Entry).path === 'string' &&
  typeof (value as Entry).bytes === 'number';

/** @returns the entries, oldest first; none where the index cannot be read */
function readIndex(folder: string): readonly Entry[] {
  try {
    const stored = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as unknown;
    const { version, entries } = stored as {
      readonly version: unknown;
      readonly entries: unknown;
    };
    return version === VERSION && Array.isArray(entries) ? entries.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function writeIndex(folder: string, entries: readonly Entry[]): void {
  const part = join(folder, `index.json.${process.pid}.part`);
  writeFileSync(part, JSON.stringify({ version: VERSION, entries }), { mode: 0o600 });
  renameSync(part, join(folder, 'index.json'));
}

/** Two names for one file where the disk can, so that lending costs next to nothing. */
function link(from: string, to: string): void {
  if (!attempt(() => linkSync(from, to))) copyFileSync(from, to);
}

function move(from: string, to: string): void {
  if (attempt(() => renameSync(from, to))) return;
  copyFileSync(from, to);
  rmSync(from);
}

/** @returns whether it went well: a cache saves time only, the run goes on without it */
function attempt(step: () => void): boolean {
  try {
    step();
    return true;
  } catch {
    return false;
  }
}
