/**
 * Links the calls of a project, and again after files changed: what flows otherwise is settled anew, edges are made of the files
 * that it reaches. What comes out is what linking the files from nothing gives.
 */
import type { FileFacts } from '../facts/file-facts.ts';
import { SITE_ROW } from '../facts/flow/flow-fact.ts';
import type { LinkedCalls } from './call.ts';
import { callsOf } from './file-calls.ts';
import type { FileCalls } from './file-calls.ts';
import { MAX_EDGES } from './flow/engine/propagation.ts';
import { Guesses } from './flow/guess.ts';
import { LinkedFlow } from './flow/link-flow.ts';
import type { FlowChange } from './flow/link-flow.ts';
import { symbolsOf } from './flow/space.ts';
import type { FilePlace } from './flow/place/place.ts';
import type { ImportResolver } from './resolve.ts';
import { Moves } from './reuse.ts';

type Two = [number, number];

export class CallLinker {
  readonly #limit: number;
  #linked: LinkedFlow | null = null;
  #guesses: Guesses | null = null;
  readonly #moves = new Moves();
  #calls = new Map<FilePlace, FileCalls>();
  /** Files whose edges depend on a vertex that is not theirs, or on what is known by a name; not known before something changes. */
  #byVertex = new Map<number, Set<FilePlace>>();
  #byName = new Map<number, Set<FilePlace>>();
  #names = new Map<FilePlace, ReadonlySet<number>>();
  #isIndexed = false;

  /** @param limit  edges of the flow after which no more is followed */
  constructor(limit: number = MAX_EDGES) {
    this.#limit = limit;
  }

  /** It has linked nothing yet. */
  get isFresh(): boolean {
    return this.#linked === null;
  }

  /** @returns one edge for each pair of functions; after a throw it begins anew */
  link(files: readonly FileFacts[], resolve: ImportResolver): LinkedCalls {
    try {
      return this.#link(files, resolve);
    } catch (error) {
      this.#linked = null;
      throw error;
    }
  }

  #link(files: readonly FileFacts[], resolve: ImportResolver): LinkedCalls {
    const before = this.#linked;
    if (before === null || before.isFinal || before.isWorn) return this.#begin(files, resolve);
    if (!before.space.hasSymbols(symbolsOf(files))) return this.#begin(files, resolve);
    this.#index();
    this.#follow(before, before.update(this.#moves.next(files), resolve));
    // Names of accessors make rows count that did not.
    const more = this.#moves.drop(before.accessors);
    if (more !== null) this.#follow(before, before.update(more, resolve));
    return before.isFinal ? this.#begin(files, resolve) : this.#columns(before);
  }

  #begin(files: readonly FileFacts[], resolve: ImportResolver): LinkedCalls {
    const linked = new LinkedFlow(symbolsOf(files), this.#limit);
    this.#linked = linked;
    this.#guesses = new Guesses(linked);
    this.#calls = new Map();
    this.#byVertex = new Map();
    this.#byName = new Map();
    this.#names = new Map();
    this.#isIndexed = false;
    this.#moves.begin(files);
    this.#follow(linked, linked.update(files, resolve));
    return this.#columns(linked);
  }

  /** Makes the edges of files again that may have others. */
  #follow(linked: LinkedFlow, { vertices, places, gone }: FlowChange): void {
    const guesses = this.#guesses as Guesses;
    const again = new Set(places);
    const addAll = (found: Iterable<FilePlace> | undefined): void => {
      for (const place of found ?? []) if (linked.holds(place)) again.add(place);
    };
    for (const name of guesses.update(vertices, { places, gone })) addAll(this.#byName.get(name));
    for (const vertex of vertices) addAll(this.#byVertex.get(vertex));
    for (const place of gone) this.#forget(place);
    for (const place of again) {
      this.#forget(place);
      const guess = guesses.of(place);
      const calls = callsOf(linked, place, guess);
      this.#calls.set(place, calls);
      if (guess.names.size > 0) this.#names.set(place, guess.names);
      if (this.#isIndexed) this.#note(place, calls, guess.names);
    }
  }

  #note(place: FilePlace, { vertices }: FileCalls, names: Iterable<number>): void {
    for (const vertex of vertices) note(this.#byVertex, vertex, place);
    for (const name of names) note(this.#byName, name, place);
  }

  /** Who links once needs no index. */
  #index(): void {
    if (this.#isIndexed) return;
    this.#isIndexed = true;
    for (const [place, calls] of this.#calls)
      this.#note(place, calls, this.#names.get(place) ?? []);
  }

  /** Its edges are others now, or none. */
  #forget(place: FilePlace): void {
    for (const vertex of this.#calls.get(place)?.vertices ?? [])
      this.#byVertex.get(vertex)?.delete(place);
    for (const name of this.#names.get(place) ?? []) this.#byName.get(name)?.delete(place);
    this.#calls.delete(place);
    this.#names.delete(place);
  }

  #columns(linked: LinkedFlow): LinkedCalls {
    const { places } = linked;
    const firstFunction = new Int32Array(places.length + 1);
    const firstSite = new Int32Array(places.length + 1);
    let [edges, marks] = [0, 0];
    places.forEach((place, at) => {
      const { facts } = place;
      firstFunction[at + 1] = (firstFunction[at] as number) + facts.functions.length;
      firstSite[at + 1] = (firstSite[at] as number) + facts.flow.sites.length / SITE_ROW;
      const { to, sites } = this.#calls.get(place) as FileCalls;
      edges += to.length;
      marks += sites.length;
    });
    const columns = {
      from: new Int32Array(edges),
      to: new Int32Array(edges),
      via: new Uint8Array(edges),
      choices: new Uint8Array(edges),
      confidence: new Float64Array(edges),
      first: new Int32Array(edges + 1),
      sites: new Int32Array(marks),
    };
    let [edge, mark] = [0, 0];
    for (const place of places) {
      const calls = this.#calls.get(place) as FileCalls;
      columns.via.set(calls.via, edge);
      columns.choices.set(calls.choices, edge);
      columns.confidence.set(calls.confidence, edge);
      const [fns, offset] = [firstFunction[place.order], firstSite[place.order]] as Two;
      for (let at = 0; at < calls.to.length; at += 1, edge += 1) {
        const { place: other, fn } = calls.to[at] as FileCalls['to'][number];
        columns.from[edge] = fns + (calls.from[at] as number);
        columns.to[edge] = (firstFunction[other.order] as number) + fn;
        columns.first[edge] = mark + (calls.first[at] as number);
      }
      for (const site of calls.sites) columns.sites[mark++] = offset + site;
    }
    columns.first[edge] = mark;
    const { accessors, flow } = linked;
    const now = this.#moves.now(places.map(({ facts }) => facts));
    return { ...now, firstFunction, firstSite, ...columns, accessors, isCut: flow.isFull };
  }
}

function note<K>(index: Map<K, Set<FilePlace>>, key: K, place: FilePlace): void {
  const places = index.get(key);
  if (places === undefined) index.set(key, new Set([place]));
  else places.add(place);
}

/** @returns the calls of these files, linked from nothing */
export function linkCalls(
  files: Iterable<FileFacts>,
  resolve: ImportResolver,
  limit?: number,
): LinkedCalls {
  return new CallLinker(limit).link([...files], resolve);
}
