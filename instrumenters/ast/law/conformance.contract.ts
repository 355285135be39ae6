/** Programs about what conformance tests of the language asked for: names that `eval` and `with` decide, words that are names, early errors. */
export const CONFORMANCE_PROGRAMS: Readonly<Record<string, string>> = {
  'eval declares beside a function of that name':
    'function f() { function g() { return 1; } eval("var g = 2; var h = 3"); return [g, h]; } log(f()); function k(a) { let b = a; try { eval("var b"); } catch (e) { log(e); } return () => eval("a + b"); } log(k(2)());',
  'eval in a default, a field and an arrow':
    'const f = (a = eval("var x = 1; x"), b = a) => eval("a + b"); log(f()); class K { y = eval("this.z = 4"); } log(new K()); log([1].map((n) => eval("n + 1")), (() => { eval("var q = 1"); return typeof q; })());',
  'a proxy hears of the names in a with only':
    'const o = new Proxy({ a: 1 }, { has(t, k) { log("has", typeof k === "symbol" ? "symbol" : k); return k in t; } }); function f(p) { let b = p; with (o) { b = a; if (b) log(b); } return b; } log(f(5)); with (o) log((() => a)());',
  'return and write inside a with':
    'function f(o) { for (const n of [1]) with (o) { x = n; return x + 1; } } const o = { x: 0 }; log(f(o), o.x); function g(o) { with (o) { var v = 2; } return v; } log(g({ v: 1 }), g({}));',
  'let before a bracket in the head of a loop':
    'for (let [a, b = 2] of [[1]]) { log(a, b); } for (let [k = "z"] in { ab: 1 }) log(k); for (let [i, j] = [0, 2]; i < j; i++) log(i); (async () => { for await (let [c = class {}, d = () => 1] of [[]]) log(c.name, d.name); })();',
  'a function in a block beside one of that name in the body':
    'function f() { const before = g(); { function g() { return 2; } } return [before, g()]; function g() { return 1; } } log(f()); function h() { if (1) { function k() { return 4; } } return k(); function k() { return 3; } } log(h());',
  'words that are names in sloppy code':
    'var yield = 3, await = 4; function f() { return yield; } log(f(), yield + 1, [yield], `${await}`, ({ yield, await }), (yield, await)); const g = () => yield; log(g(), typeof yield, yield ? 1 : 2);',
  'names with escapes':
    'var v\\u0061r_ = 1, \\u{62} = 2; function f(\\u0063) { c += b; return () => \\u0063; } log(var_, f(1)());',
  'a parameter declared once more': 'log("no"); function f(a) { let a; }',
  'a declaration where a statement must be': 'log("no"); for (const x of [1]) function f() {}',
  'a class where a statement must be': 'log("no"); if (1) class K {}',
  'a lexical declaration after do': 'log("no"); do const x = 1; while (0)',
  'a function of sloppy code where a statement may be':
    'if (1) function f() { return 1; } log(f()); if (0) log(0); else function g() { return 2; } log(g()); l: function h() { return 3; } log(h());',
  'an assignment to an operation': 'log("no"); 1 instanceof 2 = 3;',
};
