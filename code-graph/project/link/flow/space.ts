/**
 * One numbering over all files: vertices, tokens, names and sites of the project, from those of each file. Tests come last, so
 * that their tokens are known by their numbers.
 */
import type { FileFacts } from '../../facts/file-facts.ts';
import { isOfSymbol, isOfUnknownConstant, symbolOfConstant } from '../../facts/key.ts';
import { isTestPath } from '../../search.ts';
import {
  CALLABLE_TOKENS,
  OBJECT_KIND,
  SIGNATURE_ROW,
  SITE_ROW,
} from '../../facts/flow/flow-fact.ts';

export interface FilePlace {
  readonly facts: FileFacts;
  readonly index: number;
  readonly vertex: number;
  readonly token: number;
  readonly site: number;
  /** Global name by the file's. */
  readonly names: Int32Array;
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

export class Space {
  readonly places: readonly FilePlace[];
  readonly names: readonly string[];
  readonly vertices: number;
  /** Tokens from here on are those of tests, and of what built-ins make. */
  readonly firstOfTests: number;
  readonly #nameIndex = new Map<string, number>();
  readonly #tokenStarts: number[] = [];
  readonly #siteStarts: number[] = [];
  readonly #made: number[] = [OBJECT_KIND.object, OBJECT_KIND.object];
  readonly #firstMade: number;
  readonly #kinds: Uint8Array;
  readonly #callables = new Map<number, Callable>();

  constructor(files: readonly FileFacts[]) {
    const names: string[] = [];
    const symbols = new Set(files.flatMap((file) => file.names.filter(isOfSymbol)));
    const intern = (written: string): number => {
      const symbol = isOfUnknownConstant(written) ? symbolOfConstant(written) : '';
      const name = symbols.has(symbol) ? symbol : written;
      const known = this.#nameIndex.get(name);
      if (known !== undefined) return known;
      this.#nameIndex.set(name, names.length);
      return names.push(name) - 1;
    };
    for (const name of SPECIAL_NAMES) intern(name);
    let vertex = 0;
    let token = 0;
    let site = 0;
    const isTest = (file: FileFacts): boolean => isTestPath(file.path);
    const ordered = [...files.filter((file) => !isTest(file)), ...files.filter(isTest)];
    let firstOfTests = -1;
    this.places = ordered.map((facts, index) => {
      if (firstOfTests < 0 && isTest(facts)) firstOfTests = token;
      const { flow } = facts;
      const place = {
        facts,
        index,
        vertex,
        token,
        site,
        names: Int32Array.from(facts.names, intern),
      };
      this.#tokenStarts.push(token);
      this.#siteStarts.push(site);
      vertex += flow.vertices;
      token += callablesOf(facts) * CALLABLE_TOKENS + flow.objects.length;
      site += flow.sites.length / SITE_ROW;
      return place;
    });
    this.names = names;
    this.vertices = vertex;
    this.#firstMade = token;
    this.firstOfTests = firstOfTests < 0 ? Number.MAX_SAFE_INTEGER : firstOfTests;
    this.#kinds = new Uint8Array(token);
    for (const place of this.places) this.#fill(place);
  }

  #fill({ facts, token }: FilePlace): void {
    const callables = callablesOf(facts) * CALLABLE_TOKENS;
    for (let at = 0; at < callables; at += 1) this.#kinds[token + at] = at % CALLABLE_TOKENS;
    facts.flow.objects.forEach((kind, index) => {
      this.#kinds[token + callables + index] = kind === OBJECT_KIND.array ? ARRAY : OBJECT;
    });
  }

  /** @returns the global name, or -1 where no file has it */
  name(text: string): number {
    return this.#nameIndex.get(text) ?? -1;
  }

  /** Names that a write counts for. Under a constant of unknown value: its own, for those who use the same one, and any. */
  storedAs(name: number): readonly number[] {
    return isOfUnknownConstant(this.names[name] as string) ? [name, SPECIAL.dynamic] : [name];
  }

  /** The object that stands for all that nothing is known of. */
  get unknown(): number {
    return this.#firstMade;
  }

  /** What comes from packages: nothing of it is of the project. */
  get outside(): number {
    return this.#firstMade + 1;
  }

  /** A token for what a built-in makes. */
  makeToken(kind: number): number {
    return this.#firstMade + this.#made.push(kind) - 1;
  }

  fileOfToken(token: number): FilePlace | null {
    if (token >= this.#firstMade) return null;
    return this.places[lastAtMost(this.#tokenStarts, token)] as FilePlace;
  }
  fileOfSite(site: number): FilePlace {
    return this.places[lastAtMost(this.#siteStarts, site)] as FilePlace;
  }

  /** 0: a callable itself, 1: its prototype, 2: its instances; {@link NOT_CALLABLE} for other objects. */
  role(token: number): number {
    const kind = token < this.#firstMade ? (this.#kinds[token] as number) : OBJECT;
    return kind < OBJECT ? kind : NOT_CALLABLE;
  }
  isArray(token: number): boolean {
    if (token >= this.#firstMade) return this.#made[token - this.#firstMade] === OBJECT_KIND.array;
    return this.#kinds[token] === ARRAY;
  }
  /** @returns the function that a token is; its class where it is one; null for what cannot be called */
  callable(token: number): Callable | null {
    if (this.role(token) !== 0) return null;
    let callable = this.#callables.get(token);
    if (callable === undefined) {
      callable = callableAt(this.fileOfToken(token) as FilePlace, token);
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
];

export function callablesOf(facts: FileFacts): number {
  return facts.functions.length + facts.classes.length;
}

function lastAtMost(starts: readonly number[], value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
