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

/** The ordinals of the nodes that run in a function. */
type Ordinals = ReadonlyMap<SyntaxNode, number>;

function countNodes(fn: FunctionInfo): Ordinals {
  const ordinals = new Map<SyntaxNode, number>();
  const counts = new Map<string, number>();
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
    ordinals.set(node, ordinal);
    if (isFunctionNode(node)) push(node, false);
    else
      for (let i = node.children.length - 1; i >= 0; i -= 1) {
        const child = node.children[i] as SyntaxNode;
        if (child.named) stack.push(child);
      }
  }
  return ordinals;
}

function idOf(fn: FunctionInfo, node: SyntaxNode, ordinal: number): NodeId {
  const cut = fn.id.indexOf('#');
  const file = fn.id.slice(0, cut);
  return formatNodeId({ file, functionPath: fn.id.slice(cut + 1), kind: nodeKind(node), ordinal });
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
  const counted = new Map<FunctionInfo, Ordinals>();
  const indexed = new Map<FunctionInfo, ReadonlyMap<string, SyntaxNode>>();
  const ordinalsOf = (fn: FunctionInfo): Ordinals => {
    const present = counted.get(fn);
    if (present !== undefined) return present;
    const made = countNodes(fn);
    counted.set(fn, made);
    return made;
  };
  const indexOf = (fn: FunctionInfo): ReadonlyMap<string, SyntaxNode> => {
    const present = indexed.get(fn);
    if (present !== undefined) return present;
    const made = new Map<string, SyntaxNode>();
    for (const [node, ordinal] of ordinalsOf(fn)) made.set(idOf(fn, node, ordinal), node);
    indexed.set(fn, made);
    return made;
  };
  return {
    nodeId(node) {
      for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
        const own = functionAt(at);
        if (own !== null) return own.id;
        const fn = functionOf(at);
        const ordinal = ordinalsOf(fn).get(at);
        if (ordinal !== undefined) return idOf(fn, at, ordinal);
      }
      return (functions[0] as FunctionInfo).id;
    },
    nodeById(id) {
      const whole = byFunctionId.get(id);
      if (whole !== undefined) return whole.node;
      const fn = byFunctionId.get(id.slice(0, Math.max(0, id.lastIndexOf('/'))));
      return fn === undefined ? null : (indexOf(fn).get(id) ?? null);
    },
  };
}
