/** Small programs, a place, and the lines of its slice: `a:3` is line 3 of a.js. */
import { buildCodeGraph } from '../../project/build.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askGraph } from '../ask.ts';
import type { Ask } from '../ask.ts';
import type { SliceOptions } from './slice.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scope-slice-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const ask = async (files: Readonly<Record<string, string>>): Promise<Ask> => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, `${name}.js`), text);
  return askGraph(await buildCodeGraph(root, { cacheFile: null }));
};
const lines = (asked: Ask, place: string, options: Partial<SliceOptions> = {}): string =>
  asked
    .slice(place, { direction: 'back', by: 'data', depth: 0, ...options })
    .hits.map(({ file, line }) => `${file.replace('.js', '')}:${line}`)
    .join(' ');

describe('a slice on a property', () => {
  const ORDER = `export function price(order, rate) {
  order.name = rate.name;
  order.total = 10;
  order.count = 2;
  order.total = order.total * rate.share;
  log(order.name);
  return order.total;
}
`;
  it('has the writes of its access path, and not every write to the object', async () => {
    expect(lines(await ask({ a: ORDER }), 'a.js:7')).toBe('a:1 a:3 a:5 a:7');
    expect(lines(await ask({ a: ORDER }), 'a.js:6')).toBe('a:1 a:2 a:6');
  });
  it('starts at one name of a line, where the name is read', async () => {
    const asked = await ask({
      a: ORDER.replace('log(order.name)', 'log(order.name, order.count)'),
    });
    expect(lines(asked, 'a.js:6')).toBe('a:1 a:2 a:4 a:6');
    expect(lines(asked, 'count@a.js:6')).toBe('a:1 a:4 a:6');
    expect(lines(asked, 'name@a.js:6')).toBe('a:1 a:2 a:6');
    expect(lines(asked, 'total@a.js:5')).toBe('a:1 a:3 a:5');
  });
  it('goes forward from a write to the reads of the same path', async () =>
    expect(lines(await ask({ a: ORDER }), 'a.js:3', { direction: 'forward' })).toBe('a:3 a:5 a:7'));
});

describe('an object that is used whole', () => {
  it.each([
    ['o@a.js:4', 'send(o, p)', 'a:1 a:2 a:4'],
    ['p@a.js:4', 'send(o, p)', 'a:3 a:4'],
    ['o@a.js:4', 'send({ o, p })', 'a:1 a:2 a:4'],
    ['p@a.js:4', 'send({ o, p })', 'a:3 a:4'],
    ['o@a.js:4', 'send(o.x, p)', 'a:1 a:4'],
    ['o@a.js:4', 'o.send(p)', 'a:1 a:2 a:4'],
  ])('is what changed it where one name is asked about: %s of %s', async (place, call, expected) =>
    expect(
      lines(await ask({ a: `const o = {};\no.y = 1;\nconst p = {};\n${call};\n` }), place),
    ).toBe(expected),
  );
  it.each([
    ['handed on', 'const o = {};\no.x = 1;\nconst p = {};\np.x = 2;\nsend(o);\n', 'a:1 a:2 a:5'],
    ['called', 'const o = make();\no.x = 1;\no.send();\n', 'a:1 a:2 a:3'],
    [
      'filled by a built-in',
      'const l = [];\nl.push(1);\nl.slice(0);\nuse(l.length);\n',
      'a:1 a:2 a:4',
    ],
    [
      'filled as an argument',
      'const o = {};\nObject.assign(o, p);\nObject.keys(o);\nuse(o.x);\n',
      'a:1 a:2 a:4',
    ],
    [
      'known by a constant',
      'const o = get();\nconst { items } = o;\nitems.push(1);\nuse(o.items);\n',
      'a:1 a:2 a:3 a:4',
    ],
    [
      'changed in a closure',
      'const o = {};\nxs.forEach((x) => { o.sum += x; });\nuse(o.sum);\n',
      'a:1 a:2 a:3',
    ],
    ['handed on in an object', 'const o = {};\no.x = 1;\nsend({ o });\n', 'a:1 a:2 a:3'],
    ['spread', 'const o = {};\no.x = 1;\nsend({ ...o });\n', 'a:1 a:2 a:3'],
  ])('is what changed it: %s', async (_, text, expected) => {
    const last = text.trimEnd().split('\n').length;
    expect(lines(await ask({ a: text }), `a.js:${last}`)).toBe(expected);
  });
});

describe('a property that another function writes', () => {
  const FILES = {
    a: `import { fill, other } from './b.js';
export function run(order) {
  fill(order);
  other(order);
  return order.total;
}
`,
    b: `export function fill(order) {
  const sum = 3;
  set(order, sum);
}
function set(order, sum) {
  order.total = sum;
}
export function other(order) {
  order.count = 1;
}
`,
  };
  it('stays in the function without depth, with the call that may write it', async () =>
    expect(lines(await ask(FILES), 'a.js:5')).toBe('a:2 a:3 a:5'));
  it('is followed to the write, through as many calls as the depth has', async () => {
    const asked = await ask(FILES);
    expect(lines(asked, 'a.js:5', { depth: 2 })).toBe('a:2 a:3 a:5 b:1 b:2 b:3 b:5 b:6');
    expect(lines(asked, 'a.js:5', { depth: 2 })).not.toContain('b:9');
  });

  const CLASSES = `export class Cart {
  total = 0;
  add(n) { this.total += n; }
  get() { return this.total; }
}
export class Clock {
  tick() { this.total = 5; }
}
export class Big extends Cart {
  grow() { this.total = 9; }
}
`;
  it('is followed by name to its family of classes', async () => {
    const found = lines(await ask({ a: CLASSES }), 'a.js:4', { depth: 1 });
    expect(found).toContain('a:3');
    expect(found).toContain('a:10');
    expect(found).not.toContain('a:7');
  });
  it('is not followed where everybody writes it, and the slice says so', async () => {
    const many = Array.from({ length: 40 }, (_, i) => `export function f${i}(o) { o.x = ${i}; }`);
    const asked = await ask({
      a: `export function g(o) {\n  return o.x;\n}\n${many.join('\n')}\n`,
    });
    const { hits, notes } = asked.slice('a.js:2', { direction: 'back', by: 'data', depth: 1 });
    expect(hits).toHaveLength(2);
    expect(notes).toEqual([expect.stringMatching(/too many places .*: x \(\d+\)$/u)]);
  });
});

describe('an object that a callee changes through its parameter', () => {
  const program = (fill: string, made: string, read: string): string =>
    `function fill(o, p) { ${fill} }\nfunction m(p) {\n  const o = ${made};\n  fill(o, p);\n  return ${read};\n}\n`;
  it.each([
    ['under a name', 'o.x = 1;', '{ x: 0 }', 'o.x', 'a:2 a:3 a:4 a:5'],
    ['under another name', 'o.y = 1;', '{ x: 0 }', 'o.x', 'a:3 a:5'],
    ['under a name that is computed', 'o[p] = 1;', '{}', 'o.x', 'a:2 a:3 a:4 a:5'],
    ['by a built-in', 'Object.assign(o, p);', '{}', 'o.x', 'a:2 a:3 a:4 a:5'],
    ['by a method', 'o.push(1);', '[]', 'o.length', 'a:2 a:3 a:4 a:5'],
    ['not at all', 'p.push(1); o.at(0);', '[]', 'o.length', 'a:3 a:5'],
    ['through a closure', 'p.forEach((x) => { o[x] = 1; });', '{}', 'o.x', 'a:2 a:3 a:4 a:5'],
    ['below it', 'const { list } = o; list.push(1);', 'make()', 'o.list', 'a:2 a:3 a:4 a:5'],
    ['and it is used whole', 'o.push(1);', '[]', 'send(o)', 'a:2 a:3 a:4 a:5'],
  ])('%s', async (_, fill, made, read, expected) =>
    expect(lines(await ask({ a: program(fill, made, read) }), 'a.js:5')).toBe(expected),
  );

  const HANDED = `function put(list, x) {
  list.push(x);
}
function fill(o, x) {
  put(o.list, x);
}
function m(x) {
  const o = { list: [] };
  const other = make();
  fill(o, x);
  fill(other, x);
  return o.list;
}
`;
  it('is followed into it, through the calls that hand it on, and to no other object', async () => {
    const asked = await ask({ a: HANDED });
    expect(lines(asked, 'a.js:12')).toBe('a:7 a:8 a:10 a:12');
    expect(lines(asked, 'a.js:12', { depth: 2 })).toBe('a:1 a:2 a:4 a:5 a:7 a:8 a:10 a:12');
  });
});

it('says through which calls a slice entered and left', async () => {
  const asked = await ask({
    a: 'function half(n) {\n  return n / 2;\n}\nfunction f(a) {\n  const b = half(a);\n  return b;\n}\n',
  });
  const { edges } = asked.slice('a.js:6', { direction: 'back', by: 'data', depth: 1 });
  expect(edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`).sort()).toEqual([
    'a.js#f data a.js#f/lexical-declaration[0]',
    'a.js#f/lexical-declaration[0] call a.js#half',
    'a.js#f/lexical-declaration[0] data a.js#f/return[0]',
    'a.js#half data a.js#half/return[0]',
    'a.js#half/return[0] return a.js#f/lexical-declaration[0]',
  ]);
});
