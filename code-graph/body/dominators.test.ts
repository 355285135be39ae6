/** Random graphs: what the fast algorithms say must be what the definitions say. */
import { buildDominators, dominanceFrontiers } from './dominators.ts';
import { packEdges, reachFrom, reverseEdges } from './flow/edge.ts';
import type { FlowGraph } from './flow/edge.ts';

function graphOf(size: number, pairs: readonly (readonly [number, number])[]): FlowGraph {
  const list = {
    from: pairs.map(([from]) => from),
    to: pairs.map(([, to]) => to),
    label: pairs.map(() => 0),
  };
  return { size, root: 0, succ: packEdges(size, list), pred: reverseEdges(size, list) };
}

/** By definition: d dominates n when n is not reached without passing d. */
function dominates({ succ }: FlowGraph, above: number, below: number): boolean {
  const all = reachFrom(succ, [0]);
  if (all[below] === 0 || all[above] === 0) return false;
  if (above === 0 || above === below) return true;
  return reachFrom(succ, [0], (_, end) => end !== above)[below] === 0;
}

function check(graph: FlowGraph): void {
  const dominators = buildDominators(graph);
  const frontiers = dominanceFrontiers(graph, dominators);
  const nodes = Array.from({ length: graph.size }, (_, node) => node);
  const pairs = nodes.flatMap((above) => nodes.map((below) => [above, below] as const));
  const said = pairs.filter(([above, below]) => dominators.dominates(above, below));
  expect(said).toEqual(pairs.filter(([above, below]) => dominates(graph, above, below)));
  const reached = reachFrom(graph.succ, [0]);
  for (const node of nodes) {
    const expected = nodes.filter((join) => {
      const preds = [
        ...graph.pred.ends.subarray(graph.pred.offsets[join], graph.pred.offsets[join + 1]),
      ];
      const isStrict = join !== node && dominates(graph, node, join);
      return !isStrict && preds.some((pred) => reached[pred] === 1 && dominates(graph, node, pred));
    });
    const isJoin = (join: number): boolean =>
      (graph.pred.offsets[join + 1] as number) - (graph.pred.offsets[join] as number) > 1;
    // Only nodes with several predecessors can need a phi; the others are left out.
    expect([...(frontiers[node] as number[])].sort()).toEqual(expected.filter(isJoin).sort());
  }
}

it('agrees with the definition on random graphs', () => {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) % below;
  };
  for (let i = 0; i < 150; i += 1) {
    const size = 2 + random(12);
    const pairs = Array.from(
      { length: size + random(size) },
      () => [random(size), 1 + random(size - 1)] as const,
    );
    check(graphOf(size, pairs));
  }
});

it('handles chains of fifty thousand nodes with one exit', () => {
  const size = 50_000;
  const chain = Array.from({ length: size - 2 }, (_, node) => [node, node + 1] as const);
  const exits = Array.from({ length: size - 2 }, (_, node) => [node, size - 1] as const);
  const graph = graphOf(size, [...chain, ...exits]);
  const dominators = buildDominators(graph);
  expect(dominators.idom[size - 1]).toBe(0);
  expect(dominanceFrontiers(graph, dominators)[size - 2]).toEqual([]);
  expect(dominanceFrontiers(graph, dominators)[size - 3]).toEqual([size - 1]);
});
