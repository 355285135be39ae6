/**
 * By name alone: a call of a method whose receiver is not known may call any function that was stored under that name, if there
 * are few. Said apart, with their number, so that nobody takes it for knowledge; and nothing flows into what was only guessed, or
 * one wrong guess would lead to the next.
 */
import { MAX_GUESSES, isUnknownName, memberRows, unresolvedMembers } from './gift.ts';
import type { LinkedFlow } from './link-flow.ts';
import { readsOf } from './said/said.ts';
import { isBuiltinMethod } from './native/name.ts';
import { SPECIAL, isElement } from './space.ts';
import type { FilePlace } from './place/place.ts';

/**
 * A name that objects of the language have as well is taken for theirs where only one function is called so; several are a protocol
 * of the project's own.
 */
const LEAST_OF_BUILTIN = 2;

const CALLED = { time: Number.MAX_SAFE_INTEGER, kind: 'called' } as const;

export interface FileGuesses {
  /** By vertex that is called and holds nothing that can be: the functions that were stored under that name. */
  readonly functions: ReadonlyMap<number, readonly number[]>;
  /** Names that were looked up for it. */
  readonly names: ReadonlySet<number>;
}

export class Guesses {
  readonly #linked: LinkedFlow;
  /** Values that are stored under a name in objects that nothing is known of, by file and name. */
  readonly #stored = new Map<FilePlace, ReadonlyMap<number, readonly number[]>>();
  readonly #storing = new Map<number, Set<FilePlace>>();
  readonly #known = new Map<number, readonly number[]>();

  constructor(linked: LinkedFlow) {
    this.#linked = linked;
  }

  /**
   * @param vertices  those that hold something else now
   * @param places    files with such vertices
   * @returns names that stand for other functions than before, of those that were looked up
   */
  update(
    vertices: Iterable<number>,
    { places, gone }: { readonly places: Iterable<FilePlace>; readonly gone: Iterable<FilePlace> },
  ): readonly number[] {
    const { heap } = this.#linked;
    const stale = new Set<number>();
    for (const vertex of vertices) {
      const owner = heap.owner(vertex);
      if (owner !== null) stale.add(owner.name);
    }
    for (const place of gone) this.#store(place, new Map(), stale);
    for (const place of places) this.#store(place, this.#unknownStores(place), stale);
    return [...stale].filter((name) => {
      const before = this.#known.get(name);
      if (before === undefined) return false;
      this.#known.delete(name);
      return this.#functions(name).join() !== before.join();
    });
  }

  /** @returns what is guessed in one file */
  of(place: FilePlace): FileGuesses {
    const { space, flow } = this.#linked;
    const functions = new Map<number, readonly number[]>();
    const names = new Set<number>();
    const give = (vertex: number, name: number, least: number): void => {
      names.add(name);
      const found = this.#functions(name);
      if (found.length >= least && found.length <= MAX_GUESSES) functions.set(vertex, found);
    };
    for (const { vertex, base, name } of unresolvedMembers(this.#linked, place, CALLED)) {
      if (name === -1 || isElement(name)) continue;
      const tokens = flow.tokens(base);
      if (tokens.includes(space.outside)) continue;
      const isBuiltin = isBuiltinMethod(space.names[name] as string);
      if (isBuiltin && tokens.length > 0 && tokens.every((token) => space.isArray(token))) continue;
      give(vertex, name, isBuiltin ? LEAST_OF_BUILTIN : 1);
    }
    for (const { base, callee, name } of readsOf(this.#linked.said(place)).values())
      if (flow.isEmpty(base)) give(callee, name, 1);
    return { functions, names };
  }

  #store(place: FilePlace, next: ReadonlyMap<number, readonly number[]>, stale: Set<number>): void {
    for (const name of this.#stored.get(place)?.keys() ?? []) {
      stale.add(name);
      this.#storing.get(name)?.delete(place);
    }
    for (const name of next.keys()) {
      stale.add(name);
      const places = this.#storing.get(name);
      if (places === undefined) this.#storing.set(name, new Set([place]));
      else places.add(place);
    }
    if (next.size === 0) this.#stored.delete(place);
    else this.#stored.set(place, next);
  }

  #unknownStores(place: FilePlace): ReadonlyMap<number, readonly number[]> {
    const { rows } = place.facts.flow;
    const { flow, space } = this.#linked;
    const stored = new Map<number, number[]>();
    for (const at of memberRows(place.facts.flow).stored) {
      if (!flow.isEmpty(place.vertex(rows[at + 1] as number))) continue;
      const name = place.names[rows[at + 2] as number] as number;
      const value = place.vertex(rows[at + 3] as number);
      if (name <= SPECIAL.subtype || isUnknownName(space, name) || flow.isEmpty(value)) continue;
      const list = stored.get(name);
      if (list === undefined) stored.set(name, [value]);
      else list.push(value);
    }
    return stored;
  }

  /** Functions that are stored under a name, whatever object holds them; more than are named where there are too many. */
  #functions(name: number): readonly number[] {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const { space, flow, heap } = this.#linked;
    const tokens = new Set<number>();
    const take = (vertices: readonly number[]): void => {
      for (const vertex of vertices)
        for (const token of flow.tokens(vertex)) if (space.role(token) === 0) tokens.add(token);
    };
    take(heap.named(name));
    for (const place of this.#storing.get(name) ?? [])
      take(this.#stored.get(place)?.get(name) ?? []);
    const found = [...tokens].sort((a, b) => space.rank(a) - space.rank(b));
    this.#known.set(name, found);
    return found;
  }
}
