/**
 * Append-only segment files of framed lines: `<byte length> <text>\n`. The length tells a whole line from one that a crash
 * cut off: such a line is sealed by the next writer, skipped by readers and counted. An id is the place of a line
 * (`<segment>-<offset>`), so that any entry is found by one read. Every call happens under the stream's lock.
 */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ScopeError } from '../../../protocol/problem.ts';

const NEWLINE = 10;
const CHUNK_BYTES = 64 * 1024;
const SEGMENT_NAME = /^(\d{10})\.log$/u;

/** Where to read next. */
export interface Cursor {
  readonly segment: number;
  readonly offset: number;
}

export interface Line {
  readonly id: string;
  readonly text: string;
}

export interface Slice {
  readonly lines: readonly Line[];
  readonly next: Cursor;
  /** Lines cut off by a crash, passed over. */
  readonly torn: number;
  /** The place to read from had been trimmed away. */
  readonly skipped: boolean;
}

export interface Journal {
  /** Writes whole lines or nothing. @returns their ids @throws ScopeError `disk-failed` */
  append(texts: readonly string[]): readonly string[];
  read(from: Cursor, count: number): Slice;
  /** @returns the text of one line, or null where it was trimmed */
  at(id: string): string | null;
  length(): number;
  /** Drops oldest segments while at least `maxLength` lines stay. @returns how many lines were dropped */
  trim(maxLength: number): number;
  /** Cheap, without the lock: may there be something to read from there? */
  mayHaveMore(from: Cursor): boolean;
}

interface Counted {
  readonly bytes: number;
  readonly lines: number;
  /** Counted when a newer segment was there already: nothing will be added. */
  readonly isFinal: boolean;
}

export const START: Cursor = { segment: 0, offset: 0 };

/** @param segmentBytes  a segment that has reached this size is followed by a new one */
export function openJournal(dir: string, segmentBytes: number): Journal {
  const counted = new Map<number, Counted>();
  const pathOf = (segment: number): string => join(dir, `${String(segment).padStart(10, '0')}.log`);
  const segments = (): number[] =>
    readdirSync(dir)
      .map((file) => Number(SEGMENT_NAME.exec(file)?.[1] ?? 0))
      .filter((segment) => segment > 0)
      .sort((a, b) => a - b);

  function countLines(all: readonly number[]): readonly number[] {
    return all.map((segment, index) => {
      const known = counted.get(segment) ?? { bytes: 0, lines: 0, isFinal: false };
      if (known.isFinal) return known.lines;
      const walk = readLines(pathOf(segment), known.bytes, Infinity);
      const lines = known.lines + walk.lines.length;
      counted.set(segment, { bytes: walk.end, lines, isFinal: index < all.length - 1 });
      return lines;
    });
  }

  return {
    append(texts) {
      const active = segments().at(-1) ?? 1;
      const full = (sizeOf(pathOf(active)) ?? 0) >= segmentBytes;
      const segment = full ? active + 1 : active;
      return appendLines(pathOf(segment), texts).map((offset) => `${segment}-${offset}`);
    },

    read(from, count) {
      const all = segments();
      const skipped = from.segment > 0 && all.length > 0 && from.segment < (all[0] as number);
      const lines: Line[] = [];
      let next = from;
      let torn = 0;
      for (const segment of all.filter((each) => each >= from.segment)) {
        const offset = segment === from.segment ? from.offset : 0;
        const walk = readLines(pathOf(segment), offset, count - lines.length);
        for (const line of walk.lines)
          lines.push({ id: `${segment}-${line.offset}`, text: line.text });
        torn += walk.torn;
        next = { segment, offset: walk.end };
        if (lines.length >= count) break;
      }
      return { lines, next, torn, skipped };
    },

    at(id) {
      const [segment, offset] = id.split('-').map(Number);
      const path = pathOf(segment ?? 0);
      if (offset === undefined || sizeOf(path) === null) return null;
      const [line] = readLines(path, offset, 1).lines;
      return line?.offset === offset ? line.text : null;
    },

    length: () => sum(countLines(segments())),

    trim(maxLength) {
      const all = segments();
      const lines = countLines(all);
      const total = sum(lines);
      let dropped = 0;
      for (const [index, segment] of all.slice(0, -1).entries()) {
        const inSegment = lines[index] as number;
        if (total - dropped - inSegment < maxLength) break;
        rmSync(pathOf(segment), { force: true });
        counted.delete(segment);
        dropped += inSegment;
      }
      return dropped;
    },

    mayHaveMore(from) {
      const size = sizeOf(pathOf(from.segment));
      return (size !== null && size > from.offset) || segments().some((s) => s > from.segment);
    },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}

/** @returns the offsets of the lines */
function appendLines(path: string, texts: readonly string[]): readonly number[] {
  const file = openSync(path, 'a+');
  let size = 0;
  try {
    size = fstatSync(file).size;
    const seal = size > 0 && !endsLine(file, size) ? '\n' : '';
    const offsets: number[] = [];
    let offset = size + seal.length;
    const framed = texts.map((text) => {
      const line = Buffer.from(`${Buffer.byteLength(text)} ${text}\n`);
      offsets.push(offset);
      offset += line.length;
      return line;
    });
    writeWhole(file, Buffer.concat([Buffer.from(seal), ...framed]));
    return offsets;
  } catch (error) {
    cutBack(file, size);
    throw new ScopeError(
      'disk-failed',
      `cannot append to ${path}: ${(error as Error).message}; free disk space or choose another folder`,
      { cause: error },
    );
  } finally {
    closeSync(file);
  }
}

function endsLine(file: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] === NEWLINE;
}

function writeWhole(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

function cutBack(file: number, size: number): void {
  try {
    ftruncateSync(file, size);
  } catch {
    // The torn line stays; readers skip it.
  }
}

interface Walk {
  readonly lines: readonly { readonly offset: number; readonly text: string }[];
  readonly torn: number;
  /** Offset behind the last line that ended. */
  readonly end: number;
}

function readLines(path: string, from: number, count: number): Walk {
  const lines: { offset: number; text: string }[] = [];
  let torn = 0;
  let end = from;
  const file = openSync(path, 'r');
  try {
    let size = CHUNK_BYTES;
    while (lines.length < count) {
      const chunk = Buffer.allocUnsafe(size);
      const bytes = chunk.subarray(0, readSync(file, chunk, 0, size, end));
      let start = 0;
      for (
        let stop = bytes.indexOf(NEWLINE);
        stop >= 0 && lines.length < count;
        stop = bytes.indexOf(NEWLINE, start)
      ) {
        const text = unframe(bytes.subarray(start, stop));
        if (text === null) torn += 1;
        else lines.push({ offset: end + start, text });
        start = stop + 1;
      }
      end += start;
      if (bytes.length < size) break;
      if (start === 0) size *= 4;
    }
  } finally {
    closeSync(file);
  }
  return { lines, torn, end };
}

/** @returns the text, or null where the frame does not hold */
function unframe(line: Buffer): string | null {
  const space = line.indexOf(32);
  if (space < 1) return null;
  const length = Number(line.toString('latin1', 0, space));
  return length === line.length - space - 1 ? line.toString('utf8', space + 1) : null;
}
