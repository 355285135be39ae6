/**
 * Work for several threads: tasks go to whoever is free, one at a time. What a thread was at when it died is done here, and a
 * new thread goes on with the next.
 */
import { Worker } from 'node:worker_threads';
import type { ResourceLimits } from 'node:worker_threads';

/** Threads that died one after the other at their first task: no other will do better. */
const MOST_USELESS = 3;

export interface ThreadsOptions<Task, Done> {
  /** The module of a thread: it answers each message, a task, with one that is done. */
  readonly module: URL;
  /** How many; 0: everything is done here. */
  readonly threads: number;
  /** What each thread is given at its start, as `workerData`. */
  readonly data?: unknown;
  /** Of each thread's own heap. */
  readonly resourceLimits?: ResourceLimits;
  /** Null once nothing is left. */
  readonly take: () => Task | null;
  /** What a thread sent back, in any order. */
  readonly onDone: (done: Done) => void;
  /** Does a task in this thread. */
  readonly doHere: (task: Task) => void;
}

/**
 * Only what was built has threads: those that would have to load TypeScript themselves hang now and then on Node 20, where a
 * thread waits for the thread of its module hooks. @returns null where none can be had
 */
function startWorker<Task, Done>(options: ThreadsOptions<Task, Done>): Worker | null {
  const { module, data, resourceLimits } = options;
  if (import.meta.url.endsWith('.ts')) return null;
  try {
    // Some options of Node's are for the main thread alone, and end others.
    return new Worker(module, {
      execArgv: [],
      workerData: data,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
  } catch {
    return null;
  }
}

/** Gives a thread one task after the other. @returns the task that it died at, null where none; and how many it did */
async function feed<Task, Done>(
  worker: Worker,
  first: Task,
  { take, onDone }: ThreadsOptions<Task, Done>,
): Promise<{ readonly left: Task | null; readonly done: number }> {
  let open: Task | null = first;
  let count = 0;
  await new Promise<void>((resolve) => {
    const give = (): void => {
      if (open === null) resolve();
      else worker.postMessage(open);
    };
    worker.on('message', (done: Done) => {
      count += 1;
      open = take();
      give();
      onDone(done);
    });
    worker.on('error', () => undefined);
    worker.on('exit', () => resolve());
    give();
  });
  await worker.terminate();
  return { left: open, done: count };
}

/** One thread and those that take its place, until nothing is left or none can be had. */
async function runThread<Task, Done>(options: ThreadsOptions<Task, Done>): Promise<void> {
  let useless = 0;
  for (let task = options.take(); task !== null; task = options.take()) {
    const worker = startWorker(options);
    if (worker === null) return options.doHere(task);
    const { left, done } = await feed(worker, task, options);
    if (left !== null) options.doHere(left);
    useless = done === 0 ? useless + 1 : 0;
    if (useless === MOST_USELESS) return;
  }
}

/** @returns when every task was done, once each */
export async function runThreads<Task, Done>(options: ThreadsOptions<Task, Done>): Promise<void> {
  const { threads, take, doHere } = options;
  await Promise.all(Array.from({ length: threads }, () => runThread(options)));
  for (let task = take(); task !== null; task = take()) {
    doHere(task);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
