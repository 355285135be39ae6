/**
 * One numbering over all files: vertices, tokens, names and sites of the project, from those of each file. A file that comes
 * later gets numbers behind those of the others; what is first is said by `order`, in which tests come last.
 */
import type { FileFacts } from '../../facts/file-facts.ts';
import { isOfSymbol, isOfUnknownConstant, symbolOfConstant } from '../../facts/key.ts';
import { isTestPath } from '../../search.ts';
import {
  CALLABLE_TOKENS,
  INDEXES,
  MAP_KEYS,
  OBJECT_KIND,
  SUBTYPE,
} from '../../facts/flow/flow-fact.ts';
import type { TokenOrder } from './engine/room.ts';
import { callableAt, callablesOf } from './place/callable.ts';
import type { Callable } from './place/callable.ts';
import { matchFacts } from './place/match.ts';
import { FilePlace } from './place/place.ts';
import type { Numbers } from './place/place.ts';

export const NOT_CALLABLE = -1;
/** Kinds of tokens beyond the three of a callable. */
const OBJECT = 3;
const ARRAY = 4;
/** Of all tokens of a file those come last that built-ins make. */
const MADE = 1 << 24;
const PER_FILE = 2 ** 32;

export class Space implements TokenOrder {
  readonly names: string[] = [];
  readonly #nameIndex = new Map<string, number>();
  readonly #symbols: ReadonlySet<string>;
  readonly #kinds: number[] = [];
  /** Place of each token, by its number; of those of no file the last. */
  readonly #placeOf: number[] = [];
  readonly #local: number[] = [];
  readonly #places: FilePlace[] = [];
  /** Vertices of files that have numbers in one piece: the first of each piece, how many, and whose. */
  readonly #firsts: number[] = [];
  readonly #counts: number[] = [];
  readonly #owners: number[] = [];
  readonly #callables = new Map<number, Callable>();
  /** The object that stands for all that nothing is known of. */
  readonly unknown: number;
  /** What comes from packages: nothing of it is of the project. */
  readonly outside: number;

  /** @param symbols  names of the symbols that files of the project have */
  constructor(symbols: ReadonlySet<string>) {
    this.#symbols = symbols;
    for (const name of SPECIAL_NAMES) this.intern(name);
    this.unknown = this.#token(OBJECT, -1, 0);
    this.outside = this.#token(OBJECT, -1, 1);
  }

  #token(kind: number, place: number, local: number): number {
    this.#placeOf.push(place);
    this.#local.push(local);
    return this.#kinds.push(kind) - 1;
  }

  /** @param vertex  the first of its vertices */
  place(facts: FileFacts, vertex: number): FilePlace {
    const number = this.#places.length;
    const tokens = this.#kinds.length;
    const count = tokensOf(facts);
    for (let at = 0; at < count; at += 1) this.#token(kindOf(facts, at), number, at);
    return this.#hold({ facts, number, vertices: vertex, tokens }, [vertex, facts.flow.vertices]);
  }

  /**
   * The file as it is now goes by the numbers of the file as it was, in all that both have.
   * @param reserve  gives the first of so many new vertices
   */
  follow(before: FilePlace, facts: FileFacts, reserve: (count: number) => number): FilePlace {
    const { number } = before;
    const match = matchFacts(before.facts, facts);
    const tokens = match.tokens.map((old, at) =>
      old === -1 ? this.#token(kindOf(facts, at), number, at) : before.token(old),
    );
    const news = match.vertices.filter((old) => old === -1).length;
    let next = reserve(news);
    const piece = [next, news] as const;
    const vertices = match.vertices.map((old) => (old === -1 ? next++ : before.vertex(old)));
    const place = this.#hold({ facts, number, vertices, tokens }, piece);
    match.tokens.forEach((old, local) => {
      const token = tokens[local] as number;
      const known = old === -1 ? undefined : this.#callables.get(token);
      this.#local[token] = local;
      // Whoever has it has it as it is now.
      if (known !== undefined) Object.assign(known, callableAt(place, local));
    });
    return place;
  }

  #hold(
    parts: {
      readonly facts: FileFacts;
      readonly number: number;
      readonly vertices: Numbers;
      readonly tokens: Numbers;
    },
    [first, count]: readonly [number, number],
  ): FilePlace {
    const { facts, number } = parts;
    const names = Int32Array.from(facts.names, (name) => this.intern(name));
    const place = new FilePlace({ ...parts, names, isTest: isTestPath(facts.path) });
    this.#places[number] = place;
    if (count > 0) {
      this.#firsts.push(first);
      this.#counts.push(count);
      this.#owners.push(number);
    }
    return place;
  }

  intern(written: string): number {
    const symbol = isOfUnknownConstant(written) ? symbolOfConstant(written) : '';
    const name = this.#symbols.has(symbol) ? symbol : written;
    const known = this.#nameIndex.get(name);
    if (known !== undefined) return known;
    this.#nameIndex.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  /** Names that a write counts for. Under a constant of unknown value: its own, for those who use the same one, and any. */
  storedAs(name: number): readonly number[] {
    return isOfUnknownConstant(this.names[name] as string) ? [name, SPECIAL.dynamic] : [name];
  }

  /** Whether names mean the same in a project with these symbols. */
  hasSymbols(symbols: ReadonlySet<string>): boolean {
    return (
      symbols.size === this.#symbols.size && [...symbols].every((name) => this.#symbols.has(name))
    );
  }

  /** @returns the file whose rows name the vertex, or did; null where it is no such */
  placeOf(vertex: number): FilePlace | null {
    let low = 0;
    let high = this.#firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#firsts[middle] as number) <= vertex) low = middle;
      else high = middle - 1;
    }
    const offset = vertex - (this.#firsts[low] ?? Infinity);
    if (offset < 0 || offset >= (this.#counts[low] as number)) return null;
    return this.#places[this.#owners[low] as number] as FilePlace;
  }

  /** @returns a token for what a built-in makes in a file; of several, those of smaller numbers are first */
  makeToken(kind: number, place: FilePlace, local: number): number {
    return this.#token(kind === OBJECT_KIND.array ? ARRAY : OBJECT, place.number, MADE + local);
  }
  /** What a built-in made has another place among what the file has. */
  moveToken(token: number, local: number): void {
    this.#local[token] = MADE + local;
  }

  isOfTest(token: number): boolean {
    return this.#places[this.#placeOf[token] as number]?.isTest === true;
  }

  rank(token: number): number {
    const order = this.#places[this.#placeOf[token] as number]?.order ?? -1;
    return order * PER_FILE + (this.#local[token] as number);
  }

  /** 0: a callable itself, 1: its prototype, 2: its instances; {@link NOT_CALLABLE} for other objects. */
  role(token: number): number {
    const kind = this.#kinds[token] as number;
    return kind < OBJECT ? kind : NOT_CALLABLE;
  }
  isArray(token: number): boolean {
    return this.#kinds[token] === ARRAY;
  }
  /** @returns the function that a token is; its class where it is one; null for what cannot be called */
  callable(token: number): Callable | null {
    if (this.#kinds[token] !== 0) return null;
    let callable = this.#callables.get(token);
    if (callable === undefined) {
      const place = this.#places[this.#placeOf[token] as number] as FilePlace;
      callable = callableAt(place, this.#local[token] as number);
      this.#callables.set(token, callable);
    }
    return callable;
  }
}

const tokensOf = (facts: FileFacts): number =>
  callablesOf(facts) * CALLABLE_TOKENS + facts.flow.objects.length;

function kindOf(facts: FileFacts, local: number): number {
  const callables = callablesOf(facts) * CALLABLE_TOKENS;
  if (local < callables) return local % CALLABLE_TOKENS;
  return facts.flow.objects[local - callables] === OBJECT_KIND.array ? ARRAY : OBJECT;
}

/** Names that the rules need, in every project at the same index. */
export const SPECIAL = {
  /** What an object inherits from. */
  proto: 0,
  /** What was written under a name that is not known. */
  dynamic: 1,
  /** Read under a name that is not known. */
  any: 2,
  prototype: 3,
  dunderProto: 4,
  constructor: 5,
  default: 6,
  get: 7,
  set: 8,
  value: 9,
  /** Instances of what extends a class or implements an interface. */
  subtype: 10,
  /** Keys of a map. */
  mapKeys: 11,
  /** Whatever getters an object has of its own. */
  getters: 12,
} as const;
/** Elements of arrays by their indexes come right behind. */
const FIRST_INDEX = 13;

/** @returns the name of an element; that of all elements where it is not told apart */
export function elementAt(index: number): number {
  return index < INDEXES ? FIRST_INDEX + index : SPECIAL.dynamic;
}
export function isElement(name: number): boolean {
  return name >= FIRST_INDEX && name < FIRST_INDEX + INDEXES;
}
const SPECIAL_NAMES = [
  ' proto',
  ' dynamic',
  ' any',
  'prototype',
  '__proto__',
  'constructor',
  'default',
  'get',
  'set',
  'value',
  SUBTYPE,
  MAP_KEYS,
  ' getters',
  ...Array.from({ length: INDEXES }, (_, index) => String(index)),
];

const known = new WeakMap<FileFacts, readonly string[]>();

/** @returns names of the symbols that the files have */
export function symbolsOf(files: readonly FileFacts[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const file of files) {
    let symbols = known.get(file);
    if (symbols === undefined) known.set(file, (symbols = file.names.filter(isOfSymbol)));
    for (const symbol of symbols) all.add(symbol);
  }
  return all;
}
