/** Edges between vertices in columns, by their beginnings and by their ends. An edge that holds no more keeps its place. */
import { emptyColumn, grown } from './column.ts';
import { PairIndex } from './pair-index.ts';
import type { PairTable } from './pair-index.ts';
import { Supports } from './support.ts';

export class Edges implements PairTable {
  readonly supports = new Supports();
  from = emptyColumn();
  to = emptyColumn();
  /** The next edge of the same beginning, of the same end; -1 behind the last. */
  nextOut = emptyColumn();
  nextInto = emptyColumn();
  /** The first edge from and to each vertex, or -1. */
  out = emptyColumn();
  into = emptyColumn();
  size = 0;
  readonly #index = new PairIndex();

  /** Since when each edge holds. */
  get since(): Int32Array {
    return this.supports.earliest;
  }
  get left(): Int32Array {
    return this.from;
  }
  get right(): Int32Array {
    return this.to;
  }

  /** There is room for that many vertices. */
  reserve(vertices: number): void {
    while (vertices > this.out.length) {
      this.out = grown(this.out);
      this.into = grown(this.into);
    }
  }

  /** @returns its number, or -1 */
  find(from: number, to: number): number {
    return this.#index.find(this, from, to);
  }

  /** @returns the number of an edge that was not there and that nothing says yet */
  make(from: number, to: number): number {
    const edge = this.supports.make();
    if (edge === this.from.length) {
      this.from = grown(this.from);
      this.to = grown(this.to);
      this.nextOut = grown(this.nextOut);
      this.nextInto = grown(this.nextInto);
    }
    this.from[edge] = from;
    this.to[edge] = to;
    this.nextOut[edge] = this.out[from] as number;
    this.nextInto[edge] = this.into[to] as number;
    this.out[from] = edge;
    this.into[to] = edge;
    this.size = edge + 1;
    this.#index.add(this, edge);
    return edge;
  }
}
