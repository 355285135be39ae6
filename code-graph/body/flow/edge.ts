/**
 * Edges of a flow graph as compact columns (compressed sparse rows): the edges of node n are the indexes
 * `offsets[n]` to `offsets[n + 1]` of `ends` and `labels`. Columns never change after they were packed.
 */

/**
 * Why control goes along an edge. `exception`, `fault` and `cancel` are
 * implicit: no text of the program asks for them. `exception` is what calls, property accesses and suspensions may end in;
 * `fault` is an error of the language that a program that works does not run into (a name read too early, a symbol that is
 * added), kept apart so that only reaching definitions count with it.
 */
export const EDGE_LABELS = [
  'next',
  'true',
  'false',
  'nullish',
  'present',
  'case',
  'default',
  'no-match',
  'item',
  'done',
  'undefined',
  'defined',
  'instance',
  'break',
  'continue',
  'return',
  'throw',
  'exception',
  'fault',
  'cancel',
] as const;

export type EdgeLabel = (typeof EDGE_LABELS)[number];

const CODES = new Map<string, number>(EDGE_LABELS.map((label, code) => [label, code]));

export function labelCode(label: EdgeLabel): number {
  return CODES.get(label) as number;
}

export function labelName(code: number): EdgeLabel {
  return EDGE_LABELS[code] as EdgeLabel;
}

export const NEXT = labelCode('next');
export const EXCEPTION = labelCode('exception');
export const FAULT = labelCode('fault');
export const CANCEL = labelCode('cancel');

/** @returns whether no text of the program asks for control to go along an edge with this label */
export function isImplicit(label: number): boolean {
  return label === EXCEPTION || label === FAULT || label === CANCEL;
}

export interface Edges {
  readonly offsets: Uint32Array;
  /** The node at the other end. */
  readonly ends: Uint32Array;
  /** Index into {@link EDGE_LABELS}. */
  readonly labels: Uint8Array;
}

/** A flow graph that dominators and solvers can walk. */
export interface FlowGraph {
  readonly size: number;
  readonly root: number;
  readonly succ: Edges;
  readonly pred: Edges;
}

/** Edges as they are collected: three columns of one length. */
export interface EdgeList {
  readonly from: number[];
  readonly to: number[];
  readonly label: number[];
}

function packColumn(size: number, keys: readonly number[], rest: readonly number[]): Uint32Array[] {
  const offsets = new Uint32Array(size + 1);
  for (const key of keys) offsets[key + 1] = (offsets[key + 1] as number) + 1;
  for (let i = 0; i < size; i += 1)
    offsets[i + 1] = (offsets[i + 1] as number) + (offsets[i] as number);
  const cursor = offsets.slice();
  const place = new Uint32Array(rest.length);
  keys.forEach((key, i) => {
    const at = cursor[key] as number;
    cursor[key] = at + 1;
    place[at] = i;
  });
  return [offsets, place];
}

/** Sorts edges by their source, keeping the order in which they were added. @returns one row per node */
export function packEdges(size: number, list: EdgeList): Edges {
  const [offsets, place] = packColumn(size, list.from, list.to) as [Uint32Array, Uint32Array];
  const labels = new Uint8Array(place.length);
  place.forEach((edge, at) => (labels[at] = list.label[edge] as number));
  return { offsets, ends: place.map((edge) => list.to[edge] as number), labels };
}

/** @returns the same edges, rows by target */
export function reverseEdges(size: number, list: EdgeList): Edges {
  return packEdges(size, { from: list.to, to: list.from, label: list.label });
}

/** Calls `visit` for each edge of one node, in the order in which they were added. */
export function eachEdge(
  edges: Edges,
  node: number,
  visit: (end: number, label: number) => void,
): void {
  const last = edges.offsets[node + 1] as number;
  for (let i = edges.offsets[node] as number; i < last; i += 1)
    visit(edges.ends[i] as number, edges.labels[i] as number);
}

/** @returns which nodes a walk from `starts` along the edges that `takes` admits arrives at, themselves included */
export function reachFrom(
  edges: Edges,
  starts: Iterable<number>,
  takes: (label: number, end: number) => boolean = () => true,
): Uint8Array {
  const seen = new Uint8Array(edges.offsets.length - 1);
  const stack: number[] = [];
  const arrive = (node: number): void => {
    if (seen[node] === 1) return;
    seen[node] = 1;
    stack.push(node);
  };
  for (const start of starts) arrive(start);
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    eachEdge(edges, node, (end, label) => {
      if (takes(label, end)) arrive(end);
    });
  return seen;
}
