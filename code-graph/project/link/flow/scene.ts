/**
 * Where models of built-ins say what a call does, one call after the other. What they make is known by the call and by how many came
 * before: when a model is run once more, to take back what it said, it finds the same vertices, tokens and calls.
 */
import type { Propagation } from './engine/propagation.ts';
import type { Heap } from './heap.ts';
import type { Call, Calls } from './invoke.ts';
import type { Scene } from './native/index.ts';
import type { FilePlace } from './place/place.ts';
import type { Space } from './space.ts';

/** Things that one call makes. */
const MOST = 64;
/** Of each thing: a vertex, a token or a call. */
const KINDS = 3;
const TOKEN = 1;

export interface SceneParts {
  readonly space: Space;
  readonly flow: Propagation;
  readonly heap: Heap;
  readonly calls: Calls;
}

export class FileScene implements Scene {
  readonly flow: Propagation;
  readonly heap: Heap;
  /** Indexes of the calls that were made, in their order. */
  made: number[] = [];
  readonly #parts: SceneParts;
  readonly #events = new Map<number, number>();
  readonly #onAccessor: (name: number) => void;
  #place: FilePlace | null = null;
  #key = 0;

  /** @param onAccessor  is told of names that are read by a call */
  constructor(parts: SceneParts, onAccessor: (name: number) => void) {
    this.#parts = parts;
    this.flow = parts.flow;
    this.heap = parts.heap;
    this.#onAccessor = onAccessor;
  }

  /**
   * What is made from here on is made by that part of the file: a number of its own below 2 ** 22.
   * @param first  so many things of the part are made elsewhere
   */
  enter(place: FilePlace, part: number, first = 0): void {
    this.#place = place;
    this.#key = part * MOST + first;
  }

  /** A file finds what its parts made when they were parts of the file as it was. */
  carry(before: FilePlace, after: FilePlace, parts: ReadonlyMap<number, number>): void {
    const made = new Map<number, (readonly [number, number])[]>();
    for (const [key, number] of before.made) {
      const part = Math.floor(key / (MOST * KINDS));
      const list = made.get(part);
      const one = [key % (MOST * KINDS), number] as const;
      if (list === undefined) made.set(part, [one]);
      else list.push(one);
    }
    for (const [part, old] of parts)
      for (const [rest, number] of made.get(old) ?? []) {
        const key = part * MOST * KINDS + rest;
        after.made.set(key, number);
        if (rest % KINDS === TOKEN) this.#parts.space.moveToken(number, Math.floor(key / KINDS));
      }
  }

  #make(kind: number, make: () => number): number {
    const { made } = this.#place as FilePlace;
    const key = this.#key * KINDS + kind;
    this.#key += 1;
    let known = made.get(key);
    if (known === undefined) made.set(key, (known = make()));
    return known;
  }

  vertex(): number {
    return this.#make(0, () => this.flow.vertex());
  }

  token(kind: number): number {
    const local = this.#key;
    return this.#make(TOKEN, () =>
      this.#parts.space.makeToken(kind, this.#place as FilePlace, local),
    );
  }

  call(call: Call): void {
    const index = this.#make(2, () => this.#parts.calls.add(call));
    // Where it stands may be another place than before.
    if (!this.flow.isTaking) this.#parts.calls.all[index] = call;
    this.made.push(index);
    this.#parts.calls.say(index);
  }

  event(name: number): number {
    let vertex = this.#events.get(name);
    if (vertex === undefined) this.#events.set(name, (vertex = this.flow.vertex()));
    return vertex;
  }

  accessor(name: number): void {
    this.#onAccessor(name);
  }
}
