/**
 * Rows of a file that carry nothing anywhere: what they give is read by nothing that stores it, hands it on or calls it (`a.b > 1`,
 * a function that nobody names). Linking leaves them out, so that adding one changes nothing. A read or write of a name that
 * turns out to be an accessor is a call all the same; that is looked up by name.
 */
import {
  CALL_ROW,
  EXPORTS_VERTEX,
  FLOW_ROW,
  MODULE_EXPORTS_VERTEX,
  OP,
  SIGNATURE_ROW,
} from '../../facts/flow/flow-fact.ts';
import type { FlowFacts } from '../../facts/flow/flow-fact.ts';

/** Columns of each kind of row: the vertex that it gives something to, and those that it reads. */
export const ENDS: Readonly<
  Record<number, { readonly to: number; readonly from: readonly number[] }>
> = {
  [OP.token]: { to: 1, from: [] },
  [OP.copy]: { to: 1, from: [2] },
  [OP.load]: { to: 1, from: [2] },
  [OP.store]: { to: -1, from: [1, 3] },
  [OP.extend]: { to: -1, from: [2] },
  [OP.import]: { to: 1, from: [] },
  [OP.mix]: { to: -1, from: [1, 2] },
  [OP.prototype]: { to: 1, from: [2] },
  [OP.instance]: { to: 1, from: [2] },
  [OP.typed]: { to: 1, from: [2] },
  [OP.accessor]: { to: -1, from: [1, 2] },
};

export interface ReadRows {
  /** By row (of `FLOW_ROW` numbers): 1 where it carries nothing anywhere. */
  readonly inert: Uint8Array;
  /** Rows that give vertices something, vertex by vertex; behind a place for each vertex and one more, where its rows begin. */
  readonly givers: Int32Array;
}

/** @returns offsets of the rows that give a vertex of the file something; none give to what is no vertex */
export function giversOf({ givers }: ReadRows, vertex: number): Int32Array {
  return vertex < 0 ? givers.subarray(0, 0) : givers.subarray(givers[vertex], givers[vertex + 1]);
}

const known = new WeakMap<FlowFacts, ReadRows>();

/** Vertices that something reads which is no row. */
function readElsewhere({ vertices, calls, args, signatures }: FlowFacts): Int32Array {
  const uses = new Int32Array(vertices);
  const use = (vertex: number | undefined): void => {
    if (vertex !== undefined && vertex >= 0) uses[vertex] = (uses[vertex] as number) + 1;
  };
  use(EXPORTS_VERTEX);
  use(MODULE_EXPORTS_VERTEX);
  for (let at = 0; at < calls.length; at += CALL_ROW) {
    use(calls[at + 1]);
    use(calls[at + 2]);
  }
  for (const arg of args) use(arg);
  for (let at = 0; at < signatures.length; at += SIGNATURE_ROW) {
    use(signatures[at]);
    use(signatures[at + 1]);
  }
  return uses;
}

/** @param inert  rows that are left out from the beginning */
function layGivers({ vertices, rows }: FlowFacts, inert: Uint8Array): Int32Array {
  const toOf = (at: number): number => {
    const to = inert[at / FLOW_ROW] === 1 ? -1 : (ENDS[rows[at] as number]?.to ?? -1);
    return to === -1 ? -1 : (rows[at + to] as number);
  };
  const counts = new Int32Array(vertices);
  let count = 0;
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    const vertex = toOf(at);
    if (vertex < 0) continue;
    counts[vertex] = (counts[vertex] as number) + 1;
    count += 1;
  }
  const givers = new Int32Array(vertices + 1 + count);
  givers[0] = vertices + 1;
  for (let vertex = 0; vertex < vertices; vertex += 1)
    givers[vertex + 1] = (givers[vertex] as number) + (counts[vertex] as number);
  // From behind: what is counted down is the place of the next.
  for (let at = rows.length - FLOW_ROW; at >= 0; at -= FLOW_ROW) {
    const vertex = toOf(at);
    if (vertex < 0) continue;
    const left = (counts[vertex] as number) - 1;
    counts[vertex] = left;
    givers[(givers[vertex] as number) + left] = at;
  }
  return givers;
}

/** A store without a value that matters. */
const isEmptyStore = (rows: Int32Array, at: number): boolean =>
  rows[at] === OP.store && (rows[at + 3] as number) < 0;

/** @returns the same object for the same facts */
export function readRows(facts: FlowFacts): ReadRows {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const { rows } = facts;
  const inert = new Uint8Array(rows.length / FLOW_ROW);
  const uses = readElsewhere(facts);
  const each = (at: number, by: number): void => {
    for (const column of ENDS[rows[at] as number]?.from ?? []) {
      const vertex = rows[at + column] as number;
      if (vertex < 0) continue;
      uses[vertex] = (uses[vertex] as number) + by;
      if (by < 0 && uses[vertex] === 0) idle.push(vertex);
    }
  };
  const idle: number[] = [];
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    if (isEmptyStore(rows, at)) {
      inert[at / FLOW_ROW] = 1;
      continue;
    }
    each(at, 1);
  }
  const read = { inert, givers: layGivers(facts, inert) };
  for (let vertex = 0; vertex < facts.vertices; vertex += 1)
    if (uses[vertex] === 0) idle.push(vertex);
  for (let vertex = idle.pop(); vertex !== undefined; vertex = idle.pop())
    for (const at of giversOf(read, vertex)) {
      if (inert[at / FLOW_ROW] === 1) continue;
      inert[at / FLOW_ROW] = 1;
      each(at, -1);
    }
  known.set(facts, read);
  return read;
}

/** @returns by row: 1 where it is asked for although it carries nothing on, wherever the language may call something of what it gives */
export function askedRows(facts: FlowFacts): Uint8Array {
  const { rows } = facts;
  const read = readRows(facts);
  const asked = new Uint8Array(rows.length / FLOW_ROW);
  const seen = new Set<number>();
  for (let at = 0; at < rows.length; at += FLOW_ROW)
    if (rows[at] === OP.implicit) seen.add(rows[at + 2] as number);
  for (const vertex of seen)
    for (const at of giversOf(read, vertex)) {
      if (read.inert[at / FLOW_ROW] === 0) continue;
      asked[at / FLOW_ROW] = 1;
      const from = ENDS[rows[at] as number]?.from[0];
      if (from !== undefined) seen.add(rows[at + from] as number);
    }
  return asked;
}
