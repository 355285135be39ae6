/**
 * Dominators of a flow graph: node d dominates n when every path from the root to n passes d. Immediate dominators are
 * found by intersecting the dominators of predecessors in reverse postorder until nothing changes. Post-dominators are
 * the dominators of the reversed graph. Nodes that the root does not reach have none.
 */
import type { FlowGraph } from './flow/edge.ts';

export interface Dominators {
  readonly root: number;
  /** Immediate dominator of each node; the root has itself, an unreachable node -1. */
  readonly idom: Int32Array;
  /** Reachable nodes in reverse postorder. */
  readonly order: Int32Array;
  /** Position in `order`; -1 for unreachable nodes. */
  readonly position: Int32Array;
  /** True where `above` is `below` or dominates it; false for unreachable nodes. */
  dominates(above: number, below: number): boolean;
}

/** @returns the nodes that the root reaches, each after all of its predecessors but for back edges */
export function reversePostorder({ size, root, succ }: FlowGraph): Int32Array {
  const order = new Int32Array(size);
  const cursor = Uint32Array.from(succ.offsets);
  const seen = new Uint8Array(size);
  const stack = [root];
  let free = size;
  seen[root] = 1;
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    const at = cursor[node] as number;
    if (at === succ.offsets[node + 1]) {
      stack.pop();
      order[(free -= 1)] = node;
      continue;
    }
    cursor[node] = at + 1;
    const end = succ.ends[at] as number;
    if (seen[end] === 1) continue;
    seen[end] = 1;
    stack.push(end);
  }
  return order.subarray(free);
}

/**
 * @returns immediate dominators of all nodes that the root reaches
 * @see Cooper, Harvey, Kennedy, A Simple, Fast Dominance Algorithm, 2001
 */
export function buildDominators(graph: FlowGraph): Dominators {
  const { size, root, pred } = graph;
  const order = reversePostorder(graph);
  const position = new Int32Array(size).fill(-1);
  order.forEach((node, at) => (position[node] = at));
  const idom = new Int32Array(size).fill(-1);
  idom[root] = root;
  const intersect = (left: number, right: number): number => {
    let [a, b] = [left, right];
    while (a !== b)
      if ((position[a] as number) > (position[b] as number)) a = idom[a] as number;
      else b = idom[b] as number;
    return a;
  };
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (let i = 1; i < order.length; i += 1) {
      const node = order[i] as number;
      let best = -1;
      const first = pred.offsets[node] as number;
      // Latest first: exits have thousands of predecessors in one chain, whose neighbours meet in one step.
      for (let edge = (pred.offsets[node + 1] as number) - 1; edge >= first; edge -= 1) {
        const from = pred.ends[edge] as number;
        if (idom[from] === -1) continue;
        best = best === -1 ? from : intersect(from, best);
      }
      if (idom[node] === best) continue;
      idom[node] = best;
      isChanged = true;
    }
  }
  return { root, idom, order, position, dominates: dominanceTest(root, idom, order) };
}

/** Numbers the dominator tree so that "dominates" is one comparison of intervals. */
function dominanceTest(
  root: number,
  idom: Int32Array,
  order: Int32Array,
): (above: number, below: number) => boolean {
  let numbers: { readonly first: Int32Array; readonly last: Int32Array } | undefined;
  const number = (): NonNullable<typeof numbers> => {
    const first = new Int32Array(idom.length).fill(-1);
    const last = new Int32Array(idom.length).fill(-2);
    const weight = new Int32Array(idom.length).fill(1);
    for (let i = order.length - 1; i > 0; i -= 1) {
      const node = order[i] as number;
      const above = idom[node] as number;
      weight[above] = (weight[above] as number) + (weight[node] as number);
    }
    const free = new Int32Array(idom.length);
    for (const node of order) {
      const above = idom[node] as number;
      const start = node === root ? 0 : (free[above] as number);
      if (node !== root) free[above] = start + (weight[node] as number);
      first[node] = start;
      free[node] = start + 1;
      last[node] = start + (weight[node] as number) - 1;
    }
    return { first, last };
  };
  return (above, below) => {
    const { first, last } = (numbers ??= number());
    const at = first[below] as number;
    return at !== -1 && at >= (first[above] as number) && at <= (last[above] as number);
  };
}

/** @returns for each node its dominance frontier: where its dominance ends; as rows of a column */
export function dominanceFrontiers(
  graph: FlowGraph,
  { idom, order }: Dominators,
): readonly (readonly number[])[] {
  const frontiers: number[][] = Array.from({ length: graph.size }, () => []);
  const { pred } = graph;
  for (const node of order) {
    const start = pred.offsets[node] as number;
    const end = pred.offsets[node + 1] as number;
    if (end - start < 2) continue;
    for (let edge = start; edge < end; edge += 1) {
      let runner = pred.ends[edge] as number;
      if (idom[runner] === -1) continue;
      while (runner !== idom[node]) {
        const row = frontiers[runner] as number[];
        // Another predecessor came by here already, and went on upward from here.
        if (row.at(-1) === node) break;
        row.push(node);
        runner = idom[runner] as number;
      }
    }
  }
  return frontiers;
}
