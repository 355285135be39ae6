/** TypeScript and JSX programs: they run the same after their types were taken away. */
export const TYPED_PROGRAMS: Readonly<Record<string, string>> = {
  annotations:
    'const a: number = 1, b: string[] = ["x"]; let c: { d?: number } | null = null; function f<T extends object>(x: T, y?: number, ...z: T[]): x is T { return !!x && z.length === 0; }\nc = { d: a }; log(a, b, c, f({}), f.length);',
  assertions:
    'let x: unknown = 1; (x as any) = 2; (x as { y: number }) = { y: 3 }; const o: any = {}; (o as any).p = 1; o!.q = 2; (o.r as number) = 3; o.s! = 4; o.t!++; (o as any)!["u"] ??= 5;\nlog(x, o, (x as any).y!, o!.p!.toFixed(1), (o as any)?.p);',
  'const assertions':
    'const t = [1, { a: [2] }] as const, u = { k: `v${1}` } as const, w = "s" as const; log(t, u, w); const f = () => ({ type: "x" }) as const; log(f());',
  satisfies:
    'const o = { a: 1, b: () => 2 } satisfies Record<string, unknown>; const f = ((x) => x) satisfies (x: number) => number; log(o, f(1), f.name, (o.b satisfies () => number)());',
  overloads:
    'function f(a: number): number;\nfunction f(a: string): string;\nfunction f(a: any) { return a; }\nclass A { m(a: 1): 1; m(a: 2): 2; m(a: any) { return a; } declare z: number; q!: string; }\nlog(f(1), new A().m(2));',
  'parameter properties':
    'class A { constructor(private readonly a: number, public b = 2, protected c?: string) { log(this.a, this.b, this.c); } sum() { return this.a + this.b; } }\nclass B extends A { f: number = 5; constructor(public d: number) { super(d * 2); this.f += d; log(this.f); } }\nclass C extends A { g = 1; constructor() { const n = 3; super(n); } }\nlog(new B(4).sum(), new B(1).d, new C().g);',
  'abstract classes':
    'abstract class A { abstract name: string; abstract m(): number; n() { return this.m() + 1; } static s?: number; } class B extends A { name = "b"; m() { return 2; } override n(): number { return super.n() * 2; } } log(new B().n(), new B().name);',
  enums:
    'enum E { A, B = 5, C = "c" as any, D = B * 2 } const enum F { X = 1 } log(E.A, E.B, E[5], E.D, F.X); const k: E = E.B; switch (k) { case E.B: log("b"); break; default: log("d"); }',
  namespaces:
    'namespace N { export const x = 1; export let y = x + 1; y++; export function f() { return x + y; } namespace M { export const z = 3; } log(M.z); } log(N.x, N.f(), N.y);',
  'declarations without code':
    'declare const g: number; declare function h(): void; declare module "m" { const a: 1; } interface I { a: number; m(): void } type T = I["a"]; declare global { var zz: number; } abstract class A { abstract x: number; } log(typeof g);',
  'type-only imports and exports':
    'import type { A } from "a"; import { type B } from "b"; export type C = 1; export interface D {} export const e = 1; export function f(): number { return e; } export default class G { h = e; }\nlog(e, f(), new G().h);',
  exports:
    'export const a = 1, b = () => a; export let c = 2; c = 3; export function f() { return a; } export class K { x = 1 } export { a as z }; export default function () { return c; }\nlog(b(), c, f(), new K().x);',
  'export default expression':
    'const x = { y: [1] }; export default x.y.map((n) => n + 1);\nlog(x);',
  'export default arrow': 'export default (a: number) => a * 2;\nlog("ok");',
  'generics and arrows':
    'const id = <T,>(x: T): T => x; const m = new Map<string, Array<number>>(); m.set("a", [1]); const p = async <T,>(x: T): Promise<T> => x; p(4).then(log); log(id<number>(1), m.get("a")?.[0], id(id)(2), m.size < 2, 1 < 2 && 3 > 2);',
  'this parameter':
    'function f(this: { v: number }, a: number) { return this.v + a; } class A { v = 2; m(this: A) { return this.v; } } log(f.call({ v: 1 }, 2), f.length, new A().m());',
  'accessors and modifiers':
    'class A { private static readonly x: number = 1; static get y(): number { return A.x; } protected _z = 2; get z(): number { return this._z; } set z(v: number) { this._z = v; } public readonly w?: string; } const a = new A(); a.z += 3; log(A.y, a.z, a);',
  'definite and optional':
    'let x!: number; const f = (a?: { b?: { c: number } }): number | undefined => a?.b?.c!; x = f({ b: { c: 1 } })!; log(x, f(), f({})!); class A { b!: number; c?: number; d = 1 } log(new A().d);',
  'type guards':
    'type S = { k: "a"; n: number } | { k: "b"; s: string }; function f(x: S | null) { if (!x) return "none"; if (x.k === "a") return x.n + 1; return x.s.length; } function isS(x: unknown): x is string { return typeof x === "string"; } function as(x: unknown): asserts x is number { if (typeof x !== "number") throw new Error("no"); } let v: unknown = 5; as(v); log(f(null), f({ k: "a", n: 1 }), f({ k: "b", s: "xy" }), isS("q"), v + 1);',
  decorators:
    'const reg: string[] = []; function dec(v: any, c?: any): any { reg.push(String(c?.name ?? c ?? v?.name)); return v; } log(reg.length); class A { m() { return 1; } } log(new A().m());',
  'unions in generics calls':
    'const f = <A, B>(a: A, b: B) => [a, b] as [A, B]; const [x, y] = f<number, string>(1, "z"); log(x, y, (f as any)(1, 2), (<any>[1])[0] ?? 0);'.replace(
      '(<any>[1])[0] ?? 0',
      '([1] as any)[0]',
    ),
  elements:
    'const React = { createElement: (t: any, p: any, ...c: any[]) => ({ t: typeof t === "function" ? t.name : t, p, c }), Fragment: "frag" }; const ns = { Comp: function Comp() {} }; const n = 2, props = { q: 1 }; const f = (x: number) => x;\nlog(<div a={n + 1} {...props} b="s" c>{f(n)} text {[1, 2].map((i) => <i key={i}>{i}</i>)}{/* none */}</div>); log(<ns.Comp x={ns.Comp.name}><></></ns.Comp>, <br/>); const el = n > 1 ? <b>{n}</b> : null; log(el); const g = () => <p>{props.q}</p>; log(g());',
  'async and await typed':
    'const sleep = (): Promise<void> => Promise.resolve(); async function f(x: number): Promise<number> { await sleep(); return x * 2; } class A { async m<T>(x: T): Promise<T> { const y = await Promise.resolve(x); return y; } async *g(): AsyncGenerator<number> { yield await f(1); } }\n(async () => { log(await f(2), await new A().m("q")); for await (const z of new A().g()) log(z); try { await Promise.reject(new Error("e")); } catch (e: unknown) { log((e as Error).message); } })();',
  'narrowed writes':
    'let total: number | undefined; const cart = { items: [{ price: 2, qty: 3 }] as { price: number; qty?: number }[], total: 0 }; for (const item of cart.items) { if (item.qty === undefined) continue; cart.total += item.price * item.qty; } total = cart.total; total ??= 1; log(total, cart);',
  'types that the grammar does not know':
    'interface Box<in out T> { v: T }\nconst a = ((x: number) => x) as (x: number) => number\ntype U = { <T>(x: T): T }\nconst f: U = (x) => x as any\ninterface V { m(): void }\nlet b = [1] as number[] | undefined\n  | null // why\nclass A { p = (n: number): Box<number> => ({ v: n }) as Box<number>\n  q = 1 as number; r() { return this.q! }\n}\nb! [0] = 2\nlog(a(1), f(2), b, new A().p(3), new A().r())\nconst g = (k: unknown) => k as string\nlog(g("x"))',
  'type arguments behind operators':
    'const f = <T,>(x: T) => x, o = { m: <T,>(x: T) => ({ y: x, p: () => Promise.resolve({ z: x }) }), k: 7, async t<T>(x: T) { return [this.k, x]; }, n: { q: <T,>() => null as T | null } }; const a = 1, b = 2;\nlog(a + f<number>(2) * b, !f<boolean>(true), typeof f<string>("s"), -f<number>(3) + 1, a + o.m<number>(4).y, a === f<number>(1) && b, !o.n.q<string>()?.length, a ? f<number>(b) : 0, [...f<number[]>([9])]);\n(async () => { log(await o.t<number>(4), await f<number>(5), (await o.m<string>("t").p()).z, (await o.m<number>(6).p())["z"] + 1, await f<Promise<number>>(Promise.resolve(7)), [await f<number>(8)].length, !(await f<number>(0))); const x = await f<() => number>(() => { let n = a; n += b; return n; }); log(x()); if (await f<boolean>(false)) log("no"); })();',
  'optional calls':
    'const o: any = { f: () => null, n: null }; log(o.g?.().x.y, o.n?.f().z, o.f?.()?.x, o?.f?.(), (o.g?.(1))?.q, o.g?.()[0]!.z); try { (o.g?.()).x; } catch (e: any) { log(e.message); }',
  'functions that properties take, without semicolons':
    'let n = 1; const o: any = { a: { b: {} } }, g = () => o\nn = 2\no.a.b.f = () => n\nn = 3\ng().a.f = function () { return n }\nn = 4\n;(o as any).a.g = () => 5\nif (n) log(n, o.a.b.f(), o.a.f(), o.a.g())',
  'using is a word':
    'const using = 1, type = 2, as = 3, of = 4, declare = 5, namespace = 6; log(using, type, as, of, declare, namespace); let is = type\nlog(is); abstract: for (;;) break abstract',
  'non-null behind operators':
    'interface O { a?: O; has(k: string): boolean; z: any }\nconst o: O = { has: (k) => k === "z", z: 1 }; o.a = { ...o, z: { w: 0 } };\nconst m: O | undefined = o;\nif (!m!.has("y")) log("no", m!.a!.z ?? m!.z);\nlet q: any = m!.a!.z.w ?? m!.a!.z; q = m!.z; q += 1 + m!.z;\nconst f = () => m!.a!.z, g = async () => await m!.has!("z"), t = q ? m!.z : m!.a!.z, u = typeof m!.a!.z, v = -m!.z;\nlog(q, f().w, t, u, v, !m!.a!.has("z")); g().then(log);',
};
