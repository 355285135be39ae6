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
  OBJECT_KIND,
  SIGNATURE_ROW,
} from '../../facts/flow/flow-fact.ts';
import type { TokenOrder } from './engine/room.ts';

export interface FilePlace {
  readonly facts: FileFacts;
  readonly isTest: boolean;
  readonly vertex: number;
  readonly token: number;
  /** Global name by the file's. */
  readonly names: Int32Array;
  /** Of each imported module the file that it is, where it is one of the project. */
  readonly modules: (FilePlace | null)[];
  /** What built-ins make in this file: see `scene.ts`. */
  readonly made: Map<number, number>;
  /** Place among the files. */
  order: number;
}

/** What a token is that can be called: a function, or a class with its constructor (`fn` -1 where it has none). */
export interface Callable {
  readonly place: FilePlace;
  readonly fn: number;
  readonly class: number;
  /** Of the function, null where there is none. */
  readonly signature: Signature | null;
}

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
    const token = this.#kinds.length;
    const number = this.#places.length;
    const callables = callablesOf(facts) * CALLABLE_TOKENS;
    for (let at = 0; at < callables; at += 1) this.#token(at % CALLABLE_TOKENS, number, at);
    facts.flow.objects.forEach((kind, index) => {
      this.#token(kind === OBJECT_KIND.array ? ARRAY : OBJECT, number, callables + index);
    });
    const names = Int32Array.from(facts.names, (name) => this.intern(name));
    const place: FilePlace = {
      facts,
      isTest: isTestPath(facts.path),
      vertex,
      token,
      names,
      modules: facts.flow.modules.map(() => null),
      made: new Map(),
      order: 0,
    };
    this.#places.push(place);
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

  /** @returns the file whose rows name the vertex; null where it is no such */
  placeOf(vertex: number): FilePlace | null {
    let low = 0;
    let high = this.#places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#places[middle] as FilePlace).vertex <= vertex) low = middle;
      else high = middle - 1;
    }
    const place = this.#places[low];
    const local = place === undefined ? -1 : vertex - place.vertex;
    return local >= 0 && local < (place as FilePlace).facts.flow.vertices
      ? (place as FilePlace)
      : null;
  }

  /** @returns a token for what a built-in makes in a file; of several, those of smaller numbers are first */
  makeToken(kind: number, place: FilePlace, local: number): number {
    const number = this.#placeOf[place.token] as number;
    return this.#token(kind === OBJECT_KIND.array ? ARRAY : OBJECT, number, MADE + local);
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
      callable = callableAt(place, token);
      this.#callables.set(token, callable);
    }
    return callable;
  }
}

function callableAt(place: FilePlace, token: number): Callable {
  const index = (token - place.token) / CALLABLE_TOKENS;
  const { functions, flow } = place.facts;
  const own = index < functions.length ? -1 : index - functions.length;
  const fn = own === -1 ? index : (flow.constructors[own] ?? -1);
  return { place, fn, class: own, signature: fn === -1 ? null : signatureOf(place, fn) };
}

/** Fields of a signature, vertices and tokens as those of the project, -1 where there is none. */
function signatureOf(place: FilePlace, fn: number): Signature {
  const row = place.facts.flow.signatures;
  const at = fn * SIGNATURE_ROW;
  const vertex = (offset: number): number => place.vertex + (row[at + offset] as number);
  const token = (offset: number): number => {
    const local = row[at + offset] as number;
    return local === -1 ? -1 : place.token + local;
  };
  return {
    result: vertex(0),
    self: vertex(1),
    firstParam: vertex(2),
    params: row[at + 3] as number,
    rest: row[at + 4] as number,
    restObject: token(5),
    argumentsObject: token(6),
  };
}

export interface Signature {
  readonly result: number;
  readonly self: number;
  readonly firstParam: number;
  readonly params: number;
  readonly rest: number;
  readonly restObject: number;
  readonly argumentsObject: number;
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
} as const;
/** Elements of arrays by their indexes come right behind. */
const FIRST_INDEX = 10;

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
  ...Array.from({ length: INDEXES }, (_, index) => String(index)),
];

const known = new WeakMap<FileFacts, readonly string[]>();

/** @returns names of the symbols that the files have */
export function symbolsOf(files: readonly FileFacts[]): ReadonlySet<string> {
  return new Set(
    files.flatMap((file) => {
      let symbols = known.get(file);
      if (symbols === undefined) known.set(file, (symbols = file.names.filter(isOfSymbol)));
      return symbols;
    }),
  );
}

export function callablesOf(facts: FileFacts): number {
  return facts.functions.length + facts.classes.length;
}
