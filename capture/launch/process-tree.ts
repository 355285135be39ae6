/**
 * The processes below one process, and signals to all of them. The command stays in the terminal's foreground group, so that
 * it can read the keyboard and gets Ctrl-C itself; there is no group of its own to signal, hence the walk.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks a second in /proc; fixed at 100 for programs on Linux. */
const TICKS_PER_SECOND = 100;

/** @returns pid and all that descend from it, parents first; only `pid` where the system does not tell */
export function processTree(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const [child, parent] of parents())
    children.set(parent, [...(children.get(parent) ?? []), child]);
  const tree = [pid];
  for (const one of tree) tree.push(...(children.get(one) ?? []));
  return tree;
}

/** @returns the pids that could be signalled */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): readonly number[] {
  return pids.filter((pid) => {
    try {
      return process.kill(pid, signal);
    } catch {
      return false;
    }
  });
}

/** @returns whether there is such a process, of whichever user; one that is dead and waits to be noticed counts */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** @returns whether the process still runs; one that is dead and only waits to be noticed does not */
export function isRunning(pid: number): boolean {
  return isAlive(pid) && statFields(String(pid))?.[0] !== 'Z';
}

/** @returns when the process began, in a form that is the same each time; another process of its pid has another. Null where unknown */
export function startedAt(pid: number): string | null {
  return statFields(String(pid))?.[19] ?? null;
}

/** CPU time of all children that have ended and were waited for, with their children; null where unknown. */
export function childrenCpuMs(): number | null {
  const fields = statFields('self');
  if (fields === null) return null;
  const ticks = Number(fields[13]) + Number(fields[14]);
  return Number.isFinite(ticks) ? (ticks * 1000) / TICKS_PER_SECOND : null;
}

function parents(): readonly (readonly [number, number])[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/u.test(name))
      .map((name) => [Number(name), Number(statFields(name)?.[1] ?? 0)] as const);
  } catch {
    return parentsFromPs();
  }
}

function parentsFromPs(): readonly (readonly [number, number])[] {
  try {
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/u).map(Number) as [number, number]);
  } catch {
    return [];
  }
}

/** Fields of /proc/<pid>/stat from the state on; the name before it may contain anything. */
function statFields(pid: string): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
