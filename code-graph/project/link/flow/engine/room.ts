/**
 * Sets are limited. Who comes first is in: by time, and of those that come at the same time by rank. Tests have a lower limit of their
 * own, and are last of those that come at the same time. So what is in is decided by all that comes, in whatever order that is found.
 */
import type { Edges } from './edge.ts';
import type { FactSets } from './held/fact-set.ts';
import { NEVER } from './support.ts';

/** A set of so many takes no more: what holds everything says nothing. */
export const MAX_TOKENS = 100;
/** What tests hand in is taken while there is little else. */
export const MAX_OF_TESTS = 12;

/** What is known of tokens. */
export interface TokenOrder {
  isOfTest(token: number): boolean;
  /** Of tokens that come at the same time, those of a smaller rank are taken first; tests have the largest. */
  rank(token: number): number;
}

export interface Choice {
  readonly taken: readonly number[];
  readonly dropped: readonly number[];
  /** How many the vertex holds then until this time. */
  readonly held: number;
}

export class Room {
  readonly #sets: FactSets;
  readonly #edges: Edges;
  readonly #order: TokenOrder;

  constructor(sets: FactSets, edges: Edges, order: TokenOrder) {
    this.#sets = sets;
    this.#edges = edges;
    this.#order = order;
  }

  #limitOf(token: number): number {
    return this.#order.isOfTest(token) ? MAX_OF_TESTS : MAX_TOKENS;
  }

  /** There were enough others before that time. */
  isTaken(vertex: number, token: number, time: number): boolean {
    const limit = this.#limitOf(token);
    const last = this.#sets.timeAt(vertex, limit - 1);
    return last !== -1 && last < time;
  }

  /** All of these have room, or none; null where that is to be decided one by one. */
  takesAll(vertex: number, tokens: readonly number[], time: number): boolean | null {
    const size = this.#sets.size(vertex);
    if (this.#sets.timeAt(vertex, size - 1) >= time) return null;
    if (size >= MAX_TOKENS) return false;
    const hasTests = tokens.some((token) => this.#order.isOfTest(token));
    return size + tokens.length > MAX_TOKENS || hasTests ? null : true;
  }

  /** Who of those that come now, and came at the same time, has room. */
  choose(vertex: number, tokens: readonly number[], time: number): Choice {
    const times = this.#sets.times(vertex);
    let held = placeOf(times, time);
    const there = this.#sets.tokens(vertex).slice(held, placeOf(times, time + 1));
    const news = tokens.filter((token) => !this.#isHeldBefore(vertex, token, time));
    const all = [...new Set([...there, ...news])].map(
      (token) => [token, this.#order.rank(token)] as const,
    );
    all.sort((a, b) => a[1] - b[1]);
    const taken: number[] = [];
    const dropped: number[] = [];
    for (const [token] of all)
      if (held < this.#limitOf(token)) {
        held += 1;
        taken.push(token);
      } else dropped.push(token);
    return { taken, dropped, held };
  }

  #isHeldBefore(vertex: number, token: number, time: number): boolean {
    const since = this.#sets.time(vertex, token);
    return since !== -1 && since < time;
  }

  /** @returns tokens that came after and may have no room any more, with their times */
  pushed(vertex: number, time: number, held: number): readonly (readonly [number, number])[] {
    const tokens = this.#sets.tokens(vertex);
    const times = this.#sets.times(vertex);
    const pushed: (readonly [number, number])[] = [];
    let before = held;
    for (let at = 0; at < tokens.length;) {
      const group = times[at] as number;
      let end = at;
      while (end < tokens.length && times[end] === group) end += 1;
      if (group > time) {
        const late = tokens.slice(at, end);
        before += late.length;
        if (late.some((token) => before > this.#limitOf(token)))
          for (const token of late) pushed.push([token, group]);
      }
      at = end;
    }
    return pushed;
  }

  /** @returns tokens that were turned down and have room now, with the times at which they come */
  waiting(vertex: number, time: number): readonly (readonly [number, number])[] {
    const rank = (token: number): number => this.#order.rank(token);
    const comers = [...this.#comers(vertex, time)].filter(
      ([token, comes]) =>
        comes >= time &&
        this.#sets.time(vertex, token) === -1 &&
        !this.isTaken(vertex, token, comes),
    );
    comers.sort((a, b) => a[1] - b[1] || rank(a[0]) - rank(b[0]));
    const times = this.#sets.times(vertex);
    let held = 0;
    // One of tests that finds no room leaves it to others.
    const more = { tests: 0, others: 0 };
    return comers.filter(([token, comes]) => {
      // Those that are held and come later make room.
      while (held < times.length && (times[held] as number) < comes) held += 1;
      const kind = this.#order.isOfTest(token) ? 'tests' : 'others';
      const hasRoom = held + more[kind] < this.#limitOf(token);
      if (hasRoom) more[kind] += 1;
      return hasRoom;
    });
  }

  /** By token: when it comes to the vertex, from a time on and before there are enough that came earlier. */
  #comers(vertex: number, least: number): ReadonlyMap<number, number> {
    const { into, nextInto, since, from } = this.#edges;
    const found = new Map<number, number>();
    const last = this.#sets.timeAt(vertex, MAX_TOKENS - 1);
    const most = last === -1 ? NEVER : last;
    for (let edge = into[vertex] as number; edge !== -1; edge = nextInto[edge] as number) {
      const holds = since[edge] as number;
      if (holds >= most) continue;
      const tokens = this.#sets.tokens(from[edge] as number);
      const times = this.#sets.times(from[edge] as number);
      // Those before come earlier, if not by this edge.
      const first = holds + 1 < least ? placeOf(times, least - 1) : 0;
      for (let at = first; at < tokens.length; at += 1) {
        const comes = Math.max(times[at] as number, holds) + 1;
        if (comes > most) break;
        const token = tokens[at] as number;
        if (comes < (found.get(token) ?? NEVER)) found.set(token, comes);
      }
    }
    return found;
  }
}

/** @returns how many of these times, which grow, are before a time */
function placeOf(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
