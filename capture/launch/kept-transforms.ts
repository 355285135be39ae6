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
import { isRunning, startedAt } from './process-tree.ts';
import { holdsTrace, isCache } from './tool-cache.ts';

/** Packages whose cache entries have the text, the path and the settings in their names. */
const KEYED_BY_TEXT: ReadonlySet<string> = new Set(['@jest/transform', 'tsx']);
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_ENTRIES = 8000;
const VERSION = 1;
const INDEX = 'index.json';
/** A file of this name stands for a run that goes on: the process of Scope follows, and when that began is in the file. */
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
  /** Takes back what was lent, forgets the oldest where there is too much. @returns whether nothing is lent any more */
  close(): boolean;
}

export interface TransformOptions {
  /** Where the command runs; in another project than that of the run folder, nothing is kept. */
  readonly cwd: string;
  readonly env: Environment;
  /** Of all entries together. */
  readonly mostBytes?: number;
}

const NONE: KeptTransforms = { lend: () => undefined, take: () => false, close: () => true };

/** @param runDir  a run of a session below `.scope`; of any other nothing is kept */
export function openTransforms(
  runDir: string,
  { cwd, env, mostBytes = MOST_BYTES }: TransformOptions,
): KeptTransforms {
  const home = ownFolder(runDir, cwd);
  if (home === null) return NONE;
  const folder = join(home, 'cache', 'transforms');
  const scratch = env['TMPDIR'] ?? tmpdir();
  const readKnown = (): readonly string[] =>
    readIndex(folder).flatMap(({ path }) => (isCache(path, cwd, scratch) ? [path] : []));
  const taken = new Map<string, Entry>();
  const own = join(folder, `${BORROWER}${process.pid}`);
  const kept = (path: string): string => join(folder, keptName(path));

  function takeBack(): void {
    for (const path of new Set([...readKnown(), ...taken.keys()]))
      if (isLent(path)) attempt(() => rmSync(path));
  }

  /** Another run may have written the index in the meantime. */
  function indexTaken(): void {
    const entries = new Map(readIndex(folder).map((entry) => [entry.path, entry] as const));
    for (const [path, entry] of taken) {
      entries.delete(path);
      entries.set(path, entry);
    }
    const over = tooMany([...entries.values()], mostBytes);
    for (const path of over) entries.delete(path);
    writeIndex(folder, [...entries.values()]);
    for (const path of over) attempt(() => rmSync(kept(path), { force: true }));
  }

  return {
    lend() {
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(own, startedAt(process.pid) ?? '', { mode: 0o600 });
      });
      for (const path of readKnown()) attempt(() => lendTo(path, kept(path)));
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
      attempt(() => rmSync(own, { force: true }));
      const isLast = !hasBorrowers(folder);
      if (isLast) takeBack();
      if (taken.size > 0) attempt(indexTaken);
      // What another run keeps is in the index when it ends, not before.
      if (isLast && !hasBorrowers(folder)) attempt(() => removeUnknown(folder));
      return isLast;
    },
  };
}

/**
 * Before what is kept in a project is thrown away: without it nobody would know what is lent.
 * @param own  its `.scope` folder. @returns whether nothing is lent any more; not while a run goes on
 */
export function takeBackLent(own: string, env: Environment): boolean {
  const noRun = join(own, 'sessions', 'none', 'run-0');
  return openTransforms(noRun, { cwd: dirname(own), env }).close();
}

/** What a run that was killed kept, and the signs of it: nothing leads to them. */
function removeUnknown(folder: string): void {
  const known = new Set([INDEX, ...readIndex(folder).map(({ path }) => keptName(path))]);
  for (const name of readdirSync(folder))
    if (!known.has(name)) attempt(() => rmSync(join(folder, name), { force: true }));
}

function keptName(path: string): string {
  return createHash('sha1').update(path).digest('hex');
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
      if (!name.startsWith(BORROWER)) return false;
      const pid = Number(name.slice(BORROWER.length));
      return pid !== process.pid && isRunning(pid) && isSame(pid, join(folder, name));
    });
  } catch {
    return false;
  }
}

/** Whether the process is the one that left the sign: pids are used again. Where nobody can tell, it is. */
function isSame(pid: number, sign: string): boolean {
  try {
    const began = readFileSync(sign, 'utf8');
    const now = startedAt(pid);
    return began === '' || now === null || began === now;
  } catch {
    return existsSync(sign);
  }
}

/** Whether rewritten text lies where the tool looks for it; a file of the user's own may lie there as well. */
function isLent(path: string): boolean {
  return existsSync(path) && holdsTrace(path);
}

/** A cache that the user threw away is not made anew. */
function lendTo(path: string, kept: string): void {
  const folder = dirname(path);
  if (existsSync(path) || !existsSync(kept) || !existsSync(dirname(folder))) return;
  mkdirSync(folder, { recursive: true });
  link(kept, path);
}

/** The oldest, until three quarters of the bound are left; nothing that is lent: it could not be found again to be taken back. */
function tooMany(entries: readonly Entry[], mostBytes: number): readonly string[] {
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  let count = entries.length;
  if (bytes <= mostBytes && count <= MOST_ENTRIES) return [];
  const over: string[] = [];
  for (const entry of entries) {
    if (bytes <= (mostBytes * 3) / 4 && count <= (MOST_ENTRIES * 3) / 4) break;
    if (isLent(entry.path)) continue;
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
    const stored = JSON.parse(readFileSync(join(folder, INDEX), 'utf8')) as unknown;
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
  const part = join(folder, `${INDEX}.${process.pid}.part`);
  writeFileSync(part, JSON.stringify({ version: VERSION, entries }), { mode: 0o600 });
  renameSync(part, join(folder, INDEX));
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
