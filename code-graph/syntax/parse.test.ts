/** One line of source in, one line of facts out. */
import { childOf, namedChildren, walkSyntax } from './node.ts';
import type { SyntaxNode } from './node.ts';
import { parseSource } from './parse.ts';

/** Texts of all nodes of the type, joined; then the lines of the problems. */
function check(path: string, text: string, type: string, expected: string): void {
  const { tree, problems } = parseSource(path, text);
  const found: string[] = [];
  walkSyntax(tree.root, (node) => {
    if (node.type === type) found.push(text.slice(node.start, node.end));
  });
  const lines = problems.map((problem) => `!${problem.where}`);
  expect([...found, ...lines].join(' | ')).toBe(expected);
}

describe('parseSource', () => {
  it.each([
    ['a.ts', 'const a: number = 1;', 'type_annotation', ': number'],
    ['a.tsx', 'const a = <div id="x">{b as C}</div>;', 'as_expression', 'b as C'],
    ['a.js', 'const a = <div/>;', 'jsx_self_closing_element', '<div/>'],
    ['a.mjs', 'import x from "y";', 'string', '"y"'],
    ['a.cts', 'import x = require("y");', 'string', '"y"'],
    ['a.js', 'a /* hi */ + b // bye', 'comment', '/* hi */ | // bye'],
    ['a.js', 'function f() {\n  g();\n} // f\ng();', 'statement_block', '{\n  g();\n}'],
    ['a.js', 'function f() {\n  g();\n} // f\ng();', 'comment', '// f'],
    ['a.ts', 'const s = "😀𝒳"; const t = f(s);', 'call_expression', 'f(s)'],
    ['a.ts', '\uFEFF#!/usr/bin/env node\nf(1);', 'call_expression', 'f(1)'],
    ['a.js', '#!/usr/bin/env node\n"é"; g(2);', 'call_expression', 'g(2)'],
  ])('%s %s', check);

  it.each([
    ['a.ts', 'class A<in T> { m(x: import("y").T[]) { return f(x); } }', 'call_expression', 'f(x)'],
    ['a.tsx', 'class A<out T> {}\nconst a = <b>{f(1)}</b>;', 'call_expression', 'f(1)'],
  ])('reads types that the grammar does not know: %s', check);

  it.each([
    ['a.ts', 'export type * from "x"; f(1)', 'call_expression', 'f(1)'],
    ['a.ts', 'interface A { a: B\n <T>(x: T): T } f(1)', 'call_expression', 'f(1)'],
    ['a.ts', 'type A = { m(): B\n (): C\n [k: string]: D } & E', 'call_signature', '(): C'],
    ['a.ts', 'let x: import("y").T<A>[] = f(1)', 'type_identifier', 'T | A'],
    ['a.ts', 'interface A { abstract: boolean } f(1)', 'call_expression', 'f(1)'],
    ['a.ts', 'g<<T>(x: T) => void>(1)', 'call_expression', 'g<<T>(x: T) => void>(1)'],
    ['a.ts', 'declare module "m" { global { let x: A } } f(1)', 'call_expression', 'f(1)'],
    ['a.ts', 'export default function (): void; f(1)', 'call_expression', 'f(1)'],
    ['a.ts', 'type T = `\\{${A}\\}`; f(1)', 'call_expression', 'f(1)'],
    ['a.ts', 'let A: T = 1; class B<in X> {}', 'type_annotation', ': T'],
    ['a.ts', 'using r: R = f(1); await using /* a */ s = f(2)', 'call_expression', 'f(1) | f(2)'],
    ['a.ts', 'const a = using(() => 1); use(using)', 'arguments', '(() => 1) | (using)'],
    ['a.js', 'export { a } from "x" with { type: "json" }', 'string', '"x"'],
    ['a.js', 'import defer * as a from "x"; import.defer("y")', 'string', '"x" | "y"'],
    ['a.js', 'class A { static accessor ["x"] = f(1) }', 'call_expression', 'f(1)'],
    ['a.js', 'const a = <p title="b & c">d & {f(1)}</p>', 'call_expression', 'f(1)'],
  ])('reads syntax that the grammars do not know: %s %s', check);

  it('gives up the types of the statement that it cannot read, and keeps the others', () =>
    check(
      'a.ts',
      'class A { static [k: string]: B; m() { f(1) } }\nlet x: C = f(2);',
      'type_annotation',
      ': C',
    ));

  it('takes `a < (b)` for a comparison where the grammar of TypeScript sees type arguments', () =>
    check('a.ts', 'let v: number = 1, w = (v < (-1)).a;', 'member_expression', '(v < (-1)).a'));

  it.each([
    ['a.ts', 'async () => { await f<T>(x); }', 'call_expression', 'f<T>(x)'],
    ['a.ts', 'async () => { await f<T>(x); }', 'await_expression', 'await f<T>(x)'],
    ['a.tsx', 'a + o.f<A<B>,\n C>(x) * 2', 'call_expression', 'o.f<A<B>,\n C>(x)'],
    ['a.ts', '!a!.b && typeof f<T>(c!.d)', 'unary_expression', '!a!.b | typeof f<T>(c!.d)'],
    ['a.ts', 'const g = <T,>(x: T) => -f<T>(await_!)', 'call_expression', 'f<T>(await_!)'],
    ['a.ts', 'a < b > (c)', 'call_expression', 'a < b > (c)'],
  ])('lets type arguments and `!` belong to what they follow: %s %s', check);

  it('reports what stays unreadable with its line, and keeps the rest', () => {
    check('a.js', 'f(1);\nlet = = ;\ng(2);', 'call_expression', 'f(1) | g(2) | !a.js:2');
    check('a.py', 'f(1)', 'program', 'f(1) | !a.py');
  });

  it.each(['function a( {', 'export function a() {', 'class A { m() {} n( {'])(
    'reports a declaration that is cut off and does not take it for a signature: %s',
    (text) => {
      const { problems } = parseSource('a.ts', `let x: T = 1;\n${text}\n`);
      expect(problems.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^a\.ts:\d: (?:cannot read this syntax|. is missing here)/u),
      ]);
    },
  );

  it('gives a program that spans the text, whatever the text is', () => {
    for (const text of [
      '',
      '}',
      '((((',
      'class {',
      '\0',
      '😀',
      'export default function () {} export {',
      '`${',
    ]) {
      const { root } = parseSource('a.ts', text).tree;
      expect([root.type, root.start, root.end]).toEqual(['program', 0, text.length]);
    }
  });

  it('takes long text and deep nesting', () => {
    const text = `${'const x = 1;\n'.repeat(20_000)}f(9);`;
    check('a.ts', text, 'call_expression', 'f(9)');
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)};f(9)`;
    check('a.js', deep, 'call_expression', 'f(9)');
  });

  it('links nodes both ways, names fields and marks errors up to the root', () => {
    const { tree } = parseSource('a.js', 'a.b += 1; // c');
    const assign = namedChildren(namedChildren(tree.root)[0] as SyntaxNode)[0] as SyntaxNode;
    expect(childOf(assign, 'operator')?.type).toBe('+=');
    expect(childOf(assign, 'operator')?.named).toBe(false);
    expect(childOf(assign, 'left')?.parent).toBe(assign);
    expect(tree.root.hasError).toBe(false);
    const broken = parseSource('a.js', 'function f() { if ( } ; g()').tree.root;
    expect(broken.hasError).toBe(true);
    walkSyntax(broken, (node) => {
      if (node.hasError && node.parent !== null) expect(node.parent.hasError).toBe(true);
    });
  });
});
