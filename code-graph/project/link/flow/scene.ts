/**
 * Where models of built-ins say what a call does, one call after the other. What they make is known by the call and by how many came
 * before: when a model is run once more, to take back what it said, it finds the same vertices, tokens and calls.
 */
import type { Propagation } from './engine/propagation.ts';
import type { Heap } from './heap.ts';
import type { Call, Calls } from './invoke.ts';
import type { Scene } from './native/index.ts';
import type { FilePlace, Space } from './space.ts';

/** Things that one call makes. */
const MOST = 64;
/** Of each thing: a vertex, a token or a call. */
const KINDS = 3;

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

  /** What is made from here on is made by that part of the file: a number of its own below 2 ** 22. */
  enter(place: FilePlace, part: number): void {
    this.#place = place;
    this.#key = part * MOST;
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
    return this.#make(1, () => this.#parts.space.makeToken(kind, this.#place as FilePlace, local));
  }

  call(call: Call): void {
    const index = this.#make(2, () => this.#parts.calls.add(call));
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
