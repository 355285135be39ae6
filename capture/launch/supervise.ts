/**
 * Keeps us alive through Ctrl-C and sees to it that a command ends: asked first, then told (at once after a second Ctrl-C),
 * then made to, with everything that descends from it. Installs signal handlers for as long as the command runs and takes them off again.
 */
import type { ChildProcess } from 'node:child_process';
import { isRunning, processTree, signalAll } from './process-tree.ts';

export interface Patience {
  /** 0: no limit. */
  readonly timeoutMs: number;
  readonly graceMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface Ending {
  readonly timedOut: () => boolean;
  readonly interrupted: () => boolean;
  /** The command is over: no more timers and handlers. */
  readonly stop: () => void;
  /** Resolves when nothing is left of a command that was told to end; at once for all others. */
  readonly settled: () => Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const POLL_MS = 25;

export function supervise(child: ChildProcess, patience: Patience): Ending {
  const { graceMs, timeoutMs, signal } = patience;
  const timers = new Set<NodeJS.Timeout>();
  /** Those signalled before are signalled again: the parent that led to them may have gone. */
  const reached = new Set<number>();
  let timedOut = false;
  let interrupted = false;
  let insistedMs: number | null = null;

  const later = (ms: number, step: () => void): void => {
    timers.add(setTimeout(step, ms));
  };
  const signalTree = (name: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    for (const pid of processTree(child.pid)) reached.add(pid);
    signalAll([...reached], name);
  };
  const insist = (): void => {
    if (insistedMs !== null) return;
    insistedMs = Date.now();
    signalTree('SIGTERM');
    later(graceMs, () => signalTree('SIGKILL'));
  };
  const interrupt = (name: NodeJS.Signals, fromTerminal: boolean): void => {
    if (!fromTerminal) signalTree(name);
    if (interrupted) return insist();
    interrupted = true;
    later(graceMs, insist);
  };

  const handlers = SIGNALS.map((name) => {
    const handler = (): void => interrupt(name, name === 'SIGINT' && atTerminal());
    process.on(name, handler);
    return [name, handler] as const;
  });
  const onAbort = (): void => interrupt('SIGINT', false);
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  if (timeoutMs > 0)
    later(timeoutMs, () => {
      timedOut = true;
      insist();
    });

  return {
    timedOut: () => timedOut,
    interrupted: () => interrupted,
    stop() {
      for (const timer of timers) clearTimeout(timer);
      for (const [name, handler] of handlers) process.off(name, handler);
      signal?.removeEventListener('abort', onAbort);
    },
    async settled() {
      if (insistedMs === null) return;
      await gone(reached, insistedMs + graceMs);
      signalAll([...reached].filter(isRunning), 'SIGKILL');
      await gone(reached, Date.now() + graceMs);
    },
  };
}

/** Ctrl-C goes to the terminal's whole foreground group, the command included; other signals only to us. */
function atTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
}

/** Waits until none of them runs, or the time is up. */
async function gone(pids: ReadonlySet<number>, deadlineMs: number): Promise<void> {
  while ([...pids].some(isRunning) && Date.now() < deadlineMs)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
