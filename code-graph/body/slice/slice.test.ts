/** Lines in, lines out: the slice back from the last line, by line number. */
import { parseSource } from '../../syntax/parse.ts';
import { analyzeScopes } from '../../syntax/scope.ts';
import { backwardSlice } from '../index.ts';

function check(lines: string, expected: string): void {
  const source = lines
    .split('|')
    .map((line) => line.trim())
    .join('\n');
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  const last = scopes.tree.root.children.at(-1);
  const slice = backwardSlice(
    scopes,
    scopes.functions[0] as never,
    last as NonNullable<typeof last>,
  );
  const lineOf = (offset: number): number => source.slice(0, offset).split('\n').length;
  const found = [...new Set([...slice].map(({ start }) => lineOf(start)))];
  expect(found.sort((left, right) => left - right).join(' ')).toBe(expected);
}

it.each([
  ['let a = 1; | let b = 2; | let c = a; | c;', '1 3 4'],
  ['let a = 1; | a = 2; | a;', '2 3'],
  ['let a = 1; | let b = 2; | if (b) | a = 3; | a;', '1 2 3 4 5'],
  ['let a = 1; | for (const x of xs) | a += x; | log(b); | a;', '1 2 3 5'],
  ['const o = {}; | o.x = 1; | log(p); | o.y.z = 2; | o.x;', '1 2 4 5'],
  ['const l = []; | l.push(a); | m.push(b); | l;', '1 2 4'],
  ['const o = {}; | const r = o.x; | o.x = 1; | r;', '1 2 3 4'],
  ['let a = 0; | try { | f(); | g; | } catch { | a = 1; | } | a;', '1 2 3 6 8'],
  ['const { a, b } = o; | const c = b; | c;', '1 2 3'],
  ['let a = 0; | const f = () => { a = 1; }; | f(); | a;', '1 4'],
])('%s', check);
