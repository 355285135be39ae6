/** What types say about receivers: a small program in, the calls of one of its functions out. */
import { edgesOf, short } from './linked.contract.ts';

function check(files: Readonly<Record<string, string>>, expected: string): void {
  const seen = edgesOf(files).filter(({ from }) => short(from) === 'm');
  const text = seen.map(({ to, choices }) => `${short(to)}${choices > 1 ? ` of ${choices}` : ''}`);
  expect(text.sort().join(', ')).toBe(expected);
}

const CLASSES =
  'class C { f() {} } class D { f() {} } class E { f() {} } class Sub extends C { f() {} }';
const C = 'C.f of 2, Sub.f of 2';
const REPOS = `interface Repo { f(): void } class A implements Repo { f() {} }
  class B implements Repo { f() {} } class Other { f() {} } class Another { f() {} }`;

describe('a type names the classes whose methods are meant', () => {
  it.each([
    ['of a parameter', 'function m(x: D) { x.f() }', 'D.f'],
    ['of a class and of those that extend it', 'function m(x: C) { x.f() }', C],
    ['of a field', 'class K { x!: D } function m(k: K) { k.x.f() }', 'D.f'],
    [
      'of a property made by a constructor',
      'class K { constructor(private x: D) {} } function m(k: K) { k.x.f() }',
      'D.f',
    ],
    ['of a cast', 'function m(x: unknown) { (x as D).f() }', 'D.f'],
    ['of an assertion', 'function m(x: unknown) { (<D>x).f() }', 'D.f'],
    ['of a union', 'function m(x: D | E | null) { x.f() }', 'D.f of 2, E.f of 2'],
    [
      'of elements',
      'function m(x: readonly D[]) { x[0].f(); for (const one of x) one.f() }',
      'D.f',
    ],
    ['of one element', 'function m([a]: [D, E]) { a.f() }', 'D.f'],
    ['of a map', 'function m(x: Map<string, D>) { x.get("a")!.f() }', 'D.f'],
    [
      'of the pairs of a map',
      'function m(x: Map<string, D>) { for (const [, d] of x) d.f() }',
      'D.f',
    ],
    ['of a promise', 'async function m(x: Promise<D>) { (await x).f() }', 'D.f'],
    ['of what is destructured', 'function m({ a }: { a: D; b: E }) { a.f() }', 'D.f'],
    ['of a type parameter', 'function m<T extends D>(x: T) { x.f() }', 'D.f'],
    [
      'of an alias that names itself',
      'type T = { a: D; next: T }; function m(x: T) { x.next.next.a.f() }',
      'D.f',
    ],
  ])('%s', (_, program, expected) => check({ 'a.ts': `${CLASSES} ${program}` }, expected));

  it.each([
    ['which implement it', 'function m(x: Repo) { x.f() }', 'A.f of 2, B.f of 2'],
    [
      'which implement one that extends it, and no others',
      'interface Fine extends Repo {} class F implements Fine { f() {} } function m(x: Fine) { x.f() }',
      'F.f',
    ],
    [
      'whose instances a member holds',
      'interface Deps { readonly repo?: Repo } function m(x: Deps) { x.repo.f() }',
      'A.f of 2, B.f of 2',
    ],
    [
      'whose instances an inherited member holds',
      'interface Deps { repo: Repo } interface More extends Deps {} function m(x: More) { x.repo.f() }',
      'A.f of 2, B.f of 2',
    ],
  ])('%s', (_, program, expected) => check({ 'a.ts': `${REPOS} ${program}` }, expected));

  it.each([
    ['what is made there', 'function m() { const x: C = new Sub(); x.f() }', 'Sub.f'],
    ['what is handed over', 'function m(x: C) { x.f() } m(new Sub())', 'Sub.f'],
    [
      'what is stored',
      'class K { x: C; constructor() { this.x = new Sub() } } function m(k: K) { k.x.f() }',
      'Sub.f',
    ],
  ])('counts for less than %s', (_, program, expected) =>
    check({ 'a.ts': `${CLASSES} ${program}` }, expected),
  );
});

describe('types of other files', () => {
  const b = `${REPOS.replaceAll(/interface|class/gu, 'export $&')} export type Two = { repo: A }`;
  const M = 'function m(x: T) { x.f() }';
  const EITHER = 'b.ts#A.f of 2, b.ts#B.f of 2';
  it.each([
    ['a class', `import type { A as T } from './b.ts'; ${M}`, 'b.ts#A.f'],
    ['an interface', `import { type Repo as T } from './b.ts'; ${M}`, EITHER],
    ['an alias', "import { Two } from './b.ts'; function m(x: Two) { x.repo.f() }", 'b.ts#A.f'],
    [
      'a module',
      "import * as b from './b.ts'; function m(x: b.A, y: b.Repo) { x.f() }",
      'b.ts#A.f',
    ],
    [
      'an interface that is implemented here',
      `import { Repo as T } from './b.ts'; class Own implements T { f() {} } ${M}`,
      'Own.f of 3, b.ts#A.f of 3, b.ts#B.f of 3',
    ],
  ])('%s', (_, a, expected) => check({ 'a.ts': a, 'b.ts': b }, expected));

  it.each([
    ['all', "export * from './b.ts'", EITHER],
    ['one', "export { Repo } from './b.ts'", EITHER],
    ['a type', "export type { Repo } from './b.ts'", EITHER],
    ['a class as a type', "export type { B as Repo } from './b.ts'", 'b.ts#B.f'],
    ['what is imported', "import { Repo } from './b.ts'; export { Repo }", EITHER],
    [
      'under a name',
      "export type Repo = import('x').Y; import { Repo as R } from './b.ts'; export { R as Repo }",
      EITHER,
    ],
  ])('handed on: %s', (_, c, expected) =>
    check({ 'a.ts': `import { Repo as T } from './c.ts'; ${M}`, 'b.ts': b, 'c.ts': c }, expected),
  );

  it('of packages name nothing of the project', () =>
    check({ 'a.ts': `${CLASSES} import { T } from 'package'; ${M}` }, ''));
});

describe('elements', () => {
  const F = 'function f() {} function g() {}';
  it.each([
    ['attributes', 'const M = ({ a, b }) => { a(); b() }; <M a={f} {...{ b: g }} />', 'f, g'],
    ['what stands inside', 'const M = (p) => p.children(); <M>{(v) => f(v)}</M>', '/arrow[1]'],
    ['a class', 'class M { go() { this.props.a() } } <M a={f}/>', 'f'],
  ])('hand on %s', (_, program, expected) => {
    const edges = edgesOf({ 'a.tsx': `${F} ${program}` });
    const seen = edges.filter(({ from }) => /^M(?:\.go)?$/u.test(short(from)));
    const names = seen.map(({ to }) => short(to));
    expect(names.sort().join(', ')).toBe(expected);
  });

  it.each([
    ['of the page are handed functions', '<b onClick={f} />', 'passed f'],
    ['of classes are rendered', '<K />', 'passed K.render'],
    ['of functions have no member of that name', 'const G = () => 1; <G />', 'passed G'],
  ])('%s', (_, program, expected) => {
    const classes = 'class K { render() {} }';
    const edges = edgesOf({ 'a.tsx': `${F} ${classes} function m() { ${program} }` });
    const seen = edges.filter(({ from }) => short(from) === 'm');
    expect(seen.map(({ via, to }) => `${via} ${short(to).replace('m.', '')}`)).toEqual([expected]);
  });
});
