/**
 * A lock between processes of one machine: a symbolic link whose target names the owner, because creating a link is atomic
 * and brings its content along. A lock whose owner is dead (kill -9) is taken over at once; takeover is serialised by a
 * second link, so that a lock that is alive is never removed. Work under the lock is synchronous and short.
 */
import { lstatSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { ScopeError } from '../../../protocol/problem.ts';
import { isAlive } from '../../launch/process-tree.ts';

const WAIT_MS = 10_000;
/** A lock of another machine (a shared folder) cannot be asked whether it lives: it is taken over after this age. */
const FOREIGN_AGE_MS = 30_000;

export interface Lock {
  /** @throws ScopeError `stream-unavailable` where another living process holds it for longer than ten seconds */
  run<T>(work: () => T): Promise<T>;
}

export function createLock(path: string): Lock {
  const me = describeOwner();
  return {
    async run(work) {
      // At once where it is free, so that within one process nobody ever waits for another.
      if (!create(path, me)) await acquire(path, me);
      try {
        return work();
      } finally {
        rmSync(path, { force: true });
      }
    },
  };
}

async function acquire(path: string, me: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  for (let attempt = 1; ; attempt += 1) {
    if (isStale(path)) takeOver(path, me);
    if (create(path, me)) return;
    if (Date.now() > deadline)
      throw new ScopeError(
        'stream-unavailable',
        `${path} is held by process ${readOwner(path)?.split(':')[0] ?? '?'} for over ${WAIT_MS / 1000} s; stop that process, or remove the file if it is gone`,
      );
    await delay(Math.min(attempt, 8) * (0.5 + Math.random()));
  }
}

function create(path: string, me: string): boolean {
  try {
    symlinkSync(me, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new ScopeError('disk-failed', `cannot lock ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function takeOver(path: string, me: string): void {
  const guard = `${path}.takeover`;
  if (!create(guard, me)) {
    if (isStale(guard)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (isStale(path)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function isStale(path: string): boolean {
  const owner = readOwner(path);
  if (owner === null) return false;
  const [pid, started, host] = owner.split(':');
  if (host !== hostname()) return ageMs(path) > FOREIGN_AGE_MS;
  if (!isAlive(Number(pid))) return true;
  const now = startOf(Number(pid));
  return started !== '' && now !== '' && started !== now;
}

/** `pid:start time:host`; the start time tells a process from a later one with the same pid. */
function describeOwner(): string {
  return `${process.pid}:${startOf(process.pid)}:${hostname()}`;
}

function readOwner(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function ageMs(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs;
}

/** Field 22 of /proc/<pid>/stat (clock ticks since boot), empty where there is no such file system. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
