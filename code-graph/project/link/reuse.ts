/**
 * Linked calls that outlive a change: where a file of the project flows as it did (another condition, another sum, other lines),
 * the edges are the same, and only where they stand has moved. Vertices and sites are compared in the order in which
 * they come up, names by what they are, rows that carry nothing not at all. Says no where in doubt.
 */
import type { FileFacts } from '../facts/file-facts.ts';
import { CALL_ROW, FLOW_ROW, OP, SIGNATURE_ROW, SITE_ROW } from '../facts/flow/flow-fact.ts';
import { isOfSymbol } from '../facts/key.ts';
import type { LinkedCalls } from './call.ts';
import { ENDS, askedRows, readRows } from './flow/inert.ts';

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
    for (const name of file.names.filter(isOfSymbol).sort()) this.words.push(name);
    this.words.push('', flow.objects.join(''), flow.constructors.join());
    for (const module of flow.modules) this.words.push(module);
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
    const asked = askedRows(flow);
    for (let at = 0; at < rows.length; at += FLOW_ROW) {
      const op = rows[at] as number;
      const nameAt = NAME_AT[op] ?? -1;
      const isAccess = op === OP.load || op === OP.store;
      if (inert[at / FLOW_ROW] === 1 && asked[at / FLOW_ROW] === 0) {
        if (isAccess) this.idle.add(String(this.name(rows[at + nameAt] as number)));
        continue;
      }
      if (op === OP.implicit) {
        this.#implicit(at);
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

  #implicit(at: number): void {
    const [op, target, base, kind, site] = this.file.flow.rows.subarray(at, at + FLOW_ROW);
    this.words.push(op as number, this.vertices.of(target as number));
    this.words.push(this.vertices.of(base as number), kind as number);
    this.words.push(this.sites.of(site as number));
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
function sitesMoved(before: FileFacts, after: FileFacts): Int32Array | null {
  const [old, now] = [shapeOf(before), shapeOf(after)];
  const isSame =
    old.words.length === now.words.length && old.words.every((word, at) => word === now.words[at]);
  if (!isSame) return null;
  const moved = new Int32Array(before.flow.sites.length / SITE_ROW).fill(-1);
  old.sites.forEach((site, at) => {
    moved[site] = now.sites[at] as number;
  });
  return moved;
}

interface Move {
  /** The facts that are linked. */
  readonly linked: FileFacts;
  readonly now: FileFacts;
  readonly moved: Int32Array;
}

/** The files of a project that flow as others did, which are linked in their place. */
export class Moves {
  #files: readonly FileFacts[] = [];
  #linked: ReadonlyMap<string, FileFacts> = new Map();
  readonly #moves = new Map<string, Move>();

  /** These are linked as they are. */
  begin(files: readonly FileFacts[]): void {
    this.#moves.clear();
    this.#files = files;
    this.#link();
  }

  #link(): readonly FileFacts[] {
    const linked = this.#files.map((file) => this.#moves.get(file.path)?.linked ?? file);
    this.#linked = new Map(linked.map((file) => [file.path, file]));
    return linked;
  }

  /** @returns what is to be linked for these files */
  next(files: readonly FileFacts[]): readonly FileFacts[] {
    this.#files = files;
    const paths = new Set<string>();
    for (const now of files) {
      paths.add(now.path);
      const linked = this.#linked.get(now.path);
      if (linked === undefined || this.#moves.get(now.path)?.now === now) continue;
      const moved = linked === now ? null : sitesMoved(linked, now);
      if (moved === null) this.#moves.delete(now.path);
      else this.#moves.set(now.path, { linked, now, moved });
    }
    for (const path of this.#moves.keys()) if (!paths.has(path)) this.#moves.delete(path);
    return this.#link();
  }

  /**
   * Files that access one of these names where it was nothing are linked for themselves.
   * @returns what is to be linked; null where nothing is else than before
   */
  drop(accessors: ReadonlySet<string>): readonly FileFacts[] | null {
    const isIdle = (file: FileFacts): boolean =>
      [...shapeOf(file).idle].every((name) => !accessors.has(name));
    const dropped = [...this.#moves.values()].filter(
      ({ linked, now }) => !isIdle(linked) || !isIdle(now),
    );
    for (const { now } of dropped) this.#moves.delete(now.path);
    return dropped.length === 0 ? null : this.#link();
  }

  /** @returns the files that were linked, as they are now, and where their sites are */
  now(linked: readonly FileFacts[]): Pick<LinkedCalls, 'files' | 'moved'> {
    const moved = new Map<FileFacts, Int32Array>();
    const files = linked.map((file) => {
      const move = this.#moves.get(file.path);
      if (move !== undefined) moved.set(move.now, move.moved);
      return move?.now ?? file;
    });
    return { files, moved };
  }
}
