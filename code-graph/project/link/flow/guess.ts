/**
 * By name alone: a call of a method whose receiver is not known may call any function that was stored under that name, if there
 * are few. Said apart, with their number, so that nobody takes it for knowledge; and nothing flows into what was only guessed, or
 * one wrong guess would lead to the next.
 */
import { CALL_ROW, FLOW_ROW, OP } from '../../facts/flow/flow-fact.ts';
import type { FlowFacts } from '../../facts/flow/flow-fact.ts';
import { isOfSymbol, isOfUnknownConstant } from '../../facts/key.ts';
import type { AccessorRead } from './link-flow.ts';
import type { Heap } from './heap.ts';
import type { Propagation } from './propagation.ts';
import { SPECIAL } from './space.ts';
import type { FilePlace, Space } from './space.ts';

/** More functions of one name, or under names that are not known, say nothing about a call. */
const MAX_GUESSES = 8;

export interface GuessParts {
  readonly space: Space;
  readonly flow: Propagation;
  readonly heap: Heap;
  readonly reads: readonly AccessorRead[];
}

/** What an object holds is what is called there under a name that is not known. @returns whether that is news */
export function giveUnknownReads(parts: GuessParts): boolean {
  const { space, flow, heap } = parts;
  for (const place of space.places) {
    keepUnknownStores(parts, place);
    for (const { vertex, base, name } of unresolvedCallees(parts, place)) {
      if (!isUnknown(parts, name)) continue;
      for (const token of objectsOf(parts, base))
        for (const held of heap.anything(token)) giveAll(parts, held, vertex);
    }
  }
  return flow.isMoving;
}

/**
 * What was written to an object under names that are not known may be what is called there under one that is: possible,
 * and no more, with all that follows from it. A symbol is no name that was not known. @returns whether that is news
 */
export function giveUnknownWrites(parts: GuessParts): boolean {
  const { space, flow, heap } = parts;
  const isNew = giveUnknownReads(parts);
  for (const place of space.places)
    for (const { vertex, base, name } of unresolvedCallees(parts, place)) {
      if (isUnknown(parts, name) || isOfSymbol(space.names[name] as string)) continue;
      for (const token of objectsOf(parts, base))
        giveAll(parts, heap.own(token, SPECIAL.dynamic), vertex);
    }
  return isNew || flow.isMoving;
}

const isUnknown = ({ space }: Pick<GuessParts, 'space'>, name: number): boolean =>
  name === -1 || isOfUnknownConstant(space.names[name] as string);

const objectsOf = ({ space, flow }: GuessParts, base: number): readonly number[] =>
  flow.tokens(base).filter((token) => !space.isArray(token));

/** @returns by vertex that is called and holds nothing that can be: the functions that were stored under that name */
export function guessByName(parts: GuessParts): ReadonlyMap<number, readonly number[]> {
  const { space, flow, reads } = parts;
  const guesses = new Map<number, readonly number[]>();
  const candidates = candidatesByName(parts);
  const give = (vertex: number, name: number): void => {
    const functions = candidates(name);
    if (functions.length > 0 && functions.length <= MAX_GUESSES) guesses.set(vertex, functions);
  };
  const isOutside = (base: number): boolean => flow.tokens(base).includes(space.outside);
  for (const place of space.places)
    for (const { vertex, base, name } of unresolvedCallees(parts, place))
      if (name !== -1 && !isOutside(base)) give(vertex, name);
  for (const { base, callee, name } of reads) if (flow.isEmpty(base)) give(callee, name);
  return guesses;
}

/** Vertices of members that are called and hold nothing that can be called, with the name of the member. */
function* unresolvedCallees(
  parts: GuessParts,
  place: FilePlace,
): Iterable<{ readonly vertex: number; readonly base: number; readonly name: number }> {
  const { flow } = place.facts;
  const { rows } = flow;
  for (const at of memberRows(flow).called) {
    const vertex = place.vertex + (rows[at + 1] as number);
    if (holdsCallable(parts, vertex)) continue;
    const name = rows[at + 3] as number;
    const base = place.vertex + (rows[at + 2] as number);
    yield { vertex, base, name: name < 0 ? -1 : (place.names[name] as number) };
  }
}

interface MemberRows {
  /** Rows that read a member which is called. */
  readonly called: readonly number[];
  /** Rows that write a value under a name. */
  readonly stored: readonly number[];
}

const known = new WeakMap<FlowFacts, MemberRows>();

/** @returns the same object for the same facts */
function memberRows(facts: FlowFacts): MemberRows {
  let found = known.get(facts);
  if (found !== undefined) return found;
  const { calls, rows } = facts;
  const callees = new Uint8Array(facts.vertices);
  for (let at = 0; at < calls.length; at += CALL_ROW)
    if ((calls[at + 1] as number) >= 0) callees[calls[at + 1] as number] = 1;
  const called: number[] = [];
  const stored: number[] = [];
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    if (rows[at] === OP.load && callees[rows[at + 1] as number] === 1) called.push(at);
    const isStore = rows[at] === OP.store && (rows[at + 2] as number) >= 0;
    if (isStore && (rows[at + 3] as number) >= 0) stored.push(at);
  }
  found = { called, stored };
  known.set(facts, found);
  return found;
}

/** The functions that one vertex holds, to another, if they are few. */
function giveAll({ space, flow }: GuessParts, from: number, to: number): void {
  const functions = flow.tokens(from).filter((token) => space.role(token) === 0);
  if (functions.length <= MAX_GUESSES) for (const token of functions) flow.add(to, token);
}

function holdsCallable({ space, flow }: GuessParts, vertex: number): boolean {
  return flow.tokens(vertex).some((token) => space.role(token) === 0);
}

/** What is written to objects that nothing is known of is known by its name. */
function keepUnknownStores({ space, flow, heap }: GuessParts, place: FilePlace): void {
  const { rows } = place.facts.flow;
  for (const at of memberRows(place.facts.flow).stored) {
    if (!flow.isEmpty(place.vertex + (rows[at + 1] as number))) continue;
    const coded = place.names[rows[at + 2] as number] as number;
    if (coded <= SPECIAL.value || isUnknown({ space }, coded)) continue;
    flow.edge(place.vertex + (rows[at + 3] as number), heap.own(space.unknown, coded));
  }
}

function candidatesByName({ space, flow, heap }: GuessParts): (name: number) => readonly number[] {
  const known = new Map<number, readonly number[]>();
  return (name) => {
    let found = known.get(name);
    if (found === undefined) {
      const tokens = new Set<number>();
      for (const vertex of heap.named(name))
        for (const token of flow.tokens(vertex)) if (space.role(token) === 0) tokens.add(token);
      found = [...tokens];
      known.set(name, found);
    }
    return found;
  };
}
