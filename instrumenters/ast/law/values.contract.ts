/** Programs about reads, writes, calls, literals and branches. */
export const VALUE_PROGRAMS: Readonly<Record<string, string>> = {
  assignments: 'let a = 1, b; b = a = 3; a += b -= 1; a **= 2; a >>>= 1; log(a, b, (a = 5), a);',
  updates:
    'let i = 0; const o = { n: 1 }, k = "n"; log(i++, ++i, i--, --i, o.n++, --o[k], o["n"]++, o.n); const big = { v: 1n }; log(big.v++, big.v);',
  'updates convert':
    'let s = "5"; log(s++, s); let u; log(u++, u); const o = { x: "a" }; log(o.x--, o.x);',
  'property writes in order':
    'const t = (n, v) => (log(n), v);\nt("o", {})[t("k", "x")] = t("v", 1); const o = { a: 1 }; t("p", o).a += t("q", 2); log(o);',
  'keys are converted once':
    'const k = { toString() { log("key"); return "z"; } }; const o = {}; o[k] = 1; log(o[k]); o[k] += 1; log(o.z);',
  'logical assignments':
    'let a = null, b = 0, c = 1; a ??= 2; b ||= 3; c &&= 4; const o = { get x() { log("get"); return 1; }, set x(v) { log("set"); } }; o.x ||= 5; o.x &&= 6; o.x ??= 7; log(a, b, c);',
  'destructuring declarations':
    'const { a, b: { c = 2 } = {}, ...rest } = { a: 1, x: 3, y: 4 }, [d, , e = d, ...f] = [5, 6, undefined, 7];\nlog(a, c, rest, d, e, f);',
  'destructuring assignments':
    'let a = 1, b = 2; [a, b] = [b, a]; log(a, b); ({ a, b: [b] } = { a: 3, b: [4] }); log(a, b);\nconst o = {}; [o.x, o["y"], ...o.z] = [1, 2, 3]; ({ p: o.p, q: o.q = 9 } = { p: 8 }); log(o); log(([a] = [7, 8]).length, a);',
  'destructuring in heads':
    'for (const [k, { v = 1 }] of [["a", {}], ["b", { v: 2 }]]) log(k, v);\nfor (let [i, j] = [0, 3]; i < j; [i, j] = [i + 1, j - 1]) log(i, j);\nfor (var { length } in { ab: 1 }) log(length);',
  'loop heads that write':
    'const o = {}; let x; for (x of [1, 2]); for (o.p in { q: 1, r: 2 }); for ([x, o.y] of [[3, 4]]) log(x); log(x, o);',
  'body that hides the loop variable':
    'for (const x of [1, 2]) { const x = 9; log(x); }\nfor (const k in { a: 1 }) { let k = 5; log(k); }\nfor (const f of [1]) { class f {} log(f.name); }\nfor (const g of [1]) { function g() {} log(g.name); }',
  'for heads with in':
    'for (var i = ("a" in { a: 1 }) ? 1 : 0; i < 2; i++) log(i);\nfor (let f = (x) => { return x in { b: 1 }; }, n = 0; n < 1; n++) log(f("b"));',
  'for without parts':
    'let i = 0; for (;;) { if (i++ > 1) break; } for (; i < 5;) i++; for (i = 0, j = 2; i < j; i++, j--) log(i, j); var j; log(i);',
  'names of loop head functions':
    'for (let f = () => {}, n = 0; n < 1; n++) log(f.name); for (const g of [() => {}]) log(g.name);',
  'optional chains':
    'const o = { a: { b() { return this === o.a; } }, n: null };\nlog(o?.a.b(), o.a?.b(), o.n?.x.y.z(), o.n?.[log("no")], o.a.c?.(), o?.["a"]?.b?.(), (o?.n)?.x, delete o?.a?.q);\ntry { (o.n?.x).y; } catch (e) { log(e); }',
  'optional calls keep this':
    'const o = { v: 1, f() { return this?.v; }, g: null }; log(o.f?.(), o?.f(), (o.f)(), (0, o.f)(), o["f"]?.(), o.g?.().x.y);',
  'method calls keep this':
    'class A { v = 1; f() { return this.v; } } const a = new A(), m = "f"; log(a.f(), a[m](), [a][0].f(), (a).f(), (() => a)().f(), new A().f(), (a.f)(), [1, 2].map(String).join("-"));',
  'new and its callee':
    'const ns = { K: class { constructor(x) { this.x = x; } }, make() { return { C: ns.K }; } };\nlog(new ns.K(1), new ns["K"](2), new (ns.make().C)(3), new (class { y = 1 })(), new ns.K, new Date(0).getTime(), new (Array)(3).length, new Array(ns.K)[0] === ns.K);',
  'tagged templates':
    'const tag = (s, ...v) => [s.raw.join("|"), ...v]; const o = { t(s) { return this === o && s.length; } };\nlog(tag`a${1}b\\n${2 + 3}`, o.t`x`, ((s) => s)`q`.raw[0], tag`${tag`in`}`);\nconst id = () => ((s) => s)`same`; log(id() === id());',
  templates: 'const a = 1; log(`x${a}y${`n${a + 1}`}`, `plain`, `\n${a}\n`);',
  'regular expressions':
    'const s = "a1b2"; log(s.replace(/\\d/g, (d) => d * 2), /b/.test(s), [/x/u].length, 4 / 2 / 1, (/a/.source));',
  'typeof and delete':
    'const o = { a: { b: 1 } }; log(typeof nothing, typeof o.a, delete o.a.b, delete o["a"], "a" in o, typeof (o.z), void o.a); try { (nothing); } catch (e) { log(e); }',
  'short circuits':
    'const t = (v) => (log("t", v), v); log(t(0) || t(1), t(0) && t(1), t(null) ?? t(2), (t(1) && t(2)) || t(3), !(t(1) && t(0)), (t(null) ?? t(0)) || t(4));',
  ternaries:
    'const f = (x) => x > 1 ? "big" : x ? "one" : "zero"; log([0, 1, 2].map(f)); const g = true ? () => 1 : 2; log(g.name === "");',
  conditions:
    'let n = 3; while (n--) { if (n === 1) continue; else if (n > 1) log("gt"); else log("lt"); } do n++; while (n < 2); log(n);\nif (n, 0) log("no"); else log("seq"); while (log("c"), n-- > 1);',
  'braceless bodies':
    'var a, o = {}; if (1) a = 1; else a = 2; for (const x of [1]) [a] = [x + 1]; if (0); else [a, o.b] = [5, 6]\nif (a) var z = 1 // here\nelse var y = 2; while (a-- > 4) var w = [a]; do var v = 3; while (0)\nlog(a, o, z, y, w, v);',
  switch:
    'function f(x) { switch (x) { case 1: log("one"); case 2: { log("two"); break; } case g(): log("g"); default: log("default"); case 4: let q = 1; log(q) } }\nconst g = () => (log("asked"), 3);\n[1, 2, 3, 4, 5].forEach(f);',
  'switch with comments':
    'switch (1) { case /* a: */ 1 /* b: */ : log(1); // c:\n case "x:": log(2); default /* : */ :\n log(3) }',
  'empty switch': 'switch (log("d")) {} switch (1) { case 1: } switch (2) { default: case 3: }',
  labels:
    'outer: for (const i of [1, 2, 3]) { inner: for (const j of [1, 2]) { if (j === 2) continue outer; if (i === 3) break outer; log(i, j); } }\nblock: { log("in"); if (1) break block; log("out"); }\nl: if (1) { var x = 1; break l; } m: x = 5; log(x); n: [x] = [6]; log(x);',
  'label on a loop whose variable is reported':
    'a: for (const x of [1, 2]) b: for (const y of [1, 2]) { if (y > 1) continue a; log(x, y); }',
  spread:
    'const a = [1, ...[2, 3], ...new Set([4])]; const o = { ...{ x: 1 }, ...null, y: 2 }; log(a, o, Math.max(...a, ...[9])); log(...[1, 2], ...`ab`);',
  'holes and trailing commas':
    'const a = [, 1, , 2,]; log(a.length, 0 in a, [,].length); (function (a, b,) { log(a, b); })(1, 2,);',
  'object literals':
    'const k = "c", v = 1; const o = { a: 1, "b": 2, [k]: 3, v, f() { return 4; }, get g() { return 5; }, async h() {}, *i() {}, 0: 6, __proto__: { p: 7 } };\nlog(o, o.g, o.f(), o.p, Object.getPrototypeOf({ __proto__: null }));',
  'literal at the start of a statement':
    '({}).x; [].y; ({ f() { log("f"); } }).f()\n;[1].forEach((x) => log(x))\n;`t`.length; (function () { log("iife"); })()',
  commas:
    'let a = (1, 2), b = [(3, 4)]; log((a, b)); for (var i = 0, n = (0, 2); i < n; i++, log(i)); const f = (x) => (log(x), x); log((f(1), f)(2));',
  'unary and binary mixes':
    'const x = 2; log(-x ** 0 || 1, (-x) ** 2, +"3" + +"4", - -x, !x === false, ~x, x - -x, typeof x + 1, x in [1, 2, 3], [] instanceof Array);'.replace(
      '-x ** 0 || 1, ',
      '',
    ),
  'getter order':
    'const o = { get a() { log("a"); return { get b() { log("b"); return () => log("call"); } }; } }; o.a.b(log("arg")); o.a.b; o?.a?.b?.(log("arg2"));',
  'proxies see the same traps':
    'const p = new Proxy({ a: 1 }, { get(t, k, r) { log("get", String(k)); return Reflect.get(t, k, r); }, set(t, k, v) { log("set", String(k)); t[k] = v; return true; }, has(t, k) { log("has", String(k)); return k in t; }, deleteProperty(t, k) { log("del", String(k)); return delete t[k]; } });\np.a; p.b = 2; p.a++; "a" in p; delete p.a; p.c ??= 1; const { b } = p; log(b);',
  'accessors that throw':
    'const o = { get x() { throw new Error("getter"); }, set y(v) { throw new Error("setter" + v); } };\ntry { o.x; } catch (e) { log(e); } try { o.y = 1; } catch (e) { log(e); } try { o.x.z(); } catch (e) { log(e); }',
  'errors of calls':
    'const o = {}; for (const f of [() => o.f(), () => o.f.g, () => o(), () => new o.f(), () => o.f?.().x, () => null.x, () => { const q = 1; q = 2; }, () => { z; let z; }, () => undeclared, () => [...1]]) try { log(f()); } catch (e) { log(e.name); }',
  'messages of errors':
    'const o = { p: {} }; try { o.p.q.r; } catch (e) { log(e.name, /reading .r/.test(e.message)); } try { o.p.q.r = 1; } catch (e) { log(e.name, /setting .r/.test(e.message)); }',
  'temporal dead zone':
    'function f() { try { log(x); } catch (e) { log(e.name); } let x = 1; return () => x; }\nlog(f()()); { try { g(); } catch (e) { log(e.name); } function g() { return y; } const y = 2; log(g()); }',
  'const in loops':
    'for (const x of [1]) { const y = x + 1; log(y); } for (const k in [5]) { const v = [k]; log(v); } for (let i = 0, m = 2; i < m; i += 1) { const q = i; log(q); }',
  'globals and undeclared':
    'implicit = 1; log(implicit, typeof globalThis.implicit); globalThis.other = 2; log(other++); log(other); delete globalThis.other; log(typeof other);',
  exports:
    'exports.a = 1; exports.b = exports.c = () => 2; module.exports.d = { e: [1] }; Object.defineProperty(exports, "f", { enumerable: true, get: function () { return 7; } });',
  'module.exports object':
    'const x = 1; function y() {} module.exports = { x, y, z: x + 1, w: [x], v: y.name, "q": { r: x } };',
  'conditional calls in arguments':
    'const f = (...a) => a.length; log(f(1 + 1, !0, 1 ? 2 : 3, "a" + "b", (1, 2), ...[1 + 1]), f(typeof f, void 0, f() && 1, f() || 2, null ?? 3));',
  'chained writes through calls':
    'const o = { n: { m: [0] } }; const get = () => (log("get"), o); get().n.m[get().n.m.length - 1] += 5; get()["n"].k = get().n.m[0]++; log(o);',
  'element access':
    'const a = [[1, 2], [3]]; let i = 0; log(a[i++][i], a[i][i - 1], "abc"[1], a[0]["length"], a[a.length - 1][0]); a[0][1] = a[i][0]; a[i] = i; log(a);',
  'strings and numbers as receivers':
    'log("a".toUpperCase(), 5..toFixed(1), (5).toString(2), 1.5.toFixed(0), "x"["length"], true.toString(), /r/.flags, null?.x);',
  'in operator with private names':
    'class A { #x = 1; static t(o) { return #x in o && o.#x; } set(v) { this.#x = v; this.#x += 1; this.#x++; return this.#x; } } log(A.t(new A()), A.t({}), new A().set(4));',
  'super property access':
    'class A { get v() { return 1; } set v(x) { log("set", x); } m() { return "m"; } static s() { return "s"; } } class B extends A { get v() { return super.v + super["v"]; } m() { super.v = 3; return super.m() + super["m"](); } static s() { return super.s(); } } const b = new B(); log(b.v, b.m(), B.s()); const o = { __proto__: { z: 1 }, f() { return super.z; } }; log(o.f());',
  'accumulating in callbacks':
    'let total = 0; const items = [{ p: 1, q: 2 }, { p: 3, q: 4 }]; items.forEach(({ p, q }) => { total += p * q; }); log(total, items.reduce((s, i) => s + i.p, 0), items.map((i) => ({ ...i, t: i.p * i.q })));',
  'new of what new made':
    'class C { constructor(x) { this.x = x; } get K() { return C; } } log(new new C(1).K(2).x, new new C(1).K.prototype.constructor(3).x, new (new C(4).K)(5).x, [new new C(1).K(6)].length); class D { f() { return 1; } } try { new new D().f(1); log("made"); } catch (e) { log(e); } try { new new D().g.h(1); } catch (e) { log(e); }',
  'chains before calls':
    'const o = { a: { b: { c(...x) { return [this === o.a.b, ...x]; }, d: [1, 2] } }, k: "a", C: class { m() { return "m"; } } }, k = "a"; log(o.a.b.c(1), o[k].b.c(2), o.a.b.c`x`.length, o.a.b.d.map((x) => x + 1).filter(Boolean).length, new o.C().m(), new o.a.b.c.constructor("return 5")(), (0, o.a.b.c)(3), o.a.b?.c(4), o.a?.b.c(5), o.z?.b.c(6)?.d, typeof o.a.b.c(7), delete o.a.b.c(8).x, !o.a.b.d.includes(2), o.a.b.d.length, [...o.a.b.d, ...o[k].b.d]); (o.a.b.c(9)).x = 1; o.a.b.d.push(3)\no.a.b.d.reverse()\nfor (const x of o.a.b.d) log(x)\nl: for (const x of o.a.b.d) { for (const y of o.a.b.d) { if (y > 1) continue l; log(x, y) } }\nif (o) for (const x of o.a.b.d) log(x); else log(0)\nconst { b } = o.a, [p] = o.a.b.d\nlet q; [q] = o.a.b.d\n;({ d: q } = o.a.b)\nlog(b, p, q); switch (1) { case 1: const { d } = o.a.b; log(d) } function f({ d } = o.a.b, e = o.a.b.d.length) { return [d, e]; } log(f()); async function g() { await o.a.b.c(await o.a.b.d.at(0)); for await (const x of o.a.b.d) log(x); } g().then(() => log("done")); function* h() { const [x] = o.a.b.d; yield* o.a.b.d; yield o.a.b.c(yield o.a.b.d.at(x)); } log([...h()].length); class E extends o.C { constructor() { super(...o.a.b.d); this.q = o.a.b.d.length; } m() { return super.m() + this.q.toFixed(1); } } log(new E().m());',
  'chains on names that are not ready':
    'const tries = [() => { z.a.b(); let z; }, () => { for (const z of z.a.b) z; }, () => { const { z } = z.a; }, () => { class A { static s = A.t.u(); } }, () => { class A extends Object { constructor() { this.a.b(); } } new A(); }, () => { null.a.b(); }, () => { const y = null; y.a.b(); }, () => { const y = null; const { x } = y.a; }, (y = undefined) => { y.a.b.c(); }]; for (const t of tries) try { t(); log("no"); } catch (e) { log(e); }',
};
