/**
 * Links the flow of all files: imports to exports, rows to listeners, calls to built-ins; then lets functions flow to the calls
 * that may call them. Where nothing reaches a call of a method, the functions that were ever stored under that name are named, if
 * they are few (field-based, optimistic, interprocedural); what was only guessed carries nothing on. What is linked is a function of the files
 * and of where their imports lead: files that change take back what they said, and what is settled anew is what depended on it.
 * @see Feldthaus et al. (2013), §3; Andersen's analysis for what is known of receivers
 */
import type { FileFacts } from '../../facts/file-facts.ts';
import type { ImportResolver } from '../resolve.ts';
import { Propagation } from './engine/propagation.ts';
import { FileFlow } from './file-flow.ts';
import { Gifts } from './gift.ts';
import { HEARD, Heap, PROTOCOL } from './heap.ts';
import { Calls } from './invoke.ts';
import { NOTHING_KEPT } from './said/said.ts';
import type { Kept, Said } from './said/said.ts';
import { FileScene } from './scene.ts';
import { SPECIAL, Space } from './space.ts';
import type { FilePlace } from './place/place.ts';
import { kindsByName } from './said/implicit.ts';

/** What is there before the first round is settled before this time, the first round before twice of it, and so on. */
const ROUND = 1 << 16;
/** First what is read under names that are not known counts, then what is written so as well. */
const ROUNDS = 3;
/** Vertices that are left behind before it counts. */
const WORN = 100_000;

/** What an update may have changed. */
export interface FlowChange {
  /** Vertices that hold something else; none the first time, when all do. */
  readonly vertices: ReadonlySet<number>;
  /** Files that said something else. */
  readonly places: ReadonlySet<FilePlace>;
  readonly gone: readonly FilePlace[];
}

export class LinkedFlow {
  readonly space: Space;
  /** What is held since this time or later, was given for want of anything else. */
  readonly givenSince = ROUND;
  /** What is held before this time does not rest on what a key may be. */
  readonly certainBefore = (ROUNDS + 1) * ROUND;
  readonly flow: Propagation;
  readonly heap: Heap;
  readonly calls: Calls;
  /** In the order of the files, tests last. */
  places: readonly FilePlace[] = [];
  /** Names that files say, or models in them, are read by a call: how often. */
  readonly #accessors = new Map<number, number>();
  readonly #toRead = new Set<number>();
  /** Names that functions which flow give, or gave: a vertex that holds something where one does. */
  readonly #found = new Map<number, number>();
  readonly #toHear = new Set<number>();
  /** Files that have other calls of accessors since. */
  readonly #others = new Set<FilePlace>();
  readonly #said = new Map<FilePlace, Said>();
  readonly #file: FileFlow;
  readonly #gifts: Gifts;
  #byPath: ReadonlyMap<string, FilePlace> = new Map();
  /** Where imports led the last time. */
  #resolve: ImportResolver | null = null;
  /** Vertices after the first time. */
  #begun = 0;

  /**
   * @param symbols  names of the symbols that the files have
   * @param limit    edges after which no more is followed
   */
  constructor(symbols: ReadonlySet<string>, limit: number) {
    const space = new Space(symbols);
    this.space = space;
    this.flow = new Propagation(space, limit);
    this.heap = new Heap(space, this.flow);
    this.calls = new Calls(space, this.flow, this.heap);
    const accessor = (name: number): void => this.#accessor(name);
    const kinds = kindsByName(space);
    const member = (name: number): void => {
      for (const kind of kinds.get(name) ?? []) this.#accessor(PROTOCOL + kind);
    };
    const onDefined = (name: number): void => {
      accessor(name);
      member(name);
    };
    this.#file = new FileFlow(this, new FileScene(this, onDefined), { accessor, member });
    this.#gifts = new Gifts(this);
    this.flow.onToken((kind, a, b, token) => this.#hear(kind, a, b, token));
  }

  /** It cannot be brought up to date: it was too large. */
  get isFinal(): boolean {
    return this.flow.isFull;
  }

  /** Most of what is kept is of files that are no more. */
  get isWorn(): boolean {
    return this.flow.vertices > 2 * this.#begun + WORN;
  }

  holds(place: FilePlace): boolean {
    return this.#said.has(place);
  }

  get accessors(): ReadonlySet<string> {
    const names = [...this.#accessors.keys(), ...this.#found.keys()].filter(
      (name) => name < PROTOCOL,
    );
    return new Set(names.map((name) => this.space.names[name] as string));
  }

  said(place: FilePlace): Said {
    return this.#said.get(place) as Said;
  }

  /** @param files  what the project consists of now; facts that are the same object are the same */
  update(files: readonly FileFacts[], resolve: ImportResolver): FlowChange {
    // At first all are others.
    const changed = new Set<number>();
    this.flow.changed = this.#begun === 0 ? null : changed;
    const kept = new Map<FilePlace, Kept>();
    const next = this.#place(files, kept);
    const gone = [...this.#said.keys()].filter(
      (place) => next.get(place.facts.path)?.facts !== place.facts,
    );
    const touched = new Set<FilePlace>();
    this.#byPath = next;
    for (const place of this.places) if (this.#relink(place, resolve)) touched.add(place);
    this.#resolve = resolve;
    // What is said once more before it is taken back stays as it is.
    this.#saying(false, () => {
      for (const place of this.places)
        if (!this.#said.has(place)) {
          this.#sayAll(place, kept.get(place) ?? NOTHING_KEPT);
          touched.add(place);
        }
    });
    this.#saying(true, () => {
      for (const place of gone) this.#sayAll(place, this.said(place));
    });
    for (const place of gone) this.#said.delete(place);
    this.#settle(touched, gone);
    if (this.#begun === 0) this.#begun = this.flow.vertices;
    return { vertices: changed, places: this.placesOf(changed, touched), gone };
  }

  #saying(isTaken: boolean, say: () => void): void {
    this.flow.saying({ isTaken, time: 0 }, say);
  }

  /** New places for what is new; all of them in their order. @param kept  is told what files that changed have of what they were */
  #place(files: readonly FileFacts[], kept: Map<FilePlace, Kept>): ReadonlyMap<string, FilePlace> {
    const all = files.map((facts) => {
      const known = this.#byPath.get(facts.path);
      if (known?.facts === facts) return known;
      if (known === undefined)
        return this.space.place(facts, this.flow.vertex(facts.flow.vertices));
      const place = this.space.follow(known, facts, (count) => this.flow.vertex(count));
      kept.set(place, this.#file.follow(known, place, this.said(known)));
      this.#gifts.follow(known, place);
      return place;
    });
    this.places = [...all.filter(({ isTest }) => !isTest), ...all.filter(({ isTest }) => isTest)];
    this.places.forEach((place, at) => {
      place.order = at;
    });
    return new Map(all.map((place) => [place.facts.path, place]));
  }

  #sayAll(place: FilePlace, said: Said | Kept): void {
    const { isTaking } = this.flow;
    if (isTaking) this.#sayReads(place, () => true);
    this.#said.set(place, this.#file.all(place, said));
    if (!isTaking) this.#sayReads(place, (name) => this.#accessors.has(name));
  }

  #sayReads(place: FilePlace, isAccessor: (name: number) => boolean): void {
    this.#file.reads.declared(place, this.said(place), isAccessor);
    this.#file.reads.listen(place, this.said(place), (name) => this.#found.get(name));
  }

  /** Imports that lead elsewhere now. @returns whether there are any */
  #relink(place: FilePlace, resolve: ImportResolver): boolean {
    const { facts, modules } = place;
    const isKnown = resolve === this.#resolve && this.#said.has(place);
    const isHere = (one: FilePlace | null): boolean =>
      one === null || this.#byPath.get(one.facts.path) === one;
    if (isKnown && modules.every(isHere)) return false;
    const next = facts.flow.modules.map((specifier, at) => {
      const known = modules[at] ?? null;
      if (isKnown) return known === null ? null : (this.#byPath.get(known.facts.path) ?? null);
      const target = resolve(facts.path, specifier);
      return target.kind === 'file' ? (this.#byPath.get(target.path) ?? null) : null;
    });
    const others = new Set(modules.keys());
    for (const [at, now] of next.entries())
      if (isAlike(modules[at] ?? null, now)) {
        modules[at] = now;
        others.delete(at);
      }
    if (others.size === 0) return false;
    // Where a name stands for something outside of the project now, or no more, built-ins of that name count otherwise.
    const isWhole = [...others].some((at) => (modules[at] === null) !== (next[at] === null));
    const say = (isTaken: boolean): void =>
      this.#saying(isTaken, () => {
        if (isWhole) this.#sayAll(place, this.said(place));
        else this.#file.imports(place, others);
      });
    const isSaid = this.#said.has(place);
    if (isSaid) say(true);
    for (const at of others) modules[at] = next[at] ?? null;
    if (isSaid) say(false);
    return isSaid;
  }

  #settle(touched: Set<FilePlace>, gone: readonly FilePlace[]): void {
    do {
      this.#readAccessors(touched);
      this.flow.run(ROUND);
      for (let round = 1; round <= 2 * ROUNDS; round += 1) {
        const places = (): Iterable<FilePlace> =>
          this.#begun === 0 ? this.places : this.#lookers(touched);
        this.#gifts.give(round, round * ROUND, { writes: round > ROUNDS, places, gone });
        this.flow.run((round + 1) * ROUND);
      }
    } while (this.#toRead.size + this.#toHear.size > 0);
    for (const place of this.#others) if (this.#said.has(place)) touched.add(place);
    this.#others.clear();
  }

  /** @returns files for which something changed that they may be given */
  #lookers(touched: ReadonlySet<FilePlace>): Iterable<FilePlace> {
    const changed = this.flow.changed ?? new Set();
    const places = this.placesOf(changed, touched);
    for (const vertex of changed) {
      const owner = this.heap.owner(vertex);
      if (owner === null) continue;
      for (const place of this.#gifts.lookersAt(owner.token))
        if (this.#said.has(place)) places.add(place);
    }
    return places;
  }

  /** @returns files that have one of these vertices, and those others */
  placesOf(vertices: Iterable<number>, others: Iterable<FilePlace>): Set<FilePlace> {
    const places = new Set(others);
    for (const vertex of vertices) {
      const place = this.space.placeOf(vertex);
      if (place !== null && this.#said.has(place)) places.add(place);
    }
    return places;
  }

  /** Names that are those of accessors now, or no more. */
  #readAccessors(touched: Set<FilePlace>): void {
    const news = new Set<number>();
    const old = new Set<number>();
    for (const name of this.#toRead) (this.#accessors.has(name) ? news : old).add(name);
    this.#toRead.clear();
    for (const [names, isTaken] of [
      [old, true],
      [news, false],
    ] as const)
      if (names.size > 0)
        this.#saying(isTaken, () => {
          for (const place of this.places) {
            const said = this.said(place);
            const before = said.reading?.declared.size ?? 0;
            this.#file.reads.declared(place, said, (name) => names.has(name));
            if ((said.reading?.declared.size ?? 0) !== before) touched.add(place);
          }
        });
    if (this.#toHear.size === 0) return;
    const heard = new Map([...this.#toHear].map((name) => [name, this.#found.get(name)]));
    this.#toHear.clear();
    this.#saying(false, () => {
      for (const place of this.places)
        this.#file.reads.listen(place, this.said(place), (name) => heard.get(name));
    });
  }

  #accessor(name: number): void {
    const count = (this.#accessors.get(name) ?? 0) + (this.flow.isTaking ? -1 : 1);
    if (count === 0) this.#accessors.delete(name);
    else this.#accessors.set(name, count);
    if (count === (this.flow.isTaking ? 0 : 1)) this.#toRead.add(name);
  }

  #hear(kind: number, a: number, b: number, token: number): void {
    const { flow, heap, space } = this;
    switch (kind) {
      case HEARD.lookup:
        flow.edge(heap.find(token, b), a);
        return;
      case HEARD.load:
        heap.load(token, b, a);
        return;
      case HEARD.store:
        heap.store(token, a, b);
        return;
      case HEARD.prototypeOf:
        if (space.role(token) === 0) flow.add(a, token + 1);
        return;
      case HEARD.instanceOf:
        if (space.role(token) !== 0) return;
        flow.add(a, token + 2);
        flow.edge(heap.own(token, SPECIAL.subtype), a);
        return;
      case HEARD.extend:
        flow.add(heap.own(a, SPECIAL.proto), token);
        if (space.role(token) !== 0) return;
        flow.add(heap.own(a + 1, SPECIAL.proto), token + 1);
        flow.add(heap.own(token, SPECIAL.subtype), a + 2);
        flow.edge(heap.own(a, SPECIAL.subtype), heap.own(token, SPECIAL.subtype));
        return;
      case HEARD.mix:
        flow.edge(a, heap.own(token, SPECIAL.proto));
        return;
      case HEARD.accessorNamed:
        this.#accessorNamed(a, token);
        return;
      case HEARD.method:
        heap.callMethod(token, a);
        return;
      case HEARD.shuffle:
        heap.shuffle(token);
        return;
      case HEARD.read:
        this.#others.add(this.#file.reads.hear(a, (place) => this.said(place)));
        return;
      case HEARD.implicit:
        this.#others.add(this.#file.reads.implicit(a, b, token, (place) => this.said(place)));
        return;
      case HEARD.self:
        this.calls.callOn(token, a);
        return;
      case HEARD.above: {
        const callable = space.callable(token);
        if (callable === null) return;
        if (callable.signature === null) flow.edge(heap.above(token), a);
        else flow.add(a, token);
        return;
      }
      default:
        this.calls.invoke(a, token, b);
    }
  }

  #accessorNamed(object: number, token: number): void {
    const callable = this.space.callable(token);
    const fact = callable?.place.facts.functions[callable.fn];
    if (fact === undefined) return;
    const name = this.space.intern(/([^.]*?)(?:~\d+)?$/u.exec(fact.name)?.[1] ?? '');
    let vertex = this.#found.get(name);
    if (vertex === undefined) {
      vertex = this.flow.vertex();
      this.#found.set(name, vertex);
      this.#toHear.add(name);
    }
    this.flow.add(vertex, this.space.unknown);
    const getter = this.heap.getter(name);
    const holder = this.heap.holder(object, getter);
    this.flow.add(holder, token);
    this.flow.listen(object, HEARD.store, getter, holder);
  }
}

/** What is imported of the one is what is imported of the other: a file and the same file as it is now. */
function isAlike(before: FilePlace | null, now: FilePlace | null): boolean {
  if (before === null || now === null) return before === now;
  const isSameKind = before.facts.flow.isModule === now.facts.flow.isModule;
  return before.number === now.number && isSameKind;
}
