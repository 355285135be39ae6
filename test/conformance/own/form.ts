/** Forms of expressions, each with what it must come to and what it must have noted on the way, in order. */

export interface Form {
  readonly name: string;
  /** Statements before it. */
  readonly setup?: string;
  readonly code: string;
  /** Source text of the value. */
  readonly value: string;
  readonly notes?: readonly string[];
  /** Where alone it may stand. */
  readonly needs?: 'generator' | 'async';
  /** Not in strict code. */
  readonly isSloppy?: true;
}

export const FORMS: readonly Form[] = [
  { name: 'read', setup: 'const o = { p: 4 };', code: 'o.p', value: '4' },
  {
    name: 'computed read',
    setup: 'const o = { p: 4 };',
    code: "o[note('k', 'p')]",
    value: '4',
    notes: ['k'],
  },
  { name: 'getter', code: "({ get p() { return note('g', 5); } }).p", value: '5', notes: ['g'] },
  {
    name: 'method',
    setup: 'const o = { v: 3, m(x) { return this.v + x; } };',
    code: 'o.m(2)',
    value: '5',
  },
  {
    name: 'element method',
    setup: 'const o = { v: 3, m() { return this.v; } };',
    code: "o['m']()",
    value: '3',
  },
  {
    name: 'call order',
    code: "((a, b) => a + b)(note('a', 1), note('b', 2))",
    value: '3',
    notes: ['a', 'b'],
  },
  {
    name: 'chain that ends',
    setup: 'const o = { n: null };',
    code: "o.n?.x.y(note('no', 1))",
    value: 'undefined',
  },
  {
    name: 'chain that goes on',
    setup: 'const o = { a: { f() { return this === o.a; } } };',
    code: 'o?.a?.f?.()',
    value: 'true',
  },
  { name: 'optional element', setup: 'const o = { a: [7] };', code: 'o?.a?.[0]', value: '7' },
  {
    name: 'delete in a chain',
    setup: 'const o = { a: { q: 1 } };',
    code: '(delete o?.a?.q, o)',
    value: '{ a: {} }',
  },
  {
    name: 'tag',
    setup: "const t = (s, ...v) => s.raw.join('|') + v;",
    code: 't`a${1}b\\n${2}`',
    value: "'a|b\\\\n|1,2'",
  },
  {
    name: 'tag keeps this',
    setup: 'const o = { v: 8, t() { return this.v; } };',
    code: 'o.t`x`',
    value: '8',
  },
  { name: 'template', code: '`x${note("a", 1)}y${`${2}`}`', value: "'x1y2'", notes: ['a'] },
  {
    name: 'ternary',
    code: "note('c', 0) ? note('t', 1) : note('f', 2)",
    value: '2',
    notes: ['c', 'f'],
  },
  { name: 'comma', code: "(note('a', 1), note('b', 2))", value: '2', notes: ['a', 'b'] },
  { name: 'and', code: "(note('a', 0) && note('b', 1))", value: '0', notes: ['a'] },
  { name: 'or', code: "(note('a', 0) || note('b', 1))", value: '1', notes: ['a', 'b'] },
  { name: 'nullish', code: "(note('a', null) ?? note('b', 1))", value: '1', notes: ['a', 'b'] },
  { name: 'assignment', setup: 'let x;', code: '(x = 6, x)', value: '6' },
  {
    name: 'chained assignment',
    setup: 'let x; const o = {};',
    code: '(x = o.p = 6, [x, o.p])',
    value: '[6, 6]',
  },
  {
    name: 'order of a property write',
    setup: 'const o = {};',
    code: "note('o', o)[note('k', 'p')] = note('v', 1)",
    value: '1',
    notes: ['o', 'k', 'v'],
  },
  { name: 'compound', setup: 'let x = 2;', code: '(x **= 3, x -= 1, x)', value: '7' },
  {
    name: 'compound property',
    setup: 'const o = { n: 1 };',
    code: "(o[note('k', 'n')] += 4, o.n)",
    value: '5',
    notes: ['k'],
  },
  {
    name: 'logical assignment',
    setup: 'let a = null, b = 0, c = 1;',
    code: '(a ??= 1, b ||= 2, c &&= 3, [a, b, c])',
    value: '[1, 2, 3]',
  },
  {
    name: 'logical assignment that stays',
    setup: "const o = { get p() { return note('g', 1); }, set p(v) { note('s'); } };",
    code: 'o.p ||= 2',
    value: '1',
    notes: ['g'],
  },
  { name: 'prefix', setup: 'let x = 1;', code: '[++x, x]', value: '[2, 2]' },
  {
    name: 'postfix',
    setup: 'let x = 1; const o = { n: 5 };',
    code: '[x++, o.n--, x, o.n]',
    value: '[1, 5, 2, 4]',
  },
  { name: 'typeof nothing', code: 'typeof nowhere', value: "'undefined'" },
  {
    name: 'void and unary',
    code: '[typeof void 0, -(-2), ~1, !0]',
    value: "['undefined', 2, -2, true]",
  },
  {
    name: 'in and instanceof',
    code: "['a' in { a: 1 }, [] instanceof Array]",
    value: '[true, true]',
  },
  {
    name: 'spread',
    code: '[...[1, 2], ...new Set([3])].concat({ ...{ a: 1 }, b: 2 })',
    value: '[1, 2, 3, { a: 1, b: 2 }]',
  },
  {
    name: 'new',
    code: "new (class { constructor(x) { this.x = x; } })(note('a', 4))",
    value: '{ x: 4 }',
    notes: ['a'],
  },
  {
    name: 'new of a member',
    setup: 'const ns = { K: class { y = 1; } };',
    code: 'new ns.K()',
    value: '{ y: 1 }',
  },
  {
    name: 'new.target',
    setup: 'function K() { return { t: new.target === K }; }',
    code: 'new K()',
    value: '{ t: true }',
  },
  {
    name: 'private name',
    code: 'class { #p = 2; static r(o) { return #p in o && o.#p++ + o.#p; } static get() { return this.r(new this()); } }.get()'
      .replace('class', '(class')
      .replace('}.get', '}).get'),
    value: '5',
  },
  {
    name: 'super',
    setup:
      'const b = { m() { return [this.v]; } }; const o = { __proto__: b, v: 1, m() { return super.m(); } };',
    code: 'o.m()',
    value: '[1]',
  },
  {
    name: 'derived class',
    setup:
      'class A { constructor(x) { this.a = x; } } class B extends A { b = 2; constructor() { super(1); } }',
    code: 'new B()',
    value: '{ a: 1, b: 2 }',
  },
  {
    name: 'destructuring',
    setup: 'let a, b;',
    code: '([a, { b = 3 } = {}] = [1], [a, b])',
    value: '[1, 3]',
  },
  {
    name: 'inferred names',
    setup: 'const f = () => {}, { g = function () {} } = {}; let h; h = class {};',
    code: '[f.name, g.name, h.name]',
    value: "['f', 'g', 'h']",
  },
  {
    name: 'arguments',
    setup: 'function f() { return arguments.length + arguments[0]; }',
    code: 'f(3, 4)',
    value: '5',
  },
  {
    name: 'aliased arguments',
    setup: 'function f(a) { a = 9; return arguments[0]; }',
    code: 'f(1)',
    value: '9',
    isSloppy: true,
  },
  { name: 'indirect eval', code: "(0, eval)('1 + 1')", value: '2' },
  { name: 'direct eval', setup: 'let hidden = 5;', code: "eval('hidden + 1')", value: '6' },
  {
    name: 'eval that declares',
    setup: "function f() { eval('var made = 3'); return made; }",
    code: 'f()',
    value: '3',
    isSloppy: true,
  },
  {
    name: 'with',
    setup: 'function f(o) { with (o) { p = 2; return [p, typeof q]; } }',
    code: 'f({ p: 1 })',
    value: "[2, 'undefined']",
    isSloppy: true,
  },
  {
    name: 'with and a proxy',
    setup:
      "const seen = []; const o = new Proxy({ z: 1 }, { has(t, k) { if (typeof k === 'string') seen.push(k); return k in t; } }); function f() { with (o) { return z; } }",
    code: '[f(), seen]',
    value: "[1, ['z']]",
    isSloppy: true,
  },
  { name: 'regular expression', code: "/(\\d)/g.exec('a7').index", value: '1' },
  { name: 'bigint', code: '2n ** 64n', value: '18446744073709551616n' },
  {
    name: 'closure',
    setup: 'const fs = []; for (let i = 0; i < 2; i++) fs.push(() => i);',
    code: 'fs.map((f) => f())',
    value: '[0, 1]',
  },
  {
    name: 'recursion',
    code: '(function f(n) { return n < 2 ? 1 : n * f(n - 1); })(5)',
    value: '120',
  },
  {
    name: 'dead zone',
    code: '(() => { try { return z; let z; } catch (e) { return e.name; } })()',
    value: "'ReferenceError'",
  },
  {
    name: 'error of a call',
    code: '(() => { try { undefined.x(); } catch (e) { return e instanceof TypeError; } })()',
    value: 'true',
  },
  {
    name: 'generator',
    code: '[...(function* () { const r = yield 1; yield* [2, r]; })()]',
    value: '[1, 2, undefined]',
  },
  {
    name: 'proxy',
    setup:
      'const p = new Proxy({}, { get: (t, k) => note(k, 1), set: (t, k) => note(`${k}=`, true) });',
    code: '(p.a, p.b = 2, p.c++)',
    value: '1',
    notes: ['a', 'b=', 'c', 'c='],
  },
  {
    name: 'sloppy names',
    setup: 'var yield = 1, let = 2, async = 3;',
    code: '[yield, let, async]',
    value: '[1, 2, 3]',
    isSloppy: true,
  },
  { name: 'yield', code: '(yield 5)', value: '5', needs: 'generator' },
  {
    name: 'yield in an argument',
    code: '[note("a", 0), yield 6, note("b", 1)]',
    value: '[0, 6, 1]',
    notes: ['a', 'b'],
    needs: 'generator',
  },
  { name: 'await', code: '(await 7)', value: '7', needs: 'async' },
  {
    name: 'await in a chain',
    setup: 'const o = { async f() { return { x: 8 }; } };',
    code: '(await o?.f()).x',
    value: '8',
    needs: 'async',
  },
];
