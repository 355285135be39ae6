/** Programs whose meaning hangs on line breaks, names, precedence and odd corners of the grammar. */
export const HAZARD_PROGRAMS: Readonly<Record<string, string>> = {
  'no semicolons':
    'const a = 1\nconst b = [a]\nlet c = a\n++c\nlet d = c\n--d\nlog(a, b, c, d)\nvar f = function () { return 1 }\nvar g = f\n(1)\nlog(typeof g)',
  'comment behind a declaration':
    'const a = 1 // one;\nconst b = 2 /* two */\nlet c = a // x\n, d = b // y\nlog(a, b, c, d) // end',
  'semicolon on the next line': 'let a = 1\n;[a] = [2]\nlet b = 3\n  ; log(a, b)',
  'block comments with line breaks':
    'const a = /* 1\n2 */ 3 /* 4\n5 */; const f = (x /* p\n */) => /* q\n */ x; log(a, f(1));',
  'html-like comments': 'var x = 1; <!-- gone\nx++\n--> gone too\nlog(x)',
  'regex after a brace': 'if (1) { } /x/.test("x"); function f() {} /y/g; log("ok")',
  'prefix names are taken':
    'var $ = 1, $v = (x) => x * 10, $w = 2, $f0 = 3, $1_ = 4; function $e0() { return 5; } log($, $v(2), $w, $f0, $1_, $e0());',
  'names with dollar in templates': 'const $a = 1; log(`$a${$a}$`, "$b");',
  'globals are shadowed':
    'var Symbol = { for: () => "mine" }, Reflect = null; const globalThis = 1; function f(Proxy) { return [Proxy, Symbol.for("x"), Reflect]; } log(f(2), globalThis);',
  'undefined is shadowed':
    'function f(undefined) { let g = () => { return; }; return [g() === void 0, undefined]; } log(f(1));',
  'hashbang and directive': '"use strict"; "another"\nlog((function () { return this; })());',
  'directive without semicolon before parentheses':
    'function f() {\n  "use strict"\n  const a = 1\n  return [this, a]\n}\nlog(f())',
  'string statement that is no directive':
    'log(1); "use strict"; function f() { log(2); "use strict"; return typeof this; } log(f())',
  'async names':
    'var async = 1; async\nfunction f() { return 2; }\nlog(async, f()); var async2 = async => async; log(async2(3)); const of = [1]; for (var x of of) log(x); var get = 1, set = 2, let_ = 3; log(get, set)',
  'let as a name': 'var let = 1; let = let + 1; log(let);',
  'keywords as properties':
    'const o = { if: 1, class: { new: 2 }, function() { return 3; }, return: 4, get: 5, set: 6, async: 7, static: 8, await: 9 }; log(o.if, o.class.new, o.function(), o.return, o.get, o.set, o.async, o.static, o.await); o.delete = 1; o.typeof = o.delete; log(o.typeof);',
  'yield and await as names':
    'var yield = 1, await = 2; function f(yield) { return yield; } log(yield, await, f(3));',
  'unicode names':
    'const é = 1, \\u0061b = 2, 变量 = { ñ: 3 }; 变量.ñ = é + ab; log(变量, "\\u{1F600}".length, "😀".length); const s = "😀"; let z = s.length; log(z)',
  'carriage returns': 'const a = 1;\r\nfunction f(x) {\r\n  return x\r\n}\r\nlog(f(a))\r\n',
  'line separators in strings': 'const s = "a\\\nb"; const t = `c\n${s}\nd`; log(s, t)',
  'assignment in conditions':
    'let m, r = /a/g, s = "aXa", n = 0; while ((m = r.exec(s)) !== null) n += m.index; if ((m = 5) && (n = n + 1)) log(m, n); for (let q; (q = n--) > 0;) log(q);',
  'assignment as arguments and values':
    'let a, b; log(a = 1, (b = 2), [a = 3], { k: b = 4 }); const f = (x = (a = 9)) => x; log(f(), a, b); a = b = f(a += 1); log(a, b);',
  'with statement':
    'var o = { x: 1 }; function f() { with (o) { x = 2; y = 3; } var y; return y; } log(f(), o); function g() { return o.x; } log(g());',
  'direct eval':
    'function f(a) { var b = 2; eval("b = a + 1; var c = 9"); return [b, c]; } log(f(1)); const g = (0, eval)("1 + 1"); log(g); function h(x) { return x * 2; } log(h(2));',
  'function constructor':
    'const f = new Function("a", "return a + 1"); log(f(1), Function("return 5")());',
  'comma in for heads':
    'for (let i = 0, a = [1, 2], x; x = a[i]; i++) log(x); for (var k = (1, 2); k--;) log(k);',
  'for await in a loop body':
    'async function f() { for await (const x of (async function* () { yield 1; yield 2; })()) log(x); return 1; } f().then(log);',
  'else and dangling':
    'function f(a, b) { if (a) if (b) return 1; else return 2\nreturn 3 } log(f(1, 1), f(1, 0), f(0, 0)); if (0) log(1); else if (0) log(2); else log(3)',
  'do while on one line':
    'let i = 0; do i++; while (i < 3) log(i); do { i-- } while (i > 0) log(i)',
  'empty statements': ';;; if (1); else; for (;0;); while (0); log("x");; function f() {;;} f();',
  'nested ternaries and arrows':
    'const f = a => a ? b => b ? 1 : 2 : c => c ? 3 : 4; log(f(1)(1), f(1)(0), f(0)(1), f(0)(0)); const g = (a) => a ? { x: 1 } : [2]; log(g(1), g(0));',
  'arrows in conditionals':
    'const h = true ? (x) => x : null, k = [(y) => y + 1, (z) => ({ z })]; log(h(1), k[0](1), k[1](2)); const m = ((x) => x) || 1; log(m(3));',
  'object pattern that looks like a block':
    'let a, b; ({ a } = { a: 1 }); ({ b = 2 } = {}); log(a, b); [{ a }, [b]] = [{ a: 3 }, [4]]; log(a, b); (([a]) => log(a))([5]); ({}); ({ a: [b] } = { a: [6] })\nlog(b)',
  'object with numeric and odd keys':
    'const o = { 1: "a", 1.5: "b", "x-y": "c", [`t${1}`]: "d", 0x10: "e" }; log(o[1], o[1.5], o["x-y"], o.t1, o[16]); o[1] = 2; o["x-y"] = 3; o[1.5]++; log(o)',
  'big numbers and keys':
    'const a = []; a[1e3] = 1; a[0b11] = 2; log(a.length, a[1000], a[3], 10n ** 20n, 1_000)',
  'semicolonless class bodies':
    'class A {\n  x = 1\n  ;[`y`] = 2\n  static async *z() { yield this.w }\n  static w = 3\n  "quoted"() { return 4 }\n  async = 5\n}\nlog(new A().quoted(), new A())\n;(async () => { for await (const q of A.z()) log(q) })()',
  'class expressions':
    'const A = class B { static n = B.name; m() { return B.n; } }, C = class extends A { }; log(A.name, A.n, new C().m(), C.name, (class {}).name, [class {}][0].name);',
  'class heritage':
    'const mix = (b) => class extends b { x = 1; }; class A extends mix(Object) {} class B extends (class { static q = 2; }) {} log(new A().x, B.q, Object.getPrototypeOf(A).name);',
  'computed members':
    'let n = 0; const k = () => "k" + n++; class A { [k()]() { return 1; } static [k()] = 2; [k()] = 3; get [k()]() { return 4; } } const a = new A(); log(a.k0(), A.k1, a.k2, a.k3, n); const o = { [k()]: 1, [k()]() { return 2; } }; log(o.k4, o.k5());',
  'iterators are closed':
    'const it = { [Symbol.iterator]() { let i = 0; return { next: () => ({ value: i++, done: false }), return() { log("closed"); return {}; } }; } }; for (const x of it) if (x > 1) break; const [a, b] = it; log(a, b); try { for (const y of it) throw y; } catch (e) { log("e", e); } (() => { for (const z of it) return z; })();',
  'exceptions through finally and generators':
    'function* g() { try { yield 1; yield 2; } finally { log("cleanup"); } } try { for (const x of g()) { if (x === 2) throw new Error("stop"); } } catch (e) { log(e); } const f = () => { try { return log("a"); } finally { log("b"); } }; f();',
  'deep nesting': `log(${'('.repeat(60)}1${')'.repeat(60)}, ${'[0, '.repeat(30)}1${']'.repeat(30)}.length, ${Array.from({ length: 80 }, (_, i) => i).join(' + ')});`,
  'long chains': `const o = { f() { return this; }, v: 1 }; log(o${'.f()'.repeat(60)}.v, o${'?.f()'.repeat(30)}.v);`,
  'umd wrapper':
    '(function (root, factory) { if (typeof define === "function" && define.amd) define([], factory); else if (typeof module === "object" && module.exports) module.exports = factory(); else root.lib = factory(); })(this, function () { return { a: 1, b: function () { return 2; } }; }); log(module.exports.b())',
  'transpiled exports':
    '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.b = exports.a = void 0;\nvar x = { k: 1, default: 2 };\nObject.keys(x).forEach(function (key) {\n  if (key === "default" || key === "__esModule") return;\n  if (key in exports && exports[key] === x[key]) return;\n  Object.defineProperty(exports, key, { enumerable: true, get: function () { return x[key]; } });\n});\nexports.a = 1; const b = 2; exports.b = b; 0 && (module.exports = { a, b });',
  'enum as transpiled':
    'var E; (function (E) { E[E["A"] = 0] = "A"; E[E["B"] = 1] = "B"; })(E || (E = {})); log(E.A, E[1], E);',
  'helpers as transpiled':
    'var __rest = (this && this.__rest) || function (s, e) { var t = {}; for (var p in s) if (Object.prototype.hasOwnProperty.call(s, p) && e.indexOf(p) < 0) t[p] = s[p]; return t; }; var _a, _b; var o = (_a = { x: 1, y: 2 }, _b = _a.x, __rest(_a, ["x"])); log(o, _b, (_a = o) === null || _a === void 0 ? void 0 : _a.y);',
  minified:
    'var a=1,b=function(c){return c?(a++,c-1?b(c-1):a):void 0},d;for(d=0;d<2;)d++,b(d)&&log(d);!function(e){e.x=1,e.y=e.x||2;if(e.x)return e.z=3;e.w=4}(d={});log(d,a)',
  'keywords next to brackets':
    'function*g(){let a=yield[1];let b=yield"x";for(let c of[a,b])log(c);for(var d in{e:1})log(d);if(a)log(a);else[a]=[2];switch(1){case[1].length:log("c");case"y":}try{throw[3]}catch(f){log(f)}return[typeof[],void[],a in[4]]}const i=g();i.next();i.next(5);log(i.next(6));var h=async()=>{let j=await[7];return"k"+j};h().then(log);var l=function(){return"m"},n=()=>{return`o${l()}`},p=()=>{return/q/g};log(n(),p().source);do[l]=[1];while([0][0]);log(new[Date][0](0).getTime(),delete[1].x)',
  'curried arrows with bodies':
    'const f = (a) => (b) => { if (!a) return; const c = a + b; return (d) => { return c + d; }; }, g = (a) => async (b) => { await null; return a + b; }; log(f(1)(2)(3), f(0)(1)); g(1)(2).then(log);',
  'test callbacks rethrow':
    'const it = (n, f) => { try { f(); log(n, "ok"); } catch (e) { log(n, e); } }; it.only = it; it.each = (t) => (n, f) => t.forEach((x) => it(n + x, () => f(x)));\nit("a", () => { throw new Error("fails"); }); it["only"]("b", function () { null.x; }); it.each([1, 2])("c", (x) => { if (x > 1) throw x; }); it("d", () => 1);',
  'labelled block in a function':
    'function f(x) { a: { b: { if (x === 1) break a; if (x === 2) break b; return "r"; } return "b"; } return "a"; } log(f(1), f(2), f(3));',
  'void and comma returns':
    'const f = () => void log("v"), g = () => { return void 0, 1; }, h = (x) => { return x ? void log("x") : (log("y"), 2); }; log(f(), g(), h(1), h(0));',
  'closures see later variables':
    'var fs = []; { let x = 1; fs.push(() => x, () => { x = 2; }); x = 3; } fs[1](); log(fs[0]()); function mk() { return () => y; var y; } log(mk()()); function mk2() { const r = () => q; const q = 7; return r(); } log(mk2());',
  'symbols as keys':
    'const s = Symbol("s"), o = { [s]: 1 }; o[s] += 1; o[s]++; log(o[s], s in o, delete o[s], o[s]); class A { static [Symbol.hasInstance]() { return true; } } log(1 instanceof A);',
  'arguments stay linked':
    'function f(a, b) { arguments[0] = 7; b = 8; return [a, arguments[1], arguments.length]; } log(f(1, 2, 3)); function g() { return (() => arguments[0])(); } log(g(5)); function h(a) { var arguments; return typeof arguments; } log(h(1));',
  'assignment to a function name':
    'function f() { f = 1; return typeof f; } log(f(), typeof f); const g = function me() { me = 1; return typeof me; }; log(g()); var k = function k2() { "use strict"; try { k2 = 1; } catch (e) { return e.name; } }; log(k());',
  'stack lines of errors':
    'function a() {\n  return new Error("x")\n}\nconst o = {\n  get b() {\n    return a()\n  },\n}\nclass K {\n  f =\n    o.b\n}\nlog(new K().f.stack.match(/program\\.js:\\d+/g).slice(0, 3).join(" "))',
  'comments behind blocks':
    'function a() {\n  function b() {\n    log("b")\n  } // end of b\n  b()\n} // end of a\na()\nclass C { m() { if (a) { log(1) } // then\n else { log(2) } // else\n for (;;) { break } /* for */\n } // m\n static { log(3) } // static\n} // C\nnew C().m()\nvar f = function () { return 4 } // f\nlog(f())',
};
