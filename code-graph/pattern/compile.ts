/**
 * Patterns are snippets of code with holes: `$a` stands for one expression, statement or name, `$_` for any one, `$...args`
 * for any number of them, `$(a:number)` for one of a kind. A hole that stands twice means the same text twice. A snippet
 * is parsed as the files are that it is held against; one that cannot be read is a problem.
 */
import type { Problem } from '../../protocol/problem.ts';
import { nearestNames } from '../project/search.ts';
import { grammarOf } from '../syntax/grammar/grammar.ts';
import { namedChildren, walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { parseSource } from '../syntax/parse.ts';

export interface Shape {
  /** One node, or several statements in a row. */
  readonly nodes: readonly SyntaxNode[];
  readonly text: string;
}

export interface Pattern {
  readonly source: string;
  /** The snippet in the grammar of that file. */
  shapeFor(path: string): Shape;
  /** What kind of node a hole may stand for; null where any. */
  kindOf(hole: string): RegExp | null;
  /** A word that every text with a match holds; empty where the pattern has none. */
  readonly word: string;
}

export const HOLE_KINDS: Readonly<Record<string, RegExp>> = {
  name: /identifier$/u,
  number: /^number$/u,
  string: /^(?:string|template_string)$/u,
  literal: /^(?:number|string|template_string|true|false|null|undefined|regex)$/u,
  function: /^(?:arrow_function|function_expression|generator_function|function_declaration)$/u,
  call: /^(?:call_expression|new_expression)$/u,
  object: /^object$/u,
  array: /^array$/u,
  await: /^await_expression$/u,
};

const MANY = '$$$';

/** `$a` or null; `$_` is a hole without a name. */
export function holeName(text: string): string | null {
  return text.startsWith(MANY)
    ? null
    : (/^\$(?<name>[\p{ID_Continue}]+)$/u.exec(text)?.groups?.['name'] ?? null);
}

/** The name behind `$...`, which may be empty; null where the text is no such hole. */
export function manyName(text: string): string | null {
  return text.startsWith(MANY) ? text.slice(MANY.length) : null;
}

interface Read extends Shape {
  readonly wrap: readonly [string, string, string | null];
}

const WRAPS: readonly (readonly [string, string, string | null])[] = [
  ['', '', null],
  ['(', ')', null],
  ['try {} ', '', 'catch_clause'],
  ['class $$$ { ', ' }', 'class_body'],
];

/** Around what the snippet is probably meant to stand in; what is surely wrong is not tried. */
function wrapsFor(snippet: string): readonly (readonly [string, string, string | null])[] {
  if (snippet.startsWith('{')) return WRAPS.slice(1, 2);
  return /^catch\b/u.test(snippet) ? WRAPS.slice(2, 3) : WRAPS;
}

function readSnippet(path: string, snippet: string, wraps: typeof WRAPS): Read | null {
  for (const wrap of wraps) {
    const [before, after, type] = wrap;
    const text = before + snippet + after;
    const { root } = parseSource(path, text).tree;
    if (root.hasError) continue;
    if (type !== null) {
      let found: SyntaxNode | null = null;
      walkSyntax(root, (node) => {
        if (found === null && node.type === type) found = node;
      });
      const nodes = found === null ? [] : type === 'class_body' ? namedChildren(found) : [found];
      if (nodes.length > 0) return { wrap, nodes, text };
      continue;
    }
    return { wrap, nodes: namedChildren(root).map((node) => bare(node, text, snippet)), text };
  }
  return null;
}

/** Without a semicolon an expression is meant wherever it stands, not only as a statement of its own. */
function bare(node: SyntaxNode, text: string, snippet: string): SyntaxNode {
  if (node.type !== 'expression_statement' || snippet.trimEnd().endsWith(';')) return node;
  let inner = namedChildren(node)[0] ?? node;
  const isWrapped = text !== snippet;
  if (isWrapped && inner.type === 'parenthesized_expression')
    inner = namedChildren(inner)[0] ?? inner;
  return inner;
}

function wordOf(snippet: string): string {
  const words = snippet.match(/(?<![\p{ID_Continue}$])[\p{ID_Start}][\p{ID_Continue}]*/gu) ?? [];
  return [...words].sort((a, b) => b.length - a.length)[0] ?? '';
}

export type Compiled =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const fail = (message: string): Compiled => ({
  ok: false,
  problems: [{ message, where: 'pattern', severity: 'error' }],
});

/** @returns the pattern, or what is wrong with the snippet */
export function compilePattern(source: string): Compiled {
  if (source.trim() === '') return fail('the pattern is empty; write code with holes: $a.then($f)');
  const kinds = new Map<string, RegExp>();
  let unknown: string | null = null;
  const holes = source.replace(
    /\$\(\s*(\w+)\s*:\s*([\w-]+)\s*\)/gu,
    (_, name: string, kind: string) => {
      const wanted = Object.hasOwn(HOLE_KINDS, kind) ? HOLE_KINDS[kind] : undefined;
      if (wanted === undefined) unknown = kind;
      else kinds.set(name, wanted);
      return `$${name}`;
    },
  );
  if (unknown !== null) {
    const [near] = nearestNames(unknown, Object.keys(HOLE_KINDS), 1);
    const known = Object.keys(HOLE_KINDS).join(', ');
    return fail(
      `there is no kind of hole ${unknown}${near === undefined ? '' : `; did you mean ${near}?`} (${known})`,
    );
  }
  const snippet = holes.replaceAll('$...', () => MANY);
  // JavaScript first: a snippet that is none costs a compiler's load in the grammars with types.
  const main =
    readSnippet('pattern.js', snippet, wrapsFor(snippet)) ??
    readSnippet('pattern.tsx', snippet, wrapsFor(snippet));
  if (main === null) return fail(`the pattern is no code that can be read: ${source}`);
  const shapes = new Map<string | null, Shape>();
  const shapeOf = (path: string): Shape => {
    const grammar = grammarOf(path);
    const known = shapes.get(grammar);
    if (known !== undefined) return known;
    const made = readSnippet(path, snippet, [main.wrap]) ?? main;
    shapes.set(grammar, made);
    return made;
  };
  return {
    ok: true,
    pattern: {
      source,
      word: wordOf(holes.replace(/(['"`]).*?\1/gu, '')),
      shapeFor: shapeOf,
      kindOf: (hole) => kinds.get(hole) ?? null,
    },
  };
}
