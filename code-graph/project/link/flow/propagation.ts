/**
 * The engine: vertices hold sets of tokens, edges carry tokens on, and what listens at a vertex is told of each token once.
 * First in, first out, so that the same input always gives the same sets. A set that reaches `MAX_TOKENS` takes no more: what holds
 * everything says nothing. What tests hand in is taken while there is little else.
 */
import { PairMap } from './pair-map.ts';

const MAX_TOKENS = 100;
const MAX_OF_TESTS = 12;
const START = 1024;
/** In the largest projects there is an end to it: what would come after is left to what is known by name. */
export const MAX_EDGES = 4_000_000;
const MAX_VERTICES = 4_000_000;

export type Hear = (kind: number, a: number, b: number, token: number) => void;

export class Propagation {
  /** The first token of each vertex, or -1. */
  #first: Int32Array;
  /** Where there is more than one token: place in the sets, or -1. */
  #more: Int32Array;
  /** All tokens of a vertex, in the order in which they came. */
  readonly #sets: number[][] = [];
  #edges: Int32Array;
  #listeners: Int32Array;
  readonly #edgeTo: number[] = [];
  readonly #edgeNext: number[] = [];
  readonly #listener: number[] = [];
  readonly #known: PairMap;
  #queue: number[] = [];
  #vertices: number;
  readonly #firstOfTests: number;
  readonly #maxEdges: number;
  #hear: Hear = () => undefined;

  /**
   * @param firstOfTests  tokens from here on are those of tests
   * @param maxEdges      edges that are taken
   */
  constructor(vertices: number, firstOfTests: number, maxEdges: number) {
    this.#maxEdges = maxEdges;
    this.#firstOfTests = firstOfTests;
    this.#vertices = vertices;
    this.#known = new PairMap(Math.min(vertices * 2, maxEdges));
    this.#first = new Int32Array(Math.max(START, vertices * 2)).fill(-1);
    this.#more = this.#first.slice();
    this.#edges = this.#first.slice();
    this.#listeners = this.#first.slice();
  }

  /** Who is told what listeners hear. */
  onToken(hear: Hear): void {
    this.#hear = hear;
  }

  vertex(): number {
    const vertex = this.#vertices;
    this.#vertices += 1;
    if (vertex >= this.#edges.length) {
      this.#first = grown(this.#first);
      this.#more = grown(this.#more);
      this.#edges = grown(this.#edges);
      this.#listeners = grown(this.#listeners);
    }
    return vertex;
  }

  /** No further edges and listeners are taken, and vertices should not be asked for. */
  get isFull(): boolean {
    return (
      this.#known.size >= this.#maxEdges ||
      this.#vertices >= MAX_VERTICES ||
      this.#listener.length >= 4 * this.#maxEdges
    );
  }

  add(vertex: number, token: number): void {
    if (vertex < 0) return;
    const first = this.#first[vertex] as number;
    if (first === token) return;
    if (first === -1) this.#first[vertex] = token;
    else {
      const more = this.#more[vertex] as number;
      if (more === -1) this.#more[vertex] = this.#sets.push([first, token]) - 1;
      else {
        const set = this.#sets[more] as number[];
        const limit = token >= this.#firstOfTests ? MAX_OF_TESTS : MAX_TOKENS;
        if (set.length >= limit || set.includes(token)) return;
        set.push(token);
      }
    }
    this.#queue.push(vertex, token);
  }

  /** What `from` holds, `to` holds; a second time it says nothing new. */
  edge(from: number, to: number): void {
    if (from < 0 || to < 0 || from === to || this.isFull) return;
    if (!this.#known.add(from, to, 0)) return;
    this.#edgeNext.push(this.#edges[from] as number);
    this.#edges[from] = this.#edgeTo.push(to) - 1;
    for (const token of this.tokens(from)) this.add(to, token);
  }

  /** Every token of the vertex, now and later, is heard with these three numbers. */
  listen(vertex: number, kind: number, a: number, b: number): void {
    if (vertex < 0 || this.isFull) return;
    const next = this.#listeners[vertex] as number;
    this.#listeners[vertex] = this.#listener.push(kind, a, b, next) - 4;
    const tokens = this.tokens(vertex);
    // What comes meanwhile is in the queue.
    const { length } = tokens;
    for (let at = 0; at < length; at += 1) this.#hear(kind, a, b, tokens[at] as number);
  }

  /** What the vertex holds now; the list may grow. */
  tokens(vertex: number): readonly number[] {
    if (vertex < 0) return NONE;
    const more = this.#more[vertex] as number;
    if (more !== -1) return this.#sets[more] as readonly number[];
    const first = this.#first[vertex] as number;
    return first === -1 ? NONE : [first];
  }

  /** It took no more at some time: what it holds is chance. */
  isSaturated(vertex: number): boolean {
    return this.tokens(vertex).length >= MAX_TOKENS;
  }

  isEmpty(vertex: number): boolean {
    return vertex < 0 || this.#first[vertex] === -1;
  }

  /** Something is still to be moved. */
  get isMoving(): boolean {
    return this.#queue.length > 0;
  }

  /** Until nothing moves. A token that waits has been told to what listened meanwhile, and may be told once more. */
  run(): void {
    for (let at = 0; at < this.#queue.length; at += 2) {
      const vertex = this.#queue[at] as number;
      const token = this.#queue[at + 1] as number;
      for (
        let edge = this.#edges[vertex] as number;
        edge >= 0;
        edge = this.#edgeNext[edge] as number
      )
        this.add(this.#edgeTo[edge] as number, token);
      for (
        let on = this.#listeners[vertex] as number;
        on >= 0;
        on = this.#listener[on + 3] as number
      )
        this.#hear(
          this.#listener[on] as number,
          this.#listener[on + 1] as number,
          this.#listener[on + 2] as number,
          token,
        );
      if (at > 1 << 20) {
        this.#queue = this.#queue.slice(at + 2);
        at = -2;
      }
    }
    this.#queue = [];
  }
}

const NONE: readonly number[] = [];

function grown(column: Int32Array): Int32Array {
  const next = new Int32Array(column.length * 2).fill(-1);
  next.set(column);
  return next;
}
