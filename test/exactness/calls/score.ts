/**
 * How well a static call graph foretells what a suite did. Recall: observed edges that are in the graph. Precision as the
 * literature on JavaScript call graphs measures it: of the edges out of functions that ran, those that were observed; and of
 * the callees at call expressions that ran, those that were called there. A suite does not run everything, so it is a lower bound.
 */
import type { ObservedEdge, readCounted } from './observe.ts';

type Observed = ReturnType<typeof readCounted>;

export interface StaticEdge {
  readonly from: string;
  readonly to: string;
  /** Node ids of call expressions, where the graph tells. */
  readonly sites: readonly string[];
}

export interface Share {
  readonly hit: number;
  readonly of: number;
}

export interface Score {
  /** Calls without anybody between, or with built-ins only. */
  readonly recall: Share;
  readonly direct: Share;
  readonly builtin: Share;
  /** Calls that come through packages or tests. */
  readonly other: Share;
  readonly precision: Share;
  /** Null where the graph names no call expressions. */
  readonly sitePrecision: Share | null;
  readonly missed: readonly ObservedEdge[];
}

const isModule = (id: string): boolean => id.endsWith('#');
const keyOf = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `${from} ${to}`;

/** @param files  the sources that were watched: edges that leave them are not judged */
export function scoreEdges(
  edges: readonly StaticEdge[],
  observed: Observed,
  files: ReadonlySet<string>,
): Score {
  const inside = (id: string): boolean => files.has(id.slice(0, id.indexOf('#')));
  const known = new Set(edges.map(keyOf));
  const seen = observed.edges.filter(({ from, to }) => !(isModule(from) && isModule(to)));
  const share = (list: readonly ObservedEdge[]): Share => {
    const keys = new Set(list.map(keyOf));
    return { hit: [...keys].filter((key) => known.has(key)).length, of: keys.size };
  };
  const near = seen.filter(({ how }) => how !== 'other');
  const all = new Set(seen.map(keyOf));
  const loaded = new Set([...observed.ran].map((id) => id.slice(0, id.indexOf('#') + 1)));
  const judged = edges.filter(
    ({ from, to }) =>
      inside(from) && inside(to) && !isModule(to) && (observed.ran.has(from) || loaded.has(from)),
  );
  const keys = new Set(judged.map(keyOf));
  return {
    recall: share(near),
    direct: share(seen.filter(({ how }) => how === 'direct')),
    builtin: share(seen.filter(({ how }) => how === 'builtin')),
    other: share(seen.filter(({ how }) => how === 'other')),
    precision: { hit: [...keys].filter((key) => all.has(key)).length, of: keys.size },
    sitePrecision: judged.some(({ sites }) => sites.length > 0) ? atSites(judged, observed) : null,
    missed: near.filter((edge) => !known.has(keyOf(edge))),
  };
}

function atSites(edges: readonly StaticEdge[], observed: Observed): Share {
  let hit = 0;
  let of = 0;
  for (const { to, sites } of edges)
    for (const site of new Set(sites)) {
      const callees = observed.sites.get(site);
      if (callees === undefined || callees.size === 0) continue;
      of += 1;
      if (callees.has(to)) hit += 1;
    }
  return { hit, of };
}

export function percent({ hit, of }: Share): string {
  return of === 0 ? '–' : ((100 * hit) / of).toFixed(1);
}
