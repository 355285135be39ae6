/**
 * One walk over a file that tells each visitor where it is: the running function, the loop depth, and the id of the node
 * as kind and ordinal. Ordinals count as `nodeId` does: per function and kind, in source order.
 */
import { isInside, nodeKind } from '../../syntax/naming/function-info.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { FunctionInfo, ScopeTable } from '../../syntax/scope-table.ts';

export interface Place {
  readonly node: SyntaxNode;
  readonly fn: FunctionInfo;
  readonly kind: string;
  readonly ordinal: number;
  readonly loopDepth: number;
}

const LOOPS = /^(?:for_statement|for_in_statement|while_statement|do_statement)$/u;

/** Visits all named nodes in source order; the module itself is not visited. */
export function walkPlaces(scopes: ScopeTable, visit: (place: Place) => void): void {
  const counts: Map<string, number>[] = scopes.functions.map(() => new Map());
  const nodes: SyntaxNode[] = [];
  const functions: FunctionInfo[] = [];
  const depths: number[] = [];
  const push = (node: SyntaxNode, fn: FunctionInfo, depth: number): void => {
    nodes.push(node);
    functions.push(fn);
    depths.push(depth);
  };
  push(scopes.tree.root, scopes.functions[0] as FunctionInfo, 0);
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const fn = functions.pop() as FunctionInfo;
    const loopDepth = depths.pop() as number;
    const own = scopes.functionAt(node);
    if (node.parent !== null) {
      const kind = nodeKind(node);
      const count = counts[fn.index] as Map<string, number>;
      const ordinal = count.get(kind) ?? 0;
      count.set(kind, ordinal + 1);
      visit({ node, fn, kind, ordinal, loopDepth });
    }
    const inner = LOOPS.test(node.type) ? loopDepth + 1 : loopDepth;
    for (let i = node.children.length - 1; i >= 0; i -= 1) {
      const child = node.children[i] as SyntaxNode;
      if (!child.named) continue;
      if (own !== null && isInside(node, child)) push(child, own, 0);
      else push(child, fn, inner);
    }
  }
}
