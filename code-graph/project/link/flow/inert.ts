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
  [OP.accessor]: { to: -1, from: [1, 2] },
};

export interface ReadRows {
  /** By row (of `FLOW_ROW` numbers): 1 where it carries nothing anywhere. */
  readonly inert: Uint8Array;
  /** By vertex: offsets of the rows that give it something. */
  readonly givers: ReadonlyMap<number, readonly number[]>;
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
  const givers = new Map<number, number[]>();
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
    const to = ENDS[rows[at] as number]?.to ?? -1;
    if (to === -1) continue;
    const vertex = rows[at + to] as number;
    const list = givers.get(vertex);
    if (list === undefined) givers.set(vertex, [at]);
    else list.push(at);
  }
  for (const vertex of givers.keys()) if (uses[vertex] === 0) idle.push(vertex);
  for (let vertex = idle.pop(); vertex !== undefined; vertex = idle.pop())
    for (const at of givers.get(vertex) ?? []) {
      if (inert[at / FLOW_ROW] === 1) continue;
      inert[at / FLOW_ROW] = 1;
      each(at, -1);
    }
  const read = { inert, givers };
  known.set(facts, read);
  return read;
}
