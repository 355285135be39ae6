/**
 * The engine: vertices hold sets of tokens, edges carry tokens on, and what listens at a vertex is told of each token once.
 * First in, first out, so that the same input always gives the same sets. A set that reaches `MAX_TOKENS` takes no more: what holds
 * everything says nothing. What tests hand in is taken while there is little else.
 */
const MAX_TOKENS = 100;
const MAX_OF_TESTS = 12;
const START = 1024;
/** In the largest projects there is an end to it: what would come after is left to what is known by name. */
export const MAX_EDGES = 4_000_000;
const MAX_VERTICES = 4_000_000;

type Tokens = undefined | number | Set<number>;

export type Hear = (kind: number, a: number, b: number, token: number) => void;

export class Propagation {
  readonly #sets: Tokens[];
  #edges: Int32Array;
  #listeners: Int32Array;
  readonly #edgeTo: number[] = [];
  readonly #edgeNext: number[] = [];
  readonly #listener: number[] = [];
  readonly #known = new Set<number>();
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
    this.#sets = new Array<Tokens>(vertices);
    this.#edges = new Int32Array(Math.max(START, vertices * 2)).fill(-1);
    this.#listeners = new Int32Array(this.#edges.length).fill(-1);
  }

  /** Who is told what listeners hear. */
  onToken(hear: Hear): void {
    this.#hear = hear;
  }

  vertex(): number {
    const vertex = this.#vertices;
    this.#vertices += 1;
    if (vertex >= this.#edges.length) {
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
    const set = this.#sets[vertex];
    if (set === undefined) this.#sets[vertex] = token;
    else if (typeof set === 'number') {
      if (set === token) return;
      this.#sets[vertex] = new Set([set, token]);
    } else {
      const limit = token >= this.#firstOfTests ? MAX_OF_TESTS : MAX_TOKENS;
      if (set.size >= limit || set.has(token)) return;
      set.add(token);
    }
    this.#queue.push(vertex, token);
  }

  /** What `from` holds, `to` holds; a second time it says nothing new. */
  edge(from: number, to: number): void {
    if (from < 0 || to < 0 || from === to) return;
    const key = from * 0x4000000 + to;
    if (this.#known.has(key) || this.isFull) return;
    this.#known.add(key);
    this.#edgeNext.push(this.#edges[from] as number);
    this.#edges[from] = this.#edgeTo.push(to) - 1;
    const set = this.#sets[from];
    if (set === undefined) return;
    if (typeof set === 'number') this.add(to, set);
    else for (const token of set) this.add(to, token);
  }

  /** Every token of the vertex, now and later, is heard with these three numbers. */
  listen(vertex: number, kind: number, a: number, b: number): void {
    if (vertex < 0 || this.isFull) return;
    const next = this.#listeners[vertex] as number;
    this.#listeners[vertex] = this.#listener.push(kind, a, b, next) - 4;
    for (const token of this.tokens(vertex)) this.#hear(kind, a, b, token);
  }

  tokens(vertex: number): readonly number[] {
    const set = vertex < 0 ? undefined : this.#sets[vertex];
    if (set === undefined) return [];
    return typeof set === 'number' ? [set] : [...set];
  }

  isEmpty(vertex: number): boolean {
    return vertex < 0 || this.#sets[vertex] === undefined;
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

function grown(column: Int32Array): Int32Array {
  const next = new Int32Array(column.length * 2).fill(-1);
  next.set(column);
  return next;
}
