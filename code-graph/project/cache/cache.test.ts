/** Builds of one small project with its cache tampered with in between: what is built again, and what is said about it. */
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildCodeGraph } from '../build.ts';
import type { CodeGraph } from '../code-graph.ts';
import { openCurrentGraph } from '../watch/current.ts';
import { cacheFile } from './cache.ts';
import { isUnchanged } from './stamp.ts';
import type { Stamp } from './stamp.ts';

const roots: string[] = [];

afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

/** A built project of three files; `null` among them is a left-out one. */
async function lay(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'scope-cache-'));
  roots.push(root);
  await writeFile(join(root, 'a.ts'), 'import { f } from "./b"; export const g = () => f(1)');
  await writeFile(join(root, 'b.ts'), 'export function f(x) { return x.y }');
  await writeFile(join(root, 'c.js'), 'x\0y');
  await buildCodeGraph(root);
  return root;
}

const notices = (graph: CodeGraph): string =>
  graph.problems
    .filter(({ where }) => where?.includes('.scope') === true)
    .map(({ message }) => message)
    .join('; ');

async function blobs(root: string): Promise<readonly string[]> {
  const folder = dirname(cacheFile(root));
  return (await readdir(folder))
    .filter((name) => name.endsWith('.bin'))
    .map((name) => join(folder, name));
}

type Tamper = (root: string) => Promise<void>;

const editIndex =
  (edit: (index: Record<string, unknown>) => unknown): Tamper =>
  async (root) => {
    const index = JSON.parse(await readFile(cacheFile(root), 'utf8')) as Record<string, unknown>;
    await writeFile(cacheFile(root), JSON.stringify(edit(index)));
  };

const NEW = /is of another version and is made anew/u;
const DAMAGED = /is damaged and is made anew/u;
const linksOf = (root: string): string => join(dirname(cacheFile(root)), 'links.bin');
const PARTLY = /is damaged in part; that part is made anew/u;

describe('a cache that cannot be used as it is', () => {
  const cases: readonly (readonly [string, Tamper, number, RegExp])[] = [
    ['untouched', async () => undefined, 2, /^$/u],
    ['of another format', editIndex((index) => ({ ...index, format: 99 })), 0, NEW],
    ['of other facts', editIndex((index) => ({ ...index, facts: -1 })), 0, NEW],
    ['null', editIndex(() => null), 0, NEW],
    ['without rows', editIndex((index) => ({ ...index, rows: 'x' })), 0, DAMAGED],
    ['with a row of nothing', editIndex((index) => ({ ...index, rows: [[1]] })), 0, DAMAGED],
    ['naming no blob', editIndex((index) => ({ ...index, blobs: [] })), 0, DAMAGED],
    ['cut off', (root) => writeFile(cacheFile(root), '{"format":2,"fac'), 0, DAMAGED],
    [
      'with a blob that is gone',
      async (root) => {
        for (const blob of await blobs(root)) await rm(blob);
      },
      0,
      PARTLY,
    ],
    [
      'with a blob that was cut off',
      async (root) => {
        for (const blob of await blobs(root))
          await writeFile(blob, (await readFile(blob)).subarray(0, -1));
      },
      1,
      PARTLY,
    ],
    [
      'with a byte turned',
      async (root) => {
        for (const blob of await blobs(root)) {
          const bytes = await readFile(blob);
          bytes[40] = (bytes[40] ?? 0) ^ 1;
          await writeFile(blob, bytes);
        }
      },
      1,
      PARTLY,
    ],
    [
      'with linked calls that were cut off',
      async (root) => {
        await writeFile(linksOf(root), (await readFile(linksOf(root))).subarray(0, -1));
      },
      2,
      /linked calls in the cache are damaged and are made anew/u,
    ],
    ['with no linked calls', (root) => writeFile(linksOf(root), ''), 2, /linked calls .* damaged/u],
  ];
  it.each(cases)('%s', async (_, tamper, cached, notice) => {
    const root = await lay();
    const before = JSON.stringify((await buildCodeGraph(root)).graph.export());
    await tamper(root);
    const graph = await buildCodeGraph(root);
    expect(graph.stats()).toMatchObject({ files: 2, cached });
    expect(notices(graph)).toMatch(notice);
    expect(graph.problems.filter(({ where }) => where === 'c.js').length).toBe(1);
    expect(JSON.stringify(graph.graph.export())).toBe(before);
    const after = await buildCodeGraph(root);
    expect(after.stats().cached).toBe(2);
    expect(notices(after)).toBe('');
  });
});

describe('the cache', () => {
  it('is not asked about content where the stamp says enough', async () => {
    const root = await lay();
    const edit = (loose: number): Tamper =>
      editIndex((index) => ({
        ...index,
        rows: (index['rows'] as unknown[][]).map((row) => row.with(4, loose).with(5, 'no hash')),
      }));
    await edit(0)(root);
    expect((await buildCodeGraph(root)).stats().cached).toBe(2);
    await edit(1)(root);
    expect((await buildCodeGraph(root)).stats().cached).toBe(0);
  });

  it('is whole after builds at the same time', async () => {
    const root = await lay();
    for (let round = 0; round < 10; round += 1) {
      await writeFile(join(root, 'b.ts'), `export function f(x) { return x.y${round} }`);
      const graphs = await Promise.all([buildCodeGraph(root), buildCodeGraph(root)]);
      for (const graph of graphs) {
        expect(graph.readersOf(`y${round}`).length).toBe(1);
        expect(notices(graph)).toBe('');
      }
    }
    const after = await buildCodeGraph(root);
    expect(after.stats()).toMatchObject({ files: 2, cached: 2 });
    expect((await readdir(dirname(cacheFile(root)))).filter((name) => /part$/u.test(name))).toEqual(
      [],
    );
  });

  it('forgets files whose blob another process took away', async () => {
    const root = await lay();
    const current = await openCurrentGraph(root);
    for (const name of await readdir(dirname(cacheFile(root))))
      if (/^facts-.*\.bin$/u.test(name)) await rm(join(dirname(cacheFile(root)), name));
    await writeFile(join(root, 'b.ts'), 'export function f(x) { return x.other }');
    await current.update(['b.ts']);
    await current.save();
    const after = await buildCodeGraph(root);
    expect(after.stats()).toMatchObject({ files: 2, cached: 1 });
    expect(notices(after)).toBe('');
  });
  it('moves into one blob file before there are many', async () => {
    const root = await lay();
    for (let round = 0; round < 30; round += 1) {
      await writeFile(join(root, 'b.ts'), `export function f(x) { return x.y${round} }`);
      await buildCodeGraph(root);
      const { blobs: named } = JSON.parse(await readFile(cacheFile(root), 'utf8')) as {
        blobs: readonly string[];
      };
      expect(named.length).toBeLessThanOrEqual(9);
    }
    expect((await buildCodeGraph(root)).stats().cached).toBe(2);
  });
});

describe('linked calls in the cache', () => {
  const callees = (graph: CodeGraph): string =>
    graph
      .callees('a.ts#')
      .map(({ to, sites }) => `${to} ${sites.map(({ node, line }) => `${node}:${line}`)}`)
      .join();
  const links = (root: string): string => join(dirname(cacheFile(root)), 'links.bin');
  const config = (root: string, folder: string): Promise<void> =>
    writeFile(
      join(root, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { paths: { '@/*': [`./${folder}/*`] } } }),
    );

  async function layPaths(): Promise<string> {
    const root = await mkdtemp(join(tmpdir(), 'scope-links-'));
    roots.push(root);
    await writeFile(join(root, 'a.ts'), 'import { f } from "@/b";\nf()');
    for (const folder of ['one', 'two']) {
      await mkdir(join(root, folder));
      await writeFile(join(root, folder, 'b.ts'), 'export function f() {}');
    }
    await config(root, 'one');
    return root;
  }

  it.each(['now', 'asked'] as const)('are said where they are damaged: linked %s', async (when) => {
    const root = await layPaths();
    await buildCodeGraph(root);
    await writeFile(links(root), 'no links');
    const graph = await buildCodeGraph(root, { links: when });
    expect(callees(graph)).toBe('one/b.ts#f a.ts#/call[0]:2');
    expect(notices(graph)).toMatch(/linked calls in the cache are damaged/u);
    expect(notices(await buildCodeGraph(root))).toBe('');
  });

  it('are the ones that linking gave', async () => {
    const root = await layPaths();
    const linked = await buildCodeGraph(root);
    const before = await readFile(links(root));
    const read = await buildCodeGraph(root);
    expect(callees(read)).toBe('one/b.ts#f a.ts#/call[0]:2');
    expect(read.callers('one/b.ts#f')).toEqual(linked.callees('a.ts#'));
    expect(await readFile(links(root))).toEqual(before);
  });

  it('are linked again where an import leads elsewhere, though no source changed', async () => {
    const root = await layPaths();
    await buildCodeGraph(root);
    await config(root, 'two');
    expect(callees(await buildCodeGraph(root))).toBe('two/b.ts#f a.ts#/call[0]:2');
  });

  it.each([0, 3, 40])('are linked again where byte %d is wrong', async (at) => {
    const root = await layPaths();
    await buildCodeGraph(root);
    const bytes = await readFile(links(root));
    bytes[at] = (bytes[at] ?? 0) ^ 255;
    await writeFile(links(root), bytes);
    expect(callees(await buildCodeGraph(root))).toBe('one/b.ts#f a.ts#/call[0]:2');
  });
});

describe('isUnchanged', () => {
  const stamp: Stamp = { size: 3, mtimeMs: 10.5, ctimeMs: 11, loose: false };
  it.each([
    [stamp, stamp, true],
    [stamp, { ...stamp, loose: true }, true],
    [{ ...stamp, loose: true }, stamp, false],
    [stamp, { ...stamp, size: 4 }, false],
    [stamp, { ...stamp, mtimeMs: 10.6 }, false],
    [stamp, { ...stamp, ctimeMs: 12 }, false],
  ])('%j %j', (before, now, expected) => {
    expect(isUnchanged(before, now)).toBe(expected);
  });
});
