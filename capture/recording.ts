/**
 * Reading what the target wrote: one file (`readRecording`), or a whole run with its plan, sites and sources (`loadRecording`).
 * The layout itself is in `protocol/wire.ts`, which the writer shares. Whatever is cut off, missing or unreadable is a
 * problem beside the events that could be read, never an exception: a recording is most wanted where something crashed.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { ScopeEvent } from '../protocol/event.ts';
import type { Seq } from '../protocol/ids.ts';
import type { InstrumentationPlan } from '../protocol/plan.ts';
import type { Problem } from '../protocol/problem.ts';
import type { CommandEnd, HostNote } from '../protocol/session.ts';
import type { Site } from '../protocol/site.ts';
import { READABLE_VERSIONS, WIRE_MAGIC, WIRE_VERSION } from '../protocol/wire.ts';
import type { RecordingHeader } from '../protocol/wire.ts';
import { createDecoder } from './decode.ts';
import type { DecodedStream } from './decode.ts';
import { readRunFiles } from './recording-run.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
const MAX_HEADER_BYTES = 1024 * 1024;
/** Share of the memory of this process that may be used, and what becomes of one byte of events once they are indexed. */
const MOST_OF_HEAP = 0.9;
const INDEXED = 1.5;

export interface ProcessRecording {
  readonly header: RecordingHeader;
  readonly events: ScopeEvent[];
  /** The first event at or after each time. */
  readonly clocks: DecodedStream['clocks'];
  readonly dropped: Readonly<Record<string, number>>;
  readonly exitCode: number | null;
  /** The process ended in an orderly way and its last event is here. */
  readonly complete: boolean;
  readonly bytes: number;
  readonly problems: readonly Problem[];
}

export interface RecordedProcess {
  readonly file: string;
  readonly header: RecordingHeader;
  readonly events: number;
  readonly exitCode: number | null;
  readonly complete: boolean;
}

/** One run: the events of all its processes on one time axis, and everything needed to read them. */
export interface Recording {
  readonly events: readonly ScopeEvent[];
  readonly sites: readonly (Site | undefined)[];
  readonly plan: InstrumentationPlan | null;
  /** Original texts, by absolute path and, where a site names it, by path relative to the project. */
  readonly sources: ReadonlyMap<string, string>;
  /** Source maps of generated files, as JSON, by path relative to the project. */
  readonly maps: ReadonlyMap<string, string>;
  readonly processes: readonly RecordedProcess[];
  readonly dropped: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly problems: readonly Problem[];
  readonly hostNotes: readonly HostNote[];
  /** Null where the command still runs, or Scope did not start it. */
  readonly ended: CommandEnd | null;
}

export interface ReadOptions {
  readonly sites?: readonly (Site | undefined)[];
  readonly process?: number;
  /** Sites that keep one event in n: receivers are not joined to them. */
  readonly sampled?: ReadonlySet<number>;
  /** Whether there is room to read on; asked every few megabytes. */
  readonly hasRoom?: () => boolean;
}

/** A recording that does not fit is read as far as it does: an answer from less is better than none. @returns whether it still fits */
function measureRoom(): () => boolean {
  const { used_heap_size: before, heap_size_limit: limit } = getHeapStatistics();
  const room = (limit * MOST_OF_HEAP - before) / INDEXED;
  return () => getHeapStatistics().used_heap_size - before < room;
}

/** @returns null where the file is no recording at all (empty, another format, another version), with the problem */
export function readRecording(
  path: string,
  options: ReadOptions = {},
): ProcessRecording | { readonly header: null; readonly problems: readonly Problem[] } {
  let fd: number;
  try {
    fd = fs.openSync(path, 'r');
  } catch (error) {
    return {
      header: null,
      problems: [problem(path, `cannot be read: ${(error as Error).message}`)],
    };
  }
  try {
    const start = readHeader(fd);
    if (typeof start === 'string') return { header: null, problems: [problem(path, start)] };
    return readStream(fd, path, start, options);
  } finally {
    fs.closeSync(fd);
  }
}

interface Start {
  readonly header: RecordingHeader;
  readonly offset: number;
}

function readHeader(fd: number): Start | string {
  const head = Buffer.alloc(Math.min(MAX_HEADER_BYTES, fs.fstatSync(fd).size));
  const length = fs.readSync(fd, head, 0, head.length, 0);
  if (head.toString('latin1', 0, WIRE_MAGIC.length) !== WIRE_MAGIC) return 'is not a recording';
  const end = head.indexOf(0x0a);
  if (end < 0 || end >= length) return 'is cut off in its header';
  try {
    const header = JSON.parse(head.toString('utf8', WIRE_MAGIC.length, end)) as RecordingHeader;
    if (!READABLE_VERSIONS.includes(header.version))
      return `has format version ${header.version}; this Scope reads version ${WIRE_VERSION}`;
    return { header, offset: Math.ceil((end + 1) / 8) * 8 };
  } catch {
    return 'has an unreadable header';
  }
}

function readStream(
  fd: number,
  path: string,
  start: Start,
  options: ReadOptions,
): ProcessRecording {
  const decoder = createDecoder(options.sites ?? [], {
    process: options.process ?? 0,
    ...(options.sampled === undefined ? {} : { unjoined: options.sampled }),
  });
  let chunk = Buffer.from(new ArrayBuffer(CHUNK_BYTES));
  const { hasRoom = () => true } = options;
  const { size } = fs.fstatSync(fd);
  let offset = start.offset;
  let kept = 0;
  let isWhole = true;
  for (;;) {
    isWhole = offset === start.offset || offset >= size || hasRoom();
    if (!isWhole) break;
    const length = fs.readSync(fd, chunk, kept, chunk.length - kept, offset);
    if (length === 0) break;
    offset += length;
    const filled = kept + length;
    const slots = new Float64Array(chunk.buffer, 0, chunk.length / 8);
    const taken = decoder.push(slots, filled >> 3) * 8;
    kept = filled - taken;
    // A record that fills the whole chunk needs a larger one.
    const next = taken === 0 && filled === chunk.length ? grown(chunk) : chunk;
    chunk.copy(next, 0, taken, filled);
    chunk = next;
  }
  const stream = decoder.finish();
  if (isWhole)
    return {
      header: start.header,
      ...stream,
      bytes: offset,
      problems: problemsOf(path, stream, kept),
    };
  return cutShort(path, start, stream, { read: offset, size });
}

/** What was not read counts as what did not fit into the recording: for an answer it is the same. */
function cutShort(
  path: string,
  { header }: Start,
  { events, dropped, ...stream }: DecodedStream,
  { read, size }: { readonly read: number; readonly size: number },
): ProcessRecording {
  const megabytes = (bytes: number): number => Math.round(bytes / 1_048_576);
  const left = Math.ceil((events.length * (size - read)) / Math.max(1, read));
  const message =
    `was read only in its first ${megabytes(read)} of ${megabytes(size)} MB, as far as the memory of this process goes; ` +
    'NODE_OPTIONS=--max-old-space-size=8192 makes room for more';
  const process = events[0]?.process ?? 0;
  const reason = 'byte-limit';
  events.push({ seq: 0 as Seq, process, type: 'events-dropped', count: left, reason });
  return {
    header,
    ...stream,
    events,
    dropped: { ...dropped, [reason]: (dropped[reason] ?? 0) + left },
    bytes: size,
    problems: [problem(path, message)],
  };
}

function grown(chunk: Buffer): Buffer<ArrayBuffer> {
  return Buffer.from(new ArrayBuffer(chunk.length * 2));
}

function problemsOf(path: string, stream: DecodedStream, left: number): readonly Problem[] {
  const found: Problem[] = [];
  const events = stream.events.length;
  if (stream.corrupt)
    found.push(problem(path, `is damaged after ${events} events; what follows was not read`));
  else if (left > 0)
    found.push(problem(path, `is cut off in the middle of an event, after ${events} events`));
  if (!stream.complete && !stream.corrupt)
    found.push(
      problem(path, `has no end: the process was killed or still runs; ${events} events were kept`),
    );
  return found;
}

function problem(where: string, message: string): Problem {
  return { where, message: `recording ${message}`, severity: 'warning' };
}

/** Reads all recordings of a run and puts them on one time axis. @throws never */
export function mergeRecordings(runDir: string): Recording {
  const run = readRunFiles(runDir);
  const problems: Problem[] = [...run.problems];
  const read: (ProcessRecording & { readonly file: string })[] = [];
  const hasRoom = measureRoom();
  for (const file of run.recordings) {
    const one = readRecording(join(runDir, 'recordings', file), {
      sites: run.sites,
      process: read.length,
      sampled: run.sampled,
      hasRoom,
    });
    problems.push(...one.problems);
    if (one.header !== null) read.push({ ...one, file });
  }
  const dropped: Record<string, number> = {};
  for (const one of read) {
    for (const [reason, count] of Object.entries(one.dropped))
      dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return {
    events: interleave(read),
    sites: run.sites,
    plan: run.plan,
    sources: run.sources,
    maps: run.maps,
    processes: read.map(({ file, header, events, exitCode, complete }) => ({
      file,
      header,
      events: events.length,
      exitCode,
      complete,
    })),
    dropped,
    bytes: read.reduce((sum, one) => sum + one.bytes, 0),
    problems,
    hostNotes: run.hostNotes,
    ended: run.ended,
  };
}

/** A recording in a folder of its own has the layout of a run. */
export const loadRecording = mergeRecordings;

/** Runs of events between two looks at the clock, ordered by time; within one process the order is as recorded. */
function interleave(read: readonly ProcessRecording[]): readonly ScopeEvent[] {
  const runs = read.flatMap((one, process) => {
    const starts = [{ index: 0, epochMs: one.header.startedMs }, ...one.clocks];
    // The clock is finer than the time in the header, and may be set back.
    let latest = -Infinity;
    return starts.map((start, at) => {
      latest = Math.max(latest, start.epochMs);
      const to = starts[at + 1]?.index ?? one.events.length;
      return { process, epochMs: latest, from: start.index, to };
    });
  });
  runs.sort((a, b) => a.epochMs - b.epochMs || a.process - b.process || a.from - b.from);
  const merged: ScopeEvent[] = read.map((one, process) => ({
    seq: 0 as Seq,
    process,
    type: 'process-started',
    pid: one.header.pid,
    thread: one.header.thread,
    argv: one.header.argv,
  }));
  for (const { process, from, to } of runs) {
    const { events } = read[process] as ProcessRecording;
    for (let at = from; at < to; at += 1) merged.push(events[at] as ScopeEvent);
  }
  for (const [process, one] of read.entries()) {
    if (one.complete)
      merged.push({ seq: 0 as Seq, process, type: 'process-ended', exitCode: one.exitCode });
  }
  for (let at = 0; at < merged.length; at += 1) (merged[at] as { seq: Seq }).seq = (at + 1) as Seq;
  return merged;
}
