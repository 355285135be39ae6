/** Members under computed keys: which functions a call of them may mean, and how certain that is. */
import { edgesOf, short } from './linked.contract.ts';
import type { Program } from './linked.contract.ts';

describe('a key that is computed', () => {
  const certainty = (program: Program): string =>
    edgesOf(program)
      .filter(({ from }) => short(from) === 'm')
      .map(({ to, confidence }) => `${short(to)} ${confidence}`)
      .sort()
      .join(', ');
  const F = 'function f(cb) { cb() } function g() {}';
  it.each<[string, Program, string]>([
    ['a constant string', `${F} const k = 'go', o = {}; o[k] = f; function m() { o.go() }`, 'f 1'],
    ['one that is joined', `${F} const o = { ['g' + 'o']: f }; function m() { o.go() }`, 'f 1'],
    ['read as well', `${F} const k = 'go', o = { go: f, g }; function m() { o[k]() }`, 'f 1'],
    ['a symbol', `${F} const o = {}; o[Symbol.iterator] = f; function m() { o.go() }`, ''],
    [
      'a symbol of its own',
      `${F} const s = Symbol(), o = { g }; o[s] = f; function m() { o[s]() }`,
      'f 1',
    ],
    ['not known', `${F} const o = {}; o[x()] = f; function m() { o.go() }`, 'f 0.3'],
    [
      'not known, beside one that is',
      `${F} const o = { go: g }; o[x()] = f; function m() { o.go() }`,
      'g 1',
    ],
    [
      'not known, and what follows from it',
      `${F} const o = {}; o[x()] = f; function m() { o.go(g) }`,
      'f 0.3',
    ],
    [
      'not known, of more than three functions',
      `${F} function h() {} function i() {} const o = {}; o[x()] = f; o[x()] = g; o[x()] = h; o[x()] = i; function m() { o.go() }`,
      '',
    ],
    [
      'not known, and a name that built-ins have',
      `${F} const o = {}; o[x()] = f; o[x()] = g; function m() { o.get() }`,
      '',
    ],
    [
      'one of two',
      `${F} function h() {} const o = { f, g, h }; function m(x) { o[x ? 'f' : 'g']() }`,
      'f 0.9, g 0.9',
    ],
    [
      'one of two, by a constant of the module',
      `${F} function h() {} const o = { f, g, h }, k = x ? 'f' : 'g'; function m() { o[k]() }`,
      'f 0.9, g 0.9',
    ],
    [
      'one of two that are written',
      `${F} const o = {}; o[x ? 'a' : 'b'] = g; function m() { o.b(); o.c() }`,
      'g 1',
    ],
    ['a registry', `${F} const o = {}; o[x()] = f; function m(k) { o[k]() }`, 'f 1'],
    [
      'a registry of which some is known',
      `${F} const o = { f }; o[x()] = g; function m(k) { o[k]() }`,
      'f 0.9, g 0.9',
    ],
    [
      'a registry that is read first',
      `${F} const o = { f, g }; function m(k) { const one = o[k] || k; one() }`,
      'f 0.9, g 0.9',
    ],
    [
      'a registry of more than eight that is read first',
      `${F} const o = { a() {}, b() {}, c() {}, d() {}, e() {}, f, g, h() {}, i() {} }; function m(k) { const one = o[k]; one() }`,
      '',
    ],
    [
      'a registry whose member is handed to who knows whom',
      `${F} const o = { f, g }; function m(k) { outside(o[k]) }`,
      '',
    ],
    [
      'a cache of lists',
      `${F} const cache = {}; function fill(k) { cache[k] = []; cache[k].push(f) } fill(x()); function m(k) { const list = cache[k] || []; list[0]() }`,
      'f 1',
    ],
    [
      'not known, on a prototype',
      `${F} class C {} C.prototype[x()] = f; const c = new C(); function m() { c.go() }`,
      'f 0.3',
    ],
    [
      'not known where it is read, of what an instance has by its class',
      `${F} class C {} C.prototype[x()] = f; const c = new C(); function m(k) { c[k]() }`,
      'f 1',
    ],
  ])('%s', (_, program, expected) => expect(certainty(program)).toBe(expected));

  it('carries on what is possible as possible', () => {
    const edges = edgesOf(`${F} const o = {}; o[x()] = f; function m() { o.go(g) }`);
    const last = edges.find(({ from }) => short(from) === 'f');
    expect([last?.to, last?.confidence]).toEqual(['a.js#g', 0.3]);
  });

  it('is the same symbol where it is imported', () => {
    const keys = 'export const kGo = Symbol("go"); export const kOther = Symbol("other")';
    const head = 'import { kGo, kOther } from "./b.js"; function f() {} function g() {}';
    const program = {
      'a.js': `${head} const o = {}; o[kGo] = f; o[kOther] = g; function m() { o[kGo](); o.go() }`,
      'b.js': keys,
    };
    expect(certainty(program)).toBe('f 1');
    expect(certainty({ ...program, 'b.js': 'export const kGo = make()' })).toBe('f 1, g 0.15');
  });
});

describe('an accessor known by name alone', () => {
  it('is less than a method: most reads are of plain properties', () => {
    const program = 'const o = { get total() { return 1 } }; function m(x) { return x.total }';
    expect(edgesOf(program).map(({ confidence }) => confidence)).toEqual([0.3]);
  });
});
