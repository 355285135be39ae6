/** The runtime in real processes, from the built bundles: how they end, what is kept, and that nothing else changes. */
import { spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleTarget } from '../../bundle-target.mjs';
import type { ScopeEvent } from '../../protocol/event.ts';
import { layRun } from '../recorded.contract.ts';
import { mergeRecordings } from '../recording.ts';
import type { Recording } from '../recording.ts';
import { STATE, WORKER_READY } from './ring.ts';

const folder = mkdtempSync(join(tmpdir(), 'scope-runtime-'));
const SITES = ['function', 'return', 'write', 'value'] as const;

beforeAll(async () => {
  await bundleTarget(
    ['runtime', 'drain'].map((name) => `capture/runtime/${name}.ts`),
    folder,
  );
  writeFileSync(
    join(folder, 'start.cjs'),
    `const { startRuntime } = require('./runtime.cjs');
     const { readFileSync } = require('node:fs');
     const { threadId, isMainThread } = require('node:worker_threads');
     const runDir = process.env.TEST_RUN_DIR;
     if (runDir !== undefined) {
       globalThis.runtime = startRuntime({
         config: JSON.parse(readFileSync(runDir + '/runtime.json', 'utf8')),
         runDir,
         drainPath: process.env.TEST_NO_WORKER ? undefined : __dirname + '/' + (process.env.TEST_DRAIN ?? 'drain.cjs'),
         thread: threadId,
         onFailure: (message) => console.log('FAILED ' + message),
       });
       globalThis.s = runtime.sink;
     }
     else globalThis.s = new Proxy({}, { get: () => () => 0 });`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly recording: Recording;
  readonly result: SpawnSyncReturns<string>;
  readonly files: readonly string[];
}

interface How {
  readonly env?: Record<string, string>;
  readonly config?: Parameters<typeof layRun>[0]['config'];
}

/** Runs `script` with the runtime loaded before it, or without a recording for comparison. */
function run(script: string, how: How = {}): Ran {
  const { runDir, remove } = layRun({
    sites: SITES,
    ...(how.config === undefined ? {} : { config: how.config }),
  });
  try {
    const result = spawn(script, { ...how.env, TEST_RUN_DIR: runDir });
    const files = readdirSync(join(runDir, 'recordings'));
    return { recording: mergeRecordings(runDir), result, files };
  } finally {
    remove();
  }
}

function spawn(script: string, env: Record<string, string> = {}): SpawnSyncReturns<string> {
  const path = join(folder, 'script.cjs');
  writeFileSync(path, script);
  return spawnSync(process.execPath, [path], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { PATH: '', NODE_OPTIONS: `--require ${join(folder, 'start.cjs')}`, ...env },
  });
}

const numbers = ({ events }: Recording): readonly number[] =>
  events.flatMap((event) =>
    event.type === 'value-read' && event.value.kind === 'number' ? [event.value.value] : [],
  );
const lostOf = ({ dropped }: Recording): number =>
  Object.values(dropped).reduce((sum, count) => sum + count, 0);
const upTo = (end: number): readonly number[] => Array.from({ length: end }, (_none, at) => at);
const report = (count: number): string => `for (let n = 0; n < ${count}; n++) s.v(4, 0, n);`;
const lastOf = (recording: Recording): ScopeEvent | undefined => recording.events.at(-1);

/** The program behaves as without us, and every event is there. */
function checkEnd(script: string, expected: { readonly exitCode: number | null }): Recording {
  const { recording, result } = run(script);
  const bare = spawn(script);
  const clean = (text: string) => text.replaceAll(/\d+(?= \(v8|:)/gu, '');
  expect([result.status, result.signal, result.stdout]).toEqual([
    bare.status,
    bare.signal,
    bare.stdout,
  ]);
  expect(clean(result.stderr)).toBe(clean(bare.stderr));
  expect(numbers(recording)).toEqual(upTo(numbers(recording).length));
  expect(recording.processes[0]).toMatchObject({ exitCode: expected.exitCode });
  return recording;
}

describe('a process ends', () => {
  it.each([
    ['by itself, after few events', `${report(10)} console.log('out')`, 10, 0],
    ['by itself, after many events', `${report(100_000)} console.log('out')`, 100_000, 0],
    ['by process.exit', `${report(30_000)} process.exit(7)`, 30_000, 7],
    ['by an uncaught exception', `${report(30_000)} null.x`, 30_000, 1],
    ['by an unhandled rejection', `${report(20_000)} Promise.reject(new Error('r'))`, 20_000, 1],
    [
      'with a handler that handles',
      `process.on('uncaughtException', () => process.exit(5)); ${report(100)} throw 1`,
      100,
      5,
    ],
    ['by process.reallyExit', `${report(100)} process.reallyExit(4)`, 100, 4],
    ['with an exit code that was set', `process.exitCode = 3; ${report(100)}`, 100, 3],
  ])('%s', (_how, script, count, exitCode) => {
    const recording = checkEnd(script, { exitCode });
    expect(numbers(recording)).toHaveLength(count);
    expect(recording.problems).toEqual([]);
    expect(lastOf(recording)).toMatchObject({ type: 'process-ended', exitCode });
  });

  it.each([
    ['SIGKILL', `${report(30_000)} process.kill(process.pid, 'SIGKILL')`],
    ['SIGTERM', `${report(30_000)} process.kill(process.pid); setTimeout(() => {}, 5000)`],
  ])('by %s to itself: all that was recorded is kept', (signal, script) => {
    const { recording, result, files } = run(script);
    expect(result.signal).toBe(signal);
    expect(numbers(recording)).toEqual(upTo(30_000));
    expect(files.every((file) => file.endsWith('.part'))).toBe(true);
    expect(recording.processes[0]).toMatchObject({ complete: false });
  });

  it('by abort: all that was recorded is kept', () => {
    const { recording } = run(`${report(5000)} process.abort()`);
    expect(numbers(recording)).toEqual(upTo(5000));
  });

  it('keeps events of later exit listeners', () => {
    const script = `${report(3)} process.on('exit', () => { s.v(4, 0, 3); s.v(4, 0, 4); })`;
    expect(numbers(run(script).recording)).toEqual(upTo(5));
  });

  it('keeps the exit code that an exit listener set last', () => {
    const { recording, result } = run(`${report(3)} process.on('exit', () => process.exit(9))`);
    expect(result.status).toBe(9);
    expect(recording.processes[0]).toMatchObject({ exitCode: 9 });
  });

  it('records the error that ended it', () => {
    const ends = ['throw new TypeError("bad")', 'Promise.reject("why")'].map((script) =>
      run(script).recording.events.find((event) => event.type === 'process-error'),
    );
    expect(ends).toMatchObject([
      { origin: 'uncaught-exception', value: { kind: 'object', name: 'TypeError' } },
      // Node wraps what is no error; the wrapper's message quotes it.
      { origin: 'unhandled-rejection', value: { kind: 'object' } },
    ]);
  });
});

describe('a process goes on', () => {
  it('is not kept alive, and prints nothing, with the worker running', () => {
    const { result, recording } = run(`${report(50_000)} setTimeout(() => {}, 50)`);
    expect([result.status, result.stdout, result.stderr]).toEqual([0, '', '']);
    expect(numbers(recording)).toEqual(upTo(50_000));
  });

  it('writes while it runs: a foreign SIGKILL loses no more than the last moments', () => {
    const script = `${report(30_000)}
      setTimeout(() => require('node:child_process').spawnSync(process.execPath, ['-e',
        'process.kill(' + process.pid + ', "SIGKILL")'], { env: {} }), 100)`;
    const { recording, result } = run(script);
    expect(result.signal).toBe('SIGKILL');
    expect(numbers(recording)).toEqual(upTo(30_000));
  });

  it('writes itself where the worker cannot start', () => {
    const { recording } = run(`${report(60_000)}`, { env: { TEST_NO_WORKER: '1' } });
    expect(numbers(recording)).toEqual(upTo(60_000));
  });

  it('records each worker thread on its own', () => {
    const { recording } = run(`
      const { Worker, isMainThread } = require('node:worker_threads');
      ${report(20_000)}
      if (isMainThread) new Worker(__filename);`);
    expect(new Set(recording.processes.map(({ header }) => header.thread)).size).toBe(2);
    expect(numbers(recording)).toHaveLength(40_000);
    expect(recording.processes.every(({ complete }) => complete)).toBe(true);
  });

  it('records a forked child on its own', () => {
    const { recording } = run(`
      const { fork } = require('node:child_process');
      s.v(4, 0, process.argv.length);
      if (process.argv.length === 2) fork(__filename, ['child']);`);
    expect([...numbers(recording)].sort()).toEqual([2, 3]);
    expect(recording.processes.map(({ complete }) => complete)).toEqual([true, true]);
  });

  it.each(['block', 'drop-newest', 'drop-oldest'] as const)(
    'with a small ring, a busy worker and policy %s loses nothing that it does not count',
    (overflow) => {
      const script = `${report(10_000)} setTimeout(() => { ${report(300_000)} }, 200)`;
      const { recording } = run(script, { config: { overflow, ringBytes: 65_536 } });
      const kept = numbers(recording);
      expect(kept.length + lostOf(recording)).toBe(310_000);
      const second = kept.slice(10_000);
      expect(second.every((value, at) => at === 0 || value > (second[at - 1] as number))).toBe(
        true,
      );
      expect(recording.problems).toEqual([]);
    },
  );

  it.each([
    ['block', 'first'],
    ['drop-newest', 'first'],
    ['drop-oldest', 'last'],
  ] as const)(
    'with a worker that hangs, policy %s counts what is lost and keeps the %s',
    (overflow, which) => {
      writeFileSync(
        join(folder, 'hanging.cjs'),
        `const { workerData } = require('node:worker_threads');
         Atomics.store(new Int32Array(workerData.buffer, 0, 16), ${STATE}, ${WORKER_READY});
         require('node:fs').writeFileSync(${JSON.stringify(join(folder, `ready-${overflow}`))}, '');
         setInterval(() => {}, 1000);`,
      );
      const script = `${report(10_000)}
        const ready = () => require('node:fs').existsSync(${JSON.stringify(join(folder, `ready-${overflow}`))});
        const turn = setInterval(() => { if (ready()) { clearInterval(turn); ${report(50_000)} } }, 20);`;
      const { recording, result } = run(script, {
        config: { overflow, ringBytes: 65_536 },
        env: { TEST_DRAIN: 'hanging.cjs' },
      });
      expect(result.status).toBe(0);
      const kept = numbers(recording);
      const lost = lostOf(recording);
      expect(kept.length + lost).toBe(60_000);
      expect(lost).toBeGreaterThan(30_000);
      expect(recording.dropped).toEqual({ 'ring-full': lost });
      expect(kept.at(-1) === 49_999).toBe(which === 'last');
    },
  );

  it('knows nobody as the caller of what the event loop starts', () => {
    const { recording } = run(`
      const outer = s.e0(1, 0); // its activation never ends
      s.x(1, s.e0(1, outer));
      Promise.resolve().then(() => s.x(1, s.e0(1, outer)));
      setTimeout(() => s.x(1, s.e0(1, outer)), 1);`);
    const parents = recording.events.flatMap((event) =>
      event.type === 'call-start' ? [event.parent] : [],
    );
    expect(parents).toEqual([0, 1, 0, 0]);
  });

  it('stops at the byte limit and counts the rest', () => {
    const config = { limits: { bytesPerRecording: 65_536 } };
    const { recording } = run(report(50_000), { config });
    const kept = numbers(recording);
    expect(kept).toEqual(upTo(kept.length));
    expect(recording.bytes).toBeLessThan(3 * 65_536);
    expect(recording.dropped).toEqual({ 'byte-limit': 50_000 - kept.length });
  });

  it('stops observing at the byte limit where observing may not cost much, and says so', () => {
    const config = { limits: { bytesPerRecording: 65_536, overhead: 100 } };
    const { recording } = run(report(50_000), { config });
    const kept = numbers(recording);
    expect(kept).toEqual(upTo(kept.length));
    expect(kept.length).toBeLessThan(50_000);
    expect(recording.dropped['byte-limit']).toBeGreaterThan(0);
    expect(recording.dropped['byte-limit']).toBeLessThan(100);
  });

  it.each(['', 'process.exit(0)'])('where nothing can be written, and says so once: %s', (end) => {
    const { runDir, remove } = layRun({ sites: SITES });
    writeFileSync(join(runDir, 'recordings'), 'in the way');
    const script = `${report(20_000)} setTimeout(() => { ${report(10)} ${end} }, 20)`;
    const result = spawn(script, { TEST_RUN_DIR: runDir });
    remove();
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(result.stdout.match(/FAILED .*/gu)).toEqual([expect.stringMatching(/EEXIST|ENOTDIR/u)]);
  });

  it('survives its own deepest recursion', () => {
    const { recording, result } = run(`
      function deep(n) { const f = s.e2(1, 0, { n }, 'x' + n); try { return deep(n + 1) + 1 } finally { s.x(1, f) } }
      try { deep(0) } catch (error) { console.log(error instanceof RangeError) }
      s.v(4, 0, 1);`);
    expect(result.stdout).toBe('true\n');
    expect(numbers(recording)).toEqual([1]);
  });
});

describe('a program that replaces what the runtime is made of', () => {
  it('goes on where its stub says that every file exists, and that time stands still', () => {
    const { result, recording } = run(`
      const fs = require('fs');
      fs.existsSync = () => true;
      require('path').join = () => '/';
      JSON.stringify = Buffer.from = process.cwd = Date.now = () => 0;
      ${report(10)}
      setImmediate(() => process.stdout.write('done'));`);
    expect([result.status, result.stdout]).toEqual([0, 'done']);
    expect(numbers(recording)).toEqual(upTo(10));
    expect(recording.processes[0]?.header.startedMs).toBeGreaterThan(0);
  });

  it('sees no asynchronous resource of a burst in its own hooks', () => {
    const { result, recording } = run(`
      const seen = [];
      require('async_hooks').createHook({ init: (_id, type) => seen.push(type) }).enable();
      ${report(10)}
      setImmediate(() => {
        const types = seen.join();
        process.stdout.write(types);
      });`);
    expect(result.stdout).toBe('Immediate');
    expect(numbers(recording)).toEqual(upTo(10));
  });
});
