/** One line in, edges out: `write→read` by text of the write and order of the reads; `~` marks writes in other functions. */
import { walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { parseSource } from '../syntax/parse.ts';
import { analyzeScopes } from '../syntax/scope.ts';
import { buildBody, reachingWrites } from './index.ts';

/** All writes that reach the reads of a variable, read by read. */
function check(source: string, variable: string, expected: string, index = 0): void {
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  const body = buildBody(scopes, scopes.functions[index] as (typeof scopes.functions)[number]);
  const textOf = ({ start, end }: SyntaxNode): string => source.slice(start, end).slice(0, 16);
  const reads = new Map<SyntaxNode, string[]>();
  for (const edge of body.dfg.edges()) {
    if (edge.variable.name !== variable) continue;
    const list = reads.get(edge.read) ?? [];
    list.push(`${edge.may ? '~' : ''}${textOf(edge.write)}`);
    reads.set(edge.read, list);
  }
  const lines = [...reads]
    .sort(([left], [right]) => left.start - right.start)
    .map(([, writes]) => writes.join(' | '));
  expect(lines.join('; ')).toBe(expected);
}

it.each([
  ['let x = 1; x;', 'x = 1'],
  ['let x = 1; x = 2; x;', 'x = 2'],
  ['let x = 1; if (a) x = 2; x;', 'x = 1 | x = 2'],
  ['let x; if (a) x = 1; else x = 2; x;', 'x = 1 | x = 2'],
  ['let x = 0; while (x) x = 1; x;', 'x = 0 | x = 1; x = 0 | x = 1'],
  ['let x = 0; x++; x;', 'x = 0; x++'],
  ['let x = 0; x += x; x;', 'x = 0; x = 0; x += x'],
  ['let x = null; x ??= 1; x;', 'x = null; x = null | x ??= 1'],
  ['let x; if (a && (x = 1)) x;', 'x = 1'],
  ['let x = 0; try { x = f(); } catch { x; } x;', 'x = 0; x = 0 | x = f()'],
  ['let x = 0; try { f(); x = 1; g(); } finally { x; }', 'x = 0 | x = 1'],
  ['const [x, y = x] = z; x;', 'x; x'],
  ['const { x, ...y } = z; x;', 'x'],
  ['let x; [x] = z; x;', 'x'],
  ['for (const x of z) x;', 'x'],
  ['for (let x = 0; x < 3; x++) x;', 'x = 0 | x++; x = 0 | x++; x = 0 | x++'],
  ['try {} catch (x) { x; }', 'x'],
  ['var x; x; x = 1; x;', 'x = 1'],
  ['x(); function x() {}', 'function x() {}'],
  ['import x from "m"; x;', 'x'],
  ['import { y as x } from "m"; x;', 'x'],
  ['class x {} new x();', 'class x {}'],
  ['let x = 1; { let x = 2; x; } x;', 'x = 2; x = 1'],
  ['let x = 1; ({ x });', 'x = 1'],
])('own writes: %s', (source, expected) => check(source, 'x', expected));

it.each([
  ['let x = 0; xs.forEach(() => { x++; }); x;', 'x = 0 | ~x++'],
  ['let x = 0; const f = () => { x = 1; }; x; f(); x;', 'x = 0; x = 0 | ~x = 1'],
  ['let x = 0; const f = () => { x = 1; }; f(); x = 2; x;', 'x = 2'],
])('writes in closures: %s', (source, expected) => check(source, 'x', expected));

it('sees the writes of the outer function from a closure', () => {
  check('let x = 0; x = 1; const f = () => x;', 'x', '~x = 0 | ~x = 1', 1);
  check('let x = 0; const f = () => { x = 2; return x; };', 'x', 'x = 2', 1);
});

it('starts at parameters', () => {
  check('function f(x, y = x) { x; }', 'x', 'x; x', 1);
  check('const f = x => x;', 'x', 'x', 1);
  check('function f({ a: { x } }) { if (x) x = 1; return x; }', 'x', 'x; x | x = 1', 1);
});

it('names the writes of one read', () => {
  const source = 'let x = 1; if (a) x = 2; x;';
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  const body = buildBody(scopes, scopes.functions[0] as (typeof scopes.functions)[number]);
  let last: SyntaxNode | undefined;
  walkSyntax(scopes.tree.root, (node) => {
    if (node.type === 'identifier') last = node;
  });
  const types = reachingWrites(body, last as SyntaxNode).map(({ type }) => type);
  expect(types).toEqual(['variable_declarator', 'assignment_expression']);
});
