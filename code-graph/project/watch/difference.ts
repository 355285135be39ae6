/** What two graphs of one project differ in: nodes by id, edges by kind and ends. How often an edge counts is not compared. */
import type { EdgeColumns, GraphColumns } from '../columns.ts';
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

/** Where the edges of a graph that can be held against each other begin: those of files, what they import and access, calls. */
function partsOf({ kind }: EdgeColumns): readonly number[] {
  let contains = 0;
  while (contains < kind.length && EDGE_KINDS[kind[contains] as number] === 'contains')
    contains += 1;
  let calls = kind.length;
  while (calls > contains && EDGE_KINDS[kind[calls - 1] as number] === 'calls') calls -= 1;
  return [0, contains, calls, kind.length];
}

/** Edges of both graphs that are not the same in the same place of the order, counted from the beginning or from the end. */
function unlike(
  isSame: (before: number, after: number) => boolean,
  before: readonly number[],
  after: readonly number[],
): { readonly before: readonly number[]; readonly after: readonly number[] } {
  const left: number[] = [];
  const more: number[] = [];
  for (let part = 1; part < before.length; part += 1) {
    let [first, end] = [before[part - 1], before[part]] as [number, number];
    let [start, stop] = [after[part - 1], after[part]] as [number, number];
    while (first < end && start < stop && isSame(first, start)) {
      first += 1;
      start += 1;
    }
    while (first < end && start < stop && isSame(end - 1, stop - 1)) {
      end -= 1;
      stop -= 1;
    }
    for (let edge = first; edge < end; edge += 1) left.push(edge);
    for (let edge = start; edge < stop; edge += 1) more.push(edge);
  }
  return { before: left, after: more };
}

/** @returns what `after` has more and less than `before` */
export function compareGraphs(before: GraphColumns, after: GraphColumns): Difference {
  const numbers = numbersIn(before, after);
  let nodesRemoved = 0;
  let edgesRemoved = 0;
  for (const number of numbers) if (number === -1) nodesRemoved += 1;
  const [old, now] = [before.edges, after.edges];
  const others = unlike(
    (edge, other) =>
      numbers[old.from[edge] as number] === now.from[other] &&
      numbers[old.to[edge] as number] === now.to[other] &&
      old.kind[edge] === now.kind[other],
    partsOf(old),
    partsOf(now),
  );
  // Several edges of one kind between two nodes are several.
  const places = new PairMap(others.before.length);
  const left = new Int32Array(others.before.length);
  const kinds = EDGE_KINDS.length;
  for (const edge of others.before) {
    const source = numbers[old.from[edge] as number] as number;
    const target = numbers[old.to[edge] as number] as number;
    if (source === -1 || target === -1) edgesRemoved += 1;
    else {
      const end = target * kinds + (old.kind[edge] as number);
      places.add(source, end, places.size);
      const place = places.get(source, end);
      left[place] = (left[place] as number) + 1;
    }
  }
  let edgesAdded = 0;
  for (const edge of others.after) {
    const end = (now.to[edge] as number) * kinds + (now.kind[edge] as number);
    const place = places.get(now.from[edge] as number, end);
    if (place === -1 || left[place] === 0) edgesAdded += 1;
    else left[place] = (left[place] as number) - 1;
  }
  for (const count of left) edgesRemoved += count;
  const nodesAdded = after.nodes - (before.nodes - nodesRemoved);
  return { nodesAdded, nodesRemoved, edgesAdded, edgesRemoved };
}
