/** The last expression of a small file in, what it is as a key out. */
import { parseSource } from '../../syntax/parse.ts';
import { analyzeScopes } from '../../syntax/scope.ts';
import { walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { readKey } from './key.ts';

/** @param text  a program that ends in `o[key]` */
function check(text: string, expected: string): void {
  const { tree } = parseSource('a.ts', text);
  let index: SyntaxNode | null = null;
  walkSyntax(tree.root, (node) => {
    if (node.field === 'index') index = node;
  });
  const key = index === null ? null : readKey(analyzeScopes(tree), index);
  const shown =
    key === null ? 'unknown' : `${key.kind} ${key.kind === 'string' ? key.value : key.name}`;
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
  ['o[1]', 'unknown'],
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
