/**
 * Text to neutral syntax tree. Parsing never throws: what the grammar does not understand becomes `Problem`s, and the tree
 * holds the rest. Syntax that tree-sitter's grammars do not know gets further chances: replaced by what they do know, and
 * then with the types blanked out of single statements, and of the file.
 */
import type { Problem } from '../../protocol/problem.ts';
import { blankStatements, blankTypes } from './grammar/blank-types.ts';
import { compile } from './grammar/compiler.ts';
import { failsOn, grammarOf, openCursor } from './grammar/grammar.ts';
import { repairSyntax } from './grammar/repair.ts';
import { blankWeakTokens } from './grammar/weak-binding.ts';
import { rewriteSyntax } from './grammar/rewrite-syntax.ts';
import type { Cursor, Grammar } from './grammar/grammar.ts';
import type { SyntaxNode, SyntaxTree } from './node.ts';

/** A syntax node while it is being built. */
interface Draft extends SyntaxNode {
  type: string;
  end: number;
  start: number;
  hasError: boolean;
  children: SyntaxNode[];
  readonly parent: Draft | null;
}

interface Built {
  readonly root: SyntaxNode;
  /** Outermost ERROR and all MISSING nodes. */
  readonly errors: readonly SyntaxNode[];
  /** How much of the text the errors cover; one around the whole file is worse than five small ones. */
  readonly extent: number;
}

export interface ParseResult {
  readonly tree: SyntaxTree;
  readonly problems: readonly Problem[];
}

const REPORTED_ERRORS = 5;
const NO_CHILDREN: SyntaxNode[] = [];

function isInError(node: SyntaxNode): boolean {
  for (let up = node.parent; up !== null; up = up.parent) if (up.type === 'ERROR') return true;
  return false;
}

/** The same text as a name of a property is: two of these that are the same text are the same string, quick to compare. */
function intern(text: string): string {
  return Object.keys({ [text]: 0 })[0] ?? text;
}

/** Copies the native tree node by node, in source order, with one cursor and no recursion. */
function buildNodes(cursor: Cursor, length: number): Built {
  const names = new Map<number, { readonly type: string; readonly named: boolean }>();
  const fields = new Map<number | undefined, string | null>([[undefined, null]]);
  const errors: Draft[] = [];
  const read = (parent: Draft | null): Draft => {
    const id = cursor.nodeTypeId;
    let name = names.get(id);
    if (name === undefined) {
      name = { type: intern(cursor.nodeType), named: cursor.nodeIsNamed };
      names.set(id, name);
    }
    const fieldId = cursor.currentFieldId;
    let field = fields.get(fieldId);
    if (field === undefined) {
      field = intern(cursor.currentFieldName ?? '');
      fields.set(fieldId, field);
    }
    const { startIndex: start, endIndex: end } = cursor;
    const wrong = name.type === 'ERROR' || (start === end && cursor.nodeIsMissing);
    const node: Draft = {
      type: name.type,
      field,
      named: name.named,
      start,
      end,
      parent,
      children: NO_CHILDREN,
      hasError: wrong,
    };
    if (wrong) errors.push(node);
    if (parent !== null) {
      if (parent.children === NO_CHILDREN) parent.children = [node];
      else parent.children.push(node);
    }
    return node;
  };
  const root = read(null);
  for (let at = root; ;) {
    // What has no name is a token.
    if (at.named && cursor.gotoFirstChild()) {
      at = read(at);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent() || at.parent === null) return finish(root, errors, length);
      if (at.hasError) at.parent.hasError = true;
      closeBlock(at, at.parent);
      at = at.parent;
    }
    if (at.hasError && at.parent !== null) at.parent.hasError = true;
    if (at.parent !== null) closeBlock(at, at.parent);
    at = read(at.parent);
  }
}

/** A block ends at its brace: the grammar's automatic semicolon takes comments behind it along, which go to the parent. */
function closeBlock(block: Draft, parent: Draft): void {
  if (block.type !== 'statement_block') return;
  const brace = block.children.findLastIndex((child) => child.type !== 'comment');
  if (block.children[brace]?.type !== '}') return;
  const behind = block.children.splice(brace + 1);
  if (behind.length === 0) return;
  block.end = block.children[brace]?.end ?? block.end;
  parent.children.push(...behind.map((comment) => ({ ...comment, parent })));
}

/** The root is a `program` that spans the text, even where the parser gave up on the whole file. */
function finish(root: Draft, errors: readonly Draft[], length: number): Built {
  const extent = errors
    .filter((node) => !isInError(node))
    .reduce((sum, node) => sum + node.end - node.start + 1, 0);
  root.type = 'program';
  root.start = 0;
  root.end = length;
  root.hasError = errors.length > 0;
  const inner = errors.filter((node) => node !== root && !isInError(node));
  return { root, errors: inner.length > 0 ? inner : errors.slice(0, 1), extent };
}

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
  yield [grammar, blanked];
  // What has no types left is JavaScript, whose grammar does not take `a < (b)` for the start of type arguments.
  yield ['javascript', blanked];
}

function parseWith(grammar: Grammar, text: string): Built {
  const read = rewriteSyntax(text);
  let best = buildNodes(openCursor(grammar, read), text.length);
  if (best.errors.length === 0) return readAgain(best, grammar, read);
  for (const [other, changed] of otherTexts(text, read, grammar)) {
    const again = buildNodes(openCursor(other, changed), text.length);
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
    const again = buildNodes(openCursor(grammar, blanked), text.length);
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
