/**
 * Which vertex holds which token, and since when: the number of steps that it took to get there at least. The tokens of a vertex
 * lie in the order of their times. Most vertices hold one or none, which two columns say.
 */
import { emptyColumn, grown } from '../column.ts';
import { PlaceIndex, isIndexed } from './place-index.ts';

const NONE: readonly number[] = [];
/** Lists of fewer have no room to spare: what is pushed to has room for a dozen more. */
const SHORT = 8;

export class FactSets {
  /** The only token of each vertex, or -1; of those with several, any. */
  #first = emptyColumn();
  #time = emptyColumn();
  /** Where there was more than one token: place in the lists, or -1. */
  #more = emptyColumn();
  readonly #tokens: number[][] = [];
  readonly #times: number[][] = [];
  /** By list; none where it is to be made again. */
  readonly #indexes: (PlaceIndex | undefined)[] = [];

  /** There is room for that many vertices. */
  reserve(vertices: number): void {
    while (vertices > this.#first.length) {
      this.#first = grown(this.#first);
      this.#time = grown(this.#time);
      this.#more = grown(this.#more);
    }
  }

  isEmpty(vertex: number): boolean {
    return vertex < 0 || this.#first[vertex] === -1;
  }

  size(vertex: number): number {
    const more = this.#more[vertex] as number;
    if (more !== -1) return (this.#tokens[more] as number[]).length;
    return this.#first[vertex] === -1 ? 0 : 1;
  }

  /** @returns since when the vertex holds the token; -1 where it does not */
  time(vertex: number, token: number): number {
    const more = this.#more[vertex] as number;
    if (more === -1) return this.#first[vertex] === token ? (this.#time[vertex] as number) : -1;
    const at = this.#placeOf(more, token);
    return at === -1 ? -1 : ((this.#times[more] as number[])[at] as number);
  }

  /** @returns where a token is in a list, or -1 */
  #placeOf(list: number, token: number): number {
    const tokens = this.#tokens[list] as number[];
    if (!isIndexed(tokens.length)) return tokens.indexOf(token);
    return (this.#indexes[list] ??= new PlaceIndex(tokens)).find(tokens, token);
  }

  /** The tokens of a vertex, the earliest first. */
  tokens(vertex: number): readonly number[] {
    if (vertex < 0) return NONE;
    const more = this.#more[vertex] as number;
    if (more !== -1) return this.#tokens[more] as readonly number[];
    const first = this.#first[vertex] as number;
    return first === -1 ? NONE : [first];
  }

  /** Since when it holds each of them. */
  times(vertex: number): readonly number[] {
    if (vertex < 0) return NONE;
    const more = this.#more[vertex] as number;
    if (more !== -1) return this.#times[more] as readonly number[];
    return this.#first[vertex] === -1 ? NONE : [this.#time[vertex] as number];
  }

  /** @returns the time of the token at that place of the order; -1 where there are not so many */
  timeAt(vertex: number, place: number): number {
    const more = this.#more[vertex] as number;
    if (more !== -1) return (this.#times[more] as number[])[place] ?? -1;
    return place === 0 && this.#first[vertex] !== -1 ? (this.#time[vertex] as number) : -1;
  }

  /** The vertex does not hold the token yet. */
  insert(vertex: number, token: number, time: number): void {
    const first = this.#first[vertex] as number;
    let more = this.#more[vertex] as number;
    if (more === -1) {
      if (first === -1) {
        this.#first[vertex] = token;
        this.#time[vertex] = time;
        return;
      }
      more = this.#tokens.push([first]) - 1;
      this.#times.push([this.#time[vertex] as number]);
      this.#more[vertex] = more;
    }
    this.#first[vertex] = token;
    const times = this.#times[more] as number[];
    const tokens = this.#tokens[more] as number[];
    let at = times.length;
    while (at > 0 && (times[at - 1] as number) > time) at -= 1;
    if (at === times.length) {
      if (at < SHORT) {
        this.#times[more] = times.concat(time);
        this.#tokens[more] = tokens.concat(token);
      } else {
        times.push(time);
        tokens.push(token);
      }
    } else {
      times.splice(at, 0, time);
      tokens.splice(at, 0, token);
    }
    if (isIndexed(tokens.length)) this.#indexes[more]?.insert(token, at);
    else if (tokens.length > SHORT) this.#indexes[more] = undefined;
  }

  /** The vertex holds the token. */
  remove(vertex: number, token: number): void {
    const more = this.#more[vertex] as number;
    if (more === -1) {
      this.#first[vertex] = -1;
      return;
    }
    const tokens = this.#tokens[more] as number[];
    const at = this.#placeOf(more, token);
    this.#indexes[more]?.remove(tokens, at);
    tokens.splice(at, 1);
    (this.#times[more] as number[]).splice(at, 1);
    this.#first[vertex] = tokens[0] ?? -1;
    if (!isIndexed(tokens.length)) this.#indexes[more] = undefined;
  }
}
