/** What the language calls by itself is an edge where it is known what it is called of. */
import { edgesOf, short } from './linked.contract.ts';

function check(program: string, expected: string): void {
  const seen = edgesOf(program).filter(({ from }) => short(from) === 'm');
  const text = seen
    .map(({ to, via, choices }) => `${via} ${short(to)}${choices > 1 ? ` of ${choices}` : ''}`)
    .sort();
  expect(text.join(', ')).toBe(expected);
}

describe('iteration', () => {
  const ITERABLE =
    'function f() {} class C { *[Symbol.iterator]() { yield f } } const c = new C();';
  it.each([
    ['for-of', 'for (const x of c) x()', 'call f, implicit C.[Symbol.iterator]'],
    ['spread in an array', '[...c][0]()', 'call f, implicit C.[Symbol.iterator]'],
    ['spread as arguments', 'g(...c)', 'implicit C.[Symbol.iterator]'],
    ['a pattern', 'const [x] = c; x()', 'call f, implicit C.[Symbol.iterator]'],
    ['Array.from', 'Array.from(c)[0]()', 'call f, implicit C.[Symbol.iterator]'],
    ['a set', 'for (const x of new Set(c)) x()', 'call f, implicit C.[Symbol.iterator]'],
    ['promises', 'Promise.all(c)', 'implicit C.[Symbol.iterator]'],
    [
      'for-await, which takes others as well',
      'for await (const x of c) x()',
      'call f, implicit C.[Symbol.iterator]',
    ],
    ['nothing of an array', 'const a = [f]; for (const x of a) x()', 'call f'],
    ['nothing where nothing is known', 'for (const x of y) x()', ''],
  ])('%s', (_, body, expected) => check(`${ITERABLE} async function m(y) { ${body} }`, expected));

  it('yield*', () =>
    check(
      `${ITERABLE} function* m() { yield* c } for (const x of m()) x()`,
      'implicit C.[Symbol.iterator]',
    ));
  it('carries on what an iterator of its own gives', () =>
    check(
      'function f() {} const o = { [Symbol.iterator]() { return { next() { return { value: f } } } } }; function m() { for (const x of o) x() }',
      'call f, implicit o.[Symbol.iterator], implicit o.[Symbol.iterator].next',
    ));
  it('asyncIterator', () =>
    check(
      'function f() {} class C { async *[Symbol.asyncIterator]() { yield f } } async function m() { for await (const x of new C()) x(); for (const y of new C()) y() }',
      'call f, implicit C.[Symbol.asyncIterator]',
    ));
});

describe('conversion', () => {
  const CLASS =
    'class C { toString() {} valueOf() {} toJSON() {} then() {} static [Symbol.hasInstance]() {} } const c = new C();';
  it.each([
    ['a template', '`${c}`', 'implicit C.toString'],
    ['no tagged one', 'String.raw`${c}`', ''],
    ['String', 'String(c)', 'implicit C.toString'],
    ['a sum', '"" + c', 'implicit C.valueOf'],
    ['adding to', 'let s = ""; s += c', 'implicit C.valueOf'],
    ['a comparison', 'c < y', 'implicit C.valueOf'],
    ['a sign', '-c', 'implicit C.valueOf'],
    ['equality with a literal', 'c == 1', 'implicit C.valueOf'],
    ['no other equality', 'c === 1; c == y', ''],
    ['joined', '[c].join()', 'implicit C.toString'],
    ['JSON', 'JSON.stringify(c)', 'implicit C.toJSON'],
    ['JSON of several', 'JSON.stringify([c])', 'implicit C.toJSON'],
    ['await', 'await c', 'implicit C.then'],
    ['what is returned', 'return c', 'implicit C.then'],
    ['instanceof', 'y instanceof C', 'implicit C.[Symbol.hasInstance]'],
    ['nothing where nothing is known', '`${y}${y.z}` + y; await y; JSON.stringify(y)', ''],
  ])('%s', (_, body, expected) => check(`${CLASS} async function m(y) { ${body} }`, expected));

  it('toPrimitive', () =>
    check(
      'const o = { [Symbol.toPrimitive]() {} }; function m() { return `${o}` + +o }',
      'implicit o.[Symbol.toPrimitive]',
    ));
});

describe('the rest', () => {
  it.each([
    [
      'using',
      'class C { [Symbol.dispose]() {} } function m() { using c = new C() }',
      'implicit C.[Symbol.dispose]',
    ],
    [
      'await using',
      'class C { async [Symbol.asyncDispose]() {} } async function m() { await using c = new C() }',
      'implicit C.[Symbol.asyncDispose]',
    ],
    [
      'getters of what is spread',
      'const o = { get x() { return 1 } }; function m() { return { ...o } }',
      'implicit o.x',
    ],
    [
      'no getters of a class, which are those of its prototype',
      'class C { get x() { return 1 } } function m() { return { ...new C() } }',
      '',
    ],
  ])('%s', (_, program, expected) => check(program, expected));
});

describe('maps', () => {
  it.each([
    ['a literal', 'function f() {} function m() { new Map([[1, f]]).get(1)() }', 'call f'],
    [
      'pairs',
      'function f() {} const all = new Map(); all.set("a", f); function m() { for (const [k, x] of all) x() }',
      'call f',
    ],
    [
      'keys',
      'function f() {} const all = new Map([[f, 1]]); function m() { for (const x of all.keys()) x() }',
      'call f',
    ],
    [
      'values',
      'function f() {} const all = new Map([[1, f]]); function m() { [...all.values()][0]() }',
      'call f',
    ],
    [
      'a copy',
      'function f() {} const all = new Map(new Map([[1, f]])); function m() { all.get(1)() }',
      'call f',
    ],
    [
      'an iterator',
      'function f() {} const all = new Map([[1, f]]); function m() { all.values().next().value() }',
      'call f',
    ],
    [
      'a set',
      'function f() {} const all = new Set([f]); function m() { for (const x of all) x() }',
      'call f',
    ],
    [
      'one that extends it',
      'function f() {} class R extends Map {} const all = new R(); all.set(1, f); function m() { all.get(1)() }',
      'call f',
    ],
  ])('%s', (_, program, expected) => check(program, expected));
  it.each(['Map([[1, f]])', 'Set([f])'])('visited: %s', (made) => {
    const program = `function f() {} const all = new ${made}; all.forEach((g) => g())`;
    expect(edgesOf(program).map(({ from, to }) => `${from} ${to}`)).toContain(
      'a.js#/arrow[0] a.js#f',
    );
  });
});
