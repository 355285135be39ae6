/** A small program in, the calls of one of its functions out. One line for each rule. */
import { edgesOf, linked, short } from './linked.contract.ts';
import type { Program } from './linked.contract.ts';

function check(program: Program, from: string, expected: string): void {
  const seen = edgesOf(program).filter((edge) => short(edge.from) === from);
  const text = seen
    .map(({ to, via, choices }) => `${via} ${short(to)}${choices > 1 ? ` of ${choices}` : ''}`)
    .sort();
  expect(text.join(', ')).toBe(expected);
}

describe('what is known by name alone', () => {
  it.each([
    ['a method of that name', 'class C { run() {} } function m(x) { x.run() }', 'call C.run'],
    ['no method that takes less', 'class C { run() {} } function m(x) { x.run(1) }', ''],
  ])('is %s', (_, program, expected) => check(program, 'm', expected));

  it.each([
    ['one of a name that built-ins have', 'class C { get() {} }', 'x.get()', ''],
    [
      'several, which are a protocol of the project',
      'class C { get() {} } class D { get() {} }',
      'x.get()',
      'call C.get of 2, call D.get of 2',
    ],
    [
      'a built-in that the receiver is',
      'class C { get() {} } class D { get() {} }',
      'new Map().get(1)',
      '',
    ],
  ])('%s', (_, classes, call, expected) =>
    check(`${classes} function m(x) { ${call} }`, 'm', expected),
  );

  it('carries nothing on', () =>
    check('class C { run(cb) { cb() } } function m(x) { x.run(() => 1) }', 'C.run', ''));
});

describe('a helper of a known name', () => {
  const OBJECTS = 'const a = {}; const b = { f() {} }; function m() { merge(a, b); a.f() }';
  it('gives the one object what the other has', () =>
    check(`import merge from 'merge'; ${OBJECTS}`, 'm', 'call b.f'));
  it('is no helper where the project has a function of that name', () => {
    const own = `import { merge } from './b.js'; ${OBJECTS}`;
    const program = { 'a.js': own, 'b.js': 'export function merge(x, y) { return [x, y] }' };
    expect(linked(program).edges.map(({ to, confidence }) => `${to} ${confidence}`)).toEqual([
      'b.js#merge 1',
      'a.js#b.f 0.5',
    ]);
  });
});

describe('values of functions', () => {
  it.each([
    ['a variable', 'function f() {} const g = f; function m() { g() }', 'm', 'call f'],
    [
      'a result',
      'function f() { return () => 1 } function m() { f()() }',
      'm',
      'call f, call f/arrow[0]',
    ],
    ['an argument', 'function m(cb) { cb() } m(function done() {})', 'm', 'call done'],
    ['a default', 'function d() {} function m(cb = d) { cb() }', 'm', 'call d'],
    [
      'one of two',
      'function f() {} function g() {} function m(x) { (x ? f : g)() }',
      'm',
      'call f of 2, call g of 2',
    ],
    ['|| and ??', 'function f() {} function m(x) { const y = x || f; y() }', 'm', 'call f'],
    [
      'what is destructured',
      'const o = { f() {}, g: { h() {} } }; function m() { const { f, g: { h } } = o; f(); h() }',
      'm',
      'call o.f, call o.g.h',
    ],
    [
      'elements',
      'function f() {} const all = [f]; function m(i) { all[i](); for (const x of all) x() }',
      'm',
      'call f',
    ],
    [
      'rest and spread',
      'function f() {} function g(...all) { all[0]() } function m() { g(...[f]) } m()',
      'g',
      'call f',
    ],
    ['arguments', 'function f() {} function g() { arguments[0]() } g(f)', 'g', 'call f'],
    [
      'a dispatch table',
      'const t = { a() {}, b() {} }; function m(k) { t[k]() }',
      'm',
      'call t.a of 2, call t.b of 2',
    ],
    [
      'what was written under some name',
      'const o = {}; for (const k of ks) o[k] = function f() {}; function m() { o.go() }',
      'm',
      'call f',
    ],
    [
      'closures',
      'function f() { const g = () => 1; return function h() { g() } }',
      'f.h',
      'call f.g',
    ],
    [
      'a generator',
      'function* f() { yield g } function g() {} function m() { for (const x of f()) x() }',
      'm',
      'call f, call g',
    ],
    ['a tag', 'function t() {} function m() { t`x${1}` }', 'm', 'call t'],
    [
      'Map',
      'function f() {} const all = new Map(); all.set("a", f); function m(k) { all.get(k)() }',
      'm',
      'call f',
    ],
  ])('%s', (_, program, from, expected) => check(program, from, expected));
});

describe('objects and classes', () => {
  it.each([
    ['an object', 'const o = { f() { this.g() }, g() {} }', 'o.f', 'call o.g'],
    [
      'what is written to it',
      'const o = {}; o.f = function () { this.g() }; o.g = function () {}',
      'o.f',
      'call o.g',
    ],
    [
      'a prototype',
      'function F() {} F.prototype.a = function () { this.b() }; F.prototype.b = function () {}',
      'F.a',
      'call F.b',
    ],
    [
      'a whole prototype',
      'function F() {} F.prototype = { a() {} }; function m() { new F().a() }',
      'm',
      'call F, call F.a',
    ],
    ['instances', 'class C { a() {} } function m() { const c = new C(); c.a() }', 'm', 'call C.a'],
    [
      'a member above',
      'class B { a() {} } class C extends B {} function m() { new C().a() }',
      'm',
      'call B.a',
    ],
    [
      'a member that hides',
      'class B { a() {} } class C extends B { a() {} } function m() { new C().a() }',
      'm',
      'call C.a',
    ],
    [
      'a template method',
      'class B { a() { this.b() } } class C extends B { b() {} } class D extends B { b() {} } new C().a(); new D().a()',
      'B.a',
      'call C.b of 2, call D.b of 2',
    ],
    [
      'super',
      'class B { constructor() {} a() {} } class C extends B { constructor() { super(); super.a() } }',
      'C.constructor',
      'call B.a, call B.constructor',
    ],
    [
      'a constructor above a mixin that is applied to itself',
      'class B { constructor() {} } const mix = (P) => class extends P {}; function m() { new (mix(mix(B)))() } m()',
      'm',
      'call B.constructor, call mix',
    ],
    [
      'a constructor above',
      'class B { constructor() {} } class C extends B {} function m() { new C() }',
      'm',
      'call B.constructor',
    ],
    [
      'statics',
      'class B { static a() {} } class C extends B {} function m() { C.a() }',
      'm',
      'call B.a',
    ],
    ['a field', 'class C { f = () => 1; a() { this.f() } }', 'C.a', 'call C.f'],
    ['a private name', 'class C { #f() {} a() { this.#f() } }', 'C.a', 'call C.#f'],
    [
      'a getter',
      'const o = { get x() { return 1 } }; function m() { return o.x }',
      'm',
      'accessor o.x',
    ],
    [
      'a setter',
      'class C { set x(v) {} } function m(c = new C()) { c.x = 1 }',
      'm',
      'accessor C.x',
    ],
    [
      'defineProperty',
      'const o = {}; Object.defineProperty(o, "x", { get: function g() {} }); function m() { return o.x }',
      'm',
      'accessor get',
    ],
    [
      'inherits',
      'function A() {} A.prototype.f = function () {}; function B() {} inherits(B, A); function m() { new B().f() }',
      'm',
      'call A.f, call B',
    ],
    [
      'Object.create',
      'const o = { f() {} }; function m() { Object.create(o).f() }',
      'm',
      'call o.f',
    ],
    [
      'Object.assign',
      'const o = Object.assign({}, { f() {} }); function m() { o.f() }',
      'm',
      'call Object.assign.f',
    ],
    ['spread', 'const a = { f() {} }; const b = { ...a }; function m() { b.f() }', 'm', 'call a.f'],
  ])('%s', (_, program, from, expected) =>
    check(program, from, expected.replace('call Object.assign.f', callOf(program))),
  );
});

/** The literal inside of a call has no name of its own: its method is known by its place. */
function callOf(program: string): string {
  const edge = edgesOf(program).find(({ to }) => to.endsWith('f'));
  return edge === undefined ? 'nothing' : `call ${short(edge.to)}`;
}

describe('built-ins', () => {
  it.each([
    ['map', 'function f() {} function m(xs) { xs.map(f) }', 'm', 'builtin f'],
    [
      'elements to callbacks',
      'function f() {} function m() { [f].forEach((g) => g()) }',
      'm/arrow[0]',
      'call f',
    ],
    [
      'call',
      'function f() { this.g() } const o = { g() {} }; function m() { f.call(o) }',
      'f',
      'call o.g',
    ],
    ['apply', 'function f(x) { x() } function g() {} f.apply(null, [g])', 'f', 'call g'],
    [
      'bind',
      'function f(a, b) { b() } function g() {} const h = f.bind(null, 1); function m() { h(g) }',
      'm',
      'call f',
    ],
    [
      'then',
      'async function f() { return g } function g() {} f().then((x) => x())',
      '/arrow[0]',
      'call g',
    ],
    ['timers', 'function f() {} function m() { setTimeout(f, 1) }', 'm', 'later f'],
    ['nextTick', 'function f() {} function m() { process.nextTick(f) }', 'm', 'later f'],
    [
      'events',
      'function f() {} e.on("a", f); e.on("b", function g() {}); function m() { e.emit("a") }',
      'm',
      'builtin f',
    ],
    [
      'events that constants name, whatever they are',
      'import { A, C } from "c"; function f() {} e.on(A, f); e.on(C.B, function g() {}); function m() { e.emit(A) }',
      'm',
      'builtin f',
    ],
    [
      'events of a name that is not known',
      'function f() {} function r(n) { e.on(n, f) } function m(n) { e.emit(n) }',
      'm',
      'builtin f',
    ],
    ['code that is not seen', 'function f() {} function m() { lib.use(f) }', 'm', 'passed f'],
    [
      'a method of the project of that name',
      'class C { map(f) { f() } } function g() {} function m() { new C().map(g) }',
      'm',
      'call C.map',
    ],
  ])('%s', (_, program, from, expected) => check(program, from, expected));
});

describe('modules', () => {
  const call = (text: string): Readonly<Record<string, string>> => ({
    'a.js': 'const b = require("./b.js"); function m() { b.f() }',
    'b.js': text,
  });
  it.each([
    ['exports.f =', call('exports.f = function f() {}'), 'call b.js#f'],
    ['module.exports = {}', call('module.exports = { f: function f() {} }'), 'call b.js#f'],
    ['module.exports.f', call('function f() {} module.exports.f = f'), 'call b.js#f'],
    [
      'an alias',
      call('var app = exports = module.exports = {}; app.f = function f() {}'),
      'call b.js#app.f',
    ],
    ['Object.assign', call('function f() {} Object.assign(exports, { f })'), 'call b.js#f'],
    [
      '__exportStar',
      {
        ...call('__exportStar(require("./c.js"), exports)'),
        'c.js': 'exports.f = function f() {}',
      },
      'call c.js#f',
    ],
    [
      'a lazy getter',
      call('function f() {} Object.defineProperty(exports, "f", { get() { return f } })'),
      'accessor b.js#Object.defineProperty.get',
    ],
    [
      'export *',
      {
        'a.js': 'import * as b from "./b.js"; function m() { b.f() }',
        'b.js': 'export * from "./c.js"',
        'c.js': 'export function f() {}',
      },
      'call c.js#f',
    ],
    [
      'default and interop',
      {
        'a.js': 'const b = _interopRequireDefault(require("./b.js")); function m() { b.default() }',
        'b.js': 'module.exports = function f() {}',
      },
      'call b.js#f',
    ],
    [
      'import()',
      {
        'a.js': 'async function m() { const { f } = await import("./b.js"); f() }',
        'b.js': 'export function f() {}',
      },
      'call b.js#f',
    ],
    [
      'a namespace',
      { 'a.ts': 'namespace n { export function f() {} } function m() { n.f() }' },
      'call n.f',
    ],
    [
      'a component',
      { 'a.tsx': 'function C() { return null } function m() { return <C/> }' },
      'passed C',
    ],
    ['a decorator', { 'a.ts': 'function d() {} @d class C {}' }, ''],
    ['a type', { 'a.ts': 'class C { f() {} } function m(c: C) { c.f() }' }, 'call C.f'],
  ])('%s', (name, program, expected) => {
    if (name === 'a decorator') check(program, '', 'call d');
    else if (name === 'a lazy getter')
      expect(edgesOf(program).some(({ from, to }) => from === 'a.js#m' && to === 'b.js#f')).toBe(
        true,
      );
    else check(program, 'm', expected);
  });
});

describe('names alone', () => {
  it('shares the confidence among few, and names none of many', () => {
    const classes = (count: number): string =>
      Array.from({ length: count }, (_, at) => `class C${at} { go() {} }`).join(' ');
    const seen = (count: number): readonly number[] =>
      edgesOf(`${classes(count)} function m(x) { x.go() }`).map((edge) => edge.confidence);
    expect(seen(2)).toEqual([0.25, 0.25]);
    expect(seen(8)).toHaveLength(8);
    expect(seen(9)).toEqual([]);
  });
  it('takes nothing of a package for a method of the project', () => {
    check('const x = require("x"); class C { go() {} } function m() { x.go(); x().go }', 'm', '');
  });
  it('says the same of the same program', () => {
    const program = 'class C { go() {} } class D { go() {} } function m(x, y) { x.go(); y.go() }';
    expect(edgesOf(program)).toEqual(edgesOf(program));
  });
});

describe('a project that is too large to be followed', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `const f${i + 1} = f${i};`).join('\n');
  const program = `function f0() {}\n${lines}\nfunction m() { f30(); }\n`;
  it('says so, and only then', () => {
    expect(linked(program)).toMatchObject({ isCut: false, edges: [{ to: 'a.js#f0' }] });
    expect(linked(program, 20)).toEqual({ isCut: true, edges: [] });
  });
});
