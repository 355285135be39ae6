/**
 * Reads and writes of properties that accessors may answer: each is a call then. Which names are those of accessors, files say (`get x()`), or
 * it turns out by the functions that flow (`Object.defineProperty(o, f.name, { get: f })`); then a row hears of it by a vertex that stands for the
 * name, so that it is a call as long as, and since, one of those functions is there.
 */
import { FLOW_ROW, OP } from '../../../facts/flow/flow-fact.ts';
import { HEARD, PROTOCOL } from '../heap.ts';
import { ENDS, giversOf, readRows } from '../inert.ts';
import { partOfRow } from '../place/part.ts';
import type { FilePlace } from '../place/place.ts';
import type { FileScene, SceneParts } from '../scene.ts';
import { sayImplicit } from './implicit.ts';
import { readingOf } from './said.ts';
import type { AccessorRead, Said } from './said.ts';

/** A row that hears of names. */
interface Heard {
  readonly place: FilePlace;
  readonly at: number;
}

type SayRow = (place: FilePlace, at: number) => void;

export class Reads {
  readonly #parts: SceneParts;
  readonly #scene: FileScene;
  readonly #row: SayRow;
  readonly #heard: Heard[] = [];

  /** @param row  says a row that was left out at first */
  constructor(parts: SceneParts, scene: FileScene, row: SayRow) {
    this.#parts = parts;
    this.#scene = scene;
    this.#row = row;
  }

  /** What gives a vertex something was left out, and is asked for after all; or no more. */
  #wake(place: FilePlace, local: number, woken: Map<number, number> | null): void {
    const read = readRows(place.facts.flow);
    const by = this.#parts.flow.isTaking ? -1 : 1;
    const seen = new Set([local]);
    for (const vertex of seen)
      for (const at of giversOf(read, vertex)) {
        if (read.inert[at / FLOW_ROW] === 0) continue;
        const before = woken?.get(at) ?? 0;
        woken?.set(at, before + by);
        if (woken === null || before === 0 || before + by === 0) this.#row(place, at);
        const from = ENDS[place.facts.flow.rows[at] as number]?.from[0];
        if (from !== undefined) seen.add(place.facts.flow.rows[at + from] as number);
      }
  }

  /** Rows that read or write these names. */
  *#accesses(place: FilePlace, isWanted: (name: number) => boolean): Iterable<number> {
    const { rows } = place.facts.flow;
    for (let at = 0; at < rows.length; at += FLOW_ROW) {
      const op = rows[at];
      if (op === OP.implicit && isWanted(PROTOCOL + (rows[at + 3] as number))) yield at;
      if (op !== OP.load && op !== OP.store) continue;
      const named = rows[at + (op === OP.load ? 3 : 2)] as number;
      if ((rows[at + 4] as number) < 0 || named < 0) continue;
      if (isWanted(place.names[named] as number)) yield at;
    }
  }

  /** Reads and writes of these names, which are accessors by what files say, are calls; or are so no more. */
  declared(place: FilePlace, said: Said, isAccessor: (name: number) => boolean): void {
    const { isTaking } = this.#parts.flow;
    for (const at of this.#accesses(place, isAccessor)) {
      const { declared, woken } = readingOf(said);
      if (declared.has(at) !== isTaking) continue;
      if (isTaking) declared.delete(at);
      else declared.add(at);
      if (place.facts.flow.rows[at] === OP.implicit) this.#attendOrNot(place, at, said, woken);
      else this.#readOrNot(place, at, said, woken);
    }
  }

  /** Reads and writes of these names are calls where functions that flow turn out to be accessors of that name. */
  listen(place: FilePlace, said: Said, vertexOf: (name: number) => number | undefined): void {
    const { flow } = this.#parts;
    for (const at of this.#accesses(place, (name) => vertexOf(name) !== undefined)) {
      const isLoad = place.facts.flow.rows[at] === OP.load;
      const named = place.facts.flow.rows[at + (isLoad ? 3 : 2)] as number;
      const vertex = vertexOf(place.names[named] as number) as number;
      const { hearing } = readingOf(said);
      let number = hearing.get(at);
      if ((number !== undefined) !== flow.isTaking) continue;
      if (number === undefined) number = this.#heard.push({ place, at }) - 1;
      hearing.set(at, number);
      flow.listen(vertex, HEARD.read, number, 0);
      if (flow.isTaking) hearing.delete(at);
    }
  }

  /** A row whose name is that of an accessor. @returns the file whose row it is */
  hear(number: number, saidOf: (place: FilePlace) => Said): FilePlace {
    const { place, at } = this.#heard[number] as Heard;
    this.#readOrNot(place, at, saidOf(place), null);
    return place;
  }

  /** The language may call something of what a row names; or no more. */
  #attendOrNot(place: FilePlace, at: number, said: Said, woken: Map<number, number>): void {
    const { flow } = this.#parts;
    const { attended } = readingOf(said);
    const base = place.facts.flow.rows[at + 2] as number;
    this.#wake(place, base, woken);
    const number = attended.get(at) ?? this.#heard.push({ place, at }) - 1;
    flow.listen(place.vertex(base), HEARD.implicit, number, 0);
    if (flow.isTaking) attended.delete(at);
    else attended.set(at, number);
  }

  /**
   * What the language calls of a token.
   * @param stage  0: of what a row names; 1: of the iterator that came of it
   * @returns the file whose row it is
   */
  implicit(
    number: number,
    stage: number,
    token: number,
    saidOf: (place: FilePlace) => Said,
  ): FilePlace {
    const { place, at } = this.#heard[number] as Heard;
    const calls = sayImplicit(this.#parts, this.#scene, { place, at, number, stage, token });
    const { implicit } = readingOf(saidOf(place));
    const known = implicit.get(at) ?? new Map<number, number>();
    for (const call of calls) {
      const count = (known.get(call) ?? 0) + (this.#parts.flow.isTaking ? -1 : 1);
      if (count === 0) known.delete(call);
      else known.set(call, count);
    }
    if (known.size === 0) implicit.delete(at);
    else implicit.set(at, known);
    return place;
  }

  #readOrNot(place: FilePlace, at: number, said: Said, woken: Map<number, number> | null): void {
    const { rows } = place.facts.flow;
    const local = rows[at + (rows[at] === OP.load ? 2 : 1)] as number;
    this.#wake(place, local, woken);
    this.#scene.enter(place, partOfRow(place, at));
    const read = this.#read(place, at);
    const { reads } = readingOf(said);
    const known = reads.get(at) ?? read;
    known.count += this.#parts.flow.isTaking ? -1 : 1;
    if (known.count === 0) reads.delete(at);
    else reads.set(at, known);
  }

  #read(place: FilePlace, at: number): AccessorRead {
    const { flow, heap } = this.#parts;
    const { rows } = place.facts.flow;
    const isLoad = rows[at] === OP.load;
    const name = place.names[rows[at + (isLoad ? 3 : 2)] as number] as number;
    const base = place.vertex(rows[at + (isLoad ? 2 : 1)] as number);
    const callee = this.#scene.vertex();
    const coded = isLoad ? heap.getter(name) : heap.setter(name);
    const value = rows[at + 3] as number;
    flow.listen(base, HEARD.load, callee, coded);
    flow.listen(base, HEARD.method, coded, 0);
    this.#scene.made = [];
    this.#scene.call({
      site: rows[at + 4] as number,
      callee,
      receiver: -1,
      args: isLoad || value < 0 ? [] : [place.vertex(value)],
      result: isLoad ? place.vertex(rows[at + 1] as number) : -1,
      flags: 0,
      via: 'accessor',
      origin: -1,
    });
    return { base, callee, name: coded, call: this.#scene.made[0] as number, count: 0 };
  }
}
