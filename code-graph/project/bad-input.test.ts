/** Projects that are wrong or strange on disk: what is left of them, and what is said about the rest. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildCodeGraph } from './build.ts';
import type { CodeGraph } from './code-graph.ts';
import { linkedPackages } from './discover.ts';

const roots: string[] = [];

async function lay(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'scope-bad-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

const ids = (graph: CodeGraph): string =>
  graph
    .functions()
    .map((fn) => fn.id)
    .join(' ');

const said = (graph: CodeGraph): string => graph.problems.map(({ message }) => message).join('\n');

/** Ids of the functions, then what is said. */
async function check(
  files: Readonly<Record<string, string | Buffer>>,
  expected: string,
  messages: RegExp,
): Promise<void> {
  const graph = await buildCodeGraph(await lay(files), { cacheFile: null });
  expect(ids(graph)).toBe(expected);
  expect(said(graph)).toMatch(messages);
}

describe('text that is wrong', () => {
  it.each<[string, string | Buffer, string, RegExp]>([
    [
      'an error in the middle',
      'function f() {}\nconst = = ;\nfunction g() {}',
      'x.ts#f x.ts#g',
      /^x\.ts:2: cannot read/u,
    ],
    [
      'an error inside a function',
      'function f() { if ( }\nfunction g() {}',
      'x.ts#f x.ts#g',
      /^x\.ts:1: /u,
    ],
    ['a class that never ends', 'class A { m() {} ', 'x.ts#A.m', /^x\.ts:1: \} is missing/u],
    ['a file that is no code', 'Dear Sir or Madam,\n\nyours', '', /^x\.ts:1: cannot read/u],
    ['an empty file', '', '', /^$/u],
    ['a byte order mark', '\uFEFFfunction f() {}', 'x.ts#f', /^$/u],
    [
      'Latin-1',
      Buffer.from('function f() { return "\xe9" }', 'latin1'),
      'x.ts#f',
      /^x\.ts: is not UTF-8; /u,
    ],
    [
      'UTF-16',
      Buffer.from('\uFEFFfunction f() {}', 'utf16le'),
      '',
      /^x\.ts: left out: UTF-16, .*save it as UTF-8$/u,
    ],
    [
      'UTF-16, the other way round',
      Buffer.from('\uFEFFf()', 'utf16le').swap16(),
      '',
      /left out: UTF-16/u,
    ],
    [
      'an image with the name of code',
      Buffer.from('89504e470d0a1a0a0000000d', 'hex'),
      '',
      /^x\.ts: left out: not a text file$/u,
    ],
    ['minified', `var a=1;${'f(1);'.repeat(6_000)}`, '', /^x\.ts: left out: looks minified$/u],
    ['9 MB', 'f(1);\n'.repeat(1_500_000), '', /^x\.ts: left out: 9000000 bytes$/u],
  ])('%s', async (_name, text, functions, messages) => {
    const expected = [functions, 'y.ts#other'].filter((part) => part !== '').join(' ');
    await check({ 'x.ts': text, 'y.ts': 'function other() {}' }, expected, messages);
  });
});

describe('a generated file of megabytes', () => {
  it('is read as far as what it declares, and can be called', async () => {
    const filler = '/* made by a tool */\n'.repeat(100_000);
    const made = 'import { inner } from "./z.js";\nexport function made(o) { o.x = 1; inner(); }\n';
    const root = await lay({
      'big.js': `${made}${filler}export class Big { go() { return 1; } }\nmade({});\n`,
      'a.js':
        'import { made, Big } from "./big.js"; export function a() { made(); new Big().go(); }',
      'z.js': 'export function inner() {}',
    });
    const graph = await buildCodeGraph(root, { cacheFile: null });
    expect(said(graph)).toMatch(
      /^big\.js: read without the insides of its functions: 2\d+ characters$/u,
    );
    const to = (id: string): string =>
      graph
        .callees(id)
        .map((edge) => edge.to)
        .join(' ');
    expect(to('a.js#a')).toBe('big.js#made big.js#Big.go');
    expect([to('big.js#made'), to('big.js#')]).toEqual(['', 'big.js#made']);
    expect(graph.accessesIn('big.js#made')).toEqual([]);
  });
});

describe('code that nests without end', () => {
  const deep = 50_000;
  const texts = {
    'sum.js': `function sum(a) { return ${'a +\n'.repeat(deep)}a }`,
    'array.js': `function array() { return ${'[\n'.repeat(deep)}${']'.repeat(deep)} }`,
    'chain.js': `function chain(a) { return a${'.b()\n'.repeat(deep)} }`,
    'arrow.js': `const arrow = ${'a =>\n'.repeat(5_000)}1;`,
    'type.ts': `type T = ${'A<\n'.repeat(deep)}B${'>'.repeat(deep)}; function type(t: T) {}`,
    'if.js': `function deepIf(a) { ${'if (a) {\n'.repeat(20_000)}a = 1;${'}\n'.repeat(20_000)} }`,
    'else.js': `function elseIf(x) { ${'if (x.y) { f() }\nelse '.repeat(10_000)} return 1 }`,
  };
  it('is read like any other', async () => {
    const graph = await buildCodeGraph(await lay(texts), { cacheFile: null, threads: 0 });
    expect(said(graph)).toBe('');
    for (const name of ['sum', 'array', 'chain', 'type', 'deepIf', 'elseIf'])
      expect(graph.functions().map((fn) => fn.name)).toContain(name);
    const found = graph.functions().map((fn) => fn.id);
    expect(found.length).toBe(5_006);
    expect(new Set(found).size).toBe(found.length);
    expect(Math.max(...found.map((id) => id.length))).toBeLessThan(10_000);
    expect(graph.functions().find((fn) => fn.name === 'elseIf')?.complexity).toBe(10_001);
  });
});

describe('imports that lead astray', () => {
  it('takes JSON, declarations, missing modules and assets for what they are', async () => {
    const root = await lay({
      'a.ts':
        'import data from "./data.json"; import type { T } from "./t"; import "./style.css"; import { gone } from "./gone"; import no from "no-such-package"; import "#inner"; f(data, gone, no); function f() {}',
      'data.json': '{"a":1}',
      't.d.ts': 'export interface T {}',
    });
    const graph = await buildCodeGraph(root, { cacheFile: null });
    expect(ids(graph)).toBe('a.ts#f');
    expect(said(graph)).toBe('');
    expect(graph.graph.hasNode('npm:no-such-package')).toBe(true);
    expect(graph.callees('a.ts#').map(({ to }) => to)).toEqual(['a.ts#f']);
  });

  it('follows imports and exports in a circle', async () => {
    const root = await lay({
      'a.ts': 'import { b, x } from "./b"; export function a() { b(); x() } export * from "./b"',
      'b.ts': 'import { a } from "./a"; export function b() { a() } export * from "./a"',
      'c.cjs': 'module.exports = require("./d.cjs")',
      'd.cjs': 'module.exports = require("./c.cjs"); module.exports.e = require("./d.cjs")',
      'self.ts': 'export * from "./self"; import { me } from "./self"; me()',
    });
    const graph = await buildCodeGraph(root, { cacheFile: null });
    expect(graph.callees('a.ts#a').map(({ to }) => to)).toEqual(['b.ts#b']);
    expect(graph.callees('b.ts#b').map(({ to }) => to)).toEqual(['a.ts#a']);
    expect(said(graph)).toBe('');
  });

  it('keeps two versions of a package apart', async () => {
    const version = (n: number): string => `exports.run = function run${n}() {}`;
    const root = await lay({
      'a.js': 'const { run } = require("p"); run()',
      'node_modules/p/package.json': '{"name":"p","version":"1.0.0","main":"index.js"}',
      'node_modules/p/index.js': version(1),
      'node_modules/q/package.json': '{"name":"q","main":"index.js"}',
      'node_modules/q/index.js': 'const { run } = require("p"); exports.go = () => run()',
      'node_modules/q/node_modules/p/package.json':
        '{"name":"p","version":"2.0.0","main":"index.js"}',
      'node_modules/q/node_modules/p/index.js': version(2),
    });
    const graph = await buildCodeGraph(root, { cacheFile: null, includePackages: true });
    const callee = (from: string): string =>
      graph
        .callees(from)
        .map(({ to }) => to)
        .join(' ');
    expect(callee('a.js#')).toMatch(/^node_modules\/p\/index\.js#/u);
    expect(callee('node_modules/q/index.js#go')).toMatch(/^node_modules\/q\/node_modules\/p\//u);
  });
});

it('reads what packages of a workspace have installed for themselves, where packages are asked for', async () => {
  const root = await lay({
    'packages/a/src/a.js': 'require("p").run()',
    'packages/a/node_modules/p/package.json': '{"name":"p","main":"index.js"}',
    'packages/a/node_modules/p/index.js': 'exports.run = function run() {}',
  });
  const graph = await buildCodeGraph(root, { cacheFile: null, includePackages: true });
  expect(graph.paths()).toEqual(['packages/a/node_modules/p/index.js', 'packages/a/src/a.js']);
  const [callee] = graph.callees('packages/a/src/a.js#');
  expect(callee?.to).toMatch(/^packages\/a\/node_modules\/p\/index\.js#/u);
});

describe('files that are not the project', () => {
  const files = {
    'a.ts': 'function a() {}',
    'b.ts': 'function b() {}',
    '.gitignore': 'b.ts\n',
    'node_modules/p/dist/p.js': 'function p() {}',
    'node_modules/p/dist/p.d.ts': 'export function p(): void',
    'node_modules/p/node_modules/q/q.js': 'function q() {}',
  };
  it('leaves out what git ignores, and packages unless they are asked for', async () => {
    const root = await lay(files);
    execFileSync('git', ['init', '-q'], { cwd: root });
    const plain = await buildCodeGraph(root, { cacheFile: null });
    expect(ids(plain)).toBe('a.ts#a');
    const more = await buildCodeGraph(root, {
      cacheFile: null,
      extraFiles: ['b.ts'],
      includePackages: true,
    });
    expect(ids(more)).toBe(
      'a.ts#a node_modules/p/dist/p.js#p node_modules/p/node_modules/q/q.js#q b.ts#b',
    );
  });

  it.each([[false], [true]])(
    'is not led in a circle by links (in a repository: %s)',
    async (isRepository) => {
      const root = await lay(files);
      if (isRepository) execFileSync('git', ['init', '-q'], { cwd: root });
      await symlink('.', join(root, 'here'));
      await symlink('../..', join(root, 'node_modules/up'));
      await symlink('loop.ts', join(root, 'loop.ts'));
      await symlink('nowhere', join(root, 'node_modules/gone'));
      const graph = await buildCodeGraph(root, { cacheFile: null, includePackages: true });
      expect(ids(graph)).toBe(
        `a.ts#a ${isRepository ? '' : 'b.ts#b '}node_modules/p/dist/p.js#p node_modules/p/node_modules/q/q.js#q`,
      );
      expect(said(graph)).toBe('');
    },
  );

  it('does not take Scope itself along where it is linked, and does take another package', async () => {
    const root = await lay({ 'a.ts': 'export function a() {}\n', 'node_modules/x.txt': '' });
    const beside = await lay({ 'p.ts': 'export function p() {}\n' });
    await symlink(join(import.meta.dirname, '../..'), join(root, 'node_modules/scope-why'));
    expect(await linkedPackages(root)).toEqual([]);
    await symlink(beside, join(root, 'node_modules/p'));
    expect(await linkedPackages(root)).toEqual([await realpath(beside)]);
  });
});
