/**
 * What a type says counts where nothing else is known of a value. What an object holds is what is called there under a name that is not known, where nothing else is, or is read there for a call elsewhere; and
 * what was written under such a name may be what is called under one that is. Handed over in rounds, by what is held before each. What one file was given
 * is kept, so that only files for which something changed are looked at again.
 */
import type { FlowFacts } from '../../facts/flow/flow-fact.ts';
import { CALL_ROW, FLOW_ROW, OP } from '../../facts/flow/flow-fact.ts';
import { isOfSymbol, isOfUnknownConstant } from '../../facts/key.ts';
import { isBuiltinMethod } from './native/name.ts';
import type { SceneParts } from './scene.ts';
import { SPECIAL, isElement } from './space.ts';
import type { FilePlace } from './place/place.ts';
import type { Space } from './space.ts';

/** More functions of one name, or under names that are not known, say nothing about a call. */
export const MAX_GUESSES = 8;

/**
 * How many functions may have been stored under names that are not known for one of them to be meant by this name: of a symbol, none;
 * of a name that objects of the language have, the one that there is.
 */
function mostStored(name: string): number {
  if (isOfSymbol(name)) return 0;
  return isBuiltinMethod(name) ? 1 : 3;
}

interface Member {
  readonly vertex: number;
  readonly base: number;
  /** -1 where it is not known. */
  readonly name: number;
}

interface MemberRows {
  /** Rows that read a member which is called. */
  readonly called: Int32Array;
  /** Rows that read a member of unknown name which is not called there. */
  readonly taken: Int32Array;
  /** Rows that write a value under a name. */
  readonly stored: Int32Array;
  /** Rows that say what a vertex may hold by its type. */
  readonly typed: Int32Array;
}

const known = new WeakMap<FlowFacts, MemberRows>();

/** @returns the same object for the same facts */
export function memberRows(facts: FlowFacts): MemberRows {
  let found = known.get(facts);
  if (found !== undefined) return found;
  const { calls, rows } = facts;
  const callees = new Uint8Array(facts.vertices);
  for (let at = 0; at < calls.length; at += CALL_ROW)
    if ((calls[at + 1] as number) >= 0) callees[calls[at + 1] as number] = 1;
  const called: number[] = [];
  const taken: number[] = [];
  const stored: number[] = [];
  const typed: number[] = [];
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    if (rows[at] === OP.load && callees[rows[at + 1] as number] === 1) called.push(at);
    else if (rows[at] === OP.load && rows[at + 3] === -1) taken.push(at);
    else if (rows[at] === OP.typed) typed.push(at);
    const isStore = rows[at] === OP.store && (rows[at + 2] as number) >= 0;
    if (isStore && (rows[at + 3] as number) >= 0) stored.push(at);
  }
  found = {
    called: Int32Array.from(called),
    taken: Int32Array.from(taken),
    stored: Int32Array.from(stored),
    typed: Int32Array.from(typed),
  };
  known.set(facts, found);
  return found;
}

/** Members of a file that are called (or, where that is asked for, that may be called elsewhere) and hold nothing that can be, before a time. */
export function* unresolvedMembers(
  { space, flow }: SceneParts,
  place: FilePlace,
  { time, kind }: { readonly time: number; readonly kind: 'called' | 'taken' },
): Iterable<Member> {
  const { rows } = place.facts.flow;
  for (const at of memberRows(place.facts.flow)[kind]) {
    const vertex = place.vertex(rows[at + 1] as number);
    if (flow.tokensBefore(vertex, time).some((token) => space.role(token) === 0)) continue;
    const name = rows[at + 3] as number;
    const base = place.vertex(rows[at + 2] as number);
    yield { vertex, base, name: name < 0 ? -1 : (place.names[name] as number) };
  }
}

/** Vertices that hold nothing that is known before a time, and what they may hold by their type. */
function* typedVertices(
  { space, flow }: SceneParts,
  place: FilePlace,
  time: number,
): Iterable<readonly [number, readonly number[]]> {
  const { rows } = place.facts.flow;
  const isKnown = (token: number): boolean => token !== space.outside && token !== space.unknown;
  for (const at of memberRows(place.facts.flow).typed) {
    const vertex = place.vertex(rows[at + 1] as number);
    if (flow.tokensBefore(vertex, time).some(isKnown)) continue;
    const tokens = flow.tokensBefore(place.vertex(rows[at + 2] as number), time);
    if (tokens.length > 0) yield [vertex, tokens];
  }
}

export const isUnknownName = ({ names }: Pick<Space, 'names'>, name: number): boolean =>
  name === -1 || isElement(name) || isOfUnknownConstant(names[name] as string);

/** Tokens that vertices are given. */
type Given = ReadonlyMap<number, ReadonlySet<number>>;
const NOTHING: Given = new Map();

export class Gifts {
  readonly #parts: SceneParts;
  /** By round. */
  readonly #given: Map<FilePlace, Given>[] = [];
  /** Files that look at what an object holds. */
  readonly #lookers = new Map<number, Set<FilePlace>>();

  constructor(parts: SceneParts) {
    this.#parts = parts;
  }

  /**
   * Gives what is to be given in a round, and takes back what is not any more.
   * @param time    what is held before is what counts
   * @param writes  what was written under names that are not known is given as well
   * @param places  files that may be given something else, by what is settled
   * @param gone    files that are no more
   */
  give(
    round: number,
    time: number,
    {
      writes,
      places,
      gone,
    }: {
      readonly writes: boolean;
      readonly places: () => Iterable<FilePlace>;
      readonly gone: Iterable<FilePlace>;
    },
  ): void {
    const given = (this.#given[round] ??= new Map<FilePlace, Given>());
    const change = (place: FilePlace, next: Given): void => {
      const before = given.get(place) ?? NOTHING;
      this.#say(before, next, { isTaken: true, time });
      this.#say(next, before, { isTaken: false, time });
      if (next.size === 0) given.delete(place);
      else given.set(place, next);
    };
    for (const place of gone) change(place, NOTHING);
    for (const [place, next] of this.#settled(places, time, writes)) change(place, next);
  }

  /** What vertices hold that were not there before somebody looked is settled first, so that it counts whoever looked first. */
  #settled(
    places: () => Iterable<FilePlace>,
    time: number,
    writes: boolean,
  ): ReadonlyMap<FilePlace, Given> {
    const { flow } = this.#parts;
    const gifts = new Map<FilePlace, Given>();
    for (;;) {
      const before = flow.vertices;
      for (const place of places()) gifts.set(place, this.#giftsOf(place, time, writes));
      if (flow.vertices === before) return gifts;
      flow.run(time);
    }
  }

  /** What the file as it was was given, the file as it is now has been given. */
  follow(before: FilePlace, after: FilePlace): void {
    for (const given of this.#given) {
      const gifts = given?.get(before);
      if (gifts === undefined) continue;
      given.delete(before);
      given.set(after, gifts);
    }
  }

  /** Files for which it counts what the object holds. */
  lookersAt(token: number): Iterable<FilePlace> {
    return this.#lookers.get(token) ?? [];
  }

  #say(gifts: Given, but: Given, how: { readonly isTaken: boolean; readonly time: number }): void {
    const { flow } = this.#parts;
    for (const [vertex, tokens] of gifts)
      for (const token of tokens)
        if (but.get(vertex)?.has(token) !== true) flow.saying(how, () => flow.add(vertex, token));
  }

  #giftsOf(place: FilePlace, time: number, writes: boolean): Given {
    const { space, flow, heap } = this.#parts;
    const gifts = new Map<number, Set<number>>();
    const tokensOf = (vertex: number, isWanted: (token: number) => boolean): readonly number[] => {
      const found = flow.tokensBefore(vertex, time).filter(isWanted);
      return found.length > MAX_GUESSES ? [] : found;
    };
    const isFunction = (token: number): boolean => space.role(token) === 0;
    const isAny = (token: number): boolean => token !== space.outside && token !== space.unknown;
    const give = ({ vertex, base, name }: Member, isTaken: boolean): void => {
      const mostUnknown = isTaken ? MAX_GUESSES : Infinity;
      const isUnknown = isUnknownName(space, name);
      const most = isUnknown ? mostUnknown : writes ? mostStored(space.names[name] as string) : 0;
      if (most === 0) return;
      const found = new Set<number>();
      for (const token of flow.tokensBefore(base, time)) {
        if (space.isArray(token)) continue;
        this.#look(token, place);
        const held = isUnknown ? heap.anything(token) : [heap.find(token, SPECIAL.dynamic)];
        held.forEach((one, at) => {
          const isWanted = isTaken && at === 0 ? isAny : isFunction;
          for (const other of tokensOf(one, isWanted)) found.add(other);
        });
      }
      if (found.size === 0 || found.size > most) return;
      const known = gifts.get(vertex);
      gifts.set(vertex, known === undefined ? found : new Set([...known, ...found]));
    };
    for (const [vertex, tokens] of typedVertices(this.#parts, place, time))
      gifts.set(vertex, new Set(tokens));
    for (const one of unresolvedMembers(this.#parts, place, { time, kind: 'called' }))
      give(one, false);
    for (const one of unresolvedMembers(this.#parts, place, { time, kind: 'taken' }))
      give(one, true);
    return gifts;
  }

  #look(token: number, place: FilePlace): void {
    const lookers = this.#lookers.get(token);
    if (lookers === undefined) this.#lookers.set(token, new Set([place]));
    else lookers.add(place);
  }
}
