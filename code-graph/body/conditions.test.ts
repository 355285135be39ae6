/** Code in, conditions out: the piece between « and » is asked about, conditions come nearest first. */
import { walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { parseSource } from '../syntax/parse.ts';
import { analyzeScopes } from '../syntax/scope.ts';
import { buildBody, controlConditionsOf } from './index.ts';

/** Last node in the walk, so the innermost, that covers exactly the marked text; `outer` asks for the outermost. */
function markedNode(root: SyntaxNode, start: number, end: number): SyntaxNode {
  let found: SyntaxNode | undefined;
  walkSyntax(root, (node) => {
    if (node.start === start && node.end === end) found ??= node;
  });
  if (found === undefined) throw new Error('the marked text is no node');
  return found;
}

function check(marked: string, expected: string): void {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const source = marked.replace(/[«»]/gu, '');
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  const node = markedNode(scopes.tree.root, start, end);
  const conditions = controlConditionsOf(buildBody(scopes, scopes.functionOf(node)), node);
  const textOf = ({ start: from, end: to }: SyntaxNode): string => source.slice(from, to);
  const shown = conditions.map(({ condition, outcome, statement }) => {
    if (condition.type === 'catch_clause') return outcome;
    const which = statement.type.startsWith('switch_')
      ? `(${/^[^:]*/u.exec(textOf(statement))?.[0]})`
      : '';
    return `${textOf(condition)} is ${outcome}${which}`;
  });
  expect(shown.join(', ')).toBe(expected);
}

it.each([
  ['«a;»', ''],
  ['if (a) { «b;» }', 'a is true'],
  ['if (((a))) «b;»', 'a is true'],
  ['if (a) b; else «c;»', 'a is false'],
  ['if (a) b; «c;»', ''],
  ['if (a) if (b) «c;»', 'b is true, a is true'],
  ['if (a) b; else if (c) «d;»', 'c is true, a is false'],
  ['«if (a) b;»', ''],
  ['if (a) {«{}»}', 'a is true'],
])('branches: %s', check);

it.each([
  ['function f() { if (a) return; «b;» }', 'a is false'],
  ['function f() { if (a) throw b; «c;» }', 'a is false'],
  ['function f() { if (a) return; if (b) return; «c;» }', 'b is false, a is false'],
  ['function f() { if (a) { if (b) return; } «c;» }', 'b is false, a is false, a is true'],
  ['function f() { if (!a) return; «b;» }', '!a is false'],
  ['function f() { if (a || b) return; «c;» }', 'a || b is false'],
  ['function f() { if (a && b) return; «c;» }', 'a && b is false'],
])('guards: %s', check);

it.each([
  ['while (a) «b;»', 'a is true'],
  ['«while (a) b;»', ''],
  ['while (a) b; «c;»', ''],
  ['do «b;» while (a);', 'a is true'],
  ['«do b; while (a);»', ''],
  ['for (let i = 0; i < n; i++) «b;»', 'i < n is true'],
  ['for (let i = «0»; i < n; i++) b;', ''],
  ['for (const x of xs) «b;»', 'xs is item'],
  ['for (const k in o) if (k) «b;»', 'k is true, o is item'],
  ['while (a) { if (b) continue; «c;» }', 'b is false, a is true'],
  ['while (true) { if (b) break; «c;» } d;', 'b is false'],
  ['while (true) { if (b) break; } «d;»', ''],
  ['for (;;) { if (b) «c;» d; }', 'b is true'],
  ['for (;;) { b; «c;» }', ''],
])('loops: %s', check);

it.each([
  ['switch (k) { case 1: «a;» break; case 2: b; }', 'k is case(case 1)'],
  ['switch (k) { case 1: a; break; case 2: «b;» }', 'k is case(case 2)'],
  ['switch (k) { case 1: a; case 2: «b;» }', 'k is case(case 2), k is case(case 1)'],
  ['switch (k) { case 1: a; break; default: «b;» }', 'k is default(default)'],
  ['switch (k) { default: «b;» break; case 1: a; }', 'k is default(default)'],
  ['if (z) switch (k) { case 1: «a;» }', 'k is case(case 1), z is true'],
  ['function f() { switch (k) { case 1: return; } «b;» }', 'k is no-match(case 1)'],
])('switch: %s', check);

it.each([
  ['x = a && «b»;', 'a is true'],
  ['x = a || «b»;', 'a is false'],
  ['x = a ?? «b»;', 'a is nullish'],
  ['x = a && b && «c»;', 'a && b is true'],
  ['x = (a || b) && «c»;', 'a || b is true'],
  ['x = a ? «b» : c;', 'a is true'],
  ['x = a ? b : «c»;', 'a is false'],
  ['if (a && «b») c;', 'a is true'],
  ['if (a && b) «c;»', 'a && b is true'],
  ['if (a || b) «c;»', 'a || b is true'],
  ['if (a || b) c; else «d;»', 'a || b is false'],
  ['if (!(a && b)) «c;»', '!(a && b) is true'],
  ['if ((a as any)!) «c;»', '(a as any)! is true'],
  ['if (a?.b) «c;»', 'a?.b is true'],
  ['if (a?.b) c; else «d;»', 'a?.b is false'],
  ['a?.b(«c»);', 'a is present'],
  ['x = a?.b.c ?? «d»;', 'a?.b.c is nullish'],
  ['x ??= «d»;', 'x is nullish'],
  ['x ||= «d»;', 'x is false'],
  ['if (a ? b : c) «d;»', 'a ? b : c is true'],
  ['const { p = «q» } = o;', 'p is undefined'],
  ['function f(p = «q») {}', 'p is undefined'],
])('operators: %s', check);

it.each([
  ['try { «f();» } catch {}', ''],
  ['try { f(); «a;» } catch {}', ''],
  ['try { f(); } catch { «a;» }', 'exception'],
  ['if (z) try { f(); } catch { «a;» }', 'exception, z is true'],
  ['try { if (a) throw b; «c;» } catch {}', 'a is false'],
  ['try { if (a) throw b; } catch { «c;» }', 'a is true'],
  ['function g() { try { f(); } catch { return; } «a;» }', 'no-exception'],
  ['try { f(); } finally { «a;» }', ''],
  ['try { f(); } finally { a; } «b;»', ''],
  ['function g() { try { if (a) return; } finally { «c;» } }', ''],
  ['function g() { try { if (a) return; } finally { c; } «b;» }', 'a is false'],
  ['try { try { f(); } finally { a; } «b;» } catch { c; }', ''],
  ['async function g() { await a; «b;» }', ''],
  ['class A { x = a ? «b» : c }', 'a is true'],
])('exceptions: %s', check);

it('answers for names and types by what they stand in', () => {
  check('if (a) { const «x»: T = 1; }', 'a is true');
  check('if (a) { const x: «T» = 1; }', 'a is true');
});
