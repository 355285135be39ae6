/** What two graphs of one project differ in: nodes by id, edges by kind and ends. How often an edge counts is not compared. */
import type { GraphColumns } from '../columns.ts';
import { EDGE_KINDS } from '../columns.ts';

export interface Difference {
  readonly nodesAdded: number;
  readonly nodesRemoved: number;
  readonly edgesAdded: number;
  readonly edgesRemoved: number;
}

/** One number an edge, sorted; nodes by the numbers that `numbers` gives them. */
function keysOf({ edges }: GraphColumns, numbers: Int32Array, size: number): Float64Array {
  const { from, to, kind } = edges;
  const keys = Float64Array.from(from, (source, at) => {
    const ends = (numbers[source] as number) * size + (numbers[to[at] as number] as number);
    return ends * EDGE_KINDS.length + (kind[at] as number);
  });
  return keys.sort();
}

/** @returns what `after` has more and less than `before` */
export function compareGraphs(before: GraphColumns, after: GraphColumns): Difference {
  const size = before.nodes + after.nodes;
  const same = Int32Array.from({ length: after.nodes }, (_, node) => node);
  const translated = new Int32Array(before.nodes);
  let nodesRemoved = 0;
  for (let node = 0; node < before.nodes; node += 1) {
    const number = after.numberOf(before.idOf(node));
    // What is gone gets a number that no node of `after` has.
    translated[node] = number === -1 ? after.nodes + nodesRemoved : number;
    if (number === -1) nodesRemoved += 1;
  }
  const old = keysOf(before, translated, size);
  const now = keysOf(after, same, size);
  let edgesAdded = 0;
  let edgesRemoved = 0;
  let left = 0;
  let right = 0;
  while (left < old.length || right < now.length) {
    const a = old[left] ?? Number.POSITIVE_INFINITY;
    const b = now[right] ?? Number.POSITIVE_INFINITY;
    if (a <= b) left += 1;
    if (b <= a) right += 1;
    if (a < b) edgesRemoved += 1;
    if (b < a) edgesAdded += 1;
  }
  const nodesAdded = after.nodes - (before.nodes - nodesRemoved);
  return { nodesAdded, nodesRemoved, edgesAdded, edgesRemoved };
}
