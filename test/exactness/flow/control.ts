/**
 * Dynamic control dependence, from nothing but the edges that were taken: a node depends on a branch where one observed way
 * out of the branch always came by it and another did not. Post-dominance is computed here once more, by sets over the
 * observed edges, so that the graph's own algorithm is not its own witness. Ways that end in an exception that no `throw`
 * asks for say nothing, as in the graph's control dependence.
 */
import type { FunctionBody } from '../../../code-graph/index.ts';
import { EXIT, THROW_EXIT } from '../../../code-graph/body/cfg.ts';
import { CANCEL, EXCEPTION, FAULT, eachEdge } from '../../../code-graph/body/flow/edge.ts';

/** Observed edges of one function, as `from * size + to`, with their labels as bits. */
export type Observed = Map<number, number>;

export interface ControlCheck {
  /** Pairs of a branch and a node that depends on it. */
  readonly pairs: number;
  /** Of these, where the graph names the branch as a direct parent. */
  readonly direct: number;
  readonly misses: readonly { readonly branch: number; readonly node: number }[];
}

const MAX_NODES = 3000;

function successorsOf(body: FunctionBody, observed: Observed): Map<number, number[]> {
  const { size } = body.cfg;
  const next = new Map<number, number[]>();
  const implicit = (1 << EXCEPTION) | (1 << FAULT) | (1 << CANCEL);
  for (const [edge, labels] of observed) {
    if ((labels & ~implicit) === 0) continue;
    const from = Math.floor(edge / size);
    const list = next.get(from);
    if (list === undefined) next.set(from, [edge % size]);
    else list.push(edge % size);
  }
  return next;
}

/** Nodes that every observed way from a node to an end comes by, itself included; absent where no way ends. */
function postDominators(next: ReadonlyMap<number, readonly number[]>): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>([
    [EXIT, new Set([EXIT])],
    [THROW_EXIT, new Set([THROW_EXIT])],
  ]);
  const nodes = [...next.keys()].sort((left, right) => right - left);
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const node of nodes) {
      let common = null as Set<number> | null;
      for (const after of next.get(node) ?? []) {
        const set = found.get(after);
        if (set === undefined) continue;
        const kept: readonly number[] = common === null ? [...set] : [...common];
        common = new Set(kept.filter((one) => set.has(one)));
      }
      if (common === null) continue;
      common.add(node);
      if (found.get(node)?.size === common.size) continue;
      found.set(node, common);
      isChanged = true;
    }
  }
  return found;
}

/** Branches that decide on a node directly or through others, by the graph. */
function ancestorsOf(body: FunctionBody): (node: number) => ReadonlySet<number> {
  const known = new Map<number, Set<number>>();
  return (node) => {
    let found = known.get(node);
    if (found !== undefined) return found;
    known.set(node, (found = new Set()));
    const stack = [node];
    for (let at = stack.pop(); at !== undefined; at = stack.pop())
      eachEdge(body.cdg.edges, at, (branch) => {
        if (found.has(branch)) return;
        found.add(branch);
        stack.push(branch);
      });
    return found;
  };
}

/** @returns how the graph's control dependences stand against those of the observed edges */
export function checkControl(body: FunctionBody, observed: Observed): ControlCheck {
  const next = successorsOf(body, observed);
  if (next.size > MAX_NODES) return { pairs: 0, direct: 0, misses: [] };
  const after = postDominators(next);
  const ancestors = ancestorsOf(body);
  const misses: { branch: number; node: number }[] = [];
  let pairs = 0;
  let direct = 0;
  for (const [branch, ways] of next) {
    if (ways.length < 2) continue;
    const always = after.get(branch);
    const decided = new Set<number>();
    for (const way of ways)
      for (const node of after.get(way) ?? [])
        if (node === branch || always?.has(node) !== true) decided.add(node);
    for (const node of decided) {
      if (node === EXIT || node === THROW_EXIT) continue;
      pairs += 1;
      if (body.cdg.of(node).some((one) => one.node === branch)) direct += 1;
      if (!ancestors(node).has(branch)) misses.push({ branch, node });
    }
  }
  return { pairs, direct, misses };
}
