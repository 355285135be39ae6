/** A pattern and a line of code in, the texts that matched out. */
import { parseSource } from '../syntax/parse.ts';
import { compilePattern } from './compile.ts';
import { findMatches } from './match.ts';

function check(source: string, code: string, expected: readonly string[]): void {
  const compiled = compilePattern(source);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
  for (const path of ['a.ts', 'a.js']) {
    const { root } = parseSource(path, code).tree;
    const found = findMatches(compiled.pattern, { path, text: code }, root);
    expect(found.map(({ node, last }) => code.slice(node.start, last.end))).toEqual(expected);
  }
}

it.each([
  ['$a.then($f)', 'p.then(f); q.then(f, g); r.x.then(() => 1)', ['p.then(f)', 'r.x.then(() => 1)']],
  ['$a.then($...f)', 'p.then(f); q.then(f, g)', ['p.then(f)', 'q.then(f, g)']],
  ['$a == $a', 'x == x; x == y; f(1) == f( 1 ); f(1) == f(2)', ['x == x']],
  ['$a === null', 'if (x === null) y; z !== null', ['x === null']],
  ['f($a, $...rest)', 'f(); f(1); f(1, 2, 3)', ['f(1)', 'f(1, 2, 3)']],
  ['f($...a, 3)', 'f(3); f(1, 2, 3); f(3, 4)', ['f(3)', 'f(1, 2, 3)']],
  ['parseInt($x)', '(parseInt(a)); parseInt(a, 10)', ['parseInt(a)']],
  ['f($(n:number))', 'f(1); f(a); f("b")', ['f(1)']],
  ['f($(n:function))', 'f(() => 1); f(function () {}); f(g)', ['f(() => 1)', 'f(function () {})']],
  ["require('fs')", 'require("fs"); require(`fs`)', ['require("fs")']],
  ['catch ($e) {}', 'try { f() } catch (e) {} try { f() } catch (e) { g() }', ['catch (e) {}']],
  [
    'if ($c) return $v;',
    'function f() { if (a) return 1; if (b) { return 2; } }',
    ['if (a) return 1;'],
  ],
  ['if ($c) { $...body }', 'if (a) { b(); c(); } if (d) e();', ['if (a) { b(); c(); }']],
  ['$x = $x + $n', 'a = a + 1; a = b + 1; o.p = o.p + q', ['a = a + 1', 'o.p = o.p + q']],
  [
    'for (const $i of $l) { $...b }',
    'for (const x of y) { z(x) } for (let x of y) {}',
    ['for (const x of y) { z(x) }'],
  ],
  ['{ a: $v, $...r }', 'f({ a: 1, b: 2 }); g({ b: 1 })', ['{ a: 1, b: 2 }']],
  ['async ($...p) => $b', 'f(async (x) => x); f((x) => x)', ['async (x) => x']],
  ['new $C()', 'new Map(); new Map(x)', ['new Map()']],
  ['$a(); $b();', 'x(); y(); z();', ['x(); y();', 'y(); z();']],
  ['await $p', 'async () => { await f(); }', ['await f()']],
  ['$o[$k] = $v', 'a[b] = c; a.b = c', ['a[b] = c']],
])('%s', check);

it('gives the texts behind the holes', () => {
  const compiled = compilePattern('$o.on($name, $...rest)');
  if (!compiled.ok) throw new Error('compiles');
  const text = 'bus . on("a", f, g)';
  const { root } = parseSource('a.ts', text).tree;
  const [match] = findMatches(compiled.pattern, { path: 'a.ts', text }, root);
  expect([...(match?.holes ?? [])]).toEqual([
    ['o', 'bus'],
    ['name', '"a"'],
    ['rest', 'f, g'],
  ]);
});

it.each([
  ['', /empty/u],
  ['if (', /no code/u],
  ['f($(a:numbr))', /did you mean number/u],
])('objects to %s', (source, said) => {
  const compiled = compilePattern(source);
  expect(compiled.ok).toBe(false);
  expect(compiled.ok ? '' : compiled.problems[0]?.message).toMatch(said);
});
