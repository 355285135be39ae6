/** Edges between vertices in columns, by their beginnings and by their ends. An edge that holds no more keeps its place. */
import { grown } from './fact-set.ts';
import { PairMap } from './pair-map.ts';
import { Supports } from './support.ts';

const START = 1024;

export class Edges {
  readonly supports = new Supports();
  /** Since when each edge holds. */
  readonly since: readonly number[] = this.supports.earliest;
  readonly from: number[] = [];
  readonly to: number[] = [];
  /** The next edge of the same beginning, of the same end; -1 behind the last. */
  readonly nextOut: number[] = [];
  readonly nextInto: number[] = [];
  /** The first edge from and to each vertex, or -1. */
  out: Int32Array = new Int32Array(START).fill(-1);
  into: Int32Array = new Int32Array(START).fill(-1);
  readonly #known = new PairMap();

  /** There is room for that many vertices. */
  reserve(vertices: number): void {
    while (vertices > this.out.length) {
      this.out = grown(this.out);
      this.into = grown(this.into);
    }
  }

  get size(): number {
    return this.to.length;
  }

  /** @returns its number, or -1 */
  find(from: number, to: number): number {
    return this.#known.get(from, to);
  }

  /** @returns the number of an edge that was not there and that nothing says yet */
  make(from: number, to: number): number {
    const edge = this.supports.make();
    this.#known.add(from, to, edge);
    this.from.push(from);
    this.to.push(to);
    this.nextOut.push(this.out[from] as number);
    this.nextInto.push(this.into[to] as number);
    this.out[from] = edge;
    this.into[to] = edge;
    return edge;
  }
}
