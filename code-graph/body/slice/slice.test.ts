/** Lines in, lines out: the slice back from the last line, or forward from the first, by line number. */
import { parseSource } from '../../syntax/parse.ts';
import { analyzeScopes } from '../../syntax/scope.ts';
import { backwardSlice, buildBody, sliceBody } from '../index.ts';
import type { BodySliceOptions } from '../index.ts';

function sliceLines(lines: string, from: 'first' | 'last', options: BodySliceOptions): string {
  const source = lines
    .split('|')
    .map((line) => line.trim())
    .join('\n');
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  const statement = scopes.tree.root.children.at(from === 'first' ? 0 : -1);
  if (statement === undefined) throw new Error('no statement');
  const body = buildBody(scopes, scopes.functionOf(statement));
  const slice = sliceBody(body, statement, options);
  if (from === 'last' && options.by === undefined)
    expect([...backwardSlice(scopes, body.fn, statement)]).toEqual([...slice]);
  const lineOf = (offset: number): number => source.slice(0, offset).split('\n').length;
  const found = [...new Set([...slice].map(({ start }) => lineOf(start)))];
  return found.sort((left, right) => left - right).join(' ');
}

function check(lines: string, expected: string): void {
  expect(sliceLines(lines, 'last', {})).toBe(expected);
}

it.each([
  ['let a = 1; | let b = 2; | let c = a; | c;', '1 3 4'],
  ['let a = 1; | a = 2; | a;', '2 3'],
  ['let a = 1; | let b = 2; | if (b) | a = 3; | a;', '1 2 3 4 5'],
  ['let a = 1; | for (const x of xs) | a += x; | log(b); | a;', '1 2 3 5'],
  ['const o = {}; | o.x = 1; | log(p); | o.y.z = 2; | o.x;', '1 2 5'],
  ['const l = []; | l.push(a); | m.push(b); | l;', '1 2 4'],
  ['const o = {}; | const r = o.x; | o.x = 1; | r;', '1 2 4'],
  ['let a = 0; | try { | f(); | g; | } catch { | a = 1; | } | a;', '1 2 3 6 8'],
  ['const { a, b } = o; | const c = b; | c;', '1 2 3'],
  ['let a = 0; | const f = () => { a = 1; }; | f(); | a;', '1 4'],
  ['const o = {}; | fill(o); | log(p); | o.x;', '1 2 4'],
  ['const o = {}; | o.x = 1; | o.x = 2; | o.x;', '1 3 4'],
  ['const o = {}; | o.a = { x: b }; | o.c = d; | o.a.x;', '1 2 4'],
])('back: %s', check);

it.each([
  ['let a = f(); | let b = a; | let c = 1; | g(b, c);', '1 2 4'],
  ['let a = f(); | if (a) | g(); | h();', '1 2 3'],
  ['let a = f(); | let b = 0; | if (a) | b = 1; | h(b);', '1 3 4 5'],
  ['const o = {}; | o.x = 1; | const p = o.x; | q; | p;', '1 2 3 5'],
])('forward: %s', (lines, expected) =>
  expect(sliceLines(lines, 'first', { direction: 'forward' })).toBe(expected),
);

it('follows data or control alone', () => {
  const lines = 'let a = 1; | let b = 2; | if (b) | a = 3; | a;';
  expect(sliceLines(lines, 'last', { by: 'data' })).toBe('1 4 5');
  expect(sliceLines(lines, 'last', { by: 'control' })).toBe('5');
  expect(sliceLines('let b = 2; | if (b) | a;', 'last', { by: 'control' })).toBe('2 3');
  expect(sliceLines(lines, 'first', { direction: 'forward', by: 'data' })).toBe('1 5');
});
