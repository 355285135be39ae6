/** A rewritten file runs whatever the program has done to the names that the prologue looks at. */
import { createContext, runInContext } from 'node:vm';
import { childOf, walkSyntax } from '../../code-graph/syntax/node.ts';
import { analyzeScopes } from '../../code-graph/syntax/scope.ts';
import { parseSource } from '../../code-graph/syntax/parse.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { ProbeKind } from '../../protocol/plan.ts';
import { rewriteFile } from './rewrite.ts';

const KINDS: readonly ProbeKind[] = ['function', 'write', 'value', 'branch'];

function rewrite(text: string): string {
  const { tree } = parseSource('a.js', text);
  const node = 'a.js#*';
  const selections = KINDS.map((kind) => ({ probe: { id: kind, kind, node, why: 'test' }, node }));
  const scopes = analyzeScopes(tree);
  return rewriteFile({ tree, scopes, selections, firstSite: 1, limits: DEFAULT_LIMITS }).text;
}

const PROGRAM =
  'function f(a) { let b = a ? [a] : a; b.x = 2; return b; } out.push(f(1).x, f(3)[0]);';
const SHADOWING = `const Reflect = 1; ${PROGRAM} out.push(Reflect);`;

function outputOf(text: string, first: string): readonly unknown[] {
  const out: unknown[] = [];
  runInContext(`{${first}}\n{${text}}`, createContext({ out }));
  return out;
}

describe('the prologue', () => {
  it.each([
    'Symbol = undefined',
    'Reflect = undefined',
    'Proxy = undefined',
    'delete globalThis.globalThis',
    'Symbol.for = () => { throw new Error() }',
    'eval = undefined',
    'Array.prototype.pop = () => 7; Array.prototype[Symbol.iterator] = undefined',
  ])('does without %s', (first) => {
    for (const text of [PROGRAM, SHADOWING])
      expect(outputOf(rewrite(text), first)).toEqual(outputOf(text, first));
  });
});

describe('what is inserted', () => {
  const OLD = `
var list = [1, 2], o = { a: 1, f: function () { return this.a; } };
function sum(n) { try { for (var i = 0; i < list.length; i++) { n += list[i]; if (n > 5) throw new Error('much'); } } catch (e) { o.a = n; } finally { n++; } return n; }
switch (sum(1)) { case 4: o.a += 2; break; default: delete o.b; }
var made = new (function Thing() { this.x = o.f() || sum(2); })();
while (o.a-- > 0) list.push(o.a ? 1 : made.x);`;
  /** Node types, and texts of operators, that came after ES2018. */
  const YOUNG =
    /^(?:optional_chain|\?\?|\?\?=|\|\|=|&&=|private_property_identifier|class_static_block)$/u;

  it('is no younger than ES2018, because old transpilers read it', () => {
    const { tree } = parseSource('a.js', rewrite(OLD));
    const young: string[] = [];
    walkSyntax(tree.root, (node) => {
      const isBareCatch = node.type === 'catch_clause' && childOf(node, 'parameter') === null;
      if (isBareCatch || YOUNG.test(node.type)) young.push(node.type);
      return true;
    });
    expect(tree.text).toContain('scope.sink');
    expect(young).toEqual([]);
  });
});
