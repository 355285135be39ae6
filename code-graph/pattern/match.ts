/**
 * Holds a pattern against syntax trees. Comments, parentheses, semicolons and the kind of quotes make no difference; all
 * else must be as it stands in the pattern. The walk over the file needs no recursion; the comparison recurses only as
 * deep as the pattern is.
 */
import { childOf, namedChildren, walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { holeName, manyName } from './compile.ts';
import type { Pattern, Shape } from './compile.ts';

export interface Match {
  /** The node that matched; the first of several statements. */
  readonly node: SyntaxNode;
  readonly last: SyntaxNode;
  /** Source text behind each named hole. */
  readonly holes: ReadonlyMap<string, string>;
}

const IGNORED = /^(?:comment|;|,|parenthesized_expression)$/u;

class Matcher {
  readonly holes = new Map<string, string>();
  private readonly pattern: Pattern;
  private readonly shape: Shape;
  private readonly text: string;

  constructor(pattern: Pattern, shape: Shape, text: string) {
    this.pattern = pattern;
    this.shape = shape;
    this.text = text;
  }

  one(wanted: SyntaxNode, found: SyntaxNode): boolean {
    const hole = holeName(this.wordOf(wanted));
    if (hole !== null) return this.bind(hole, found);
    const node =
      found.type === 'parenthesized_expression' && wanted.type !== found.type
        ? (namedChildren(found)[0] ?? found)
        : found;
    if (wanted.type === 'parenthesized_expression' && node.type !== wanted.type) {
      const [inner] = namedChildren(wanted);
      return inner !== undefined && this.one(inner, node);
    }
    if (!isSameType(wanted, node)) return false;
    if (wanted.type === 'string')
      return this.inner(wanted) === sliceOf(this.text, node).slice(1, -1);
    const parts = partsOf(wanted);
    const others = partsOf(node);
    if (parts.length === 0 && others.length === 0)
      return this.source(wanted) === sliceOf(this.text, node);
    return this.all(parts, others, 0, 0);
  }

  /** Both lists to their ends; `$...` takes as few as the rest lets it. */
  all(parts: readonly SyntaxNode[], others: readonly SyntaxNode[], i: number, j: number): boolean {
    const part = parts[i];
    if (part === undefined) return j === others.length;
    const many = manyName(this.wordOf(part));
    if (many === null) {
      const other = others[j];
      if (other === undefined || !sameField(part, other)) return false;
      const before = new Map(this.holes);
      if (this.one(part, other) && this.all(parts, others, i + 1, j + 1)) return true;
      this.restore(before);
      return false;
    }
    for (let end = j; end <= others.length; end += 1) {
      const before = new Map(this.holes);
      const taken = others.slice(j, end);
      const first = taken[0];
      const last = taken.at(-1);
      const text =
        first === undefined || last === undefined ? '' : this.text.slice(first.start, last.end);
      if (this.keep(many, text) && this.all(parts, others, i + 1, end)) return true;
      this.restore(before);
    }
    return false;
  }

  private restore(before: ReadonlyMap<string, string>): void {
    this.holes.clear();
    for (const [name, text] of before) this.holes.set(name, text);
  }

  private bind(name: string, node: SyntaxNode): boolean {
    const kind = this.pattern.kindOf(name);
    if (kind !== null && !kind.test(node.type)) return false;
    return node.named && this.keep(name, sliceOf(this.text, node));
  }

  private keep(name: string, text: string): boolean {
    if (name === '' || name === '_') return true;
    const plain = text.replace(/\s+/gu, ' ').trim();
    const before = this.holes.get(name);
    if (before !== undefined) return before === plain;
    this.holes.set(name, plain);
    return true;
  }

  /** The hole that a node consists of, through statements and wrappers of TypeScript's parameters. */
  private wordOf(node: SyntaxNode): string {
    let at = node;
    while (/^(?:expression_statement|required_parameter)$/u.test(at.type)) {
      const inner = namedChildren(at);
      if (inner.length !== 1 || inner[0] === undefined) break;
      at = inner[0];
    }
    return /identifier/u.test(at.type) ? this.source(at) : '';
  }

  private source(node: SyntaxNode): string {
    return sliceOf(this.shape.text, node);
  }

  private inner(node: SyntaxNode): string {
    return this.source(node).slice(1, -1);
  }
}

function sliceOf(text: string, node: SyntaxNode): string {
  return text.slice(node.start, node.end);
}

function isSameType(wanted: SyntaxNode, found: SyntaxNode): boolean {
  if (wanted.type === found.type) return true;
  const isName = (node: SyntaxNode): boolean => /identifier/u.test(node.type);
  return isName(wanted) && isName(found);
}

function sameField(wanted: SyntaxNode, found: SyntaxNode): boolean {
  return wanted.field === null || found.field === null || wanted.field === found.field;
}

function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter((child) =>
    child.named ? child.type !== 'comment' : !IGNORED.test(child.type),
  );
}

/** @returns all matches in a subtree, outer ones first, in source order */
export function findMatches(
  pattern: Pattern,
  file: { readonly path: string; readonly text: string },
  root: SyntaxNode,
): readonly Match[] {
  const shape = pattern.shapeFor(file.path);
  const [first, ...rest] = shape.nodes;
  if (first === undefined) return [];
  const found: Match[] = [];
  const isStatement = /_statement$|_declaration$/u.test(first.type);
  walkSyntax(root, (node) => {
    if (rest.length > 0) {
      found.push(...inRow(pattern, shape, file.text, node));
      return;
    }
    if (!node.named || node.type === 'parenthesized_expression') return;
    const matcher = new Matcher(pattern, shape, file.text);
    if (isStatement && !/_statement$|_declaration$/u.test(node.type)) return;
    if (matcher.one(first, node)) found.push({ node, last: node, holes: matcher.holes });
  });
  return found;
}

/** Several statements of the pattern as a run of statements in one block. */
function inRow(pattern: Pattern, shape: Shape, text: string, block: SyntaxNode): readonly Match[] {
  if (!/^(?:program|statement_block|switch_case|switch_default)$/u.test(block.type)) return [];
  const statements = namedChildren(block).filter(({ field }) => field !== 'value');
  const found: Match[] = [];
  for (let from = 0; from < statements.length; from += 1)
    for (let to = from + 1; to <= statements.length; to += 1) {
      const matcher = new Matcher(pattern, shape, text);
      const run = statements.slice(from, to);
      if (!matcher.all(shape.nodes, run, 0, 0)) continue;
      found.push({
        node: run[0] as SyntaxNode,
        last: run.at(-1) as SyntaxNode,
        holes: matcher.holes,
      });
      break;
    }
  return found;
}

/** @returns whether something around the node matches */
export function isInsideMatch(
  pattern: Pattern,
  file: { readonly path: string; readonly text: string },
  node: SyntaxNode,
): boolean {
  const shape = pattern.shapeFor(file.path);
  const [wanted] = shape.nodes;
  if (wanted === undefined) return false;
  for (let at = node.parent; at !== null; at = at.parent)
    if (new Matcher(pattern, shape, file.text).one(wanted, at)) return true;
  return false;
}

/** @returns the callee's name of a call, for messages; empty for computed ones */
export function calleeText(call: SyntaxNode, text: string): string {
  const callee = childOf(call, 'function') ?? childOf(call, 'constructor');
  return callee === null ? '' : text.slice(callee.start, callee.end);
}
