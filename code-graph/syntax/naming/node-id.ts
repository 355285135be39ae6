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

/** The nodes that run in a function, by kind. */
type Nodes = ReadonlyMap<string, readonly SyntaxNode[]>;

function listNodes(fn: FunctionInfo): Nodes {
  const byKind = new Map<string, SyntaxNode[]>();
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
    const known = byKind.get(kind);
    if (known === undefined) byKind.set(kind, [node]);
    else known.push(node);
    if (isFunctionNode(node)) push(node, false);
    else
      for (let i = node.children.length - 1; i >= 0; i -= 1) {
        const child = node.children[i] as SyntaxNode;
        if (child.named) stack.push(child);
      }
  }
  return byKind;
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
  const listed = new Map<FunctionInfo, Nodes>();
  /** By function and kind; most kinds of most functions are never asked for. */
  const counted = new Map<FunctionInfo, Map<string, ReadonlyMap<SyntaxNode, number>>>();
  const indexed = new Map<FunctionInfo, ReadonlyMap<string, SyntaxNode>>();
  const nodesOf = (fn: FunctionInfo): Nodes => {
    const present = listed.get(fn);
    if (present !== undefined) return present;
    const made = listNodes(fn);
    listed.set(fn, made);
    return made;
  };
  const ordinalOf = (fn: FunctionInfo, node: SyntaxNode): number | undefined => {
    const kind = nodeKind(node);
    const known = counted.get(fn) ?? new Map<string, ReadonlyMap<SyntaxNode, number>>();
    counted.set(fn, known);
    let ordinals = known.get(kind);
    if (ordinals === undefined) {
      ordinals = new Map((nodesOf(fn).get(kind) ?? []).map((each, index) => [each, index]));
      known.set(kind, ordinals);
    }
    return ordinals.get(node);
  };
  const indexOf = (fn: FunctionInfo): ReadonlyMap<string, SyntaxNode> => {
    const present = indexed.get(fn);
    if (present !== undefined) return present;
    const made = new Map<string, SyntaxNode>();
    for (const nodes of nodesOf(fn).values())
      nodes.forEach((node, ordinal) => made.set(idOf(fn, node, ordinal), node));
    indexed.set(fn, made);
    return made;
  };
  return {
    nodeId(node) {
      for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
        const own = functionAt(at);
        if (own !== null) return own.id;
        const fn = functionOf(at);
        const ordinal = ordinalOf(fn, at);
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
