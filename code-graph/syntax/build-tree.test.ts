/** What the builder takes for granted is what the native tree answers: it asks everything of a tree that is said to have errors. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildTree } from './build-tree.ts';
import { parseNative } from './grammar/grammar.ts';
import type { Grammar } from './grammar/grammar.ts';
import type { SyntaxNode } from './node.ts';
import { walkSyntax } from './node.ts';

function shapeOf(root: SyntaxNode): readonly string[] {
  const shape: string[] = [];
  walkSyntax(root, ({ type, field, named, start, end, parent, children }) => {
    shape.push(
      [type, field, named, start, end, parent?.type, parent?.start, children.length].join(' '),
    );
  });
  return shape;
}

function check(grammar: Grammar, text: string): void {
  const asked = { ...parseNative(grammar, text), hasError: true };
  const parsed = parseNative(grammar, text);
  expect([text, parsed.hasError]).toEqual([text, false]);
  const built = buildTree(parsed, text);
  expect(built.errors).toEqual([]);
  expect(shapeOf(built.root)).toEqual(shapeOf(buildTree(asked, text).root));
}

const PLAIN = [
  '',
  ' \n// only a comment\n',
  '#!/usr/bin/env node\n"use strict"; a\n',
  'class A { static  get \n x() {} static get = 1; static async *of() {} get get() {} set set(set) {} }',
  'async = await_; let of = async; get(set, static_, of); for (const of of of) of: for (;;) break of;',
  'for (;;) ; for (var i = 0, j; i < 1; i++) {}\nfor (let k in o) {} for await (const a of b) {}',
  'a?.b?.[c]?.(d); a ?? b ? c : d; a ??= b; x = -y+ +z; a-b; a- -b ',
  'const été = \\u0061bc, a\\u{62} = été-1, $_9 = { été, $_9, "a": 1, 2: 3, [a]: 4, async *b() {} };',
  'x = `a${b}c${`${d}`}`; y = /a[/]b/giu; z = "a\\n\\x41" + \'\' + 0x1f_ff + 1n;',
  'function f({ a, b: [c = 1, ...d] }, ...e) { return this.#p in super.q, null, undefined, true; }',
  'if (a) { b } // behind\n/* more */ else { c }\nlabel: { break label }\n',
  'import x, { y as z } from "m" with { type: "json" }; export * as n from "m"; export default async () => {}',
  'new.target; import.meta.url; import("x"); delete a.b, void 0, typeof c; debugger;',
];
const JSX = [
  'x = <a-b data-c="d" {...e}>text &amp; {f-g} <this.h.i/> <></></a-b>;',
  'x = <input aria-label={`a`} b />;',
];
const TYPED = [
  'abstract class A<T, U> extends B<T> implements C { private readonly x!: number; declare y; override z?(): void }',
  'type T = { readonly [K in keyof U]-?: U[K] } & { a: unique symbol; b: `x${string}`; c(this: D): asserts this is E };',
  'namespace N.M { export const type = 1; } declare module "m" { export = x; } enum E { A = 1, B }',
  'function f(this: any, object: object, ...any: unknown[]): asserts any is string[] {}',
  'const x = <T,>(y: T) => y!.z as const satisfies W; let a: typeof b.c, d: new () => void;',
];

it.each(PLAIN)('JavaScript: %j', (text) => check('javascript', text));
it.each(JSX)('JSX: %j', (text) =>
  ['javascript' as const, 'tsx' as const].forEach((g) => check(g, text)),
);
it.each(TYPED)('TypeScript: %j', (text) => check('typescript', text));

it('the files of this project', () => {
  const files = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts')).slice(0, 60))
    check('typescript', readFileSync(join(import.meta.dirname, '..', file), 'utf8'));
});
