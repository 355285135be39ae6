/**
 * Where statements and bodies really end and begin in the text. tree-sitter lets a declaration without semicolon swallow a
 * trailing comment; a tree that was parsed with its types blanked out does not know where `x as T` ends, and holds semicolons
 * that are not in the text.
 */
import { namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';

/** A token that is in the text: not a comment, not empty, not a semicolon that stands for a type. */
function isToken(tree: SyntaxTree, node: SyntaxNode): boolean {
  if (node.type === 'comment' || node.end === node.start) return false;
  return node.type !== ';' || tree.text[node.start] === ';';
}

/** Offset of the first token at or after the offset, or the end of the text. */
function nextTokenStart(tree: SyntaxTree, node: SyntaxNode, offset: number): number {
  for (let up = node.parent; up !== null; up = up.parent) {
    const next = up.children.find((child) => child.start >= offset && isToken(tree, child));
    if (next !== undefined) return next.start;
  }
  return tree.text.length;
}

const OPENING = '([{<';
const CLOSING = ')]}>';

/** Length of the type that a text starts with: up to a line end outside brackets that no operator continues. */
function typeLength(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (OPENING.includes(character)) depth += 1;
    else if (character === '>' && text[i - 1] === '=') continue;
    else if (CLOSING.includes(character)) depth -= 1;
    if (depth > 0 || (character !== '\n' && character !== ';')) continue;
    if (character === ';' || !/^\s*(?:[|&?:.]|=>|extends\b)/u.test(text.slice(i)))
      return text.slice(0, i).trimEnd().length;
  }
  return text.trimEnd().length;
}

/**
 * End of an expression with the types behind it (`x as T`, `x!`) that the tree may not know about.
 * @returns the node's end wherever the tree knows everything
 */
export function endWithTypes(tree: SyntaxTree, node: SyntaxNode): number {
  if (!/\.[cm]?tsx?$/u.test(tree.path)) return node.end;
  const gap = tree.text.slice(node.end, nextTokenStart(tree, node, node.end));
  if (!/^\s*(?:as|satisfies)\b|^\s*!/u.test(gap)) return node.end;
  const code = gap.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/gu, (comment) => ' '.repeat(comment.length));
  return node.end + typeLength(code);
}

function lastToken(tree: SyntaxTree, node: SyntaxNode): SyntaxNode {
  for (let at = node; ;) {
    const next = at.children.findLast((child) => isToken(tree, child));
    if (next === undefined) return at;
    at = next;
  }
}

/** @returns the offset behind a statement, its semicolon included, a trailing comment not */
export function statementEnd(tree: SyntaxTree, statement: SyntaxNode): number {
  const last = lastToken(tree, statement);
  return last.type === ';' ? last.end : endWithTypes(tree, last);
}

/** @returns the string literals at the start of a body that are directives */
export function directivesOf(body: SyntaxNode): readonly SyntaxNode[] {
  const directives: SyntaxNode[] = [];
  for (const child of namedChildren(body)) {
    if (child.type === 'hash_bang_line') continue;
    const [only, more] = namedChildren(child);
    if (child.type !== 'expression_statement' || more !== undefined || only?.type !== 'string')
      break;
    directives.push(child);
  }
  return directives;
}

/** @returns the statements of a block or program, directives and comments left out */
export function statementsOf(body: SyntaxNode): readonly SyntaxNode[] {
  const directives = new Set(directivesOf(body));
  return namedChildren(body).filter(
    (child) => child.type !== 'hash_bang_line' && !directives.has(child),
  );
}
