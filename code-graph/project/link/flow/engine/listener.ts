/**
 * What listens at vertices, in columns. What is said of a vertex at the beginning is said by each for itself; for what is said of tokens
 * that move, one listener stands for all, by the vertex and its first number.
 */
import { emptyColumn, grown } from './column.ts';
import { PairIndex } from './pair-index.ts';
import type { PairTable } from './pair-index.ts';
import { Supports } from './support.ts';

export interface Heard {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

export class Listeners implements PairTable {
  readonly supports = new Supports();
  vertex = emptyColumn();
  kind = emptyColumn();
  a = emptyColumn();
  b = emptyColumn();
  /** The next at the same vertex; -1 behind the last. */
  next = emptyColumn();
  /** The first at each vertex, or -1. */
  first = emptyColumn();
  size = 0;
  readonly #moving = new PairIndex();

  /** Since when each of them hears. */
  get since(): Int32Array {
    return this.supports.earliest;
  }
  get left(): Int32Array {
    return this.vertex;
  }
  get right(): Int32Array {
    return this.a;
  }

  /** There is room for that many vertices. */
  reserve(vertices: number): void {
    while (vertices > this.first.length) this.first = grown(this.first);
  }

  /** @returns the one that stands for what tokens lead to, or -1 */
  findMoving(vertex: number, a: number): number {
    return this.#moving.find(this, vertex, a);
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
    if (listener === this.vertex.length) {
      this.vertex = grown(this.vertex);
      this.kind = grown(this.kind);
      this.a = grown(this.a);
      this.b = grown(this.b);
      this.next = grown(this.next);
    }
    this.vertex[listener] = vertex;
    this.kind[listener] = kind;
    this.a[listener] = a;
    this.b[listener] = b;
    this.next[listener] = this.first[vertex] as number;
    this.first[vertex] = listener;
    this.size = listener + 1;
    if (isMoving) this.#moving.add(this, listener);
    return listener;
  }
}
