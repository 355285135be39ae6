/**
 * How central a module or function is: PageRank (what much-used things use) and betweenness (what lies on the shortest
 * ways between others), by graphology-metrics. Betweenness takes nodes times edges steps, so on large graphs it is left
 * out and said so.
 */
import { createRequire } from 'node:module';
import type { Projection } from './projection.ts';

const MOST_STEPS = 60_000_000;
const require = createRequire(import.meta.url);

export interface Centrality {
  readonly id: string;
  readonly pageRank: number;
  /** Null where the graph is too large, or it was not asked for. */
  readonly betweenness: number | null;
  readonly usedBy: number;
  readonly uses: number;
}

type Measure = (graph: Projection, options: object) => Readonly<Record<string, number>>;

/** @returns one row for each node, highest PageRank first, then by id */
export function centralities(
  graph: Projection,
  options: { readonly betweenness?: boolean } = {},
): readonly Centrality[] {
  if (graph.order === 0) return [];
  const pagerank = require('graphology-metrics/centrality/pagerank') as Measure;
  const rank = pagerank(graph, { getEdgeWeight: 'weight', maxIterations: 500, tolerance: 1e-6 });
  const isSmall =
    options.betweenness !== false && graph.order * (graph.order + graph.size) <= MOST_STEPS;
  const betweenness = require('graphology-metrics/centrality/betweenness') as Measure;
  const between = isSmall ? betweenness(graph, { getEdgeWeight: null }) : null;
  return graph
    .mapNodes((id): Centrality => ({
      id,
      pageRank: rank[id] ?? 0,
      betweenness: between === null ? null : (between[id] ?? 0),
      usedBy: graph.inDegree(id),
      uses: graph.outDegree(id),
    }))
    .sort((a, b) => b.pageRank - a.pageRank || (a.id < b.id ? -1 : 1));
}
