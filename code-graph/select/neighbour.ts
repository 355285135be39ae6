/**
 * Who calls a function and whom it calls, so many calls far. Calls that are only possible (a name that several functions have, a
 * key that is not known) are left out and counted, unless they are asked for: one of them can name half of a project.
 */
import type { CodeGraph } from '../project/code-graph.ts';
import { LEAST_LIKELY } from '../project/link/call.ts';
import type { CallEdge } from '../project/link/call.ts';
import { Selection } from './hit.ts';
import type { Hit } from './hit.ts';
import { functionHit } from './row.ts';
import type { Sources } from './sources.ts';

export interface NeighbourOptions {
  /** Calls far; default 1. */
  readonly depth?: number;
  /** Calls that are only possible as well. */
  readonly possible?: boolean;
}

const isLikely = ({ confidence }: CallEdge): boolean => confidence >= LEAST_LIKELY;

/** Calls of a function or to it that are more than possible. */
export function likelyCalls(
  graph: CodeGraph,
  id: string,
  end: 'callers' | 'callees',
): readonly CallEdge[] {
  return graph[end](id).filter(isLikely);
}

/**
 * @returns functions within so many calls, nearest first, each with a confidence: the product along the surest of the shortest ways there;
 *   the edges between all of them
 */
export function neighbours(
  sources: Sources,
  starts: readonly string[],
  end: 'callers' | 'callees',
  { depth = 1, possible = false }: NeighbourOptions = {},
): Selection {
  const { graph } = sources;
  const edgesOf = (id: string, which: 'callers' | 'callees'): readonly CallEdge[] =>
    possible ? graph[which](id) : likelyCalls(graph, id, which);
  const distance = new Map(starts.map((id) => [id, 0]));
  /** Of the shortest ways there the surest: what all its calls say together. */
  const confidence = new Map<string, number>();
  const leftOut = new Set<string>();
  const nextOf = (edge: CallEdge): string => (end === 'callers' ? edge.from : edge.to);
  for (const [id, far] of distance) {
    if (far >= depth) continue;
    if (!possible)
      for (const edge of graph[end](id)) if (!isLikely(edge)) leftOut.add(nextOf(edge));
    for (const edge of edgesOf(id, end)) {
      const next = nextOf(edge);
      if ((distance.get(next) ?? far + 1) <= far) continue;
      distance.set(next, far + 1);
      const along = (confidence.get(id) ?? 1) * edge.confidence;
      confidence.set(next, Math.max(along, confidence.get(next) ?? 0));
    }
  }
  const hits = [...distance].flatMap(([id, far]): readonly Hit[] => {
    const certain = Math.round((confidence.get(id) ?? 1) * 100) / 100;
    const hit = functionHit(sources, id, { distance: far, confidence: certain });
    return hit === null ? [] : [hit];
  });
  const edges = [...distance.keys()].flatMap((id) =>
    edgesOf(id, 'callees').map(({ from, to, sites }) => ({
      from,
      to,
      kind: 'calls' as const,
      label: sites.length > 1 ? `${sites.length} times` : '',
    })),
  );
  const more = [...leftOut].filter((id) => !distance.has(id)).length;
  return new Selection(hits, edges, more === 0 ? [] : [leftOutNote(more, end)]);
}

function leftOutNote(more: number, end: 'callers' | 'callees'): string {
  const what = end === 'callers' ? 'call it' : 'be called';
  const functions = more === 1 ? '1 more function' : `${more} more functions`;
  return `${functions} may ${what}, by a name that several have or a key that is not known: \`${end} of … possible\` lists them`;
}
