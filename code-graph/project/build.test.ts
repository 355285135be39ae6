/** Small projects on disk in, facts of their graph out. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { outline } from '../outline.ts';
import { estimateTokens } from '../token-estimate.ts';
import { buildCodeGraph } from './build.ts';
import { cacheFile } from './cache/cache.ts';
import type { CodeGraph } from './code-graph.ts';

const roots: string[] = [];

async function lay(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'scope-graph-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

async function graphOf(files: Readonly<Record<string, string>>): Promise<CodeGraph> {
  return buildCodeGraph(await lay(files), { cacheFile: null });
}

afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

/** Who the function calls: `name confidence`, in any order of files. */
async function checkCallees(
  files: Readonly<Record<string, string>>,
  from: string,
  expected: string,
): Promise<void> {
  const graph = await graphOf(files);
  const seen = graph.callees(from).map(({ to, confidence }) => `${to} ${confidence}`);
  expect(seen.join(', ')).toBe(expected);
}

describe('calls across files', () => {
  it.each([
    [
      'named import, .js that means .ts',
      { 'a.ts': 'import { f as g } from "./b.js"; g()', 'b.ts': 'export function f() {}' },
      'a.ts#',
      'b.ts#f 1',
    ],
    [
      're-exports',
      {
        'a.ts': 'import { x } from "./i"; x()',
        'i/index.ts': 'export * from "../b"',
        'b.ts': 'export { f as x } from "./c"',
        'c.ts': 'export const f = () => 1',
      },
      'a.ts#',
      'c.ts#f 1',
    ],
    [
      'default and namespace',
      {
        'a.ts': 'import d from "./b"; import * as n from "./b"; d(); n.f()',
        'b.ts': 'export default function d() {} export function f() {}',
      },
      'a.ts#',
      'b.ts#d 1, b.ts#f 1',
    ],
    [
      'CommonJS',
      {
        'a.js':
          'const b = require("./b"), { g } = require("./c"), h = require("./h"); b.f(); g(); h()',
        'b.js': 'exports.f = function () {}',
        'c.js': 'module.exports = { g() {} }',
        'h.js': 'module.exports = function make() {}',
      },
      'a.js#',
      'b.js#f 1, c.js#g 1, h.js#make 1',
    ],
    [
      'statics and constructors',
      {
        'a.ts': 'import { C } from "./b"; C.of(); new C()',
        'b.ts': 'export class C { static of() {} constructor() {} }',
      },
      'a.ts#',
      'b.ts#C.of 1, b.ts#C.constructor 1',
    ],
    [
      'this and inheritance',
      {
        'a.ts':
          'import { B } from "./b"; class A extends B { m() { this.n(); super.m(); [1].map(() => this.k()) } k() {} }',
        'b.ts': 'export class B { m() {} n() {} }',
      },
      'a.ts#A.m',
      'b.ts#B.n 1, b.ts#B.m 1, a.ts#A.m/arrow[0] 0.8',
    ],
    [
      'prototypes',
      {
        'a.js':
          'function F() {} F.prototype.m = function () { this.n() }; F.prototype.n = function () {}',
      },
      'a.js#F.m',
      'a.js#F.n 1',
    ],
    [
      'by method name',
      {
        'a.ts': 'function f(c) { c.add(1) }',
        'b.ts': 'class C { add(n) {} } class D { add(n, m) {} } class E { add() {} }',
      },
      'a.ts#f',
      'b.ts#C.add 0.25, b.ts#D.add 0.25',
    ],
    [
      'passed on',
      { 'a.ts': 'import { f } from "./b"; y().give(f)', 'b.ts': 'export function f() {}' },
      'a.ts#',
      'b.ts#f 0.6',
    ],
    [
      'accessors',
      { 'a.ts': 'function f(c) { return c.sum }', 'b.ts': 'class C { get sum() { return 1 } }' },
      'a.ts#f',
      'b.ts#C.sum 0.3',
    ],
    [
      'not into packages',
      { 'a.ts': 'import x from "x"; x.add()', 'b.ts': 'class C { add() {} }' },
      'a.ts#',
      '',
    ],
    [
      'tsconfig paths',
      {
        'tsconfig.json': '{"compilerOptions":{"baseUrl":".","paths":{"@/*":["src/*"]}}}',
        'a.ts': 'import { f } from "@/b"; f()',
        'src/b.ts': 'export function f() {}',
      },
      'a.ts#',
      'src/b.ts#f 1',
    ],
    [
      'a broken tsconfig',
      {
        'tsconfig.json': '{"extends":"@not/there"}',
        'a.ts': 'import { f } from "./b.js"; f()',
        'b.ts': 'export function f() {}',
      },
      'a.ts#',
      'b.ts#f 1',
    ],
    [
      'build output that was built from a source',
      {
        'test/a.ts': 'import { f } from "../dist/b.js"; f()',
        'src/b.ts': 'export function f() {}',
      },
      'test/a.ts#',
      'src/b.ts#f 1',
    ],
    [
      'classes of one name in several functions',
      {
        'a.ts':
          'function f() { class A { m() {} n() { this.m() } } } function g() { class A { m() {} n() { this.m() } } }',
      },
      'a.ts#g.A.n',
      'a.ts#g.A.m 1',
    ],
    [
      'circles of exports',
      {
        'a.ts': 'import { f } from "./b"; f()',
        'b.ts': 'export * from "./c"',
        'c.ts': 'export * from "./b"',
      },
      'a.ts#',
      '',
    ],
  ])('%s', async (_, files, from, expected) => {
    await checkCallees(files as Readonly<Record<string, string>>, from, expected);
  });
});

describe('buildCodeGraph', () => {
  it('finds by name, tests last, and nearly', async () => {
    const graph = await graphOf({
      'test/a.ts': 'function add() {}',
      'b.ts': 'class Cart { add(price) { this.total += price } }',
    });
    expect(graph.findByName('Cart.add').map((node) => node.id)).toEqual([
      'b.ts#Cart.add',
      'test/a.ts#add',
    ]);
    expect(graph.findByName('price').map((node) => node.id)).toEqual([
      'variable:b.ts#Cart.add.price',
    ]);
    expect(graph.findByName('order.total').map((node) => node.id)).toEqual(['property:total']);
    expect(graph.findByName('nothing')).toEqual([]);
    expect(graph.nearMatches('totel', 3)).toEqual(['total']);
    expect(graph.nearMatches('Cart.adds', 2)).toEqual(['add', 'Cart.add']);
    expect(graph.writersOf('cart.total').map((access) => access.node)).toEqual([
      'b.ts#Cart.add/assign[0]',
    ]);
    expect(graph.function('b.ts#Cart.add')?.line).toBe(1);
    expect(graph.function('b.ts#nope')).toBeNull();
    expect(graph.callers('b.ts#nope')).toEqual([]);
  });

  it('parses again only what changed, and forgets what is gone', async () => {
    const root = await lay({ 'a.ts': 'function f() {}', 'b.ts': 'function g() {}', 'c.ts': '' });
    expect((await buildCodeGraph(root)).stats()).toMatchObject({ files: 3, cached: 0 });
    const warm = await buildCodeGraph(root);
    expect(warm.stats()).toMatchObject({ files: 3, cached: 3 });
    await writeFile(join(root, 'a.ts'), 'function h() { f.x = 1 }');
    await rm(join(root, 'c.ts'));
    const changed = await buildCodeGraph(root);
    expect(changed.stats()).toMatchObject({ files: 2, cached: 1 });
    expect(changed.functions().map((fn) => fn.id)).toEqual(['a.ts#h', 'b.ts#g']);
    expect(await readFile(join(root, '.scope/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('keeps what it read of a dependency for the next run that asks for it', async () => {
    const root = await lay({ 'a.ts': '', 'node_modules/x/index.js': 'exports.f = () => 1' });
    const extraFiles = ['node_modules/x/index.js'];
    await buildCodeGraph(root, { extraFiles });
    expect((await buildCodeGraph(root)).stats()).toMatchObject({ files: 1, cached: 1 });
    expect((await buildCodeGraph(root, { extraFiles })).stats()).toMatchObject({
      files: 2,
      cached: 2,
    });
  });

  it('says that the cache cannot be written, and builds all the same', async () => {
    const root = await lay({ 'a.ts': 'function f() {}', '.scope': 'a file in the way' });
    const graph = await buildCodeGraph(root);
    expect(graph.functions().length).toBe(1);
    expect(graph.problems.map((problem) => problem.where)).toEqual([cacheFile(graph.root)]);
  });

  it('gives the same graph from the cache', async () => {
    const root = await lay({
      'a.ts': 'import { f } from "./b"; export class A { x = 1; m() { f(this.x) } }',
      'b.ts': 'export let n = 0; export function f(v) { n += v; return { v } }',
    });
    const cold = (await buildCodeGraph(root)).graph.export();
    const warm = await buildCodeGraph(root);
    expect(warm.stats().cached).toBe(2);
    expect(JSON.stringify(warm.graph.export())).toBe(JSON.stringify(cold));
  });

  it('starts over when the cache is broken', async () => {
    const root = await lay({ 'a.ts': 'function f() {}', '.scope/cache/x': '' });
    await writeFile(cacheFile(root), 'not a cache');
    const graph = await buildCodeGraph(root);
    expect(graph.functions().length).toBe(1);
    expect((await buildCodeGraph(root)).stats().cached).toBe(1);
  });

  it('turns bad files into problems and keeps the others', async () => {
    const graph = await graphOf({
      'a.ts': 'function f() {}\nlet = = ;',
      'b.js': 'x\0y',
      'c.js': `var a=1;${'f(1);'.repeat(6_000)}`,
      'd.ts': 'function g() {}',
    });
    expect(graph.functions().map((fn) => fn.id)).toEqual(['a.ts#f', 'd.ts#g']);
    expect(graph.problems.map((problem) => problem.where)).toEqual(['a.ts:2', 'b.js', 'c.js']);
  });

  it('says that a file someone asked for is not there, and is silent about deleted ones', async () => {
    const root = await lay({ 'a.ts': '', 'b.ts': '' });
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['add', '.'], { cwd: root });
    await rm(join(root, 'b.ts'));
    const graph = await buildCodeGraph(root, { cacheFile: null, extraFiles: ['x/y.js'] });
    expect(graph.paths()).toEqual(['a.ts']);
    expect(graph.problems.map((problem) => problem.message)).toEqual(['x/y.js: is not there']);
  });

  it('asks git which files count', async () => {
    const root = await lay({ 'a.ts': '', 'ignored.ts': '', '.gitignore': 'ignored.ts\n' });
    execFileSync('git', ['init', '-q'], { cwd: root });
    expect((await buildCodeGraph(root, { cacheFile: null })).paths()).toEqual(['a.ts']);
  });

  it('leaves dependencies and outputs out, unless asked for', async () => {
    const files = {
      'a.ts': 'import x from "x"; import { readFile } from "fs"; x()',
      'dist/a.js': '',
      'a.d.ts': '',
      'node_modules/x/index.js': 'module.exports = function x() {}',
      'node_modules/x/package.json': '{"name":"x","main":"index.js"}',
    };
    const root = await lay(files);
    const plain = await buildCodeGraph(root, { cacheFile: null });
    expect(plain.paths()).toEqual(['a.ts']);
    expect(plain.graph.hasNode('npm:x') && plain.graph.hasNode('node:fs')).toBe(true);
    const more = await buildCodeGraph(root, {
      cacheFile: null,
      extraFiles: ['node_modules/x/index.js'],
    });
    expect(more.callees('a.ts#').map((edge) => edge.to)).toEqual(['node_modules/x/index.js#x']);
  });

  it('refuses a root that is no folder', async () => {
    const root = await lay({ 'a.ts': '' });
    await expect(buildCodeGraph(join(root, 'a.ts'))).rejects.toMatchObject({
      code: 'project-unreadable',
    });
    await expect(buildCodeGraph(join(root, 'no'))).rejects.toMatchObject({
      code: 'project-unreadable',
    });
  });
});

describe('outline', () => {
  const files = {
    'a.ts':
      'export class Cart { total = 0; async add(price) {\n for (const p of price) this.total += tax(p) } }\nfunction tax(p) { return p.rate }',
  };
  it('shows functions, calls and accesses with node ids', async () => {
    const text = outline(
      await graphOf(files),
      ['a.ts#Cart.add/assign[0]', 'a.ts#tax', 'property:total'],
      500,
    );
    expect(text).toBe(
      [
        'a.ts',
        '  #Cart.add async method Cart.add(price) [1-2, complexity 2, loops 1]',
        '    calls #tax',
        '    writes p /for-in[0]:2, .total /assign[0]:2',
        '    reads .total /member[0]:2',
        '  #tax function tax(p) [3-3, complexity 1]',
        '    called by #Cart.add',
        '    reads .rate /member[0]:3',
        'names',
        '  property total',
        '    written at a.ts#/field[0]:1, a.ts#Cart.add/assign[0]:2',
        '    read at a.ts#Cart.add/member[0]:2',
      ].join('\n'),
    );
  });
  it.each([0, 1, 20, 40, 60, 80, 120])('stays within %d tokens', async (tokens) => {
    const graph = await graphOf(files);
    const text = outline(graph, ['a.ts#Cart.add', 'a.ts#tax', 'nope'], tokens);
    expect(estimateTokens(text)).toBeLessThanOrEqual(tokens);
    expect(outline(graph, ['a.ts#Cart.add', 'a.ts#tax', 'nope'], tokens)).toBe(text);
  });
});
