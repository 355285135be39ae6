/** The last expression of a small file in, what it is as a key out. */
import { parseSource } from '../../syntax/parse.ts';
import { analyzeScopes } from '../../syntax/scope.ts';
import { walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { ScopeTable } from '../../syntax/scope-table.ts';
import { keyProperties, keyProperty, readKey } from './key.ts';

/** @returns the keys of a program, in its order */
function keysOf(text: string): { readonly scopes: ScopeTable; readonly found: SyntaxNode[] } {
  const { tree } = parseSource('a.ts', text);
  const found: SyntaxNode[] = [];
  walkSyntax(tree.root, (node) => {
    if (node.field === 'index') found.push(node);
  });
  return { scopes: analyzeScopes(tree), found };
}

/** @param text  a program that ends in `o[key]` */
function check(text: string, expected: string): void {
  const { scopes, found } = keysOf(text);
  const key = readKey(scopes, found.at(-1) as SyntaxNode);
  const shown = key === null ? 'unknown' : `${key.kind} ${'value' in key ? key.value : key.name}`;
  expect(shown).toBe(expected);
}

it.each([
  ["o['a']", 'string a'],
  ['o[`a`]', 'string a'],
  ['o[`a${x}`]', 'unknown'],
  ["o['a' + 'b']", 'string ab'],
  ["const k = 'a'; o[k]", 'string a'],
  ["const a = 'a', k = a + '-b'; o[(k as string)]", 'string a-b'],
  ["let k = 'a'; o[k]", 'string a'],
  ["let k = 'a'; k = 'b'; o[k]", 'unknown'],
  ["let k = 'a'; [k] = x; o[k]", 'unknown'],
  ["var k = 'a'; var k = 'b'; o[k]", 'unknown'],
  ["var k = 'a'; for (k in x) o[k]", 'unknown'],
  ['function f(k) { o[k] }', 'unknown'],
  ['for (const k of x) o[k]', 'unknown'],
  ['const k = k2, k2 = k; o[k]', 'constant k'],
  ['o[1]', 'number 1'],
  ['o[1.5]', 'unknown'],
  ['const k = 0x10; o[k]', 'number 16'],
  ['o[Symbol.iterator]', 'symbol Symbol.iterator'],
  ["o[Symbol.for('x')]", 'symbol for x'],
  ["const k = Symbol.for('x'); o[k]", 'symbol for x'],
  ["const k = Symbol('x'); o[k]", 'symbol k'],
  ['const Symbol = x; o[Symbol.iterator]', 'constant iterator'],
  ["import util from 'util'; o[util.inspect.custom]", 'symbol for nodejs.util.inspect.custom'],
  ["import { k } from './keys'; o[k]", 'constant k'],
  ["const { k } = require('./keys'); o[k]", 'constant k'],
  ["import * as keys from './keys'; o[keys.k]", 'constant k'],
  ['enum E { k } o[E.k]', 'constant k'],
  ['function f(x) { o[x.k] }', 'unknown'],
])('%s is %s', check);

it.each([
  ["o[x ? 'a' : 'b']", 'a b'],
  ["const k = x ? 'a' : y ? 'b' : 'a'; o[k]", 'a b'],
  ["let k = x ? 'a' : 'b'; k = z; o[k]", 'unknown'],
  ["o[x ? 'a' : z]", 'unknown'],
  ["o['a']", 'a'],
  ['const k = x ? k : k; o[k]', ' [k'],
])('%s may be %s', (text, expected) => {
  const { scopes, found } = keysOf(text);
  const names = keyProperties(scopes, found.at(-1) as SyntaxNode);
  expect(names?.join(' ') ?? 'unknown').toBe(expected);
});

it('is the same whoever asks first, also where it takes too many steps', () => {
  const constants = Array.from({ length: 30 }, (_, at) => `const k${at + 1} = k${at} + 'x';`);
  const text = `const k0 = 'k';\n${constants.join('\n')}\n${constants.map((_, at) => `o[k${at}];`).join('')}`;
  const ask = (order: (keys: SyntaxNode[]) => SyntaxNode[]): readonly (string | null)[] => {
    const { scopes, found } = keysOf(text);
    const known = new Map(order(found).map((key) => [key.start, keyProperty(scopes, key)]));
    return found.map(({ start }) => known.get(start) ?? null);
  };
  const forwards = ask((keys) => [...keys]);
  expect(ask((keys) => [...keys].reverse())).toEqual(forwards);
  expect(forwards.slice(0, 3)).toEqual(['k', 'kx', 'kxx']);
  expect(forwards.at(-1)).toBe(' [k29');
});
