/**
 * Layer CDG: which branch decides that a node runs. A node depends on a branch (a, label) when taking that edge makes it
 * certain that the node runs, and a itself does not; that is read off the post-dominator tree.
 *
 * The layer works on a view of the CFG in which exceptions that no text asks for do not make every call a branch: such
 * edges are left out, and in their place each `try` has one `exception` edge to its handler. Finalizers keep that edge
 * only where they lead on to a catch or to the normal exit. Both exits meet in one virtual exit, and a loop that nothing
 * leaves is tied to it by an edge that counts for post-dominance and never as a branch.
 */
import { ENTRY, EXIT, THROW_EXIT } from './cfg.ts';
import type { Cfg } from './cfg.ts';
import { buildDominators, reversePostorder } from './dominators.ts';
import type { Dominators } from './dominators.ts';
import {
  EXCEPTION,
  NEXT,
  eachEdge,
  isImplicit,
  labelName,
  packEdges,
  reachFrom,
} from './flow/edge.ts';
import type { EdgeLabel, EdgeList, Edges, FlowGraph } from './flow/edge.ts';

/** The branch at `node` that goes along `label`. */
export interface Dependence {
  readonly node: number;
  readonly label: EdgeLabel;
}

export interface ControlDependences {
  /** Rows by dependent node; ends are branch nodes, labels the edges taken. */
  readonly edges: Edges;
  readonly postDominators: Dominators;
  /** The branches that decide directly whether a node runs; empty for what always runs, and for dead code. */
  of(node: number): readonly Dependence[];
}

/** Edges of the view, without the ties to the virtual exit. */
function viewEdges(cfg: Cfg): EdgeList {
  const list: EdgeList = { from: [], to: [], label: [] };
  const add = (from: number, to: number, label: number): void => {
    list.from.push(from);
    list.to.push(to);
    list.label.push(label);
  };
  for (let node = 0; node < cfg.size; node += 1)
    eachEdge(cfg.succ, node, (end, label) => {
      if (!isImplicit(label)) add(node, end, label);
    });
  const goals = [EXIT, ...cfg.handlers.filter((one) => one.isCatch).map((one) => one.entry)];
  const useful = reachFrom(cfg.pred, goals, (label) => !isImplicit(label));
  for (const { tryNode, entry } of cfg.handlers)
    if (useful[entry] === 1) add(tryNode, entry, EXCEPTION);
  return list;
}

function graphOf(size: number, root: number, list: EdgeList): FlowGraph {
  const back: EdgeList = { from: list.to, to: list.from, label: list.label };
  return { size, root, succ: packEdges(size, list), pred: packEdges(size, back) };
}

/** Ties exits, and one node of every region that never ends, to a virtual exit numbered `size`. */
function tieExits(size: number, view: FlowGraph, list: EdgeList): FlowGraph {
  const tied: EdgeList = { from: [...list.from], to: [...list.to], label: [...list.label] };
  const ends = new Uint8Array(size);
  const tie = (node: number): void => {
    tied.from.push(node);
    tied.to.push(size);
    tied.label.push(NEXT);
    const stack = [node];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (ends[at] === 1) continue;
      ends[at] = 1;
      eachEdge(view.pred, at, (from) => void stack.push(from));
    }
  };
  tie(EXIT);
  tie(THROW_EXIT);
  const order = reversePostorder(view);
  for (let i = order.length - 1; i >= 0; i -= 1) {
    const node = order[i] as number;
    if (ends[node] === 0) tie(node);
  }
  return graphOf(size + 1, ENTRY, tied);
}

/**
 * Control dependences of all nodes of a function.
 * @returns one edge per (node, branch, label), no duplicates
 * @throws never; endless loops and several exits are covered by the virtual exit
 * @see Ferrante, Ottenstein, Warren, The Program Dependence Graph and Its Use in Optimization, 1987, §3.1
 */
export function controlDependences(cfg: Cfg): ControlDependences {
  const list = viewEdges(cfg);
  const view = graphOf(cfg.size, ENTRY, list);
  const tied = tieExits(cfg.size, view, list);
  const postDominators = buildDominators({
    size: tied.size,
    root: cfg.size,
    succ: tied.pred,
    pred: tied.succ,
  });
  const { idom } = postDominators;
  const reached = reachFrom(view.succ, [ENTRY]);
  const found: EdgeList = { from: [], to: [], label: [] };
  for (let branch = 0; branch < cfg.size; branch += 1) {
    const first = view.succ.offsets[branch] as number;
    if ((view.succ.offsets[branch + 1] as number) - first < 2 || reached[branch] === 0) continue;
    eachEdge(view.succ, branch, (end, label) => {
      for (let at = end; at !== idom[branch] && at !== cfg.size; at = idom[at] as number) {
        found.from.push(at);
        found.to.push(branch);
        found.label.push(label);
      }
    });
  }
  const edges = packEdges(cfg.size, found);
  const of = (node: number): readonly Dependence[] => {
    const all: Dependence[] = [];
    eachEdge(edges, node, (end, label) => all.push({ node: end, label: labelName(label) }));
    return all;
  };
  return { edges, postDominators, of };
}
