/**
 * The engine: vertices hold sets of tokens, edges carry tokens on, and what listens at a vertex is told of each token. A fact (this vertex
 * holds this token) has a time: how many steps it takes at least to get there. Facts are settled in the order of their times, as shortest
 * paths are, so what a limited set takes depends on times and on the order of tokens, not on who came first; and where constraints are
 * taken back, exactly the facts whose time was due to them are settled anew.
 * @see Koenig, Likhachev and Furcy (2004), Lifelong Planning A*: the same for shortest paths
 */
import { FactSets, grown } from './fact-set.ts';
import { PairMap } from './pair-map.ts';
import { NEVER, Supports } from './support.ts';

/** A set of so many takes no more: what holds everything says nothing. */
export const MAX_TOKENS = 100;
/** What tests hand in is taken while there is little else. */
const MAX_OF_TESTS = 12;
/** In the largest projects there is an end to it: what would come after is left to what is known by name. */
export const MAX_EDGES = 4_000_000;
const MAX_VERTICES = 4_000_000;
/** As many listeners an edge that may be. */
const LISTENERS = 4;

/** What is known of tokens. */
export interface TokenOrder {
  isOfTest(token: number): boolean;
  /** Of tokens that come at the same time, those of a smaller rank are taken first. */
  rank(token: number): number;
}

/** Says what a token that is heard at a vertex leads to, by `edge`, `add` and `listen`; the same for the same numbers. */
export type Hear = (kind: number, a: number, b: number, token: number) => void;

export class Propagation {
  readonly #sets = new FactSets();
  readonly #order: TokenOrder;
  readonly #limit: number;
  #vertices = 0;
  /** First edge from and to each vertex, first listener at it. */
  #out: Int32Array;
  #into: Int32Array;
  #heard: Int32Array;
  /** Something was not taken for want of room. */
  #turnedDown: Int32Array;
  /** How many come to the vertex at the time that is being settled. */
  #coming: Int32Array;
  readonly #known = new PairMap();
  readonly #edgeFrom: number[] = [];
  readonly #edgeTo: number[] = [];
  readonly #nextOut: number[] = [];
  readonly #nextInto: number[] = [];
  readonly #edges = new Supports();
  readonly #knownListeners = new PairMap();
  /** Vertex, kind and two numbers, next. */
  readonly #listener: number[] = [];
  readonly #listeners = new Supports();
  /** Vertices that hold one token from the beginning. */
  readonly #single = new Map<number, number>();
  /** By time: rows of vertex, token and the edge that it comes by; -1: to be looked at again. */
  readonly #due = new Map<number, number[]>();
  #hear: Hear = () => undefined;
  /** What is said now is taken back; since when it holds. */
  #isTaking = false;
  #now = 0;
  /** Something was lost since all was settled: what was offered may hold no more. */
  #hasLost = false;
  /** Vertices whose tokens or times are others than before. */
  changed = new Set<number>();

  /** @param limit  edges that are taken */
  constructor(order: TokenOrder, limit: number) {
    this.#order = order;
    this.#limit = limit;
    this.#out = new Int32Array(1024).fill(-1);
    this.#into = this.#out.slice();
    this.#heard = this.#out.slice();
    this.#turnedDown = new Int32Array(1024).fill(-1);
    this.#coming = this.#turnedDown.slice();
  }

  /** Who says what a token leads to. */
  onToken(hear: Hear): void {
    this.#hear = hear;
  }

  /** @returns the first of so many new vertices */
  vertex(count = 1): number {
    const vertex = this.#vertices;
    this.#vertices += count;
    while (this.#vertices > this.#out.length) {
      this.#out = grown(this.#out);
      this.#into = grown(this.#into);
      this.#heard = grown(this.#heard);
      this.#turnedDown = grown(this.#turnedDown);
      this.#coming = grown(this.#coming);
      this.#sets.reserve(this.#out.length);
    }
    return vertex;
  }

  get vertices(): number {
    return this.#vertices;
  }

  /** No further edges and listeners are taken, and vertices should not be asked for. */
  get isFull(): boolean {
    return (
      this.#edgeTo.length >= this.#limit ||
      this.#vertices >= MAX_VERTICES ||
      this.#listener.length >= LISTENERS * 5 * this.#limit
    );
  }

  get isTaking(): boolean {
    return this.#isTaking;
  }

  /** What is said meanwhile holds since `time`, or is taken back with that time. */
  saying(how: { readonly isTaken: boolean; readonly time: number }, say: () => void): void {
    const [isTaking, now] = [this.#isTaking, this.#now];
    this.#isTaking = how.isTaken;
    this.#now = how.time;
    say();
    this.#isTaking = isTaking;
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
    let edge = this.#known.get(from, to);
    if (edge === -1) {
      if (this.isFull || this.#isTaking) return;
      edge = this.#edges.make();
      this.#known.add(from, to, edge);
      this.#edgeFrom.push(from);
      this.#edgeTo.push(to);
      this.#nextOut.push(this.#out[from] as number);
      this.#nextInto.push(this.#into[to] as number);
      this.#out[from] = edge;
      this.#into[to] = edge;
    }
    if (this.#isTaking) this.#loseEdge(edge);
    else if (this.#edges.gain(edge, this.#now)) this.#offerAll(edge);
  }

  #offerAll(edge: number): void {
    const from = this.#edgeFrom[edge] as number;
    const to = this.#edgeTo[edge] as number;
    const since = this.#edges.earliest[edge] as number;
    const tokens = this.#sets.tokens(from);
    const times = this.#sets.times(from);
    for (let at = 0; at < tokens.length; at += 1)
      this.#offer(to, tokens[at] as number, Math.max(times[at] as number, since) + 1, edge);
  }

  #loseEdge(edge: number): void {
    const before = this.#edges.earliest[edge] as number;
    if (!this.#edges.lose(edge, this.#now)) return;
    this.#hasLost = true;
    const since = this.#edges.earliest[edge] as number;
    const from = this.#edgeFrom[edge] as number;
    const to = this.#edgeTo[edge] as number;
    const tokens = this.#sets.tokens(from);
    const times = this.#sets.times(from);
    for (let at = 0; at < tokens.length; at += 1) {
      const time = times[at] as number;
      if (time < since) this.#lookAgain(to, tokens[at] as number, Math.max(time, before) + 1);
    }
  }

  /**
   * Every token of the vertex is heard with these three numbers. What is said at the beginning is said by each for itself; what is
   * said of tokens that move, one listener stands for, by the vertex and the first number.
   */
  listen(vertex: number, kind: number, a: number, b: number): void {
    if (vertex < 0) return;
    const isOfMoving = this.#now > 0;
    let listener = isOfMoving ? this.#knownListeners.get(vertex, a) : -1;
    if (listener === -1 && this.#isTaking)
      listener = isOfMoving ? -1 : this.#find(vertex, [kind, a, b]);
    else if (listener === -1) {
      if (this.isFull) return;
      listener = this.#listeners.make();
      this.#listener.push(vertex, kind, a, b, this.#heard[vertex] as number);
      this.#heard[vertex] = listener;
      if (isOfMoving) this.#knownListeners.add(vertex, a, listener);
    }
    if (listener === -1) return;
    const before = this.#listeners.earliest[listener] as number;
    const isOther = this.#isTaking
      ? this.#listeners.lose(listener, this.#now)
      : this.#listeners.gain(listener, this.#now);
    if (isOther) this.#retell(listener, before);
  }

  /** @returns a listener with these numbers that hears from the beginning, or -1 */
  #find(vertex: number, [kind, a, b]: readonly [number, number, number]): number {
    for (
      let on = this.#heard[vertex] as number;
      on !== -1;
      on = this.#listener[on * 5 + 4] as number
    )
      if (
        this.#listeners.earliest[on] === 0 &&
        this.#listener[on * 5 + 1] === kind &&
        this.#listener[on * 5 + 2] === a &&
        this.#listener[on * 5 + 3] === b
      )
        return on;
    return -1;
  }

  /** What a listener says of the tokens that are there holds since another time. */
  #retell(listener: number, before: number): void {
    const vertex = this.#listener[listener * 5] as number;
    const tokens = this.#sets.tokens(vertex);
    const times = this.#sets.times(vertex);
    const since = this.#listeners.earliest[listener] as number;
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
    const kind = this.#listener[listener * 5 + 1] as number;
    const a = this.#listener[listener * 5 + 2] as number;
    const b = this.#listener[listener * 5 + 3] as number;
    const [isTaking, now] = [this.#isTaking, this.#now];
    if (next !== NEVER) {
      this.#isTaking = false;
      this.#now = next + 1;
      this.#hear(kind, a, b, token);
    }
    if (then !== NEVER) {
      this.#isTaking = true;
      this.#now = then + 1;
      this.#hear(kind, a, b, token);
    }
    this.#isTaking = isTaking;
    this.#now = now;
  }

  /** The tokens of a vertex, the earliest first. */
  tokens(vertex: number): readonly number[] {
    return this.#sets.tokens(vertex);
  }

  /** Since when it holds each of them. */
  times(vertex: number): readonly number[] {
    return vertex < 0 ? [] : this.#sets.times(vertex);
  }

  /** Those that it holds before a time. */
  tokensBefore(vertex: number, time: number): readonly number[] {
    const tokens = this.#sets.tokens(vertex);
    if (tokens.length === 0) return tokens;
    const times = this.#sets.times(vertex);
    if ((times.at(-1) as number) < time) return tokens;
    return tokens.slice(
      0,
      times.findIndex((one) => one >= time),
    );
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
    const limit = this.#limitOf(token);
    if (this.#sets.size(vertex) >= limit) {
      const last = this.#sets.timeAt(vertex, limit - 1);
      if (last < time) {
        this.#turnedDown[vertex] = 1;
        if (since === -1) return;
      }
    }
    this.#enqueue(time, vertex, token, edge);
  }

  /** What may have been the reason for a fact is none any more. */
  #lookAgain(vertex: number, token: number, time: number): void {
    if (this.#sets.time(vertex, token) === time) this.#enqueue(time, vertex, token, -1);
  }

  #enqueue(time: number, vertex: number, token: number, edge: number): void {
    const row = this.#due.get(time);
    if (row === undefined) this.#due.set(time, [vertex, token, edge]);
    else row.push(vertex, token, edge);
  }

  #limitOf(token: number): number {
    return this.#order.isOfTest(token) ? MAX_OF_TESTS : MAX_TOKENS;
  }

  /** Settles everything that is due before that time. */
  run(until: number): void {
    for (;;) {
      let next = until;
      for (const time of this.#due.keys()) if (time < next) next = time;
      if (next === until) break;
      const rows = this.#due.get(next) as number[];
      this.#due.delete(next);
      this.#settle(rows, next);
    }
    if (this.#due.size === 0) this.#hasLost = false;
  }

  #settle(rows: readonly number[], time: number): void {
    /** Vertices where there is room again. */
    const freed = new Set<number>();
    const full = new Map<number, number[]>();
    const coming = this.#hasLost ? this.#sift(rows, time, { freed, full }) : rows;
    const step = this.#hasLost ? 2 : 3;
    const counts = this.#coming;
    for (let at = 0; at < coming.length; at += step) {
      const vertex = coming[at] as number;
      counts[vertex] = Math.max(0, counts[vertex] as number) + 1;
    }
    for (let at = 0; at < coming.length; at += step) {
      const vertex = coming[at] as number;
      const token = coming[at + 1] as number;
      const count = counts[vertex] as number;
      if (full.has(vertex) || this.#sets.size(vertex) + count > MAX_OF_TESTS) {
        const list = full.get(vertex);
        if (list === undefined) full.set(vertex, [token]);
        else list.push(token);
      } else this.#take(vertex, token, time);
      counts[vertex] = count - 1;
    }
    for (const [vertex, tokens] of full) this.#fit(vertex, tokens, time);
    for (const vertex of freed) if (this.#turnedDown[vertex] === 1) this.#refill(vertex, time);
  }

  /** Takes back what has no reason at this time any more. @returns pairs of vertex and token that come now */
  #sift(
    rows: readonly number[],
    time: number,
    notes: { readonly freed: Set<number>; readonly full: Map<number, number[]> },
  ): readonly number[] {
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
      const earliest = this.#earliest(vertex, token);
      if (earliest === time) {
        if (since !== time) coming.push(vertex, token);
        else if (!notes.full.has(vertex) && this.#sets.size(vertex) > MAX_OF_TESTS)
          notes.full.set(vertex, []);
        continue;
      }
      if (since === time) this.#drop(vertex, token, time);
      if (since === time || since === -1) notes.freed.add(vertex);
      if (earliest > time && earliest < NEVER) this.#enqueue(earliest, vertex, token, -1);
    }
    return coming;
  }

  /** When the token comes by that edge. */
  #comesBy(edge: number, token: number): number {
    const since = this.#edges.earliest[edge] as number;
    if (since === NEVER) return NEVER;
    const time = this.#sets.time(this.#edgeFrom[edge] as number, token);
    return time === -1 ? NEVER : Math.max(time, since) + 1;
  }

  #earliest(vertex: number, token: number): number {
    let earliest = this.#single.get(token) === vertex ? 0 : NEVER;
    for (let edge = this.#into[vertex] as number; edge !== -1; edge = this.#nextInto[edge] as number)
      if ((this.#edges.earliest[edge] as number) + 1 < earliest)
        earliest = Math.min(earliest, this.#comesBy(edge, token));
    return earliest;
  }

  /** The vertex holds the token from this time on, or from this earlier time. */
  #take(vertex: number, token: number, time: number): void {
    const before = this.#sets.time(vertex, token);
    if (before !== -1 && before <= time) return;
    if (before !== -1) this.#sets.remove(vertex, token);
    this.#sets.insert(vertex, token, time);
    this.changed.add(vertex);
    const sinceEdges = this.#edges.earliest;
    for (let edge = this.#out[vertex] as number; edge !== -1; edge = this.#nextOut[edge] as number) {
      const since = sinceEdges[edge] as number;
      if (since !== NEVER)
        this.#offer(this.#edgeTo[edge] as number, token, Math.max(time, since) + 1, edge);
    }
    this.#tellAll(vertex, token, before === -1 ? NEVER : before, time);
  }

  #drop(vertex: number, token: number, time: number): void {
    this.#hasLost = true;
    this.#sets.remove(vertex, token);
    this.changed.add(vertex);
    for (let edge = this.#out[vertex] as number; edge !== -1; edge = this.#nextOut[edge] as number) {
      const since = this.#edges.earliest[edge] as number;
      if (since !== NEVER)
        this.#lookAgain(this.#edgeTo[edge] as number, token, Math.max(time, since) + 1);
    }
    this.#tellAll(vertex, token, time, NEVER);
  }

  #tellAll(vertex: number, token: number, before: number, time: number): void {
    for (
      let on = this.#heard[vertex] as number;
      on !== -1;
      on = this.#listener[on * 5 + 4] as number
    ) {
      const since = this.#listeners.earliest[on] as number;
      if (since === NEVER) continue;
      const then = before === NEVER ? NEVER : Math.max(before, since);
      this.#tell(on, token, then, time === NEVER ? NEVER : Math.max(time, since));
    }
  }

  /** More come to a vertex than it may have room for: who is first by time, then by rank. */
  #fit(vertex: number, tokens: readonly number[], time: number): void {
    const times = this.#sets.times(vertex);
    const there = this.#sets.tokens(vertex).filter((_, at) => times[at] === time);
    const news = [...new Set(tokens)].filter((token) => !there.includes(token));
    const rank = (token: number): number => this.#order.rank(token);
    const all = [...there, ...news].sort((a, b) => rank(a) - rank(b));
    let held = times.filter((one) => one < time).length;
    const taken: number[] = [];
    const dropped: number[] = [];
    for (const token of all) {
      if (held < this.#limitOf(token)) {
        held += 1;
        taken.push(token);
      } else dropped.push(token);
    }
    for (const token of dropped) {
      this.#turnedDown[vertex] = 1;
      const since = this.#sets.time(vertex, token);
      if (since !== -1) this.#drop(vertex, token, since);
    }
    for (const token of taken) if (!there.includes(token)) this.#take(vertex, token, time);
    if (news.length > 0) this.#lookAfter(vertex, time, held);
  }

  /** Those that came after may have no room any more. */
  #lookAfter(vertex: number, time: number, held: number): void {
    const tokens = this.#sets.tokens(vertex);
    const times = this.#sets.times(vertex);
    let before = held;
    for (let at = 0; at < tokens.length; ) {
      const group = times[at] as number;
      let end = at;
      while (end < tokens.length && times[end] === group) end += 1;
      if (group > time) {
        const late = tokens.slice(at, end);
        before += late.length;
        if (late.some((token) => before > this.#limitOf(token))) {
          this.#hasLost = true;
          for (const token of late) this.#enqueue(group, vertex, token, -1);
        }
      }
      at = end;
    }
  }

  /** There is room for some that were turned down: the first of them. */
  #refill(vertex: number, time: number): void {
    const found = new Map<number, number>();
    for (let edge = this.#into[vertex] as number; edge !== -1; edge = this.#nextInto[edge] as number) {
      const since = this.#edges.earliest[edge] as number;
      if (since === NEVER) continue;
      const from = this.#edgeFrom[edge] as number;
      const tokens = this.#sets.tokens(from);
      const times = this.#sets.times(from);
      for (let at = 0; at < tokens.length; at += 1) {
        const comes = Math.max(times[at] as number, since) + 1;
        const token = tokens[at] as number;
        if (comes < (found.get(token) ?? NEVER)) found.set(token, comes);
      }
    }
    const left = { tests: MAX_OF_TESTS, others: MAX_TOKENS - this.#sets.size(vertex) };
    const rank = (token: number): number => this.#order.rank(token);
    const waiting = [...found]
      .filter(([token, comes]) => comes >= time && this.#sets.time(vertex, token) === -1)
      .sort((a, b) => a[1] - b[1] || rank(a[0]) - rank(b[0]));
    for (const [token, comes] of waiting) {
      const isOfTest = this.#order.isOfTest(token);
      const last = this.#sets.timeAt(vertex, this.#limitOf(token) - 1);
      if (last !== -1 && last < comes) continue;
      if (isOfTest ? left.tests <= 0 : left.others <= 0) continue;
      if (isOfTest) left.tests -= 1;
      else left.others -= 1;
      this.#enqueue(comes, vertex, token, -1);
    }
  }
}
