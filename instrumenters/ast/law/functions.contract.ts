/** Programs about functions, frames, exceptions, generators and async order. */
export const FUNCTION_PROGRAMS: Readonly<Record<string, string>> = {
  'plain call': 'function f(a, b) { return a + b; }\nlog(f(1, 2));',
  'many parameters':
    'function f(a, b, c, d, e, g) { return [a, b, c, d, e, g]; }\nlog(f(1, 2, 3, 4, 5, 6));',
  'falls off the end': 'function f(a) { a; }\nlog(f(1));',
  'bare return': 'function f(a) {\n  if (a) return\n  log("on")\n}\nlog(f(1)); log(f(0));',
  'empty body': 'function f() {}\nconst g = () => {};\nlog(f(), g());',
  'return and line break': 'function f() {\n  return\n  1 + 1\n}\nlog(f());',
  'return of parentheses over lines': 'function f(a) {\n  return (\n    a\n  );\n}\nlog(f(3));',
  'return of a sequence': 'function f(a) { return a++, a; }\nlog(f(1));',
  'returned functions without a name':
    'const f = () => () => 1, g = () => { return (class {}); }; function h() { return function () {}; } function i() { return (0, async () => {}); }\nlog(f().name === "", g().name === "", h().name === "", i().name === "", (() => function own() {})().name);',
  'a return that is called off':
    'function f(a) { for (;;) { try { return log("once"); } finally { break; } } return a; }\nfunction g() { l: try { return 1; } finally { break l; } }\nlog(f(2), g());',
  'a return that throws':
    'function f() { return g(); } function g() { throw new Error("late"); }\ntry { f(); } catch (e) { log(e.message); } log((() => { try { return null.x; } catch { return "caught"; } })());',
  'function names':
    'const f = () => {}; let g; g = function () {}; const o = { h() {}, i: class {}, j: () => 1 }; const { k = () => {} } = {};\nlog(f.name, g.name, o.h.name, o.i.name, o.j.name, k.name);',
  'names by logical assignment':
    'let a; a ??= () => {}; let b; b ||= class {}; var c = 1; c &&= function () {};\nlog(a.name, b.name, c.name);',
  'function length':
    'function f(a, b = 1, c) {}\nlog(f.length, ((...r) => 1).length, (({ a }, [b]) => 1).length);',
  closures:
    'function counter() { let n = 0; return { up: () => ++n, get now() { return n; } }; }\nconst c = counter(); c.up(); c.up(); log(c.now);',
  'closures of loop rounds':
    'const fs = [];\nfor (let i = 0; i < 3; i++) fs.push(() => i);\nfor (const k of [7, 8]) fs.push(() => k);\nlog(fs.map((f) => f()));',
  'var in loops':
    'var fs = [];\nfor (var i = 0; i < 2; i++) fs.push(function () { return i; });\nlog(fs.map(function (f) { return f(); }));',
  'arguments object':
    'function f(a) { a = 9; return arguments[0]; }\nfunction g(a) { "use strict"; a = 9; return arguments[0]; }\nlog(f(1), g(1), (function () { return arguments.length; })(1, 2));',
  'this in sloppy and strict':
    'function f() { return typeof this; }\nfunction g() { "use strict"; return typeof this; }\nlog(f.call(1), g.call(1), g(), (() => typeof this)());',
  'default parameters':
    'let n = 0;\nfunction f(a = n++, b = () => a, { c = 3, d: [e] = [4] } = {}) { var a = 5; return [a, b(), c, e]; }\nlog(f(), f(1), n);',
  'rest parameters': 'const f = (a, ...[b, ...c]) => [a, b, c];\nlog(f(1, 2, 3, 4));',
  'duplicate parameters': 'function f(a, a) { return a; }\nlog(f(1, 2));',
  'use strict stays first': '"use strict"\nfunction f() { return this }\nlog(f());',
  'directive in a function':
    'function f() { "use strict"\n return this }\nfunction g() { "use strict"; "other"; undeclared = 1 }\nlog(f()); try { g() } catch (e) { log(e) }',
  hoisting:
    'log(f(), typeof v);\nfunction f() { return g(); function g() { return "hoisted"; } }\nvar v = 1;',
  'nested hoisted functions':
    'function f() { log(inner()); function inner() { return outer2(); } function outer2() { return 4; } }\nf();',
  'function and var of one name':
    'function f() { function a() { return 1; } var a; return typeof a; }\nfunction g() { var a = 2; function a() {} return typeof a; }\nlog(f(), g());',
  'functions of one name':
    'function f() { "use strict"; function a() { return 1; } function a() { return 2; } return a(); }\nlog(f());',
  'function and parameter of one name':
    'function f(a) { function a() { return 1; } return typeof a; }\nlog(f(3));',
  'annex b function in a block':
    'function f(x) { if (x) { function g() { return 1; } } return typeof g; }\nlog(f(1), f(0));',
  'function under a label and an if':
    'function f() { l: function g() { return 1; } if (1) function h() { return 2; } return g() + h(); }\nlog(f());',
  'named function expression':
    'const f = function me(n) { return n ? n * me(n - 1) : 1; };\nlog(f(5), f.name);',
  'immediately called':
    '(function () { log("a"); })();\n!function () { log("b"); }();\n(() => log("c"))();',
  exceptions:
    'function f(n) { if (n === 0) throw new Error("zero"); return f(n - 1); }\ntry { f(2); } catch (e) { log(e); }',
  'uncaught exception keeps its place':
    'function f() {\n  const o = null;\n  return o.x;\n}\nfunction g() {\n\n  return f();\n}\ng();',
  'uncaught throw keeps its place':
    'function f() {\n  throw new TypeError(\n    "here"\n  );\n}\nconst g = () =>\n  f();\ng();',
  'finally overrides':
    'function f() { try { return "try"; } finally { log("finally"); } }\nfunction g() { try { throw 1; } finally { return "saved"; } }\nfunction h() { for (const x of [1, 2]) { try { continue; } finally { log("h", x); } } }\nlog(f(), g(), h());',
  'return in finally of a loop':
    'function f() { while (true) { try { return 1; } finally { break; } } return 2; }\nlog(f());',
  'catch forms':
    'try { throw { a: 1, b: [2] }; } catch ({ a, b: [c] }) { log(a, c); }\ntry { throw 1; } catch { log("none"); }\ntry { null.x; } catch (e) { var e = 5; log(e); }',
  rethrow:
    'function f() { try { throw new RangeError("r"); } catch (error) { error.extra = 1; throw error; } }\ntry { f(); } catch (e) { log(e, e.extra); }',
  'throw of a sequence': 'try { throw 1, 2; } catch (e) { log(e); }',
  'overflowing recursion':
    'function f(n) { return f(n + 1); }\ntry { f(0); } catch (e) { log(e.name); }',
  generators:
    'function* g(a) { const b = yield a; log("got", b); try { yield* [b, 2]; } finally { log("closed"); } return "end"; }\nconst i = g(1); log(i.next()); log(i.next("x")); log(i.return("r")); log(i.next());\nlog([...g(0)]);',
  'generator throw':
    'function* g() { while (true) { try { yield; } catch (e) { log("in", e); } } }\nconst i = g(); i.next(); log(i.throw("t")); log(i.return(1));',
  'yield precedence':
    'function* g() { const a = yield yield 1; const b = (yield 2) + (yield); return [a, b, yield 3 + 1]; }\nconst i = g(); log(i.next(), i.next("p"), i.next("q"), i.next(5), i.next(6), i.next(7));',
  'yield as an argument and in templates':
    'function* g() { log(yield 1, `${yield 2}`, [yield 3], { a: yield 4 }); }\nconst i = g(); for (const x of [0, 1, 2, 3, 4]) i.next(x);',
  'microtask order':
    'const p = (s) => Promise.resolve().then(() => log(s));\nasync function f() { log(1); await null; log(2); return Promise.resolve(3); }\nf().then(log); p("a").then(() => p("b")); (async () => { await f(); log("c"); })(); log(0);',
  'microtask order of awaited chains':
    'async function a() { return 1; }\nasync function b() { return await a(); }\nconst c = async () => a();\n[a, b, c].forEach((f) => f().then(() => log(f.name)));\nlet n = Promise.resolve(); for (let i = 0; i < 6; i++) n = n.then(() => log("tick", i));',
  'await of thenables':
    'const t = { then(r) { log("then"); r(7); } };\n(async () => { log(await t); log([await 1, await 2], (await t) + 1); })();\nlog("sync");',
  'async rejection':
    'async function f() { await null; throw new Error("late"); }\nf().catch((e) => log(e)).finally(() => log("done"));\n(async () => { try { await f(); } catch (e) { log("caught", e); } finally { await null; log("after"); } })();',
  'async generators':
    'async function* g() { yield 1; yield Promise.resolve(2); try { yield 3; } finally { log("closed"); } }\n(async () => { for await (const x of g()) { log(x); if (x === 3) break; } for await (const y of [Promise.resolve("p")]) log(y); })();',
  'top-level return value':
    'function f() { return (async () => 1)(); }\nreturn f().then((v) => log(v));',
  'getters and setters':
    'const o = { _x: 1, get x() { log("get"); return this._x; }, set x(v) { log("set", v); this._x = v; return; } };\no.x += 2; log(o.x++, o._x); o["x"] = 9;',
  classes:
    'class A { #p = 1; static s = 2; q = this.#p + 1; constructor(x) { this.x = x; } get p() { return this.#p; } inc() { this.#p++; return this; } static make() { return new this(1); } static #t() { return A.s; } static t() { return A.#t(); } has(o) { return #p in o; } }\nconst a = A.make(); log(a.inc().inc().p, a.q, a.x, A.t(), a.has(a), a.has({}));',
  'derived classes':
    'class A { constructor(n) { this.n = n; } hi() { return "A" + this.n; } }\nclass B extends A { f = 1; constructor(n) { log("before"); super(n + 1); this.m = super.hi(); } hi() { return "B" + super.hi() + this.f; } }\nclass C extends B {}\nlog(new B(1).hi(), new C(2).m, Object.keys(new C(1)));',
  'constructors that return':
    'class A { constructor() { return { other: 1 }; } }\nclass B extends A { constructor() { super(); return; } }\nfunction F() { this.a = 1; return 5; }\nlog(new A(), new B(), new F());',
  'super before this fails the same':
    'class A {} class B extends A { constructor() { this.x = 1; super(); } }\ntry { new B(); } catch (e) { log(e); }\ntry { (class extends null { constructor() { } }); new (class extends A { constructor() {} })(); } catch (e) { log(e); }',
  'class fields and names':
    'class A { f = () => 1; g = function () {}; h = class {}; ["i"] = () => 2; static j = (() => 3); k = [1]; \'l m\' = { a: 1 }; 7 = "n" }\nconst a = new A(); log(a.f.name, a.g.name, a.h.name, a.i.name, A.j.name, a.k, a["l m"], a[7]);',
  'fields without semicolons':
    'class A {\n  a = 1\n  b\n  static c = 2\n  get = 3\n  static\n  d = 4\n}\nlog(new A(), A.c, A.d);',
  'static blocks':
    'class A { static x = 1; static { this.y = this.x + 1; var z = this.y; log(z); } static { try { throw 1; } catch (e) { this.e = e; } } }\nlog(A.y, A.e);',
  'fields see their class':
    'function outer(n) { return class { a = n; static b = n * 2; c = () => this.a + n; }; }\nconst K = outer(4); log(new K().c(), K.b);',
  'new.target':
    'function F() { return new.target === F; }\nclass A { constructor() { log(new.target.name); } } class B extends A {}\nlog(F(), typeof new F()); new B();',
  'symbol methods':
    'const o = { *[Symbol.iterator]() { yield 1; yield 2; }, [Symbol.toPrimitive]: (h) => h };\nlog([...o], `${o}`, o + "");',
  'recursion through closures':
    'const fix = (f) => ((x) => f((y) => x(x)(y)))((x) => f((y) => x(x)(y)));\nlog(fix((self) => (n) => (n < 2 ? n : self(n - 1) + self(n - 2)))(10));',
  'arrow bodies':
    'const a = () => ({ x: 1 }), b = (x) => (x, x + 1), c = async (x) => x, d = (x) => [x], e = x => y => x + y, f = () => function () {}, g = () => `t${1}`;\nlog(a(), b(1), d(2), e(1)(2), f().name, g()); c(3).then(log);',
  'arrow over lines':
    'const f = (x) =>\n  x\n    .map((y) => y + 1)\n    // a comment\n    .filter(Boolean)\nconst g = f\n;[1].forEach((z) => log(g([z, -1])))',
};
