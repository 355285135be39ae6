/** Programs, found by generating them or by use, that once printed something else when every probe was in them. */
export const COUNTEREXAMPLES: Readonly<Record<string, string>> = {
  'a statement in the head of a loop':
    'for (let i = 0; i < 2; i++) log(i); for (var k = 1; k--;) log(k); let q; for (q = 0; q < 1; q++) log(q);',
  'a directive is the first statement':
    '"use strict"; "other"; log(this === undefined || typeof this);',
  'a label stays on its loop':
    'outer: for (const i of [1, 2, 3]) { inner: for (;;) { if (i === 2) continue outer; break inner; } log(i); } a: b: for (const j of [1]) { continue a; }',
  'a generator in a block is not seen outside':
    'function f() { if (1) { try { log(g); } catch (e) { log(e); } } { function* g() {} log(typeof g); } } f();',
  'a function in a block of strict code':
    '"use strict"; try { { function g() {} } log(typeof g); if (1) { function h() {} } } catch (e) { log(e); }',
  'the message about a method that is not there':
    'const o = { p: {} }; function f(a) { return a.missing(1); } try { f(o); } catch (e) { log(e); } try { o.q(); } catch (e) { log(e); } try { (o).q(); } catch (e) { log(e); } try { o?.q(); } catch (e) { log(e); } try { o["q"](); } catch (e) { log(e); } try { Math.q(); } catch (e) { log(e); } try { this.q(); } catch (e) { log(e); }',
  'one statement fills its block':
    'function f(){let b=1}function g(a){for(const x of a){const y=x}switch(a){case 1:let z=2}}f();g([1]);log("ok");const h=()=>{let q=1};h();class A{static{let w=1}m(){var x=1}}new A().m()',
  'a receiver that is not there yet':
    'try { x.f(); } catch (e) { log(e); } let x = { f() { return 1; } }; log(x.f());',
  'the line of a failing update of a property':
    'function f(g) { return undefined; }\ntry {\n  f(\n    () => 1\n  ).x += 1;\n} catch (e) { log(/program\\.js:(\\d+)/.exec(e.stack)[1]); }\ntry {\n  (f(\n    () => 1\n  )).x++;\n} catch (e) { log(/program\\.js:(\\d+)/.exec(e.stack)[1]); }',
  'a function that decides keeps the name that stacks show':
    'const o = { a: {} }, who = (f) => { try { f(); } catch (e) { log(/at (.*) \\(/.exec(e.stack)?.[1]); } }; o.a.f = (() => { null.x; }) ?? 1; o.a.g = (function () { null.x; }) || 1; o.a["h"] = (() => { null.x; }) && (() => { null.x; }); who(o.a.f); who(o.a.g); who(o.a.h);',
  'the line of a failing delete':
    'const line = (e) => /program\\.js:(\\d+)/.exec(e.stack)[1], n = undefined, o = { k: n };\ntry { delete (class { #s = 1;\n\n}).a.a; } catch (e) { log(line(e)); }\ntry { delete (\n  o\n    .k\n)[o\n    .k]; } catch (e) { log(line(e)); }\ntry { delete n[\n  o\n    .k]; } catch (e) { log(line(e)); }\nlog(delete o\n  .k, o);\ntry { delete (void ((o.f = function () {\n\n}).a)).a; } catch (e) { log(line(e)); }\ntry { (void ((o.f = function () {\n\n}).a)).a++; } catch (e) { log(line(e)); }',
  'the line of reading this before there is one':
    'const t = (...all) => all[0];\ntry { new (class extends Object { constructor() { super(t((class { #s = 1;\n\n}), super.a)); } })(); } catch (e) { log(/program\\.js:(\\d+)/.exec(e.stack)[1]); }\ntry { new (class extends Object { constructor() { super(t(1,\n super.a)); } })(); } catch (e) { log(/program\\.js:(\\d+)/.exec(e.stack)[1]); }\ntry { new (class extends Object { constructor() { super(t(1,\n this.a, this)); } })(); } catch (e) { log(/program\\.js:(\\d+)/.exec(e.stack)[1]); }\ntry { new (class extends Object { constructor() { t(1,\n this.a.b);\n super(); } })(); } catch (e) { log(/program\\.js:(\\d+)/.exec(e.stack)[1]); }\ntry { new (class extends Object { constructor() { super([\n this.a,\n t(this)\n]); } })(); } catch (e) { log(/program\\.js:(\\d+)/.exec(e.stack)[1]); }\ntry { new (class extends Object { constructor() { super();\n t(1,\n this.a.b.c); } })(); } catch (e) { log(/program\\.js:(\\d+)/.exec(e.stack)[1]); }\ntry { new (class extends Object { constructor() { t(\n () => this.a)\n (); } })(); } catch (e) { log(/program\\.js:(\\d+)/.exec(e.stack)[1]); }',
  'a bare return of an asynchronous generator waits for nothing':
    'async function* a() { return; } async function* b(n) { if (n) return; else log("else"); for (;;) { if (n === 0) return\n} } const o = { async *c() { try { return; } finally { log("finally"); } } }; Promise.resolve().then(() => log("tick 1")).then(() => log("tick 2")).then(() => log("tick 3")); a().next().then((v) => log("a", v)); b(1).next().then((v) => log("b", v)); b(0).next().then((v) => log("b", v)); o.c().next().then((v) => log("c", v));',
};
