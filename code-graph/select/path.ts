/**
 * Paths between two places: over calls between functions, over control flow between statements of one function, or over
 * dependences (data, control) between any two statements. The shortest ones, at most as many as asked for.
 */
import { Selection } from './hit.ts';
import type { Hit, HitEdge } from './hit.ts';
import { likelyCalls } from './neighbour.ts';
import type { Place } from './place.ts';
import { functionHit } from './row.ts';
import { sliceFrom, startUnits, unitHit } from './slice/slice.ts';
import type { SliceBy } from './slice/step.ts';
import type { Sources } from './sources.ts';

export type PathOver = 'calls' | 'flow' | SliceBy;

export interface PathOptions {
  /** Default: calls between functions, control flow in one function, else data and control. */
  readonly over?: PathOver;
  /** Default 3. */
  readonly most?: number;
  /** Calls that a path over dependences may go through; default 2. */
  readonly depth?: number;
}

type Next = (id: string) => readonly string[];

/** @returns shortest paths between nodes, all of one length, in the order of the neighbours; at most `most` */
export function shortestPaths(
  starts: readonly string[],
  isGoal: (id: string) => boolean,
  { next, most }: { readonly next: Next; readonly most: number },
): readonly (readonly string[])[] {
  const before = new Map<string, string[]>();
  const level = new Map(starts.map((id) => [id, 0]));
  let ring: readonly string[] = [...level.keys()];
  let goals = ring.filter(isGoal);
  for (let at = 1; goals.length === 0 && ring.length > 0; at += 1) {
    const found: string[] = [];
    for (const id of ring)
      for (const to of next(id)) {
        if (level.get(to) === at) before.get(to)?.push(id);
        if (level.has(to)) continue;
        level.set(to, at);
        before.set(to, [id]);
        found.push(to);
      }
    ring = found;
    goals = found.filter(isGoal);
  }
  const paths: (readonly string[])[] = [];
  const walk: (readonly string[])[] = goals.map((goal) => [goal]);
  for (let path = walk.shift(); path !== undefined && paths.length < most; path = walk.shift()) {
    const [first] = path;
    const above = first === undefined ? undefined : before.get(first);
    if (above === undefined) paths.push(path);
    else walk.unshift(...above.map((id) => [id, ...path]));
  }
  return paths;
}

/** Rows of all paths, each with the paths that it is on. */
function select(
  paths: readonly (readonly string[])[],
  rowOf: (id: string) => Hit | null,
  edgeOf: (from: string, to: string) => HitEdge,
): Selection {
  const hits: Hit[] = [];
  const edges: HitEdge[] = [];
  paths.forEach((path, number) => {
    path.forEach((id, step) => {
      const hit = rowOf(id);
      if (hit === null) return;
      const known = hits.findIndex((one) => one.id === hit.id);
      if (known === -1) hits.push({ ...hit, facts: { path: number + 1, step: step + 1 } });
      const to = path[step + 1];
      if (to !== undefined) edges.push(edgeOf(id, to));
    });
  });
  return new Selection(hits, edges, paths.length === 0 ? ['there is no path'] : []);
}

function overCalls(sources: Sources, from: Place, to: Place, most: number): Selection {
  const { graph } = sources;
  const paths = shortestPaths([from.functionId], (id) => id === to.functionId, {
    next: (id) => likelyCalls(graph, id, 'callees').map((edge) => edge.to),
    most,
  });
  return select(
    paths,
    (id) => functionHit(sources, id),
    (a, b) => ({ from: a, to: b, kind: 'calls', label: '' }),
  );
}

function overFlow(sources: Sources, from: Place, to: Place, most: number): Selection {
  const flow = sources.flow(from.functionId);
  if (flow === null || from.functionId !== to.functionId)
    return new Selection([], [], ['control flow joins statements of one function only']);
  const next = new Map<string, string[]>();
  for (const edge of flow.control)
    next.set(`${edge.from}`, [...(next.get(`${edge.from}`) ?? []), `${edge.to}`]);
  const starts = startUnits(sources, from, 'forward').map(({ index }) => `${index}`);
  const goals = new Set(startUnits(sources, to, 'back').map(({ index }) => `${index}`));
  const paths = shortestPaths(starts, (id) => goals.has(id), {
    next: (id) => next.get(id) ?? [],
    most,
  });
  const rowOf = (id: string): Hit | null => {
    const unit = flow.units[Number(id)];
    return unit === undefined ? null : unitHit(from.file, flow, unit, 0);
  };
  const edgeOf = (a: string, b: string): HitEdge => {
    const edge = flow.control.find((one) => `${one.from}` === a && `${one.to}` === b);
    return {
      from: rowOf(a)?.id ?? a,
      to: rowOf(b)?.id ?? b,
      kind: 'flow',
      label: edge?.label ?? '',
    };
  };
  return select(paths, rowOf, edgeOf);
}

interface OverDependences {
  readonly by: SliceBy;
  readonly most: number;
  readonly depth: number;
}

function overDependences(
  sources: Sources,
  from: Place,
  to: Place,
  { by, most, depth }: OverDependences,
): Selection {
  const slice = sliceFrom(sources, to, { direction: 'back', by, depth });
  const next = new Map<string, string[]>();
  for (const edge of slice.edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge.to]);
  const idsOf = (place: Place, direction: 'back' | 'forward'): readonly string[] => {
    const flow = sources.flow(place.functionId);
    if (flow === null) return [];
    return startUnits(sources, place, direction).map(
      (unit) => unitHit(place.file, flow, unit, 0).id,
    );
  };
  const goals = new Set(idsOf(to, 'back'));
  const starts = idsOf(from, 'forward').filter((id) => slice.hits.some((hit) => hit.id === id));
  const paths = shortestPaths(starts, (id) => goals.has(id), {
    next: (id) => next.get(id) ?? [],
    most,
  });
  const byId = new Map(slice.hits.map((hit) => [hit.id, hit]));
  return select(
    paths,
    (id) => byId.get(id) ?? null,
    (a, b) =>
      slice.edges.find((edge) => edge.from === a && edge.to === b) ?? {
        from: a,
        to: b,
        kind: 'data',
        label: '',
      },
  );
}

/** @returns the statements or functions on the shortest paths, in order, with the edges between them */
export function findPaths(
  sources: Sources,
  from: Place,
  to: Place,
  options: PathOptions = {},
): Selection {
  const { most = 3, depth = 2 } = options;
  const isWhole = from.node === null && to.node === null;
  const isInside = from.functionId === to.functionId;
  const over = options.over ?? (isWhole && !isInside ? 'calls' : isInside ? 'flow' : 'both');
  if (over === 'calls') return overCalls(sources, from, to, most);
  if (over === 'flow') return overFlow(sources, from, to, most);
  return overDependences(sources, from, to, { by: over, most, depth });
}
