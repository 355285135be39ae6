/** What is known of a file once its rows and calls were said, so that they can be taken back. */
/** A property read that a getter may answer. */
export interface AccessorRead {
  readonly base: number;
  readonly callee: number;
  readonly name: number;
  readonly call: number;
  /** How many say so. */
  count: number;
}

/** What is known of the reads of a file that accessors may answer. */
export interface Reading {
  /** By row. */
  readonly reads: Map<number, AccessorRead>;
  /** Rows whose names files say are those of accessors. */
  readonly declared: Set<number>;
  /** By row whose name may turn out to be that of an accessor: the number by which it hears of that. */
  readonly hearing: Map<number, number>;
  /** By row where the language may call something: the number by which it hears of what it may call that of. */
  readonly attended: Map<number, number>;
  /** By such a row: the calls that are made there, by how many say so. */
  readonly implicit: Map<number, Map<number, number>>;
  /** Rows that were left out at first, by how many declared reads they are asked for. */
  readonly woken: Map<number, number>;
}

/** What is known of a file that was said. */
export interface Said {
  /** Calls that are written down, in their order. */
  readonly written: readonly number[];
  /** Those of them whose built-in is known. */
  modelled: ReadonlySet<number>;
  /** Calls that built-ins make. */
  made: readonly number[];
  /** Null in most files. */
  reading: Reading | null;
}

const NO_READS: ReadonlyMap<number, AccessorRead> = new Map();

/** @returns the reads of a file that accessors may answer, by row */
export function readsOf({ reading }: Said): ReadonlyMap<number, AccessorRead> {
  return reading?.reads ?? NO_READS;
}

/** @returns row and index of each call that the language makes in a file */
export function* implicitOf({ reading }: Said): Iterable<readonly [number, number]> {
  for (const [at, calls] of reading?.implicit ?? [])
    for (const call of [...calls.keys()].sort((a, b) => a - b)) yield [at, call];
}

/** @returns the same object for the same file */
export function readingOf(said: Said): Reading {
  return (said.reading ??= {
    reads: new Map(),
    declared: new Set(),
    hearing: new Map(),
    attended: new Map(),
    implicit: new Map(),
    woken: new Map(),
  });
}

/** Calls that go by the indexes that they had, by their place among those that are written. */
export interface Kept {
  readonly calls: ReadonlyMap<number, number>;
}
export const NOTHING_KEPT: Kept = { calls: new Map() };
