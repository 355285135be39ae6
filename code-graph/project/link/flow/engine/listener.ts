/**
 * What listens at vertices, in columns. What is said of a vertex at the beginning is said by each for itself; for what is said of tokens
 * that move, one listener stands for all, by the vertex and its first number.
 */
import { grown } from './fact-set.ts';
import { PairMap } from './pair-map.ts';
import { Supports } from './support.ts';

const START = 1024;

export interface Heard {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

export class Listeners {
  readonly supports = new Supports();
  /** Since when each of them hears. */
  readonly since: readonly number[] = this.supports.earliest;
  readonly vertex: number[] = [];
  readonly kind: number[] = [];
  readonly a: number[] = [];
  readonly b: number[] = [];
  /** The next at the same vertex; -1 behind the last. */
  readonly next: number[] = [];
  /** The first at each vertex, or -1. */
  first: Int32Array = new Int32Array(START).fill(-1);
  readonly #moving = new PairMap();

  /** There is room for that many vertices. */
  reserve(vertices: number): void {
    while (vertices > this.first.length) this.first = grown(this.first);
  }

  get size(): number {
    return this.vertex.length;
  }

  /** @returns the one that stands for what tokens lead to, or -1 */
  findMoving(vertex: number, a: number): number {
    return this.#moving.get(vertex, a);
  }

  /** @returns one that hears these numbers from the beginning, or -1 */
  findFixed(vertex: number, { kind, a, b }: Heard): number {
    for (let on = this.first[vertex] as number; on !== -1; on = this.next[on] as number)
      if (this.since[on] === 0 && this.kind[on] === kind && this.a[on] === a && this.b[on] === b)
        return on;
    return -1;
  }

  /** @returns the number of one that nothing says yet */
  make(vertex: number, { kind, a, b }: Heard, isMoving: boolean): number {
    const listener = this.supports.make();
    this.vertex.push(vertex);
    this.kind.push(kind);
    this.a.push(a);
    this.b.push(b);
    this.next.push(this.first[vertex] as number);
    this.first[vertex] = listener;
    if (isMoving) this.#moving.add(vertex, a, listener);
    return listener;
  }
}
