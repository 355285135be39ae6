/**
 * Ids of nodes: `src/a.ts#Cart.add/assign[2]` is the third assignment that runs in `Cart.add`. Ordinals are counted per
 * function on first use, in source order, nested functions left out.
 */
import { formatNodeId } from '../../../protocol/ids.ts';
import type { NodeId } from '../../../protocol/ids.ts';
import { isInside, nodeKind } from './function-info.ts';
import { isFunctionNode } from './function-name.ts';
import type { SyntaxNode } from '../node.ts';
import type { FunctionInfo } from '../scope-table.ts';

interface Ids {
  readonly ofNode: ReadonlyMap<SyntaxNode, NodeId>;
  readonly byId: ReadonlyMap<string, SyntaxNode>;
}

function countNodes(fn: FunctionInfo): Ids {
  const ofNode = new Map<SyntaxNode, NodeId>();
  const byId = new Map<string, SyntaxNode>();
  const counts = new Map<string, number>();
  const cut = fn.id.indexOf('#');
  const file = fn.id.slice(0, cut);
  const functionPath = fn.id.slice(cut + 1);
  const stack: SyntaxNode[] = [];
  const push = (node: SyntaxNode, inside: boolean): void => {
    for (let i = node.children.length - 1; i >= 0; i -= 1) {
      const child = node.children[i] as SyntaxNode;
      if (child.named && isInside(node, child) === inside) stack.push(child);
    }
  };
  push(fn.node, true);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const kind = nodeKind(node);
    const ordinal = counts.get(kind) ?? 0;
    counts.set(kind, ordinal + 1);
    const id = formatNodeId({ file, functionPath, kind, ordinal });
    ofNode.set(node, id);
    byId.set(id, node);
    if (isFunctionNode(node)) push(node, false);
    else
      for (let i = node.children.length - 1; i >= 0; i -= 1) {
        const child = node.children[i] as SyntaxNode;
        if (child.named) stack.push(child);
      }
  }
  return { ofNode, byId };
}

export interface NodeIds {
  nodeId(node: SyntaxNode): NodeId;
  nodeById(id: string): SyntaxNode | null;
}

/**
 * @param functions   all functions of one file
 * @param functionAt  the function that a node is
 * @param functionOf  the function that a node runs in
 */
export function createNodeIds(
  functions: readonly FunctionInfo[],
  functionAt: (node: SyntaxNode) => FunctionInfo | null,
  functionOf: (node: SyntaxNode) => FunctionInfo,
): NodeIds {
  const byFunctionId = new Map<string, FunctionInfo>(functions.map((fn) => [fn.id, fn]));
  const counted = new Map<FunctionInfo, Ids>();
  const idsOf = (fn: FunctionInfo): Ids => {
    const present = counted.get(fn);
    if (present !== undefined) return present;
    const made = countNodes(fn);
    counted.set(fn, made);
    return made;
  };
  return {
    nodeId(node) {
      for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
        const own = functionAt(at);
        if (own !== null) return own.id;
        const id = idsOf(functionOf(at)).ofNode.get(at);
        if (id !== undefined) return id;
      }
      return (functions[0] as FunctionInfo).id;
    },
    nodeById(id) {
      const whole = byFunctionId.get(id);
      if (whole !== undefined) return whole.node;
      const fn = byFunctionId.get(id.slice(0, Math.max(0, id.lastIndexOf('/'))));
      return fn === undefined ? null : (idsOf(fn).byId.get(id) ?? null);
    },
  };
}
