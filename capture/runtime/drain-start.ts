/**
 * Starts the thread that drains the ring. Nothing of that can be noticed: the thread's environment is empty, so that no preload
 * of ours, or of anybody, runs in it; its output is not joined to the program's; and what Node would do about it in the next
 * tick is done at once, because microtasks that run behind a tick have another stack and another order than those without.
 */
import * as threads from 'node:worker_threads';
import type { DrainData } from './drain.ts';
import { descriptorOf } from './value/intrinsic.ts';
import { Object, Reflect } from './realm/builtin.ts';

// As they were at the start: the program, or our own loader hooks, may replace them.
const { Worker } = threads;
const owner = process;

/** @throws what the constructor of `Worker` throws */
export function startDrainThread(drainPath: string, data: DrainData): threads.Worker {
  return withoutTicks(
    () =>
      new Worker(drainPath, {
        workerData: data,
        execArgv: [],
        argv: [],
        env: {},
        name: 'scope-drain',
        stdin: false,
        // Otherwise they are piped into the program's own, which gain listeners and ticks.
        stdout: true,
        stderr: true,
        trackUnmanagedFds: false,
      }),
  );
}

type Tick = (...args: readonly unknown[]) => unknown;

/**
 * Runs `make`, then at once what it put off to the next tick: Node's word to the listeners of `worker`, which reaches nobody.
 * Where `process` cannot be changed, ticks stay ticks.
 */
export function withoutTicks<T>(make: () => T): T {
  const ticks: { readonly tick: Tick; readonly args: readonly unknown[] }[] = [];
  const put = (tick: Tick, ...args: readonly unknown[]): void => {
    ticks[ticks.length] = { tick, args };
  };
  const giveBackTick = replaceOwn('nextTick', put);
  const giveBackEmit = replaceOwn('emit', () => false);
  try {
    const made = make();
    for (let at = 0; at < ticks.length; at += 1) {
      const { tick, args } = ticks[at] as (typeof ticks)[number];
      Reflect.apply(tick, undefined, args);
    }
    return made;
  } finally {
    giveBackEmit();
    giveBackTick();
  }
}

/** @returns what gives `process` its own property back, or takes away ours */
function replaceOwn(name: 'nextTick' | 'emit', value: unknown): () => void {
  const before = descriptorOf(owner, name);
  const replaced = Reflect.defineProperty(owner, name, {
    ...{ value, writable: true, configurable: true, enumerable: before?.enumerable ?? false },
  });
  return () => {
    if (!replaced) return;
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}
