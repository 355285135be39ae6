/**
 * Clusters: groups of modules or functions that use each other more than the rest, by the Louvain method. Runs from a
 * fixed seed, so that the same graph gives the same clusters.
 * @see Blondel et al., Fast unfolding of communities in large networks, 2008
 */
import { createRequire } from 'node:module';
import type { Projection } from './projection.ts';

const require = createRequire(import.meta.url);

export interface Clusters {
  /** Largest first; members by id. */
  readonly clusters: readonly (readonly string[])[];
  /** From -0.5 to 1: how much more the clusters hold together than chance would have it. */
  readonly modularity: number;
}

/** Mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Louvain {
  detailed(
    graph: Projection,
    options: object,
  ): { readonly communities: Readonly<Record<string, number>>; readonly modularity: number };
}

/** @returns no clusters where nothing is connected */
export function findClusters(graph: Projection): Clusters {
  if (graph.size === 0) return { clusters: [], modularity: 0 };
  const louvain = require('graphology-communities-louvain') as Louvain;
  const { communities, modularity } = louvain.detailed(graph, {
    getEdgeWeight: 'weight',
    rng: random(1),
  });
  const groups = new Map<number, string[]>();
  for (const [id, group] of Object.entries(communities))
    groups.set(group, [...(groups.get(group) ?? []), id]);
  const clusters = [...groups.values()].map((members) => members.sort());
  clusters.sort((a, b) => b.length - a.length || ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  return { clusters, modularity };
}
