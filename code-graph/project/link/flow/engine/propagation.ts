/**
 * The engine: vertices hold sets of tokens, edges carry tokens on, and what listens at a vertex is told of each token. A fact (this vertex
 * holds this token) has a time: how many steps it takes at least to get there. Facts are settled in the order of their times, as shortest
 * paths are, so what a limited set takes depends on times and on the order of tokens, not on who came first; and where constraints are
 * taken back, exactly the facts whose time was due to them are settled anew.
 * @see Koenig, Likhachev and Furcy (2004), Lifelong Planning A*: the same for shortest paths
 */
import { emptyColumn, grown } from './column.ts';
import { Due } from './due.ts';
import { Edges } from './edge.ts';
import { FactSets } from './held/fact-set.ts';
import { Listeners } from './listener.ts';
import { MAX_OF_TESTS, MAX_TOKENS, Room } from './room.ts';
import type { TokenOrder } from './room.ts';
import { NEVER } from './support.ts';

/** In the largest projects there is an end to it: what would come after is left to what is known by name. */
export const MAX_EDGES = 2_700_000;
const MAX_VERTICES = 4_000_000;
/** Says what a token that is heard at a vertex leads to, by `edge`, `add` and `listen`; the same for the same numbers. */
export type Hear = (kind: number, a: number, b: number, token: number) => void;

type Three = [number, number, number];

export class Propagation {
  readonly #sets = new FactSets();
  readonly #edges = new Edges();
  readonly #listeners = new Listeners();
  readonly #room: Room;
  readonly #limit: number;
  #vertices = 0;
  /** Something was not taken for want of room. */
  #turnedDown = emptyColumn();
  /** How many come to the vertex at the time that is being settled. */
  #coming = emptyColumn();
  /** Vertices that hold one token from the beginning. */
  readonly #single = new Map<number, number>();
  readonly #due = new Due();
  #hear: Hear = () => undefined;
  /** What is said now is taken back; not to be set from outside. */
  isTaking = false;
  /** Since when what is said now holds. */
  #now = 0;
  /** Something was lost since all was settled: what was offered may hold no more. */
  #hasLost = false;
  /** Vertices whose tokens or times are others than before; null where nobody asks. */
  changed: Set<number> | null = null;

  /** @param limit  edges that are taken */
  constructor(order: TokenOrder, limit: number) {
    this.#room = new Room(this.#sets, this.#edges, order);
    this.#limit = limit;
  }

  /** Who says what a token leads to. */
  onToken(hear: Hear): void {
    this.#hear = hear;
  }

  /** @returns the first of so many new vertices */
  vertex(count = 1): number {
    const vertex = this.#vertices;
    this.#vertices += count;
    this.#edges.reserve(this.#vertices);
    this.#listeners.reserve(this.#vertices);
    this.#sets.reserve(this.#vertices);
    while (this.#vertices > this.#coming.length) {
      this.#turnedDown = grown(this.#turnedDown);
      this.#coming = grown(this.#coming);
    }
    return vertex;
  }

  get vertices(): number {
    return this.#vertices;
  }

  /** No further edges and listeners are taken, and vertices should not be asked for. */
  get isFull(): boolean {
    return (
      this.#edges.size >= this.#limit ||
      this.#vertices >= MAX_VERTICES ||
      this.#listeners.size >= 4 * this.#limit
    );
  }

  /** What is said meanwhile holds since `time`, or is taken back with that time. */
  saying(how: { readonly isTaken: boolean; readonly time: number }, say: () => void): void {
    const [isTaking, now] = [this.isTaking, this.#now];
    this.isTaking = how.isTaken;
    this.#now = how.time;
    say();
    this.isTaking = isTaking;
    this.#now = now;
  }

  /** The vertex holds the token. */
  add(vertex: number, token: number): void {
    if (vertex < 0) return;
    let single = this.#single.get(token);
    if (single === undefined) {
      if (this.isFull) return;
      single = this.vertex();
      this.#single.set(token, single);
      this.#sets.insert(single, token, 0);
    }
    this.edge(single, vertex);
  }

  /** What `from` holds, `to` holds. */
  edge(from: number, to: number): void {
    if (from < 0 || to < 0 || from === to) return;
    let edge = this.#edges.find(from, to);
    if (edge === -1) {
      if (this.isFull || this.isTaking) return;
      edge = this.#edges.make(from, to);
    }
    if (this.isTaking) this.#loseEdge(edge);
    else if (this.#edges.supports.gain(edge, this.#now)) this.#offerAll(edge);
  }

  #offerAll(edge: number): void {
    const from = this.#edges.from[edge] as number;
    const to = this.#edges.to[edge] as number;
    const since = this.#edges.since[edge] as number;
    const tokens = this.#sets.tokens(from);
    const times = this.#sets.times(from);
    for (let at = 0; at < tokens.length; at += 1)
      this.#offer(to, tokens[at] as number, Math.max(times[at] as number, since) + 1, edge);
  }

  #loseEdge(edge: number): void {
    const before = this.#edges.since[edge] as number;
    if (!this.#edges.supports.lose(edge, this.#now)) return;
    this.#hasLost = true;
    const since = this.#edges.since[edge] as number;
    const from = this.#edges.from[edge] as number;
    const to = this.#edges.to[edge] as number;
    const tokens = this.#sets.tokens(from);
    const times = this.#sets.times(from);
    for (let at = 0; at < tokens.length; at += 1) {
      const time = times[at] as number;
      if (time < since) this.#lookAgain(to, tokens[at] as number, Math.max(time, before) + 1);
    }
  }

  /** Every token of the vertex is heard with these three numbers. */
  listen(vertex: number, kind: number, a: number, b: number): void {
    if (vertex < 0) return;
    const isOfMoving = this.#now > 0;
    const heard = { kind, a, b };
    let listener = isOfMoving ? this.#listeners.findMoving(vertex, a) : -1;
    if (this.isTaking && !isOfMoving) listener = this.#listeners.findFixed(vertex, heard);
    else if (!this.isTaking && listener === -1) {
      if (this.isFull) return;
      listener = this.#listeners.make(vertex, heard, isOfMoving);
    }
    if (listener === -1) return;
    const before = this.#listeners.since[listener] as number;
    const isOther = this.isTaking
      ? this.#listeners.supports.lose(listener, this.#now)
      : this.#listeners.supports.gain(listener, this.#now);
    if (isOther) this.#retell(listener, before);
  }

  /** What a listener says of the tokens that are there holds since another time. */
  #retell(listener: number, before: number): void {
    const vertex = this.#listeners.vertex[listener] as number;
    const tokens = this.#sets.tokens(vertex);
    const times = this.#sets.times(vertex);
    const since = this.#listeners.since[listener] as number;
    for (let at = 0; at < tokens.length; at += 1) {
      const time = times[at] as number;
      const then = before === NEVER ? NEVER : Math.max(time, before);
      const next = since === NEVER ? NEVER : Math.max(time, since);
      this.#tell(listener, tokens[at] as number, then, next);
    }
  }

  /** What a listener says of a token held since `then`, and does since `next`. */
  #tell(listener: number, token: number, then: number, next: number): void {
    if (then === next) return;
    const of = this.#listeners;
    const [kind, a, b] = [of.kind[listener], of.a[listener], of.b[listener]] as Three;
    const [isTaking, now] = [this.isTaking, this.#now];
    if (next !== NEVER) {
      this.isTaking = false;
      this.#now = next + 1;
      this.#hear(kind, a, b, token);
    }
    if (then !== NEVER) {
      this.isTaking = true;
      this.#now = then + 1;
      this.#hear(kind, a, b, token);
    }
    this.isTaking = isTaking;
    this.#now = now;
  }

  /** The tokens of a vertex, the earliest first. */
  tokens(vertex: number): readonly number[] {
    return this.#sets.tokens(vertex);
  }

  /** Since when it holds each of them. */
  times(vertex: number): readonly number[] {
    return this.#sets.times(vertex);
  }

  /** Those that it holds before a time. */
  tokensBefore(vertex: number, time: number): readonly number[] {
    const tokens = this.#sets.tokens(vertex);
    if (tokens.length === 0) return tokens;
    const times = this.#sets.times(vertex);
    if ((times.at(-1) as number) < time) return tokens;
    return tokens.filter((_, at) => (times[at] as number) < time);
  }

  /** It took no more at some time. */
  isSaturated(vertex: number): boolean {
    return vertex >= 0 && this.#sets.size(vertex) >= MAX_TOKENS;
  }

  isEmpty(vertex: number): boolean {
    return this.#sets.isEmpty(vertex);
  }

  /** Something comes to a vertex at a time. */
  #offer(vertex: number, token: number, time: number, edge: number): void {
    const since = this.#sets.time(vertex, token);
    if (since !== -1 && since <= time) return;
    if (this.#room.isTaken(vertex, token, time)) {
      this.#turnedDown[vertex] = 1;
      if (since === -1) return;
    }
    this.#due.push(time, vertex, token, edge);
  }

  /** What may have been the reason for a fact is none any more. */
  #lookAgain(vertex: number, token: number, time: number): void {
    if (this.#sets.time(vertex, token) === time) this.#due.push(time, vertex, token, -1);
  }

  /** Settles everything that is due before that time. */
  run(until: number): void {
    for (let next = this.#due.take(until); next !== null; next = this.#due.take(until))
      this.#settle(next.rows, next.time);
    if (this.#due.isEmpty) this.#hasLost = false;
  }

  #settle(rows: readonly number[], time: number): void {
    const full = new Map<number, number[]>();
    const coming = this.#hasLost ? this.#sift(rows, time, full) : rows;
    const step = this.#hasLost ? 2 : 3;
    for (let at = 0; at < coming.length; at += step) {
      const vertex = coming[at] as number;
      this.#coming[vertex] = Math.max(0, this.#coming[vertex] as number) + 1;
    }
    for (let at = 0; at < coming.length; at += step) {
      const vertex = coming[at] as number;
      const token = coming[at + 1] as number;
      const count = this.#coming[vertex] as number;
      if (full.has(vertex) || this.#sets.size(vertex) + count > MAX_OF_TESTS) {
        const list = full.get(vertex);
        if (list === undefined) full.set(vertex, [token]);
        else list.push(token);
      } else this.#take(vertex, token, time);
      this.#coming[vertex] = count - 1;
    }
    for (const [vertex, tokens] of full) this.#fit(vertex, tokens, time);
  }

  /** Takes back what has no reason at this time any more. @returns pairs of vertex and token that come now */
  #sift(rows: readonly number[], time: number, full: Map<number, number[]>): readonly number[] {
    /** Vertices where there is room again. */
    const freed = new Set<number>();
    const coming: number[] = [];
    for (let at = 0; at < rows.length; at += 3) {
      const vertex = rows[at] as number;
      const token = rows[at + 1] as number;
      const edge = rows[at + 2] as number;
      const since = this.#sets.time(vertex, token);
      if (since !== -1 && (since < time || (since === time && edge !== -1))) continue;
      if (edge !== -1 && this.#comesBy(edge, token) === time) {
        coming.push(vertex, token);
        continue;
      }
      // What is held has no reason that is earlier: one of this time is enough.
      const earliest = this.#earliest(vertex, token, since === time ? time : 0);
      if (earliest === time) {
        if (since !== time) coming.push(vertex, token);
        else if (!full.has(vertex) && this.#sets.size(vertex) > MAX_OF_TESTS) full.set(vertex, []);
        continue;
      }
      if (since === time) this.#drop(vertex, token, time);
      // It was to come earlier by what gave it then as well.
      if (since > time) this.#due.push(since, vertex, token, -1);
      if (since === time || since === -1) freed.add(vertex);
      if (earliest > time && earliest < NEVER) this.#due.push(earliest, vertex, token, -1);
    }
    for (const vertex of freed)
      if (this.#turnedDown[vertex] === 1)
        for (const [token, comes] of this.#room.waiting(vertex, time))
          if (comes === time) coming.push(vertex, token);
          else this.#due.push(comes, vertex, token, -1);
    return coming;
  }

  /** When the token comes by that edge. */
  #comesBy(edge: number, token: number): number {
    const since = this.#edges.since[edge] as number;
    if (since === NEVER) return NEVER;
    const time = this.#sets.time(this.#edges.from[edge] as number, token);
    return time === -1 ? NEVER : Math.max(time, since) + 1;
  }

  /** @param enough  no earlier one is looked for */
  #earliest(vertex: number, token: number, enough: number): number {
    let earliest = this.#single.get(token) === vertex ? 0 : NEVER;
    for (
      let edge = this.#edges.into[vertex] as number;
      edge !== -1 && earliest > enough;
      edge = this.#edges.nextInto[edge] as number
    )
      if ((this.#edges.since[edge] as number) + 1 < earliest)
        earliest = Math.min(earliest, this.#comesBy(edge, token));
    return earliest;
  }

  /** The vertex holds the token from this time on, or from this earlier time. */
  #take(vertex: number, token: number, time: number): void {
    const before = this.#sets.time(vertex, token);
    if (before !== -1 && before <= time) return;
    if (before !== -1) this.#sets.remove(vertex, token);
    this.#sets.insert(vertex, token, time);
    this.changed?.add(vertex);
    const sinceEdges = this.#edges.since;
    for (
      let edge = this.#edges.out[vertex] as number;
      edge !== -1;
      edge = this.#edges.nextOut[edge] as number
    ) {
      const since = sinceEdges[edge] as number;
      if (since !== NEVER)
        this.#offer(this.#edges.to[edge] as number, token, Math.max(time, since) + 1, edge);
    }
    this.#tellAll(vertex, token, before === -1 ? NEVER : before, time);
  }

  #drop(vertex: number, token: number, time: number): void {
    this.#hasLost = true;
    this.#sets.remove(vertex, token);
    this.changed?.add(vertex);
    for (
      let edge = this.#edges.out[vertex] as number;
      edge !== -1;
      edge = this.#edges.nextOut[edge] as number
    ) {
      const since = this.#edges.since[edge] as number;
      if (since !== NEVER)
        this.#lookAgain(this.#edges.to[edge] as number, token, Math.max(time, since) + 1);
    }
    this.#tellAll(vertex, token, time, NEVER);
  }

  #tellAll(vertex: number, token: number, before: number, time: number): void {
    const { first, next } = this.#listeners;
    for (let on = first[vertex] as number; on !== -1; on = next[on] as number) {
      const since = this.#listeners.since[on] as number;
      if (since === NEVER) continue;
      const then = before === NEVER ? NEVER : Math.max(before, since);
      this.#tell(on, token, then, time === NEVER ? NEVER : Math.max(time, since));
    }
  }

  /** More come to a vertex than it may have room for. */
  #fit(vertex: number, tokens: readonly number[], time: number): void {
    const takesAll = this.#room.takesAll(vertex, tokens, time);
    if (takesAll === true) for (const token of tokens) this.#take(vertex, token, time);
    else if (takesAll === false && tokens.length > 0) this.#turnedDown[vertex] = 1;
    if (takesAll !== null) return;
    const { taken, dropped, held } = this.#room.choose(vertex, tokens, time);
    const size = this.#sets.size(vertex);
    for (const token of dropped) {
      this.#turnedDown[vertex] = 1;
      const since = this.#sets.time(vertex, token);
      if (since !== -1) this.#drop(vertex, token, since);
    }
    const isFreed = this.#sets.size(vertex) < size;
    for (const token of taken) this.#take(vertex, token, time);
    for (const [token, since] of this.#room.pushed(vertex, time, held)) {
      this.#hasLost = true;
      this.#due.push(since, vertex, token, -1);
    }
    // One of tests goes where others would stay: there may be room for those that were turned down.
    for (const [token, comes] of isFreed ? this.#room.waiting(vertex, time) : [])
      this.#due.push(comes, vertex, token, -1);
  }
}
