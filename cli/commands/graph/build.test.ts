/** `scope graph build` on small projects: what it prints, what it reads, and what it says of changes. */
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Io } from '../../io.ts';
import { runCli } from '../../run.ts';

const roots: string[] = [];

afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

async function lay(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'scope-build-'));
  roots.push(root);
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

interface Process {
  readonly io: Io;
  out: string;
  err: string;
  interrupt: () => void;
  /** Called with everything on stdout whenever there is more. */
  heard: (out: string) => void;
}

function start(cwd: string): Process {
  const process: Process = {
    out: '',
    err: '',
    interrupt: () => undefined,
    heard: () => undefined,
    io: {
      cwd,
      env: {},
      out: {
        isTerminal: false,
        columns: 80,
        write(text) {
          process.out += text;
          process.heard(process.out);
        },
      },
      err: { isTerminal: false, columns: 80, write: (text) => void (process.err += text) },
      onInterrupt(say) {
        process.interrupt = say;
        return () => undefined;
      },
    },
  };
  return process;
}

const FILES = {
  'a.ts': 'import { f } from "x"; f()',
  'node_modules/x/package.json': '{"name":"x","main":"dist/index.js"}',
  'node_modules/x/dist/index.js': 'exports.f = () => 1',
  'node_modules/x/index.d.ts': 'export const f: () => 1',
};

it('prints one document with what was read', async () => {
  const root = await lay(FILES);
  const run = start(dirname(root));
  expect(await runCli(['graph', 'build', root, '--json'], run.io)).toBe(0);
  const document = JSON.parse(run.out) as Record<string, unknown>;
  expect(Object.keys(document)).toEqual([
    'files',
    'lines',
    'ms',
    'cached',
    'nodes',
    'edges',
    'rssBytes',
    'problems',
  ]);
  expect(document).toMatchObject({ files: 1, lines: 1, cached: 0, nodes: 2, edges: 1 });
});

it('reads installed packages when it is asked to', async () => {
  const root = await lay(FILES);
  const run = start(root);
  expect(await runCli(['graph', 'build', '--include-packages', '--json'], run.io)).toBe(0);
  expect(JSON.parse(run.out)).toMatchObject({ files: 2, problems: [] });
});

it('builds the bodies of all functions with a stated limit', async () => {
  const run = start(await lay({ 'a.ts': 'export function f(x) { return x }\n', 'b.ts': 'f()' }));
  expect(await runCli(['graph', 'build', '--bodies', '--memory', '1'], run.io)).toBe(0);
  expect(run.out).toMatch(/bodies of 3 functions in .* limit 1 MB, .* 0 files evicted/u);
});

it('refuses a limit that is none', async () => {
  const run = start(await lay({ 'a.ts': '' }));
  expect(await runCli(['graph', 'build', '--memory', 'much'], run.io)).toBe(2);
  expect(run.err).toMatch(/--memory takes megabytes, not much/u);
});

it('builds where nothing can be kept, and says so', async () => {
  const run = start(await lay({ 'a.ts': 'export const a = 1', '.scope': 'a file in the way' }));
  expect(await runCli(['graph', 'build'], run.io)).toBe(0);
  expect(run.out).toMatch(/^1 file, 1 line [\s\S]*the code graph was not cached/u);
});

it('says in one line that a cache was of no use', async () => {
  const root = await lay({ 'a.ts': 'export const a = 1' });
  await mkdir(join(root, '.scope/cache'), { recursive: true });
  await writeFile(join(root, '.scope/cache/facts.json'), 'not a cache');
  const run = start(root);
  expect(await runCli(['graph', 'build'], run.io)).toBe(0);
  expect(run.out.split('\n').filter((line) => /anew/u.test(line)).length).toBe(1);
});

it('watches: one line a change, and everything kept when it is interrupted', async () => {
  const root = await lay({ 'a.ts': 'export const a = 1' });
  await writeFile(join(root, 'next'), 'export function more() {}');
  const run = start(root);
  const steps: readonly (readonly [RegExp, () => void])[] = [
    // In one step, as editors do: an empty file in between would be a change of its own.
    [/^1 file, /u, () => void rename(join(root, 'next'), join(root, 'a.ts'))],
    [/\na\.ts: .*, nodes \+1 -1, edges \+2 -3\n/u, () => run.interrupt()],
  ];
  let step = 0;
  run.heard = (out) => {
    const due = steps[step];
    if (due?.[0].test(out) !== true) return;
    step += 1;
    // The first line comes before the listener is there, which is made in the same turn.
    setImmediate(due[1]);
  };
  expect(await runCli(['graph', 'build', '--watch'], run.io)).toBe(0);
  expect(step).toBe(2);
  expect((await readdir(join(root, '.scope/cache'))).filter((name) => /part/u.test(name))).toEqual(
    [],
  );
  const after = start(root);
  await runCli(['graph', 'build', '--json'], after.io);
  expect(JSON.parse(after.out)).toMatchObject({ files: 1, cached: 1 });
});

it('watches: what happens to many files, one after the other, is told at once', async () => {
  const many = Array.from({ length: 120 }, (_, at) => `sub/f${at}.ts`);
  const root = await lay({
    'a.ts': 'export const a = 1',
    ...Object.fromEntries(many.map((path) => [path, 'export function f() {}'])),
  });
  const run = start(root);
  const lines = (): readonly string[] =>
    run.out.split('\n').filter((line) => /edges \+/u.test(line));
  let isBegun = false;
  run.heard = () => {
    const gone = lines().map((line) => Number(/nodes \+\d+ -(\d+)/u.exec(line)?.[1]));
    if (gone.reduce((sum, one) => sum + one, 0) === 200) run.interrupt();
    if (isBegun) return;
    isBegun = true;
    setImmediate(() => {
      void (async () => {
        await writeFile(join(root, 'b.ts'), 'export const b = 1');
        for (const path of many.slice(0, 100)) await rm(join(root, path));
      })();
    });
  };
  expect(await runCli(['graph', 'build', '--watch'], run.io)).toBe(0);
  // One, where nothing else keeps the machine busy.
  expect(lines().length).toBeLessThanOrEqual(3);
  expect(lines().join()).toMatch(/ and \d+ more files \((?:1 new, )?\d+ gone\): /u);
});
