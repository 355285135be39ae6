/**
 * Reads source files on several threads, in batches that go to whoever is free. What comes out has the order of what went in,
 * whatever the number of threads.
 */
import { decodeFacts, encodeFacts } from '../cache/blob.ts';
import { readSource } from './read-source.ts';
import type { Read } from './read-source.ts';
import { runThreads } from './threads.ts';
import type { Batch, BatchDone, Wanted } from './worker.ts';

/** A read with the bytes that the cache keeps, where there are facts. */
export interface ReadResult {
  readonly read: Read;
  readonly bytes: Uint8Array | null;
}

const BATCH = 16;

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

/** @returns when every wanted file was given to `onRead` once */
export async function readAll(options: PoolOptions): Promise<void> {
  const { root, wanted, threads } = options;
  let next = 0;
  await runThreads<Batch, BatchDone>({
    module: new URL('./worker.js', import.meta.url),
    threads,
    take() {
      if (next >= wanted.length) return null;
      const first = next;
      next += BATCH;
      return { root, first, wanted: wanted.slice(first, next) };
    },
    onDone: (done) => unpack(done, options),
    doHere: (batch) => batch.wanted.forEach((_, at) => readHere(options, batch.first + at)),
  });
}
