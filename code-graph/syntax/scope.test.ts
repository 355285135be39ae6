/** One line of source in, one line of facts out. */
import { walkSyntax } from './node.ts';
import type { SyntaxNode } from './node.ts';
import { parseSource } from './parse.ts';
import { analyzeScopes } from './scope.ts';
import type { Binding, ScopeTable } from './scope-table.ts';

function tableOf(path: string, text: string): ScopeTable {
  return analyzeScopes(parseSource(path, text).tree);
}

function bindingsOf(table: ScopeTable): readonly Binding[] {
  const found = new Set<Binding>();
  walkSyntax(table.tree.root, (node) => {
    const binding = table.resolve(node);
    if (binding !== null) found.add(binding);
  });
  return [...found];
}

/** `kind name@declaredAt(owner): uses`, in the order in which the source mentions them. */
function check(path: string, text: string, expected: string): void {
  const table = tableOf(path, text);
  const lines = bindingsOf(table).map((binding) => {
    const uses = table
      .references(binding)
      .slice(1)
      .map((node) => node.start);
    const owner = table.functions.indexOf(binding.declaredIn);
    return `${binding.kind} ${binding.name}${owner === 0 ? '' : `(${owner})`}:${uses.join(',')}`;
  });
  expect(lines.join(' ')).toBe(expected);
}

/** Each name with where it is declared, of those that are declared in the file; declarations themselves left out. */
function checkNames(path: string, text: string, expected: string): void {
  const table = tableOf(path, text);
  const lines: string[] = [];
  walkSyntax(table.tree.root, (node) => {
    const declared = node.named && node.children.length === 0 ? table.declarationOf(node) : null;
    if (declared === null || declared.node === node) return;
    lines.push(`${text.slice(node.start, node.end)}:${declared.kind}@${declared.node.start}`);
  });
  expect(lines.join(' ')).toBe(expected);
}

/** Ids of all functions without the file. */
function checkIds(path: string, text: string, expected: string): void {
  const ids = tableOf(path, text)
    .functions.slice(1)
    .map((fn) => fn.id.slice(path.length + 1));
  expect(ids.join(' ')).toBe(expected);
}

function find(root: SyntaxNode, type: string): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walkSyntax(root, (node) => {
    if (node.type === type) found.push(node);
  });
  return found;
}

describe('bindings', () => {
  it.each([
    ['a.ts', 'const a = 1; a; b', 'const a:13'],
    ['a.ts', 'let a = 1; { let a = 2; a } a', 'let a:28 let a:24'],
    ['a.js', 'x = 1; var x; { var x = 2 }', 'var x:0,20'],
    [
      'a.ts',
      'function f(a, {b, c: [d = a]}, ...e) { return a + b + d + e }',
      'function f: param a(1):26,46 param b(1):50 param d(1):54 param e(1):58',
    ],
    ['a.js', 'function f(a) { var a = 1; a }', 'function f: param a(1):20,27'],
    [
      'a.ts',
      'const f = (g) => { g; let g2 = x => x }',
      'const f: param g(1):19 let g2(1): param x(2):36',
    ],
    [
      'a.js',
      'const x = 1; (function f(a = x) { var x; f; x })',
      'const x:29 function f:41 param a(1): var x(1):44',
    ],
    ['a.ts', 'try { e } catch (e) { e } ; try {} catch ({m}) { m }', 'catch e:22 catch m:49'],
    [
      'a.ts',
      'for (const i of x) { i } for (let i = 0; i < 1; i++) {} for (k in i) {}',
      'const i:21 let i:41,48',
    ],
    ['a.js', 'for (var i = 0; i < 1; i++) {} i', 'var i:16,23,31'],
    ['a.ts', 'switch (a) { case 1: let a; a }', 'let a:28'],
    [
      'a.ts',
      'import d, { a as b, c } from "m"; import * as n from "m"; d; a; b; c; n',
      'import d:58 import b:64 import c:67 import n:70',
    ],
    ['a.cts', 'import x = require("y"); x', 'import x:25'],
    ['a.ts', 'export { a as b }; const a = 1; export { a as c } from "m"', 'const a:9'],
    ['a.ts', 'class A { m(): A { return new A() } }', 'class A:30'],
    ['a.ts', 'const A = class B { m() { return B } }; B', 'const A: class B:33'],
    ['a.ts', 'enum E { A, B = A } const A = E.A', 'enum E:30 const A:'],
    ['a.ts', 'namespace N { export const a = 1; a } N.a; a', 'namespace N:38 const a:34'],
    ['a.ts', 'class P { constructor(private x: number) { x } }', 'class P: param x(1):43'],
    ['a.ts', 'let T = 1; let v: T; type T = typeof v; f<T>(v as T)', 'let T: let v:45'],
    ['a.ts', 'const a = 1; ({ a, b: a, a: 2, [a]: 3 }).a', 'const a:16,22,32'],
    ['a.ts', 'let a, b; ({ a, x: b = a } = {}); [a, b] = []', 'let a:13,23,35 let b:19,38'],
    [
      'a.tsx',
      'const A = 1, div = 2; <A.B x={A}><div/><A></A></A.B>',
      'const A:23,30,40,44,48 const div:',
    ],
    ['a.js', '{ function f() {} } f', 'function f:20'],
    ['a.js', '(function (w, undefined) { undefined; w })', 'param w(1):38 param undefined(1):27'],
    ['a.js', 'var undefined; undefined', 'var undefined:15'],
    ['a.js', 'let // why\n a = 1; { let /* b */ a; a }', 'let a: let a:36'],
    ['a.js', 'using\na = 1; var using', 'var using:0'],
    [
      'a.js',
      'const C = class D { static m = D }; class E { m = E }',
      'const C: class D:31 class E:50',
    ],
    ['a.ts', '{ function f() {} } f', 'function f:'],
    ['a.ts', 'l: for (;;) { const l = 1; continue l }', 'const l:'],
    ['a.ts', 'using u = f(); u; await using v = u', 'using u:15,34 using v:'],
  ])('%s %s', check);

  it('knows which loop gives each iteration a binding of its own', () => {
    const table = tableOf(
      'a.js',
      'for (let i;;) { const a = 1; var v; (() => { let z })() } let o',
    );
    const loops = bindingsOf(table).map((binding) => `${binding.name}:${binding.loop?.type ?? ''}`);
    expect(loops.join(' ')).toBe('i:for_statement a:for_statement v: z: o:');
  });

  it('flags with and direct eval for the function and those inside it', () => {
    const table = tableOf(
      'a.js',
      'function f(o) { with (o) { () => x } } function g() { eval(s) } function h() {}',
    );
    const flags = table.functions.map((fn) => `${fn.name}:${table.isDynamic(fn)}`);
    expect(flags.join(' ')).toBe('<module>:false f:true <arrow in f>:true g:true h:false');
  });
});

describe('names that stand for no variable', () => {
  it.each([
    ['a.js', 'l: for (;;) { m: for (;;) { continue l; break m } }', 'l:label@0 m:label@14'],
    ['a.js', 'l: { (() => { l: { break l } }); break l }', 'l:label@14 l:label@0'],
    [
      'a.js',
      'class A { #x = 1; m(o) { #x in o; return o.#x } }',
      '#x:private@10 o:param@20 o:param@20 #x:private@10',
    ],
    [
      'a.js',
      'class A { #x() { class B { #x; m() { this.#x } } this.#x } }',
      '#x:private@27 #x:private@10',
    ],
    ['a.ts', 'enum E { A, B = A, "C" = B }', 'A:member@9 B:member@12'],
    [
      'a.ts',
      'interface I<T> { a: T; b: I<T> } let x: I<X>',
      'T:type-parameter@12 I:interface@10 T:type-parameter@12 I:interface@10',
    ],
    ['a.ts', 'interface I {} interface I {} class I {} let x: I', 'I:interface@10 I:interface@10'],
    [
      'a.ts',
      'declare global { interface I {} type T = I } let x: I; let y: T; { interface I {} let z: I }',
      'I:interface@27 I:interface@27 T:type@37 I:interface@77',
    ],
    [
      'a.ts',
      'type T = { [K in keyof A]: K }; { type T = 1; let x: T }',
      'K:type-parameter@12 T:type@39',
    ],
    ['a.ts', 'type T<A> = A extends (infer B)[] ? B : B', 'A:type-parameter@7 B:type-parameter@29'],
    [
      'a.ts',
      'type F = <A>(x: A, y: typeof x) => x is A',
      'A:type-parameter@10 x:param@13 x:param@13 A:type-parameter@10',
    ],
    [
      'a.ts',
      'function f<A>(x: A): x is A { let y: A }',
      'A:type-parameter@11 x:param@14 A:type-parameter@11 A:type-parameter@11',
    ],
    [
      'a.ts',
      'class C<A> { m<B>(x: A): B { return x as B } }',
      'A:type-parameter@8 B:type-parameter@15 x:param@18 B:type-parameter@15',
    ],
    [
      'a.ts',
      'import type { A } from "a"; import * as n from "n"; let x: A, y: n.B',
      'A:import@14 n:import@40',
    ],
    [
      'a.ts',
      'const v = 1; type T = typeof v; export { T, v as w }',
      'v:const@6 T:type@18 v:const@6',
    ],
    [
      'a.ts',
      'namespace N { export type T = 1 } let x: N.T; export default N',
      'N:namespace@10 N:namespace@10',
    ],
    [
      'a.ts',
      'namespace A.B.C { let x: A.D, y: B.E; A }',
      'A:namespace@10 B:namespace@12 A:namespace@10',
    ],
    ['a.ts', 'declare namespace N { function f(): void; export { f } }', 'f:function@31'],
    ['a.ts', 'function f() {} namespace f { f() }', 'f:function@9 f:function@9'],
    ['a.ts', 'let A = 1; let x: A; type T = [A: 1, ...B: 2[]]', ''],
    [
      'a.ts',
      'type T = [U] extends [V<U>] ? 1 : 2; type U = 1; type V<W> = W',
      'U:type@42 V:type@54 U:type@42 W:type-parameter@56',
    ],
  ])('%s %s', checkNames);
});

describe('function ids', () => {
  it.each([
    [
      'a.ts',
      'function a() { function b() {} return () => { const c = () => 1 } }',
      'a a.b a/arrow[0] a/arrow[0].c',
    ],
    [
      'a.ts',
      'f(() => 1, function () {}, () => { g(() => 2) })',
      '/arrow[0] /function[0] /arrow[1] /arrow[1]/arrow[0]',
    ],
    ['a.ts', 'const a = () => 1; f(() => 2)', 'a /arrow[1]'],
    [
      'a.ts',
      'class A { m() {} static s() {} get g() { return 1 } set g(v) {} constructor() {} #p() {} f = () => 1; static {} }',
      'A.m A.s A.g A.g~2 A.constructor A.#p A.f A.static',
    ],
    [
      'a.js',
      'exports.x = () => 1; module.exports.y = function () {}; module.exports = { z() {} }',
      'x y z',
    ],
    [
      'a.js',
      'module.exports = class App { use() {} }; exports = module.exports = function make() {}',
      'App.use make',
    ],
    [
      'a.js',
      'Foo.prototype.bar = function () {}; obj.m = () => 1; a["k k"] = () => 1',
      'Foo.bar obj.m a.k k',
    ],
    ['a.js', 'app.use = function use(fn) {}; f(function named() {})', 'app.use named'],
    ['a.ts', 'const o = { a: { b() {}, c: () => 1, "d": function () {} } }', 'o.a.b o.a.c o.a.d'],
    ['a.ts', 'define({ setup() {} }); export default () => 1', 'setup default'],
    ['a.ts', 'export default class { m() {} }', 'default.m'],
    ['a.ts', 'const C = class D { m() {} }; f(class { m() {} })', 'C.m /class[1].m'],
    ['a.ts', 'namespace N { export function f() {} class C { m() {} } }', 'N.f N.C.m'],
    ['a.ts', 'class A { constructor() { this.h = () => 1 } }', 'A.constructor A.constructor.h'],
    ['a.ts', 'if (x) { function f() {} } else { function f() {} }', 'f f~2'],
    ['a.ts', 'class A { [Symbol.iterator]() {} ["x"]() {} }', 'A.[Symbol.iterator] A.x'],
    ['a.ts', 'const a = (function () {} as F), b = memo(() => 1)', 'a /arrow[0]'],
  ])('%s %s', checkIds);

  it('names, kinds, async and generators', () => {
    const text =
      'class A { async *m() {} get g() {} constructor() { this.h = async () => { f(() => 1) } } } function* q() {}';
    const seen = tableOf('src/a.ts', text).functions.map(
      (fn) => `${fn.name}|${fn.kind}${fn.isAsync ? ' async' : ''}${fn.isGenerator ? ' *' : ''}`,
    );
    expect(seen).toEqual([
      '<module>|module',
      'A.m|method async *',
      'A.g|getter',
      'A.constructor|constructor',
      'A.h|arrow async',
      '<arrow in A.h>|arrow',
      'q|function *',
    ]);
  });

  it('says which function a node runs in', () => {
    const table = tableOf(
      'a.ts',
      'class A { @d(x1) [x2](p = x3) { x4 } f = x5 } const g = () => x6',
    );
    const owners = find(table.tree.root, 'identifier')
      .map((node) => [table.tree.text.slice(node.start, node.end), table.functionOf(node).name])
      .filter(([name]) => name?.startsWith('x'));
    expect(owners.map((pair) => pair.join(' ')).join(', ')).toBe(
      'x1 <module>, x2 <module>, x3 A.[x2], x4 A.[x2], x5 <module>, x6 g',
    );
  });
});

describe('node ids', () => {
  it('counts per function and kind, and finds every node again', () => {
    const table = tableOf(
      's/a.ts',
      'let a = f(1); function g(p = f(2)) { a = f(3); a += f(4); h(() => f(5)) } f(6)',
    );
    const ids = find(table.tree.root, 'call_expression').map((node) => table.nodeId(node));
    expect(ids).toEqual([
      's/a.ts#/call[0]',
      's/a.ts#g/call[0]',
      's/a.ts#g/call[1]',
      's/a.ts#g/call[2]',
      's/a.ts#g/call[3]',
      's/a.ts#g/arrow[0]/call[0]',
      's/a.ts#/call[1]',
    ]);
    walkSyntax(table.tree.root, (node) => {
      if (node.named) expect(table.nodeById(table.nodeId(node))).toBe(node);
    });
  });

  it('takes ids of functions, and of functions as nodes, and refuses others', () => {
    const table = tableOf('a.ts', 'const f = () => 1; class A { m() {} }');
    expect(table.nodeById('a.ts#f')?.type).toBe('arrow_function');
    expect(table.nodeById('a.ts#/arrow[0]')).toBe(table.nodeById('a.ts#f'));
    expect(table.nodeById('a.ts#')).toBe(table.tree.root);
    expect(table.nodeById('a.ts#nope')).toBeNull();
    expect(table.nodeById('b.ts#f/call[0]')).toBeNull();
  });

  it('keeps an id when another function changes', () => {
    const one = tableOf('a.ts', 'function f() { x = 1 } function g() { y = 2 }');
    const two = tableOf('a.ts', 'function f() { x = 0; x = 1 } function g() { y = 2 }');
    expect(two.nodeById('a.ts#g/assign[0]')?.end).toBe(
      (one.nodeById('a.ts#g/assign[0]')?.end ?? 0) + 7,
    );
  });
});

describe('blocks that nest deep', () => {
  const deep = 400;
  const declaredAt = [0, 3, 70, 71, 200, 390];
  const lines = Array.from({ length: deep }, (_, at) => {
    const owner = at % 100 === 50 ? `(() => {` : '{';
    return `${owner} ${declaredAt.includes(at) ? `let x = ${at}; ` : ''}use(x, gone);`;
  });
  const ends = lines.map((line) => (line.startsWith('(') ? '})();' : '}')).reverse();
  const table = tableOf(
    'a.js',
    `${lines.join('\n')}\n${ends.map((end) => `use(x); ${end}`).join('\n')}`,
  );

  it('name what the nearest one declares, on the way in and out', () => {
    const uses = bindingsOf(table)
      .filter(({ name }) => name === 'x')
      .map((binding) => table.references(binding).length - 1);
    // Each declaration is used in its lines, once on the way in and once on the way out.
    const shares = declaredAt.map((at, index) => 2 * ((declaredAt[index + 1] ?? deep) - at));
    expect(uses).toEqual(shares);
  });
  it('belong to the function around them', () => {
    const owners = new Map<string, number>();
    walkSyntax(table.tree.root, (node) => {
      if (node.type !== 'call_expression') return;
      const { id } = table.functionOf(node);
      owners.set(id, (owners.get(id) ?? 0) + 1);
    });
    expect([...owners.values()]).toEqual([101, 201, 201, 201, 100]);
  });
});
