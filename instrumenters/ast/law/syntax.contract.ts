/** One small program for each thing that TypeScript adds. */
export interface SyntaxProgram {
  readonly text: string;
  readonly path?: string;
  /** `experimentalDecorators` */
  readonly legacy?: boolean;
  /** Compilers that cannot make JavaScript of it. */
  readonly without?: readonly string[];
  /** What the rewriter leaves alone in it. */
  readonly problems?: readonly string[];
}

const DECORATED = `function dec(...a: any[]): any { log('dec', a.length, typeof a[0]); }
@dec class A { @dec m(x: number) { return x + 1; } @dec get g() { return 1; } @dec static s() { return 2; } @dec f = 3; }
log(new A().m(1), new A().g, A.s(), new A().f);`;

export const SYNTAX: Readonly<Record<string, SyntaxProgram>> = {
  'standard decorators': { text: DECORATED },
  'legacy decorators': {
    legacy: true,
    text: `${DECORATED}
class B { constructor(private a = 1) {} m(@dec p: number, @dec q = p) { return p + q + this.a; } }
log(new B().m(2)); function named(n: string) { return (t: any, k: string) => log(n, k); } class C { @named('x') @named('y') z() { return () => this; } } log(typeof new C().z());`,
  },
  enums: {
    text: `enum E { A, B = 1 << 2, C = 'c'.length, D = B | 1 } const enum F { X = 'x', Y = 5 } declare enum G { Z } enum E { Q = 100 }
log(E.A, E[4], E.C, E.D, E.Q, F.X, F.Y, Object.keys(E).length); function f(e: E) { switch (e) { case E.A: return 'a'; case E.B: return F.X; default: return E[e]; } } log(f(E.A), f(E.B), f(E.D));`,
  },
  namespaces: {
    text: `namespace N { export const a = 1; export let b = a + 1; let hidden = b; export function up() { b += hidden; return b; } export namespace M { export class K { v = a; } } export enum E { X = 7 } }
namespace N { export const c = a + b; } declare namespace D { const x: number; } import Short = N.M; namespace Outer.Inner { export const deep = [N.c].map((x) => x + 1); }
log(N.up(), N.up(), N.b, N.c, new Short.K().v, N.E.X, Outer.Inner.deep);`,
  },
  'parameter properties': {
    text: `class A { static n = 0; constructor(readonly a: number, protected b: string = 'b', private c?: number[]) { A.n += a; log(this.a, this.b, this.c?.length); } }
class B extends A { d = this.a * 2; constructor(public e = 3, ...rest: number[]) { super(e, 'x', rest); this.d += rest.length; } } const b = new B(1, 2, 3); log(b.d, b.e, A.n, JSON.stringify(b));`,
  },
  overloads: {
    text: `function f(a: number): number; function f(a: string): string; function f(a: any) { return a; } class A { m(): void; m(a: number): number; m(a?: number) { return a; } constructor(); constructor(a: number); constructor(a?: number) { log(a); } static s(a: 1): 1; static s(a: any): any { return a; } } export default function g(a: 1): 1; export default function g(a: any) { return a; } log(f(1), f('a'), new A().m(2), A.s(1), g(1));`,
  },
  'satisfies, as const, non-null': {
    text: `const o = { a: 1, b: [1, 2] } satisfies Record<string, unknown>; const t = ['x', { y: 1 }] as const; let u: { v?: { w: number[] } | null } = { v: { w: [1] } };
log(o.a, o.b.map((x) => x!), t[1].y, u.v!.w[0]!, u!.v!.w!.length, (u.v as { w: number[] }).w, <number>o.a, (<any>o).b[0]); u.v!.w[0]! += 2; u.v!.w[0]!++; (u.v as any).z = 3; (<any>u.v).z++; log(u); const k = { a: 'x' as const, b: <const>['y'] }; log(k);`,
  },
  'abstract classes and accessors': {
    text: `abstract class A<T> { abstract x: T; abstract get y(): number; abstract set y(v: number); abstract m(a: T): T; n(a: T): T { return this.m(a); } protected static override?: number; }
class B extends A<number> { x = 1; #y = 2; get y(): number { return this.#y; } set y(v: number) { this.#y = v; } override m(a: number) { return a + this.x + this.y; } declare z: string; q!: number; r?: string; [key: string]: any; static readonly s: unique symbol = Symbol('s'); } const b = new B(); b.y += 3; b.y++; log(b.n(1), b.y, 'z' in b, typeof B.s);`,
  },
  accessor: {
    text: `class A { accessor x = 1; static accessor y = 'y'; accessor #z = 2; get z() { return this.#z; } set z(v) { this.#z = v; } } const a = new A(); a.x += 1; a.z++; A.y += '!'; log(a.x, a.z, A.y, Object.keys(a));`,
  },
  using: {
    text: `(Symbol as any).dispose ??= Symbol('Symbol.dispose'); (Symbol as any).asyncDispose ??= Symbol('Symbol.asyncDispose');
const open = (n: string): any => ({ n, [(Symbol as any).dispose]() { log('close', n); }, async [(Symbol as any).asyncDispose]() { log('later', n); } });
function f() { using a = open('a'), b = open('b'); log(a.n, b.n); for (using c of [open('c')]) log(c.n); { using d = open('d'); if (d.n) return d.n; } return 'no'; } log(f()); try { (() => { using e = open('e'); throw new Error(e.n); })(); } catch (e: any) { log(e.message); }
(async () => { await using g = open('g'); log(g.n); })();`,
  },
  'functions without a name in properties of properties': {
    text: `interface T { a: { f: () => number } | null; g?: { h: (x: number) => number } } const o: T | null = Date.now() < 0 ? null : { a: { f: () => 1 }, g: { h: (x) => x } }
o!.a!.f = function () { return 2 }
o!.g!.h = (x) => x + 1
const x: unknown = { a: { b: 1 } }, get = (): { a: { g: () => number } } => y, y = { a: { g: () => 1 } }
let some: (() => number) | null = null
;(x as any).a.b = () => 1
get().a.g = function () { return 3 }
y.a.g = some = () => 4
log(some(), o!.a!.f(), o!.g!.h(1), (x as any).a.b());`,
  },
  'const type parameters and generics': {
    text: `function f<const T extends readonly unknown[], U = T[number]>(t: T, u?: U): [T, U?] { return [t, u]; } const g = <T,>(x: T): T => x, h = async <T extends object>(x: T): Promise<T> => x; class A<in out T> { v!: T; m<K extends keyof T>(this: A<T>, k: K): K { return k; } static of<T>(): A<T> { return new A<T>(); } }
log(f(['a', 1]), g<number>(1), A.of<{ x: 1 }>().m('x'), new Map<string, Array<number>>([['a', [1]]]).get('a')?.[0], g<Array<Array<number>>>([[1]])[0]![0]); h({ a: 1 }).then((x) => log(x.a)); const inst = g<string>; log(inst('i'));`,
  },
  'generic calls behind operators': {
    text: `const f = <T,>(x: T): T => x; const o = { f, async t<T>(x: T) { return x; } }, a = 1; let n = 0;
log(!f<boolean>(true), a + f<number>(2), -f<number>(3), typeof f<string>('x'), a < 2 ? f<number>(1) : 0, f<any>(null) ?? f<number>(4), [...f<number[]>([5])], a && o.f<number>(6).toFixed(1), void f<number>(7), (n += f<number>(8)), a === f<number>(1) || !o.f<any>(0)?.x);
(async () => { log(await f<Promise<number>>(Promise.resolve(9)), await o.t<string>('t'), (await o.t<number[]>([1])).length, 1 + (await f<number>(1)), !(await o.t<boolean>(false))); })();`,
  },
  'types that are only types': {
    text: `type Tpl<S extends string> = \`\${S}-\${Uppercase<S>}\`; type Inf<T> = T extends (infer U extends string)[] ? U : never; interface Call { (x: number): string; new (x: string): Date; readonly [k: string]: any; m?(): void; get x(): number; set x(v: number); } declare const sym: unique symbol; type M = { readonly [K in keyof Call as \`get\${string & K}\`]+?: Call[K] }; type Fn = abstract new (...a: any[]) => asserts1; type asserts1 = typeof globalThis | keyof any;
function isS(x: unknown): x is string { return typeof x === 'string'; } function assertN(x: unknown): asserts x is number { if (typeof x !== 'number') throw new Error('n'); } function assertT(x: unknown): asserts x { if (!x) throw new TypeError('t'); } function withThis(this: { a: number }, b: number) { return this.a + b; } class G { is(this: G): this is G & { y: 1 } { return true; } }
const t: Tpl<'a'> = 'a-A'; let v: unknown = 1; assertN(v); assertT(v); const i: Inf<['x']> = 'x'; log(t, isS(t), v + 1, withThis.call({ a: 1 }, 2), i, new G().is(), sym1()); function sym1(): Record<'k', 1>['k'] { return 1; } abstract class Z { abstract readonly q: Tpl<'q'>; }`,
  },
  'imports and exports of types': {
    without: ['esbuild'],
    text: `/// <reference lib="es2020" />
import type { A } from './a'; import { type B } from './b'; import type C from './c'; export type { A }; export type D = B | C; export interface E { x: 1 } export declare const f: number; export const g = 1; export { g as h, type D as I }; export enum J { K } export abstract class L { x = 1; } log(g, J.K);`,
  },
  'export = and import = require': {
    path: 'src/program.cts',
    without: ['esbuild', 'swc'],
    text: `import type T = require('node:path'); class K { m(): number { return 1; } } log(new K().m()); export = K;`,
  },
  elements: {
    path: 'src/program.tsx',
    text: `declare namespace JSX { type Element = any; interface IntrinsicElements { [k: string]: any } interface ElementChildrenAttribute { children: {} } }
const React = { createElement: (t: any, p: any, ...c: any[]) => ({ t: t?.name ?? t, p, c }), Fragment: 'f' }; const id = <T,>(x: T): T => x; function List<T>({ items }: { items: T[]; children?: any }) { return <ul>{items.map((i) => <li key={String(i)} {...{ a: 1 }}>{i as any}</li>)}</ul>; } class K<P> { constructor(public props: P) {} render() { return <b>{this.props as any}</b>; } }
const a: any = { b: { C: function C() {} } }, n: number = 2; log(<List<number> items={[1, n]}>text {n > 1 ? <i/> : null}{n && <></>}</List>, <a.b.C d='e' f={id<number>(n)!} />, List({ items: [1] }), new K('x').render());`,
  },
  'arrow functions of modules': {
    path: 'src/program.mts',
    text: `const f = <T,>(x: T) => x, g = <T extends object = {}>(x: T) => ({ ...x }), h = async <const T,>(x: T): Promise<T> => { return x; }, k = (x?: number, ...r: string[]): x is 1 => x === 1, l = function* <T>(x: T): Generator<T> { yield x; };
log(f(1), g({ a: 1 }), k(1), [...l(2)]); h('h').then(log); export const m = <T>(x: T) => x as unknown as string;`,
  },
};
