/** One program in, definitions of its last property read out: `!` must, else the doubt; `+` where it may come from outside. */
import { walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { parseSource } from '../../syntax/parse.ts';
import { analyzeScopes } from '../../syntax/scope.ts';
import { buildBody, reaching } from '../index.ts';
import type { ReachingOptions } from '../index.ts';

/** The read is the last link in `read(…)`. */
function check(source: string, expected: string, options: ReachingOptions = {}): void {
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  let read: SyntaxNode | undefined;
  walkSyntax(scopes.tree.root, (node) => {
    const isRead = node.type === 'call_expression' && source.startsWith('read(', node.start);
    if (isRead) read = node.children.at(-1)?.children.find(({ named }) => named);
  });
  if (read === undefined) throw new Error('nothing is read');
  const { definitions, fromOutside } = reaching(
    buildBody(scopes, scopes.functionOf(read)),
    read,
    options,
  );
  const shown = definitions
    .toSorted((left, right) => left.write.start - right.write.start)
    .map(({ write, must, doubt }) => {
      const text = source.slice(write.start, write.end).replace(/\s+/gu, ' ');
      return `${text}${must ? '!' : ` (${doubt})`}`;
    });
  expect([...shown, ...(fromOutside ? ['+'] : [])].join('; ')).toBe(expected);
}

it.each([
  ['function f(o) { o.x = 1; read(o.x); }', 'o.x = 1!'],
  ['function f(o) { o.x = 1; o.x = 2; read(o.x); }', 'o.x = 2!'],
  ['function f(o) { if (o) o.x = 1; read(o.x); }', 'o.x = 1 (several); +'],
  [
    'function f(o) { if (o) o.x = 1; else o.x = 2; read(o.x); }',
    'o.x = 1 (several); o.x = 2 (several)',
  ],
  ['function f(o) { o.x = 1; o.y = 2; read(o.x); }', 'o.x = 1!'],
  ["function f(o) { o['x'] = 1; read(o.x); }", "o['x'] = 1!"],
  ['function f(a) { a[0] = 1; read(a[0]); }', 'a[0] = 1!'],
  ['function f(a) { a[0] = 1; a[1] = 2; read(a[0]); }', 'a[0] = 1!'],
  ['function f(o) { o.x++; read(o.x); }', 'o.x++!'],
  ['function f(o) { delete o.x; read(o.x); }', 'delete o.x!'],
  ['class A { f() { this.x = 1; read(this.x); } }', 'this.x = 1!'],
  ['class A { #x = 0; f() { this.#x = 1; read(this.#x); } }', 'this.#x = 1!'],
  ['function f(o) { [o.x] = [1]; read(o.x); }', 'o.x!'],
  ['function f(o) { while (o.y) o.x = 1; read(o.x); }', 'o.x = 1 (several); +'],
])('one path: %s', (source, expected) => check(source, expected));

it.each([
  ['function f(o) { o.a.x = 1; read(o.a.x); }', 'o.a.x = 1!'],
  ['function f(o) { o.a.x = 1; o.a = g; read(o.a.x); }', 'o.a.x = 1 (rebound); +'],
  ['function f(o) { o.a.x = 1; o.b = 2; read(o.a.x); }', 'o.a.x = 1!'],
  ['function f(o) { o.a = { x: 1 }; read(o.a.x); }', 'x: 1!'],
  ['function f(o) { o.a.b.c = 1; read(o.a.b.c); }', 'o.a.b.c = 1!'],
  ['function f(o) { o.a.b.c.d = 1; read(o.a.b.c.d); }', 'o.a.b.c.d = 1 (alias); +'],
  ['function f(o) { o.items[0].price = 1; read(o.items[0].price); }', 'o.items[0].price = 1!'],
])('longer paths: %s', (source, expected) => check(source, expected));

it.each([
  ['function f(o, p) { o.x = 1; p.x = 2; read(o.x); }', 'o.x = 1 (several); p.x = 2 (alias)'],
  ['function f(o, p) { p.x = 2; o.x = 1; read(o.x); }', 'o.x = 1!'],
  [
    'function f(o, k) { o.x = 1; o[k] = 2; read(o.x); }',
    'o.x = 1 (several); o[k] = 2 (unknown-key)',
  ],
  ['function f(o, k) { o.x = 1; read(o[k]); }', 'o.x = 1 (unknown-key); +'],
  ['function f(o, p) { o.x = 1; o = p; read(o.x); }', 'o.x = 1 (rebound); +'],
  ['function f(o) { g().x = 1; read(o.x); }', 'g().x = 1 (alias); +'],
  ['class A { #x = 0; f(k) { this.#x = 1; this[k] = 2; read(this.#x); } }', 'this.#x = 1!'],
])('other bases and keys: %s', (source, expected) => check(source, expected));

it.each([
  ['function f() { const o = { x: 1 }; read(o.x); }', 'x: 1!'],
  ['function f() { const o = { x: 1, x: 2 }; read(o.x); }', 'x: 2!'],
  ['function f() { const o = { x: { y: 1 } }; read(o.x.y); }', 'y: 1!'],
  ['function f(p) { const o = { x: 1, ...p }; read(o.x); }', '+'],
  ['function f(p) { const o = { y: 1 }; p.x = 2; read(o.x); }', 'p.x = 2 (alias); +'],
  ['function f() { const a = [1, 2]; read(a[1]); }', '2!'],
  ['function f() { let o; o = { x: 1 }; o.x = 2; read(o.x); }', 'o.x = 2!'],
])('literals: %s', (source, expected) => check(source, expected));

it.each([
  ['function f(o) { o.x = 1; g(); read(o.x); }', 'o.x = 1 (call); +'],
  ['function f() { const o = { x: 1 }; g(o); read(o.x); }', 'x: 1 (call); +'],
  ['async function f(o) { o.x = 1; await g; read(o.x); }', 'o.x = 1 (call); +'],
  ['function f(o) { g(); o.x = 1; read(o.x); }', 'o.x = 1!'],
])('calls in between: %s', (source, expected) => check(source, expected));

it('knows what calls write where it is told', () => {
  const source = 'function f(o) { o.x = 1; g(); read(o.x); }';
  check(source, 'o.x = 1!', { mayWrite: () => false });
  check(source, 'o.x = 1 (call); +', { mayWrite: (_call, key) => key === 'x' });
});

it.each([
  [
    'function f(o) { try { o.x = 1; o.x = g(); } catch { read(o.x); } }',
    'o.x = 1 (call); o.x = g() (several); +',
  ],
  ['function f(o) { try { o.x = 1; } finally { read(o.x); } }', 'o.x = 1 (several); +'],
])('exceptions: %s', (source, expected) => check(source, expected));

it('takes fields of instances as written elsewhere', () => {
  check(
    'function f(o) { o.x = 1; class A { y = (o.x = 2) } read(o.x); }',
    'o.x = 1 (several); o.x = 2 (elsewhere)',
  );
});
