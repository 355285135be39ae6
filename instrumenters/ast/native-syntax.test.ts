import { parseSource } from '../../code-graph/syntax/parse.ts';
import { goalOf, hasTornDefault, isTranspiled, reads } from './native-syntax.ts';

const treeOf = (text: string) => parseSource('src/a.js', text).tree;

describe('native syntax', () => {
  it.each([
    ['let x = 1; return x;', 'script'],
    ['with (o) { x; }', 'script'],
    [
      'import a, { b as c } from "x"; import * as d from "y"; export * from "z"; await a;',
      'module',
    ],
    ['export const x = 1, y = () => x; export { x as z };', 'module'],
    ['export default () => {}', 'module'],
    ['export default class { #p = 1 }', 'module'],
    ['export default function () {}', 'module'],
    ['export default async function named() {}', 'module'],
    ['export class K {} export default x\nexport function* g() {}', 'module'],
    ['log(import.meta.url, await 1)', 'module'],
    ['#!/usr/bin/env node\nimport a from "x"; a();', 'module'],
    ['#!/usr/bin/env node\na();', 'script'],
    ['a();\n#!/usr/bin/env node', null],
    ['let x; let x;', null],
    ['import a from "x"; function f(p) { let p; }', null],
    ['export const x;', null],
    ['return 1 1;', null],
    ['const a = <b />;', null],
  ])('%s', (text, goal) => {
    expect(goalOf(treeOf(text))).toBe(goal);
  });
  it('knows text that is translated before it runs', () => {
    expect(isTranspiled(treeOf('const a = <b c={1} />;'))).toBe(true);
    expect(isTranspiled(treeOf('@d class K {}'))).toBe(true);
    expect(isTranspiled(treeOf('let a; let a; a < b;'))).toBe(false);
  });
  it.each([
    ['export default function () {}();', true],
    ['export default function f() {}(1);', false],
    ['export default function* () {}();', true],
    ['export default async function () {}.x;', true],
    ['export default class {}.x;', true],
    ['export default class {}\n[1];', true],
    ['export default /* a */ function () {} / 1;', true],
    ['export default function () {}', false],
    ['export default function* g() {}', false],
    ['export default async function () {}', false],
    ['export default class K {}', false],
    ['export default (function () {})();', false],
    ['export default (a, b);', false],
    ['export default async () => {};', false],
    ['export default classes.x;', false],
    ['export default functions();', false],
    ['const x = function () {}();', false],
  ])('%s: torn %s', (text, torn) => {
    expect(hasTornDefault(treeOf(text))).toBe(torn);
  });
  it('finds a first line for the shell where insertions follow it', () => {
    const original = '#!x "\nimport b from "b"; c();';
    const text = '#!x "\nimport b from "b"; v(1,c());';
    const at = text.indexOf('v(');
    const insertions = [at, 4, text.length - 2, 1];
    expect(reads(treeOf(original), { text, insertions }, 'module')).toBe(true);
  });
  it('finds imports and exports where insertions have moved them', () => {
    const original = 'a(); import b from "b"; export default c;';
    const text = 'v(1,a()); import b from "b"; export default v(2,c);';
    const insertions = [0, 4, 7, 1, text.indexOf('v(2'), 4, text.length - 2, 1];
    expect(reads(treeOf(original), { text, insertions }, 'module')).toBe(true);
    const broken = text.replace('v(2,c)', 'v(2,c');
    expect(reads(treeOf(original), { text: broken, insertions }, 'module')).toBe(false);
  });
});
