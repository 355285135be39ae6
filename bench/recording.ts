/**
 * How fast events are written, with the drain worker beside the program, and read back; each against the same bytes as a plain
 * file. Every recording has a process of its own to be written in, and one to be read in.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecording } from '../capture/recording.ts';
import type { Runtime, RuntimeOptions } from '../capture/runtime/runtime.ts';
import type { Sink } from '../protocol/target/sink.ts';
import { bundleRuntime } from './bundle.ts';
import { benchConfig } from './capture.ts';
import { median, spread } from './row.ts';
import type { Row, SuiteOptions } from './row.ts';

const SUITE = 'recording';
const ROUNDS = 5;
const EVENTS_PER_CALL = 3;

interface Mix {
  readonly name: string;
  readonly calls: number;
  readonly depth: number;
  /** One call: entry, returned value, exit. */
  readonly call: (sink: Sink, n: number) => void;
}

const MIXES: readonly Mix[] = [
  {
    name: 'calls with numbers',
    calls: 500_000,
    depth: 0,
    call(sink, n) {
      const f = sink.e2(1, 0, n, 2);
      sink.r(2, f, n + 2);
      sink.x(1, f);
    },
  },
  {
    name: 'calls with a fresh object of four fields, snapshots',
    calls: 100_000,
    depth: 1,
    call(sink, n) {
      const order = { id: n, total: n * 2, name: 'order', ok: n % 2 === 0 };
      const f = sink.e2(1, 0, order, `customer ${n % 1000}`);
      sink.r(2, f, order);
      sink.x(1, f);
    },
  },
];

/** One recording, written or read. */
interface Measured {
  readonly ms: number;
  /** The same bytes as a plain file, and once more. */
  readonly plainMs: readonly [number, number];
  readonly events: number;
  readonly bytes: number;
  /** Told by the reader. */
  readonly lost?: number;
}

/** @returns the rows of this suite; takes about a minute */
export async function benchRecording({ quick }: SuiteOptions): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'scope-bench-'));
  try {
    await bundleRuntime(folder, ['runtime', 'drain']);
    return MIXES.flatMap((mix, at) => {
      const written: Measured[] = [];
      const read: Measured[] = [];
      for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
        const runDir = join(folder, `${at}-${round}`);
        written.push(inChild('write', folder, at, runDir));
        read.push(inChild('read', folder, at, runDir));
        rmSync(runDir, { recursive: true, force: true });
      }
      return [rowOf(`write: ${mix.name}`, written), rowOf(`read: ${mix.name}`, read)];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(name: string, all: readonly Measured[]): Row {
  const [{ events, bytes, lost }] = all as readonly [Measured];
  const perEvent = all.map(({ ms }) => (ms * 1e6) / events);
  const value = median(perEvent);
  const again = all.map(({ plainMs }) => plainMs[1] / plainMs[0]);
  const notes = [
    `${(1000 / value).toFixed(1)} million events a second`,
    `${(bytes / events).toFixed(1)} bytes an event`,
    `${events} events${lost === undefined ? '' : `, ${lost} lost`}`,
    `${all.length} rounds, ${spread(perEvent, 0)} ns`,
    `noise floor, the plain file against itself: ×${spread(again, 2)}`,
  ];
  return {
    suite: SUITE,
    name,
    value,
    unit: 'ns an event',
    ratio: median(all.map(({ ms, plainMs }) => ms / plainMs[0])),
    note: notes.join('; '),
  };
}

function inChild(task: 'write' | 'read', folder: string, at: number, runDir: string): Measured {
  const args = ['--import', 'tsx', import.meta.filename, task, folder, String(at), runDir];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measured;
}

function write(folder: string, mix: Mix, runDir: string): Measured {
  const { startRuntime } = createRequire(import.meta.url)(join(folder, 'runtime.cjs')) as {
    startRuntime: (options: RuntimeOptions) => Runtime;
  };
  const from = performance.now();
  const runtime = startRuntime({
    config: benchConfig(true, mix.depth),
    runDir,
    drainPath: join(folder, 'drain.cjs'),
    thread: 0,
    process: null,
  });
  for (let n = 0; n < mix.calls; n += 1) mix.call(runtime.sink, n);
  runtime.end(0);
  const ms = performance.now() - from;
  const bytes = readFileSync(runtime.path());
  const plainMs = twice((n) => writeFileSync(join(runDir, `plain-${n}`), bytes));
  return { ms, plainMs, events: mix.calls * EVENTS_PER_CALL, bytes: bytes.length };
}

/** After a first time that warms up. */
function twice(step: (n: number) => unknown): readonly [number, number] {
  const [, first, second] = [0, 1, 2].map((n) => {
    const from = performance.now();
    step(n);
    return performance.now() - from;
  });
  return [first as number, second as number];
}

function read(mix: Mix, runDir: string): Measured {
  const recordings = join(runDir, 'recordings');
  const file = join(recordings, readdirSync(recordings)[0] as string);
  const plainMs = twice(() => readFileSync(file));
  const from = performance.now();
  const recording = readRecording(file);
  const ms = performance.now() - from;
  if (recording.header === null) throw new Error('the recording of the benchmark cannot be read');
  const lost = Object.values(recording.dropped).reduce((sum, count) => sum + count, 0);
  return { ms, plainMs, events: mix.calls * EVENTS_PER_CALL, bytes: recording.bytes, lost };
}

const [, script, task, folder, at, runDir] = process.argv;
if (script === import.meta.filename && folder !== undefined && runDir !== undefined) {
  const mix = MIXES[Number(at)] as Mix;
  console.log(JSON.stringify(task === 'write' ? write(folder, mix, runDir) : read(mix, runDir)));
}
