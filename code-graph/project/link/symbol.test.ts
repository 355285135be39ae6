/** What an import stands for in the end: a file that imports, and the one that it imports from. */
import { parseSource } from '../../syntax/parse.ts';
import { extractFacts } from '../facts/extract.ts';
import { createSymbolTable } from './symbol.ts';
import type { ProjectSymbol } from './symbol.ts';

const shown = (symbol: ProjectSymbol | null): string => {
  if (symbol === null) return 'unknown';
  const { kind, file } = symbol;
  return `${kind} ${kind === 'function' ? symbol.fact.id : kind === 'variable' ? symbol.name : file.path}`;
};

it.each([
  ["import f from './b.cjs'", 'module.exports = function f() {}', 'function b.cjs#f'],
  ["import b from './b.cjs'", 'exports.f = function f() {}', 'module b.cjs'],
  ["import { f } from './b.cjs'", 'exports.f = function f() {}', 'function b.cjs#f'],
  ["import * as b from './b.cjs'", 'exports.f = function f() {}', 'module b.cjs'],
  ["import b from './b.cjs'", 'export const a = 1', 'unknown'],
  ["import b from './b.cjs'", 'export default class B {}', 'class b.cjs'],
  ["import { a } from './b.cjs'", 'const a = 1; module.exports = { a }', 'variable a'],
])('%s of %s is %s', (importing, exporting, expected) => {
  const texts = { 'a.mjs': importing, 'b.cjs': exporting };
  const files = Object.entries(texts).map(([path, text]) =>
    extractFacts({ path, text, hash: '' }, parseSource(path, text)),
  );
  const table = createSymbolTable(new Map(files.map((file) => [file.path, file])), () => ({
    kind: 'file',
    path: 'b.cjs',
  }));
  expect(shown(table.ofImport(files[0] as (typeof files)[0], 0))).toBe(expected);
});
