/**
 * Text to neutral syntax tree. Parsing never throws: what the grammar does not understand becomes `Problem`s, and the tree
 * holds the rest. Syntax that tree-sitter's grammars do not know gets further chances: replaced by what they do know, and
 * then with the types blanked out of single statements, and of the file.
 */
import type { Problem } from '../../protocol/problem.ts';
import { blankStatements, blankTypes } from './grammar/blank-types.ts';
import { compile, syntaxErrors } from './grammar/compiler.ts';
import { buildTree } from './build-tree.ts';
import type { Built } from './build-tree.ts';
import { failsOn, grammarOf, parseNative } from './grammar/grammar.ts';
import { repairSyntax } from './grammar/repair.ts';
import { blankWeakTokens } from './grammar/weak-binding.ts';
import { rewriteSyntax } from './grammar/rewrite-syntax.ts';
import type { Grammar } from './grammar/grammar.ts';
import type { SyntaxNode, SyntaxTree } from './node.ts';

export interface ParseResult {
  readonly tree: SyntaxTree;
  readonly problems: readonly Problem[];
}

const REPORTED_ERRORS = 5;
function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}

function describe(path: string, text: string, errors: readonly SyntaxNode[]): readonly Problem[] {
  return errors.slice(0, REPORTED_ERRORS).map((node) => {
    const line = lineAt(text, node.start);
    const shown = text.slice(node.start, Math.min(node.end, node.start + 40)).split('\n')[0];
    return {
      message:
        node.end > node.start
          ? `${path}:${line}: cannot read this syntax: ${shown}`
          : `${path}:${line}: ${node.type} is missing here`,
      where: `${path}:${line}`,
      severity: 'warning',
    };
  });
}

/** What else to try with a text that the grammar failed on: repaired, then with ever more of its types blanked. */
function* otherTexts(
  written: string,
  read: string,
  grammar: Grammar,
): Generator<readonly [Grammar, string]> {
  const compiled = compile(written, grammar);
  if (compiled === null) return;
  const repaired = repairSyntax({ written, read }, compiled);
  if (repaired !== read) yield [grammar, repaired];
  if (grammar === 'javascript') return;
  const typeless = blankTypes(written, compiled);
  if (typeless === null) return;
  const blanked = rewriteSyntax(typeless);
  const isBroken = (part: string): boolean => failsOn(grammar, part);
  yield [grammar, blankStatements({ text: repaired, blanked }, compiled, isBroken)];
  if (syntaxErrors(compiled).length > 0) return;
  yield [grammar, blanked];
  // What has no types left is JavaScript, whose grammar does not take `a < (b)` for the start of type arguments.
  yield ['javascript', blanked];
}

function build(grammar: Grammar, text: string): Built {
  return buildTree(parseNative(grammar, text), text);
}

function parseWith(grammar: Grammar, text: string): Built {
  const read = rewriteSyntax(text);
  let best = build(grammar, read);
  if (best.errors.length === 0) return readAgain(best, grammar, read);
  for (const [other, changed] of otherTexts(text, read, grammar)) {
    const again = build(other, changed);
    if (again.extent < best.extent) best = again;
    if (best.errors.length === 0) return readAgain(best, other, changed);
  }
  return best;
}

/** Each round may uncover what another one hid. */
const MAX_ROUNDS = 4;

/** @returns the tree without what the grammar takes for parts of the wrong expression */
function readAgain(first: Built, grammar: Grammar, text: string): Built {
  if (grammar === 'javascript') return first;
  let best = first;
  let seen = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const blanked = blankWeakTokens(best.root, seen);
    if (blanked === null) return best;
    const again = build(grammar, blanked);
    if (again.errors.length > 0) return best;
    best = again;
    seen = blanked;
  }
  return best;
}

function emptyTree(path: string, text: string): SyntaxTree {
  const root: SyntaxNode = {
    type: 'program',
    field: null,
    named: true,
    start: 0,
    end: text.length,
    parent: null,
    children: [],
    hasError: true,
  };
  return { path, text, root };
}

/**
 * @param path  relative to the project root, with `/`; its extension chooses the grammar
 * @param text  source as UTF-16 text; a byte order mark counts as one unit
 * @returns the tree and what could not be understood, at most five places
 * @throws never
 */
export function parseSource(path: string, text: string): ParseResult {
  const grammar = grammarOf(path);
  if (grammar === null) {
    const message = `${path}: not a JavaScript or TypeScript file name`;
    return { tree: emptyTree(path, text), problems: [{ message, where: path, severity: 'error' }] };
  }
  try {
    const { root, errors } = parseWith(grammar, text);
    return { tree: { path, text, root }, problems: describe(path, text, errors) };
  } catch (error) {
    const message = `${path}: the parser failed: ${error instanceof Error ? error.message : String(error)}`;
    return { tree: emptyTree(path, text), problems: [{ message, where: path, severity: 'error' }] };
  }
}

/** @returns true where the grammar of the file's name understands all of the text; cheaper than a tree */
export function isReadable(path: string, text: string): boolean {
  const grammar = grammarOf(path);
  if (grammar === null) return false;
  try {
    return !failsOn(grammar, rewriteSyntax(text));
  } catch {
    return false;
  }
}
