/** What two graphs of one project differ in: nodes by id, edges by kind and ends. How often an edge counts is not compared. */
import type { GraphColumns } from '../columns.ts';
import { EDGE_KINDS } from '../columns.ts';
import { PairMap } from '../link/flow/engine/pair-map.ts';

export interface Difference {
  readonly nodesAdded: number;
  readonly nodesRemoved: number;
  readonly edgesAdded: number;
  readonly edgesRemoved: number;
}

/** The number that each node of the one graph has in the other, or -1; of a file that is the same, all have moved alike. */
function numbersIn(before: GraphColumns, after: GraphColumns): Int32Array {
  const numbers = new Int32Array(before.nodes);
  const places = new Map(after.layout.files.map((file, at) => [file, at]));
  const { files, firsts } = before.layout;
  const lookUp = (first: number, end: number): void => {
    for (let node = first; node < end; node += 1) numbers[node] = after.numberOf(before.idOf(node));
  };
  files.forEach((file, at) => {
    const [first, end] = [firsts[at] as number, firsts[at + 1] as number];
    const place = places.get(file);
    if (place === undefined) lookUp(first, end);
    else {
      const moved = (after.layout.firsts[place] as number) - first;
      for (let node = first; node < end; node += 1) numbers[node] = node + moved;
    }
  });
  lookUp(firsts.at(-1) ?? 0, before.nodes);
  return numbers;
}

/** @returns what `after` has more and less than `before` */
export function compareGraphs(before: GraphColumns, after: GraphColumns): Difference {
  const numbers = numbersIn(before, after);
  let nodesRemoved = 0;
  let edgesRemoved = 0;
  for (const number of numbers) if (number === -1) nodesRemoved += 1;
  const { from, to, kind } = before.edges;
  // Several edges of one kind between two nodes are several.
  const places = new PairMap(from.length);
  const left = new Int32Array(from.length);
  const kinds = EDGE_KINDS.length;
  for (let edge = 0; edge < from.length; edge += 1) {
    const source = numbers[from[edge] as number] as number;
    const target = numbers[to[edge] as number] as number;
    if (source === -1 || target === -1) edgesRemoved += 1;
    else {
      const end = target * kinds + (kind[edge] as number);
      places.add(source, end, places.size);
      const place = places.get(source, end);
      left[place] = (left[place] as number) + 1;
    }
  }
  let edgesAdded = 0;
  const now = after.edges;
  for (let edge = 0; edge < now.from.length; edge += 1) {
    const end = (now.to[edge] as number) * kinds + (now.kind[edge] as number);
    const place = places.get(now.from[edge] as number, end);
    if (place === -1 || left[place] === 0) edgesAdded += 1;
    else left[place] = (left[place] as number) - 1;
  }
  for (const count of left) edgesRemoved += count;
  const nodesAdded = after.nodes - (before.nodes - nodesRemoved);
  return { nodesAdded, nodesRemoved, edgesAdded, edgesRemoved };
}
