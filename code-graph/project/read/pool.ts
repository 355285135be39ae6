/**
 * Reads source files on several threads, in batches that go to whoever is free. What comes out has the order of what went in,
 * whatever the number of threads. A thread that cannot start or dies leaves its batch to this one.
 */
import { Worker } from 'node:worker_threads';
import { decodeFacts, encodeFacts } from '../cache/blob.ts';
import { readSource } from './read-source.ts';
import type { Read } from './read-source.ts';
import type { Batch, BatchDone, Wanted } from './worker.ts';

/** A read with the bytes that the cache keeps, where there are facts. */
export interface ReadResult {
  readonly read: Read;
  readonly bytes: Uint8Array | null;
}

const BATCH = 16;

/**
 * Only what was built has threads: those that would have to load TypeScript themselves hang now and then on Node 20, where a
 * thread waits for the thread of its module hooks. @throws from source
 */
function startWorker(): Worker {
  if (import.meta.url.endsWith('.ts')) throw new Error('threads need what was built');
  // Some options of Node's are for the main thread alone, and end others.
  return new Worker(new URL('./worker.js', import.meta.url), { execArgv: [] });
}

export interface PoolOptions {
  readonly root: string;
  readonly wanted: readonly Wanted[];
  /** 0: read here. */
  readonly threads: number;
  /** Called as results arrive, in any order. */
  readonly onRead: (index: number, result: ReadResult) => void;
}

function readHere(options: PoolOptions, index: number): void {
  const [path, known] = options.wanted[index] as Wanted;
  const read = readSource(options.root, path, known);
  const bytes = read.kind === 'facts' ? encodeFacts(read.facts) : null;
  options.onRead(index, { read, bytes });
}

function unpack({ first, reads, bytes }: BatchDone, options: PoolOptions): void {
  reads.forEach((read, at) => {
    if (read.kind !== 'packed') return options.onRead(first + at, { read, bytes: null });
    const own = bytes.subarray(read.offset, read.offset + read.length);
    const facts = decodeFacts(own, null);
    if (facts === null) return readHere(options, first + at);
    options.onRead(first + at, { read: { kind: 'facts', hash: read.hash, facts }, bytes: own });
  });
}

/** One thread's work until nothing is left; settles once the thread is gone. */
async function runThread(options: PoolOptions, take: () => Batch | null): Promise<void> {
  let open = take();
  if (open === null) return;
  let worker: Worker;
  try {
    worker = startWorker();
  } catch {
    return readBatchHere(options, open);
  }
  await new Promise<void>((resolve) => {
    const give = (): void => {
      if (open === null) resolve();
      else worker.postMessage(open);
    };
    worker.on('message', (done: BatchDone) => {
      open = take();
      give();
      unpack(done, options);
    });
    worker.on('error', () => undefined);
    worker.on('exit', () => resolve());
    give();
  });
  await worker.terminate();
  if (open !== null) readBatchHere(options, open);
}

function readBatchHere(options: PoolOptions, { first, wanted }: Batch): void {
  wanted.forEach((_, at) => readHere(options, first + at));
}

/** @returns when every wanted file was given to `onRead` once */
export async function readAll(options: PoolOptions): Promise<void> {
  const { root, wanted, threads } = options;
  let next = 0;
  const take = (): Batch | null => {
    if (next >= wanted.length) return null;
    const first = next;
    next += BATCH;
    return { root, first, wanted: wanted.slice(first, next) };
  };
  await Promise.all(Array.from({ length: threads }, () => runThread(options, take)));
  for (let batch = take(); batch !== null; batch = take()) {
    readBatchHere(options, batch);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
