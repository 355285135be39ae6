/**
 * Linked calls that outlive a change: where a file of the project flows as it did (another condition, another sum, other lines),
 * the edges are the same, and only where they stand has moved. Vertices and sites are compared in the order in which
 * they come up, names by what they are, rows that carry nothing not at all. Says no where in doubt.
 */
import type { FileFacts } from '../facts/file-facts.ts';
import { CALL_ROW, FLOW_ROW, OP, SIGNATURE_ROW, SITE_ROW } from '../facts/flow/flow-fact.ts';
import { isOfSymbol } from '../facts/key.ts';
import type { LinkedCalls } from './call.ts';
import { ENDS, readRows } from './flow/inert.ts';

/** Which column of a row is a name, by kind. */
const NAME_AT: Readonly<Record<number, number>> = {
  [OP.load]: 3,
  [OP.store]: 2,
  [OP.import]: 3,
  [OP.accessor]: 3,
  [OP.declare]: 2,
};
const SITE_AT = 4;

type Word = string | number;

interface Shape {
  /** What linking sees of the file. */
  readonly words: readonly Word[];
  /** Sites that a call or a relevant row has, in their order. */
  readonly sites: readonly number[];
  /** Names of members that rows access which carry nothing. */
  readonly idle: ReadonlySet<string>;
}

function createNumbers(): { readonly list: number[]; of(number: number): number } {
  const numbers = new Map<number, number>();
  const list: number[] = [];
  return {
    list,
    of(number) {
      if (number < 0) return number;
      let known = numbers.get(number);
      if (known === undefined) numbers.set(number, (known = list.push(number) - 1));
      return known;
    },
  };
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

class Reader {
  readonly words: Word[] = [];
  readonly vertices = createNumbers();
  readonly sites = createNumbers();
  readonly idle = new Set<string>();
  readonly file: FileFacts;

  constructor(file: FileFacts) {
    this.file = file;
    const { flow, functions, classes, path } = file;
    this.words.push(path, functions.length, classes.length, flow.isModule ? 1 : 0);
    for (const { name } of functions) this.words.push(lastPart(name));
    this.words.push(...file.names.filter(isOfSymbol).sort(), '');
    this.words.push(flow.objects.join(''), flow.constructors.join(), ...flow.modules);
  }

  name(index: number): Word {
    return index < 0 ? index : (this.file.names[index] as string);
  }

  signatures(): void {
    const { signatures } = this.file.flow;
    for (let at = 0; at < signatures.length; at += SIGNATURE_ROW) {
      const [result, self, first, params, ...rest] = signatures.subarray(at, at + SIGNATURE_ROW);
      this.words.push(this.vertices.of(result as number), this.vertices.of(self as number));
      for (let index = 0; index < (params as number); index += 1)
        this.words.push(this.vertices.of((first as number) + index));
      this.words.push(...rest);
    }
  }

  rows(): void {
    const { flow } = this.file;
    const { rows } = flow;
    const { inert } = readRows(flow);
    for (let at = 0; at < rows.length; at += FLOW_ROW) {
      const op = rows[at] as number;
      const nameAt = NAME_AT[op] ?? -1;
      const isAccess = op === OP.load || op === OP.store;
      if (inert[at / FLOW_ROW] === 1) {
        if (isAccess) this.idle.add(String(this.name(rows[at + nameAt] as number)));
        continue;
      }
      const ends = ENDS[op];
      this.words.push(op);
      for (let column = 1; column < FLOW_ROW; column += 1) {
        const value = rows[at + column] as number;
        if (column === nameAt) this.words.push(this.name(value));
        else if (column === ends?.to || ends?.from.includes(column) === true)
          this.words.push(this.vertices.of(value));
        else if (column === SITE_AT && isAccess) this.words.push(this.sites.of(value));
        else this.words.push(value);
      }
    }
  }

  calls(): void {
    const { calls, args, sites } = this.file.flow;
    for (let at = 0; at < calls.length; at += CALL_ROW) {
      const [site, callee, self, name, owner, result, first, count, flags] = calls.subarray(
        at,
        at + CALL_ROW,
      ) as unknown as readonly [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      this.words.push(this.sites.of(site), sites[site * SITE_ROW] as number);
      for (const vertex of [callee, self, result]) this.words.push(this.vertices.of(vertex));
      this.words.push(this.name(name), this.name(owner), count, flags);
      for (const arg of args.subarray(first, first + count))
        this.words.push(arg <= -2 ? this.name(-2 - arg) : this.vertices.of(arg));
    }
  }
}

const shapes = new WeakMap<FileFacts, Shape>();

function shapeOf(file: FileFacts): Shape {
  let shape = shapes.get(file);
  if (shape === undefined) {
    const reader = new Reader(file);
    reader.signatures();
    reader.rows();
    reader.calls();
    shape = { words: reader.words, sites: reader.sites.list, idle: reader.idle };
    shapes.set(file, shape);
  }
  return shape;
}

/** @returns where the sites of the one file are in the other; null where linking does not take the two for the same */
function sitesMoved(
  before: FileFacts,
  after: FileFacts,
  accessors: LinkedCalls['accessors'],
): Int32Array | null {
  const [old, now] = [shapeOf(before), shapeOf(after)];
  const isSame =
    old.words.length === now.words.length && old.words.every((word, at) => word === now.words[at]);
  if (!isSame) return null;
  for (const names of [old.idle, now.idle])
    for (const name of names) if (accessors.has(name)) return null;
  const moved = new Int32Array(before.flow.sites.length / SITE_ROW).fill(-1);
  old.sites.forEach((site, at) => {
    moved[site] = now.sites[at] as number;
  });
  return moved;
}

/**
 * @param files  what the project consists of now
 * @returns the same edges between the functions of these files, or null where one of them flows otherwise
 */
export function reuseCalls(linked: LinkedCalls, files: readonly FileFacts[]): LinkedCalls | null {
  if (linked.files.length !== files.length) return null;
  const byPath = new Map(files.map((file) => [file.path, file]));
  const next: FileFacts[] = [];
  const moved = new Map<FileFacts, Int32Array>();
  for (const before of linked.files) {
    const after = byPath.get(before.path);
    if (after === undefined) return null;
    next.push(after);
    const earlier = linked.moved?.get(before);
    if (after === before) {
      if (earlier !== undefined) moved.set(after, earlier);
      continue;
    }
    const sites = sitesMoved(before, after, linked.accessors);
    if (sites === null) return null;
    moved.set(after, earlier === undefined ? sites : earlier.map((site) => sites[site] ?? -1));
  }
  return { ...linked, files: next, moved };
}
