/**
 * The neutral syntax tree that everything above the parser reads: plain objects with tree-sitter's node and field names
 * (grammars tree-sitter-javascript and tree-sitter-typescript), offsets in UTF-16 units. Built once with a cursor, so
 * that no native handle outlives the parse. It holds named nodes and the anonymous tokens that carry meaning
 * (operators, keywords); it never changes after it was built.
 */
export interface SyntaxNode {
  /** tree-sitter's type: `call_expression`, `+=`, `async`. */
  readonly type: string;
  /** Field name in the parent (`object`, `property`, `left`), or null. */
  readonly field: string | null;
  readonly named: boolean;
  readonly start: number;
  readonly end: number;
  readonly parent: SyntaxNode | null;
  readonly children: readonly SyntaxNode[];
  /** The subtree holds an ERROR or MISSING node. */
  readonly hasError: boolean;
}

export interface SyntaxTree {
  /** Path relative to the project root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly root: SyntaxNode;
}

/** @returns the first child with that field, or null */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | null {
  for (const child of node.children) if (child.field === field) return child;
  return null;
}

/** @returns the named children, comments left out */
export function namedChildren(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter((child) => child.named && child.type !== 'comment');
}

/** Visits a subtree in source order without recursion. `enter` returns false to skip the children. */
export function walkSyntax(node: SyntaxNode, enter: (node: SyntaxNode) => boolean | void): void {
  const stack: SyntaxNode[] = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (enter(next) === false) continue;
    for (let i = next.children.length - 1; i >= 0; i -= 1)
      stack.push(next.children[i] as SyntaxNode);
  }
}
