/**
 * The generic worklist solver for data-flow problems: it knows graphs and fixpoints, the problem it is given knows facts.
 * It ends when facts form a lattice of finite height and `transfer` is monotone.
 */
import { eachEdge } from './flow/edge.ts';
import type { FlowGraph } from './flow/edge.ts';
import { reversePostorder } from './dominators.ts';

export interface FlowProblem<Fact> {
  /** Fact at the root. */
  readonly start: Fact;
  /** Fact of a node that nothing was found out about yet; the neutral element of `join`. */
  readonly bottom: Fact;
  /** Combines facts of two paths; must not change its arguments. */
  join(left: Fact, right: Fact): Fact;
  /** What holds after a node, given what holds before it; must not change its argument. */
  transfer(node: number, before: Fact): Fact;
  equals(left: Fact, right: Fact): boolean;
}

/** Facts by node, before and after it. Nodes that the root does not reach keep `bottom`. */
export interface Solution<Fact> {
  readonly before: readonly Fact[];
  readonly after: readonly Fact[];
}

/** Backward problems are forward problems on the reversed graph. */
export function reverseGraph(graph: FlowGraph, root: number): FlowGraph {
  return { size: graph.size, root, succ: graph.pred, pred: graph.succ };
}

/**
 * @returns the least solution
 * @see Aho, Lam, Sethi, Ullman, Compilers §9.3.3
 */
export function solve<Fact>(graph: FlowGraph, problem: FlowProblem<Fact>): Solution<Fact> {
  const before = new Array<Fact>(graph.size).fill(problem.bottom);
  const after = new Array<Fact>(graph.size).fill(problem.bottom);
  const order = reversePostorder(graph);
  const isDue = new Uint8Array(graph.size);
  for (const node of order) isDue[node] = 1;
  before[graph.root] = problem.start;
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const node of order) {
      if (isDue[node] === 0) continue;
      isDue[node] = 0;
      const result = problem.transfer(node, before[node] as Fact);
      if (problem.equals(result, after[node] as Fact)) continue;
      after[node] = result;
      eachEdge(graph.succ, node, (end) => {
        const joined = problem.join(before[end] as Fact, result);
        if (problem.equals(joined, before[end] as Fact)) return;
        before[end] = joined;
        isDue[end] = 1;
        isChanged = true;
      });
    }
  }
  return { before, after };
}
