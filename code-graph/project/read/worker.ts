/** A worker thread that reads batches of source files; facts leave it as bytes of the cache, in one buffer a batch. */
import { parentPort } from 'node:worker_threads';
import { encodeFacts } from '../cache/blob.ts';
import { readSource } from './read-source.ts';
import type { Read } from './read-source.ts';

/** Path, and the hash of the content whose facts are known. */
export type Wanted = readonly [path: string, known: string | null];

export interface Batch {
  readonly root: string;
  readonly first: number;
  readonly wanted: readonly Wanted[];
}

/** A read whose facts lie in the buffer of its batch. */
export type PackedRead =
  | Exclude<Read, { readonly kind: 'facts' }>
  | {
      readonly kind: 'packed';
      readonly hash: string;
      readonly offset: number;
      readonly length: number;
    };

export interface BatchDone {
  readonly first: number;
  readonly reads: readonly PackedRead[];
  readonly bytes: Uint8Array;
}

/** @returns the reads of a batch with the facts packed one behind the other */
function readBatch({ root, first, wanted }: Batch): BatchDone {
  const chunks: Uint8Array[] = [];
  let offset = 0;
  const reads = wanted.map(([path, known]): PackedRead => {
    const read = readSource(root, path, known);
    if (read.kind !== 'facts') return read;
    const bytes = encodeFacts(read.facts);
    chunks.push(bytes);
    const packed = { kind: 'packed', hash: read.hash, offset, length: bytes.length } as const;
    offset += bytes.length;
    return packed;
  });
  const bytes = new Uint8Array(offset);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { first, reads, bytes };
}

parentPort?.on('message', (batch: Batch) => {
  const done = readBatch(batch);
  parentPort?.postMessage(done, [done.bytes.buffer as ArrayBuffer]);
});
