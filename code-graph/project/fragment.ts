/**
 * What one file by itself puts into the project layer: its nodes, who contains whom, and which functions read and write
 * which names. Made once for the facts of a file and kept as long as they are, so that a changed project is put together from
 * what did not change.
 */
import { ACCESS_ROW } from './facts/file-facts.ts';
import type { FileFacts } from './facts/file-facts.ts';
import { classId, variableId } from './graph.ts';

export interface Fragment {
  /** The module, then classes, functions and variables of the module; no id twice. */
  readonly ids: readonly string[];
  /** Kind and index of the fact of each node. */
  readonly nodes: Int32Array;
  /** Pairs of containing and contained node, as places in `ids`. */
  readonly contains: Int32Array;
  /** Rows of node, name, slot and count. Slot: plus 1 where the second is a variable of the module, plus 2 for a write. */
  readonly accesses: Int32Array;
  /** By function: its place in `ids`, or -1. */
  readonly functions: Int32Array;
  /** Place in `ids`, or -1. */
  placeOf(id: string): number;
}

export const NODE_KINDS = [
  'module',
  'external',
  'function',
  'class',
  'property',
  'variable',
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

export const NODE_ROW = 2;
export const ACCESS_SUMMARY_ROW = 4;

const MODULE = NODE_KINDS.indexOf('module');
const CLASS = NODE_KINDS.indexOf('class');
const FUNCTION = NODE_KINDS.indexOf('function');
const VARIABLE = NODE_KINDS.indexOf('variable');

/** Fewer ids than that are looked through one by one. */
const FEW = 32;

const fragments = new WeakMap<FileFacts, Fragment>();

/** Short lists need no index: a hundred thousand files have few ids each. */
class Held implements Fragment {
  readonly ids: readonly string[];
  readonly nodes: Int32Array;
  readonly contains: Int32Array;
  readonly accesses: Int32Array;
  readonly functions: Int32Array;
  #places: ReadonlyMap<string, number> | null = null;

  constructor(ids: readonly string[], columns: Columns) {
    this.ids = ids;
    [this.nodes, this.contains, this.functions, this.accesses] = inOnePiece(columns);
  }

  placeOf(id: string): number {
    if (this.ids.length <= FEW) return this.ids.indexOf(id);
    this.#places ??= new Map(this.ids.map((one, at) => [one, at]));
    return this.#places.get(id) ?? -1;
  }
}

type Columns = readonly [
  nodes: ArrayLike<number>,
  contains: ArrayLike<number>,
  functions: ArrayLike<number>,
  accesses: ArrayLike<number>,
];

function inOnePiece(columns: Columns): [Int32Array, Int32Array, Int32Array, Int32Array] {
  const all = new Int32Array(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  return columns.map((column) => {
    const laid = all.subarray(at, at + column.length);
    laid.set(column);
    at += column.length;
    return laid;
  }) as [Int32Array, Int32Array, Int32Array, Int32Array];
}

interface Placed {
  readonly ids: readonly string[];
  readonly nodes: readonly number[];
  readonly contains: readonly number[];
  readonly functions: readonly number[];
  placeOf(id: string): number;
}

function placeNodes(file: FileFacts): Placed {
  const places = new Map<string, number>();
  const ids: string[] = [];
  const nodes: number[] = [];
  const contains: number[] = [];
  const place = (id: string, kind: number, fact: number, owner: string | null): void => {
    let at = places.get(id);
    if (at === undefined) {
      at = ids.push(id) - 1;
      places.set(id, at);
      nodes.push(kind, fact);
    }
    const above = owner === null ? undefined : places.get(owner);
    if (above !== undefined) contains.push(above, at);
  };
  const [module, ...functions] = file.functions;
  if (module !== undefined) {
    place(module.id, MODULE, 0, null);
    file.classes.forEach(({ fn }, index) => {
      place(classId(file, index), CLASS, index, file.functions[fn]?.id ?? module.id);
    });
    functions.forEach((fact, index) => {
      const owner = fact.class === -1 ? file.functions[fact.parent]?.id : classId(file, fact.class);
      place(fact.id, FUNCTION, index + 1, owner ?? module.id);
    });
    file.variables.forEach((variable, index) => {
      if (variable.fn === 0) place(variableId(file, variable), VARIABLE, index, module.id);
    });
  }
  return {
    ids,
    nodes,
    contains,
    functions: file.functions.map(({ id }) => places.get(id) ?? -1),
    placeOf: (id) => places.get(id) ?? -1,
  };
}

/** One row for each function, name and way. */
function summarize(file: FileFacts, placeOf: Fragment['placeOf']): readonly number[] {
  const { accesses, names, functions } = file;
  const counts = new Map<number, number>();
  const size = names.length;
  for (let at = 0; at < accesses.length; at += ACCESS_ROW) {
    const declared = accesses[at + 7] as number;
    if (declared > 0) continue;
    const slot = (declared === 0 ? 1 : 0) + ((accesses[at + 2] as number) >= 16 ? 2 : 0);
    const key = ((accesses[at + 1] as number) * size + (accesses[at] as number)) * 4 + slot;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rows: number[] = [];
  for (const [key, count] of counts) {
    const slot = key % 4;
    const pair = (key - slot) / 4;
    const name = pair % size;
    const fn = placeOf(functions[Math.floor(pair / size)]?.id ?? '');
    const isVariable = slot % 2 === 1;
    const other = isVariable
      ? placeOf(variableId(file, { name: names[name] as string, fn: 0 }))
      : name;
    if (fn !== -1 && other !== -1) rows.push(fn, other, slot, count);
  }
  return rows;
}

/** @returns the same object for the same facts */
export function fragmentOf(file: FileFacts): Fragment {
  const known = fragments.get(file);
  if (known !== undefined) return known;
  const { ids, nodes, contains, functions, placeOf } = placeNodes(file);
  const accesses = summarize(file, placeOf);
  const fragment = new Held(ids.slice(), [nodes, contains, functions, accesses]);
  fragments.set(file, fragment);
  return fragment;
}
