/** The preload as it is shipped, in a real process whose file it serves. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleTarget } from '../../bundle-target.mjs';
import { layRun } from '../recorded.contract.ts';
import { mergeRecordings } from '../recording.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-preload-')));

beforeAll(() =>
  bundleTarget(
    ['preload', 'drain'].map((name) => `capture/runtime/${name}.ts`),
    folder,
  ),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `body`, served with `s` as the sink, as the program. */
function runServed(body: string, args: readonly string[] = [], redactNames: string[] = []) {
  const program = join(folder, 'program.cjs');
  writeFileSync(program, '');
  const sha1 = createHash('sha1').update('').digest('hex');
  const { runDir, remove } = layRun({ sites: ['value'], config: { redactNames } });
  try {
    mkdirSync(join(runDir, 'overlay'), { recursive: true });
    writeFileSync(
      join(runDir, 'overlay', '0'),
      `const s = globalThis[Symbol.for('scope.sink')];${body}`,
    );
    const files = [{ path: program, overlay: '0', sha1 }];
    writeFileSync(join(runDir, 'files.json'), JSON.stringify({ version: 1, files, redactNames }));
    const result = spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      timeout: 20_000,
      env: {
        PATH: '',
        NODE_OPTIONS: `--require ${join(folder, 'preload.cjs')}`,
        SCOPE_RUN_DIR: runDir,
      },
    });
    const notes = readFileSync(join(runDir, 'host.jsonl'), 'utf8');
    return { result, notes, recording: mergeRecordings(runDir) };
  } finally {
    remove();
  }
}

it('tells the program of its own workers and not of the one that writes the recording', () => {
  const { result, recording } = runServed(`
    const told = [];
    process.on('worker', (worker) => told.push(worker));
    for (let n = 0; n < 50_000; n++) s.v(1, 0, n);
    setImmediate(() => {
      for (let n = 0; n < 50_000; n++) s.v(1, 0, n);
      const own = new (require('worker_threads').Worker)('0', { eval: true });
      own.on('exit', () => console.log(told.length, told[0] === own));
    });`);
  expect([result.status, result.stdout, result.stderr]).toEqual([0, '1 true\n', '']);
  expect(recording.events.filter((event) => event.type === 'value-read')).toHaveLength(100_000);
});

it('keeps secrets of the command line to itself', () => {
  const args = ['--db-password=hunter2', '--token', 'hunter2', '--verbose'];
  const { result, recording, notes } = runServed('s.v(1, 0, process.argv.length);', args, [
    'password',
    'token',
  ]);
  expect(result.status).toBe(0);
  expect(notes).toContain('--verbose');
  expect(notes).not.toContain('hunter2');
  expect(recording.processes[0]?.header.argv.slice(2)).toEqual([
    '--db-password=[redacted]',
    '--token',
    '[redacted]',
    '--verbose',
  ]);
});

it('goes on, and keeps what it saw, when the program takes the global names away', () => {
  const { result, recording } = runServed(`
    const { stdout } = process;
    for (const name of Object.getOwnPropertyNames(globalThis))
      if (!/^(?:globalThis|Reflect|undefined|NaN|Infinity)$/.test(name)) Reflect.deleteProperty(globalThis, name);
    for (let n = 0; n < 20_000; n++) s.v(1, 0, { n: 'text ' + n });
    stdout.write(typeof process + typeof Error + typeof Map + '\\n');`);
  expect([result.status, result.stdout, result.stderr]).toEqual([
    0,
    'undefinedundefinedundefined\n',
    '',
  ]);
  expect(recording.events.filter((event) => event.type === 'value-read')).toHaveLength(20_000);
  expect(recording.processes[0]).toMatchObject({ exitCode: 0, complete: true });
});

it('adds no listener that the program can count', () => {
  const { result, recording } = runServed(`
    s.v(1, 0, 1);
    process.on('exit', () => console.log(process.eventNames().map(String).join()));
    setImmediate(() => { throw new TypeError('seen'); });
    process.on('uncaughtException', () => {});`);
  expect(result.stdout).toBe(
    spawnSync(
      process.execPath,
      [
        '-e',
        "process.on('exit', () => console.log(process.eventNames().map(String).join())); process.on('uncaughtException', () => {});",
      ],
      { encoding: 'utf8' },
    ).stdout,
  );
  expect(recording.events.find((event) => event.type === 'process-error')).toMatchObject({
    origin: 'uncaught-exception',
    value: { name: 'TypeError' },
  });
});
