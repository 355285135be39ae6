/**
 * Facts as bytes, many files' in one blob file. Blob files never change after they were written; the index of the cache
 * says which bytes of which blob file are whose, and what their checksum is.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { FileFacts } from '../facts/file-facts.ts';

/** Where the bytes of one file's facts lie. */
export interface BlobRef {
  /** Name of the blob file, beside the index. */
  readonly blob: string;
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
}

/** @returns the facts as bytes of a buffer of their own */
export function encodeFacts(facts: FileFacts): Uint8Array {
  return serialize(facts);
}

/** @returns null where the bytes are not what was written */
export function decodeFacts(bytes: Uint8Array, crc: number | null): FileFacts | null {
  try {
    if (crc !== null && crc32(bytes) !== crc) return null;
    return deserialize(bytes) as FileFacts;
  } catch {
    return null;
  }
}

export interface BlobReader {
  (ref: BlobRef): Uint8Array | null;
  /** Forgets what was read; it is read again when it is asked for. */
  rest(): void;
}

/** @returns reads of byte ranges; each blob file is read once, and one that is gone gives null */
export function createBlobReader(folder: string): BlobReader {
  const open = new Map<string, Buffer | null>();
  const fileOf = (name: string): Buffer | null => {
    let bytes = open.get(name);
    if (bytes === undefined) {
      try {
        bytes = readFileSync(join(folder, name));
      } catch {
        bytes = null;
      }
      open.set(name, bytes);
    }
    return bytes;
  };
  const read = ({ blob, offset, length }: BlobRef): Uint8Array | null => {
    const bytes = fileOf(blob);
    return bytes === null || offset + length > bytes.length
      ? null
      : bytes.subarray(offset, offset + length);
  };
  return Object.assign(read, { rest: () => open.clear() });
}
