/** Nodes of the few types that are looked for in all of a file, each for a reason of its own: found in one walk. */
import { walkSyntax } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';

const LANDMARKS: ReadonlySet<string> = new Set([
  'call_expression',
  'new_expression',
  'instantiation_expression',
  'non_null_expression',
  'meta_property',
  'import_statement',
  'export_statement',
]);

const found = new WeakMap<SyntaxTree, readonly SyntaxNode[]>();

/** @returns calls, `new`, `!`, instantiations, meta properties, imports and exports of a file, in source order */
export function landmarksOf(tree: SyntaxTree): readonly SyntaxNode[] {
  let nodes = found.get(tree);
  if (nodes === undefined) {
    nodes = search(tree.root);
    found.set(tree, nodes);
  }
  return nodes;
}

function search(root: SyntaxNode): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  walkSyntax(root, (node) => {
    if (!node.named) return false;
    if (LANDMARKS.has(node.type)) nodes.push(node);
    return true;
  });
  return nodes;
}
