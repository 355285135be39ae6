/**
 * The ring: one SharedArrayBuffer of float64 slots with a single producer (the program's thread) and one drainer at a time
 * (the worker, or the program's thread itself). Whoever drains holds the lock, so that no slot is written twice. Slots are
 * freed right after the raw write. Records never straddle the end: the producer notes where it wrapped (`wrap`).
 */
import * as fs from 'node:fs';
import {
  DROP_REASONS,
  HEADER_COUNT,
  HEADER_SITE,
  HOLE,
  RECORD,
  recordSlots,
} from '../../protocol/wire.ts';
import type { SlotView } from '../../protocol/wire.ts';
import { isPacked } from '../../protocol/wire/packed.ts';
import { Atomics, Math } from './realm/builtin.ts';

// Taken when the program starts, so that a program that replaces members of `fs` does not replace these.
const { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } = fs;

/** Indices of the shared control words. */
export const POS = 0;
export const TAIL = 1;
export const WRAP = 2;
export const LOCK = 3;
export const STATE = 4;
export const WAKE = 5;
export const SLEEPING = 6;
/** Events lost because the disk refused them, of which the file does not say so yet. */
export const LOST = 7;
/** Counts the times that the producer moved the tail: what the worker saw of the ring before is then worth nothing. */
export const EPOCH = 8;
/** The producer waits for room: everything up to POS may be taken at once. */
export const WAITING = 9;
/** 1: the disk refused something since the producer last asked. */
export const REFUSED = 10;

/** Values of the STATE word. */
export const WORKER_NONE = 0;
export const WORKER_STARTING = 1;
export const WORKER_READY = 2;
export const WORKER_FAILED = 3;
export const CLOSED = 4;

/** The record that says how many events the disk refused. */
const NOTE_BYTES = 16;
const note = new Float64Array(NOTE_BYTES / 8);
const noteBytes = new Uint8Array(note.buffer);
note[0] = RECORD.dropped + HEADER_COUNT * DROP_REASONS.indexOf('disk') + HEADER_SITE * HOLE;
const CONTROL_BYTES = 128;
const SIZE_OFFSET = 64;

export interface Ring extends SlotView {
  readonly buffer: SharedArrayBuffer;
  readonly bytes: Uint8Array;
  readonly control: Int32Array;
  /** One double: bytes of the recording file that belong to freed slots. */
  readonly fileSize: Float64Array;
  readonly size: number;
  /** No event takes more slots than this, so it is the free room that an event must find. */
  readonly maxEvent: number;
}

/** @param bytes wanted capacity; at least 64 KiB are taken */
export function createRing(bytes: number): Ring {
  const size = Math.max(8192, Math.floor(bytes / 8));
  return openRing(new SharedArrayBuffer(CONTROL_BYTES + size * 8));
}

/** The same ring, seen from another thread. */
export function openRing(buffer: SharedArrayBuffer): Ring {
  const size = (buffer.byteLength - CONTROL_BYTES) / 8;
  return {
    buffer,
    slots: new Float64Array(buffer, CONTROL_BYTES, size),
    words: new Uint32Array(buffer, CONTROL_BYTES, size * 2),
    bytes: new Uint8Array(buffer, CONTROL_BYTES, size * 8),
    control: new Int32Array(buffer, 0, SIZE_OFFSET / 4),
    fileSize: new Float64Array(buffer, SIZE_OFFSET, 1),
    size,
    maxEvent: Math.min(32_768, size >> 3),
  };
}

/** @returns whether the lock was taken within `timeoutMs` */
export function lock(ring: Ring, timeoutMs: number): boolean {
  const { control } = ring;
  for (let waited = 0; Atomics.compareExchange(control, LOCK, 0, 1) !== 0; waited += 1) {
    if (waited >= timeoutMs) return false;
    Atomics.wait(control, LOCK, 1, 1);
  }
  return true;
}

export function unlock(ring: Ring): void {
  Atomics.store(ring.control, LOCK, 0);
  Atomics.notify(ring.control, LOCK);
}

/**
 * Opens a recording for appending. It is never made here: a drainer that starts when the program has ended and the recording has
 * its final name would leave an empty one beside it.
 * @throws what `openSync` throws
 */
export function openRecording(path: string): number {
  return openSync(path, constants.O_WRONLY | constants.O_APPEND);
}

export function closeRecording(fd: number): void {
  closeSync(fd);
}

/**
 * Writes everything from the tail to `target` and frees it. The lock must be held. Where the disk refuses, the file is cut
 * back to whole records, the events are counted as lost, and their slots are freed all the same: a full disk must not stop
 * the program.
 * @returns bytes written
 */
export function drain(ring: Ring, fd: number, target: number): number {
  const { control } = ring;
  const from = Atomics.load(control, TAIL);
  if (from === target) return 0;
  let written = 0;
  if (target < from) written += drainRange(ring, fd, from, Atomics.load(control, WRAP));
  written += drainRange(ring, fd, target < from ? 0 : from, target);
  Atomics.store(control, TAIL, target);
  Atomics.notify(control, TAIL);
  return written;
}

function drainRange(ring: Ring, fd: number, from: number, to: number): number {
  if (to <= from) return 0;
  const before = ring.fileSize[0] as number;
  const lost = Atomics.load(ring.control, LOST);
  try {
    const noted = lost === 0 ? 0 : writeNote(fd, lost);
    writeAll(fd, ring.bytes, from * 8, to * 8);
    Atomics.sub(ring.control, LOST, lost);
    ring.fileSize[0] = before + noted + (to - from) * 8;
    return noted + (to - from) * 8;
  } catch {
    Atomics.add(ring.control, LOST, countEvents(ring, from, to));
    Atomics.store(ring.control, REFUSED, 1);
    try {
      ftruncateSync(fd, before);
    } catch {
      // The next write fails in the same way and is counted in the same way.
    }
    return 0;
  }
}

/** In the place of what was lost, before what comes after it. @throws what `writeSync` throws */
function writeNote(fd: number, lost: number): number {
  note[1] = lost;
  writeAll(fd, noteBytes, 0, NOTE_BYTES);
  return NOTE_BYTES;
}

/** @throws what `writeSync` throws */
export function writeAll(fd: number, bytes: Uint8Array, from: number, to: number): void {
  for (let at = from; at < to;) at += writeSync(fd, bytes, at, to - at);
}

/**
 * After a worker died with the lock: what it wrote without freeing is freed here, so that it is not written again.
 * The lock counts as held by the caller afterwards.
 */
export function seize(ring: Ring, fd: number): void {
  Atomics.store(ring.control, LOCK, 1);
  const size = fstatSync(fd).size;
  if (size > (ring.fileSize[0] as number)) ftruncateSync(fd, ring.fileSize[0] as number);
}

/** @returns how many events (preludes, clocks and the like do not count) lie between two record boundaries */
export function countEvents(view: SlotView, from: number, to: number): number {
  let events = 0;
  for (let at = from; at < to;) {
    events += eventsIn(view, at);
    const length = recordSlots(view, at, to);
    if (!(length > 0 && length < Infinity)) break;
    at += length;
  }
  return events;
}

/** @returns 1 for an event, the number of a `dropped` record (they would be lost a second time), 0 for anything else */
export function eventsIn({ slots, words }: SlotView, at: number): number {
  if (isPacked(words[at * 2 + 1] as number)) return 1;
  const type = (slots[at] as number) % HEADER_COUNT;
  if (type === RECORD.dropped) return slots[at + 1] as number;
  return type >= RECORD.callStart && type <= RECORD.iteration ? 1 : 0;
}
