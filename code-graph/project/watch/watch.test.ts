/** A project that changes under a graph that is kept: what is reported, and that the graph is the one a build would make. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildCodeGraph } from '../build.ts';
import type { CodeGraph } from '../code-graph.ts';
import { openCurrentGraph } from './current.ts';
import type { CurrentGraph, GraphChange } from './current.ts';
import { listen } from './listen.ts';
import type { Listener } from './listen.ts';

const roots: string[] = [];

afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

async function put(root: string, files: Readonly<Record<string, string | null>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) await rm(join(root, path));
    else {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  }
}

const FILES = {
  'a.ts': 'import { f } from "./b"; export function g(o) { f(o); o.run() }',
  'b.ts': 'export function f(o) { return o.total }',
  'c.ts': 'export class C { run() {} get total() { return 1 } }',
  '.gitignore': 'ignored.ts\nout2/\n',
  'ignored.ts': 'export const no = 1',
};

async function lay(): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'scope-watch-')));
  roots.push(root);
  await put(root, FILES);
  execFileSync('git', ['init', '-q'], { cwd: root });
  return root;
}

const dump = (graph: CodeGraph): string => JSON.stringify([graph.problems, graph.graph.export()]);

async function checkSame(current: CurrentGraph): Promise<void> {
  const built = await buildCodeGraph(current.root, { cacheFile: null });
  expect(dump(current.graph())).toBe(dump(built));
}

const said = ({ files, nodesAdded, nodesRemoved, edgesAdded, edgesRemoved }: GraphChange): string =>
  `${files.join()} +${nodesAdded} -${nodesRemoved} nodes +${edgesAdded} -${edgesRemoved} edges`;

describe('update', () => {
  it.each([
    [
      'a function more',
      { 'b.ts': `${FILES['b.ts']}; export function h() {}` },
      'b.ts +1 -0 nodes +2 -0 edges',
    ],
    ['another name', { 'b.ts': 'export function f(o) { return o.sum }' }, 'b.ts +1 -1 nodes'],
    ['an export gone', { 'b.ts': 'function f(o) { return o.total }' }, 'b.ts +0 -0 nodes +0 -'],
    ['the same text', { 'b.ts': FILES['b.ts'] }, ''],
    ['only where things stand', { 'b.ts': `\n\n${FILES['b.ts']}` }, 'b.ts +0 -0 nodes +0 -0 edges'],
    [
      'broken syntax',
      { 'b.ts': 'export function f(o) { return o.total }\nlet = = ;' },
      'b.ts +0 -0 nodes +0 -0 edges',
    ],
    ['no text', { 'b.ts': 'x\0y' }, 'b.ts +0 -3 nodes +0 -'],
    [
      'a method of a name that is called',
      { 'c.ts': 'class C { run() {} } class D { run() {} }' },
      'c.ts +2 -1 nodes',
    ],
  ])('%s', async (_, files, expected) => {
    const current = await openCurrentGraph(await lay());
    await put(current.root, files);
    const change = await current.update(Object.keys(files));
    expect(change === null ? '' : said(change)).toContain(expected);
    expect(change === null).toBe(expected === '');
    await checkSame(current);
  });

  it('lists anew what came and went', async () => {
    const current = await openCurrentGraph(await lay());
    await put(current.root, { 'b.ts': null, 'sub/b.ts': FILES['b.ts'], 'out2/x.ts': '' });
    const change = await current.update(null);
    expect(change?.files).toEqual(['b.ts', 'sub/b.ts']);
    await checkSame(current);
  });

  it('keeps for the next start what it read', async () => {
    const current = await openCurrentGraph(await lay());
    await put(current.root, { 'b.ts': 'export function other() {}' });
    await current.update(['b.ts']);
    await current.save();
    expect((await buildCodeGraph(current.root)).stats()).toMatchObject({ files: 3, cached: 3 });
  });
});

describe('listen', () => {
  /** Makes changes one after the other, each once the one before was taken in. */
  async function follow(
    steps: readonly Readonly<Record<string, string | null>>[],
  ): Promise<readonly string[]> {
    const current = await openCurrentGraph(await lay(), { cacheFile: null });
    const heard: GraphChange[] = [];
    let wake = (): void => undefined;
    const listener = listen(current, {
      onChange(change) {
        heard.push(change);
        wake();
      },
      onProblem(message) {
        throw new Error(message);
      },
    });
    for (const step of steps) {
      const due = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await put(current.root, step);
      await due;
    }
    await listener.close();
    await checkSame(current);
    return heard.flatMap(({ files }) => files);
  }

  it('hears of files that change, come and go, in new folders too, and of no ignored ones', async () => {
    const files = await follow([
      { 'ignored.ts': 'export const no = 2', 'b.ts': 'export function f() {}' },
      { 'new/deep/d.ts': 'export function d() {}' },
      { 'new/deep/d.ts': 'export function e() {}' },
      { 'new/deep/d.ts': null },
    ]);
    expect([...new Set(files)]).toEqual(['b.ts', 'new/deep/d.ts']);
    expect(files.length).toBeGreaterThanOrEqual(4);
  });

  it('hears of files in folders that were empty, and in folders that were made anew', async () => {
    const current = await openCurrentGraph(await lay(), { cacheFile: null });
    let told = (_files: readonly string[]): void => undefined;
    const listener = listen(current, {
      onChange: ({ files }) => told(files),
      onProblem: (message) => assert.fail(message),
    });
    const next = (): Promise<readonly string[]> =>
      new Promise((resolve) => {
        told = resolve;
      });
    const folder = join(current.root, 'later/deep');
    await mkdir(folder, { recursive: true });
    // Beside it: what tells that the folder was heard of, still empty.
    let heard = next();
    await put(current.root, { 'b.ts': 'export function f() {}' });
    expect(await heard).toEqual(['b.ts']);
    for (const text of ['export const d = 1', 'export const e = 2']) {
      heard = next();
      await put(current.root, { 'later/deep/d.ts': text });
      expect(await heard).toEqual(['later/deep/d.ts']);
      heard = next();
      await rm(join(current.root, 'later'), { recursive: true });
      expect(await heard).toEqual(['later/deep/d.ts']);
      heard = next();
      await mkdir(folder, { recursive: true });
      await put(current.root, { 'b.ts': `export const x = '${text}'` });
      expect(await heard).toEqual(['b.ts']);
    }
    await listener.close();
    await checkSame(current);
  });

  it('says where it cannot prepare, and hears on', async () => {
    const current = await openCurrentGraph(await lay(), { cacheFile: null });
    const said: string[] = [];
    let listener: Listener | null = null;
    const heard = new Promise<GraphChange>((onChange) => {
      const prepare = (): void => {
        void put(current.root, { 'b.ts': 'export function other() {}' });
        throw new RangeError('too much');
      };
      const onProblem = (message: string): number => said.push(message);
      listener = listen({ ...current, prepare }, { onChange, onProblem });
    });
    expect((await heard).files).toEqual(['b.ts']);
    await (listener as Listener | null)?.close();
    expect(said).toEqual(['too much']);
  });
});
