/** One line of source in, one line of facts out. */
import { parseSource } from '../../syntax/parse.ts';
import { analyzeScopes } from '../../syntax/scope.ts';
import { extractFacts } from './extract.ts';
import { SITE_ROW } from './flow/flow-fact.ts';
import { ACCESS_ROW, readAccess, readSite } from './file-facts.ts';
import type { Access, FileFacts } from './file-facts.ts';

const factsOf = (path: string, text: string): FileFacts =>
  extractFacts({ path, text, hash: '' }, parseSource(path, text));

function accessesOf(facts: FileFacts): readonly Access[] {
  const found: Access[] = [];
  for (let at = 0; at < facts.accesses.length; at += ACCESS_ROW) found.push(readAccess(facts, at));
  return found;
}

const tail = (id: string): string => id.slice(id.indexOf('#') + 1);

function checkAccesses(text: string, expected: string): void {
  const seen = accessesOf(factsOf('a.ts', text)).map(({ op, target, name, way, node }) => {
    return `${op === 'write' ? '!' : ''}${target === 'property' ? '.' : ''}${name} ${way} ${tail(node)}`;
  });
  expect(seen.join(', ')).toBe(expected);
}

function checkExports(path: string, text: string, expected: string): void {
  const facts = factsOf(path, text);
  const seen = facts.exports.map(({ exported, target }) => {
    const { kind } = target;
    if (kind === 'function') return `${exported}=${facts.functions[target.index]?.name}`;
    if (kind === 'class') return `${exported}=${facts.classes[target.index]?.name}`;
    if (kind === 'variable') return `${exported}=${target.name}`;
    const { imported, specifier } = facts.imports[target.index] ?? {};
    return `${exported}=${imported}@${specifier}`;
  });
  expect(seen.join(' ')).toBe(expected);
}

describe('accesses', () => {
  it.each([
    [
      'o.total = 1; o["x"] += 2; o[k] = 3; o.n++',
      '!.total assign /assign[0], !.x assign /assign[1], .x read /element[0], !.n update /update[0], .n read /member[1]',
    ],
    [
      'function f() { let a = 1; a = 2; a++; return a }',
      '!a declare f/declare[0], !a assign f/assign[0], !a update f/update[0]',
    ],
    ['let a = 1; function f() { return a }', '!a declare /declare[0], a read f/identifier[0]'],
    [
      'const { a, b: { c } } = o',
      '!a pattern /declare[0], !c pattern /declare[0], .b pattern /declare[0], .c pattern /declare[0], .a pattern /declare[0]',
    ],
    ['f({ a: 1, b, c() {}, [d]: 2 })', '!.a literal /object[0], !.b literal /object[0]'],
    [
      'class A { x = 1; #y = 2; z; constructor(private w) {} }',
      '!.x field /field[0], !.#y field /field[1], !w param A.constructor, !.w field A.constructor',
    ],
    ['for (const x of xs) {} [a.b] = c', '!x loop /for-in[0], !.b pattern /assign[0]'],
    ['o.m(); o.p.m(o.q)', '.p read /member[2], .q read /member[3]'],
    ['(o as any).total = 1', '!.total assign /assign[0]'],
  ])('%s', checkAccesses);

  it('counts as node ids do', () => {
    const text =
      'let a = { x: 1 }; class A { f = () => { a = this.x; } m(p = a.y) { for (;;) a.z = a; } } a.x = (() => a.q)()';
    const facts = factsOf('a.ts', text);
    const scopes = analyzeScopes(parseSource('a.ts', text).tree);
    const sites = Array.from({ length: facts.flow.sites.length / SITE_ROW }, (_, site) =>
      readSite(facts, site),
    );
    for (const { node } of sites) expect(scopes.nodeById(node)).not.toBeNull();
    for (const access of accessesOf(facts)) {
      const node = scopes.nodeById(access.node);
      expect(node).not.toBeNull();
      if (node !== null && access.way !== 'param') {
        expect(node.start <= access.start && access.start < node.end).toBe(true);
      }
    }
    expect(accessesOf(facts).length).toBeGreaterThan(8);
  });
});

describe('imports and exports', () => {
  it.each([
    [
      'a.ts',
      'export function f() {} export const a = 1, { b } = c; export class C {}',
      'f=f a=a b=b C=C',
    ],
    [
      'a.ts',
      'export default function () {}\nexport { x as y } from "m"; export * from "n"; export * as q from "o"',
      'default=default y=x@m *=*@n q=*@o',
    ],
    ['a.ts', 'const a = () => 1; export { a as b }; export default a', 'b=a default=a'],
    ['a.js', 'exports.f = function () {}; module.exports.g = h; function h() {}', 'f=f g=h'],
    [
      'a.js',
      'const x = require("x"); module.exports = { x, f() {}, g: h, ...y }; function h() {}',
      'x=*@x f=f g=h',
    ],
    ['a.js', 'exports = module.exports = make; function make() {}', '==make'],
  ])('%s %s', checkExports);

  it('reads every form of import', () => {
    const text =
      'import d, { a as b } from "1"; import * as n from "2"; import "3"; import type { T } from "4"; const r = require("5"), { k: l } = require("6"), m = require("7").x; import("8"); require(v)';
    const seen = factsOf('a.ts', text).imports.map(
      ({ specifier, imported }) => `${specifier}:${imported}`,
    );
    expect(seen.join(' ')).toBe('1:default 1:a 2:* 3:null 5:* 6:k 7:x 8:null');
  });
});

describe('metrics', () => {
  it.each([
    ['function f() {}', '1/0'],
    ['function f() { if (a) {} else if (b && c) {} for (;;) { while (d) {} } }', '6/2'],
    [
      'function f() { switch (a) { case 1: case 2: default: } try {} catch {} return a ? b : c ?? d }',
      '6/0',
    ],
    ['function f() { for (;;) { g(() => { for (;;) {} }) } }', '2/1'],
  ])('%s', (text, expected) => {
    const [, fn] = factsOf('a.ts', text).functions;
    expect(`${fn?.complexity}/${fn?.loopDepth}`).toBe(expected);
  });
});

describe('exported values that have no name of their own', () => {
  it.each([
    ['a default', 'export default { a: 1 }', 'default -> default'],
    ['a call', 'export default make()', 'default -> default'],
    ['a property of exports', 'exports.x = 1', 'x -> exports.x'],
    ['one of module.exports', 'module.exports = { x: Symbol(), [y]: 1 }', 'x -> exports.x'],
    [
      'none where it is given one later',
      'exports.x = void 0; const y = 1; exports.x = y',
      'x -> y',
    ],
    ['none of the whole', 'module.exports = make()', ''],
  ])('%s', (_, text, expected) => {
    const { exports, variables } = extractFacts(
      { path: 'a.js', text, hash: '' },
      parseSource('a.js', text),
    );
    const said = exports.map(({ exported, target }) =>
      target.kind === 'variable' ? `${exported} -> ${target.name}` : exported,
    );
    expect(said.join(', ')).toBe(expected);
    for (const { target } of exports)
      expect(variables.map(({ name }) => name)).toContain('name' in target ? target.name : '');
  });
});
