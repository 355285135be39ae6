/**
 * Where statements and bodies really end and begin in the text. tree-sitter lets a declaration without semicolon swallow a
 * trailing comment, and a tree that was parsed with its types blanked out does not know where a type ends.
 */
import { namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';

/** Offset of the first token of the tree at or after the offset, or the end of the text. */
function nextTokenStart(node: SyntaxNode, offset: number): number {
  for (let up: SyntaxNode | null = node; up !== null; up = up.parent) {
    const next = up.children.find(
      (child) => child.start >= offset && child.end > child.start && child.type !== 'comment',
    );
    if (next !== undefined) return next.start;
    const { parent } = up;
    if (parent === null) return up.end;
    const sibling = parent.children.find(
      (child) =>
        child.start >= offset &&
        child !== up &&
        child.end > child.start &&
        child.type !== 'comment',
    );
    if (sibling !== undefined) return sibling.start;
  }
  return offset;
}

/**
 * End of an expression with the type text behind it (`x as T`) that the tree may not know about.
 * @returns the node's end wherever only blanks, comments or semicolons follow up to the next token
 */
export function endWithTypes(tree: SyntaxTree, node: SyntaxNode): number {
  const gap = tree.text.slice(node.end, nextTokenStart(node, node.end));
  const code = gap.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/gu, (comment) => ' '.repeat(comment.length));
  const trimmed = code.replace(/[\s;]+$/u, '');
  return node.end + trimmed.length;
}

function lastToken(node: SyntaxNode): SyntaxNode {
  for (let at = node; ;) {
    const next = at.children.findLast(
      (child) => child.type !== 'comment' && child.end > child.start,
    );
    if (next === undefined) return at;
    at = next;
  }
}

/** @returns the offset behind a statement, its semicolon included, a trailing comment not */
export function statementEnd(tree: SyntaxTree, statement: SyntaxNode): number {
  const last = lastToken(statement);
  return last.type === ';' || last.type === '}' ? last.end : endWithTypes(tree, last);
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
