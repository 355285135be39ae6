/**
 * Dependency cycles: groups of modules (or functions) that all reach each other, each shown by one shortest cycle through
 * it. Found without recursion, so depth of imports never becomes depth of calls.
 * @see Tarjan, Depth-first search and linear graph algorithms, 1972
 */
import type { Projection } from './projection.ts';

export interface Cycle {
  /** All that reach each other, by id. */
  readonly members: readonly string[];
  /** A shortest cycle among them; the first is not repeated at the end. */
  readonly shortest: readonly string[];
}

/** @returns strongly connected components of two and more nodes, largest first */
export function stronglyConnected(graph: Projection): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  for (const root of graph.nodes()) {
    if (index.has(root)) continue;
    const work: { readonly id: string; readonly next: string[] }[] = [];
    const enter = (id: string): void => {
      index.set(id, index.size);
      low.set(id, index.get(id) as number);
      open.push(id);
      isOpen.add(id);
      work.push({ id, next: graph.outNeighbors(id) });
    };
    enter(root);
    for (let at = work.at(-1); at !== undefined; at = work.at(-1)) {
      const { id, next } = at;
      const to = next.pop();
      if (to === undefined) {
        work.pop();
        const above = work.at(-1)?.id;
        if (above !== undefined)
          low.set(above, Math.min(low.get(above) as number, low.get(id) as number));
        if (low.get(id) !== index.get(id)) continue;
        const members = open.splice(open.lastIndexOf(id));
        for (const member of members) isOpen.delete(member);
        if (members.length > 1) found.push(members.sort());
      } else if (!index.has(to)) enter(to);
      else if (isOpen.has(to))
        low.set(id, Math.min(low.get(id) as number, index.get(to) as number));
    }
  }
  return found.sort((a, b) => b.length - a.length || ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}

/** Shortest way from a node back to itself inside its group; breadth first. */
function shortestFrom(graph: Projection, start: string, inside: ReadonlySet<string>): string[] {
  const before = new Map<string, string>();
  const queue = [start];
  for (const id of queue)
    for (const to of graph.outNeighbors(id)) {
      if (to === start) {
        const cycle = [id];
        for (let at = id; at !== start;) cycle.push((at = before.get(at) as string));
        return cycle.reverse();
      }
      if (!inside.has(to) || before.has(to)) continue;
      before.set(to, id);
      queue.push(to);
    }
  return [];
}

/** Nodes visited in looking for the shortest cycle of one group. */
const MOST_STEPS = 400_000;

/** @returns the cycles, largest group first; of a very large group the shortest cycle through some of its members */
export function findCycles(graph: Projection): readonly Cycle[] {
  return stronglyConnected(graph).map((members) => {
    const inside = new Set(members);
    let shortest: readonly string[] = [];
    for (const start of members.slice(0, 1 + MOST_STEPS / members.length)) {
      const cycle = shortestFrom(graph, start, inside);
      if (cycle.length > 0 && (shortest.length === 0 || cycle.length < shortest.length))
        shortest = cycle;
      if (shortest.length === 2) break;
    }
    return { members, shortest };
  });
}
