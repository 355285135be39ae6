/**
 * By name alone: a call of a method whose receiver is not known may call any function that was stored under that name, if there
 * are few. Said apart, with their number, so that nobody takes it for knowledge.
 */
import { CALL_ROW, FLOW_ROW, OP } from '../../facts/flow/flow-fact.ts';
import type { AccessorRead } from './link-flow.ts';
import type { Heap } from './heap.ts';
import type { Propagation } from './propagation.ts';
import { SPECIAL } from './space.ts';
import type { FilePlace, Space } from './space.ts';

const MAX_GUESSES = 8;

export interface GuessParts {
  readonly space: Space;
  readonly flow: Propagation;
  readonly heap: Heap;
  readonly reads: readonly AccessorRead[];
}

/** @returns whether anything was guessed that was not known before */
export function guess(parts: GuessParts, guesses: Map<number, number>): boolean {
  const { space, flow, heap, reads } = parts;
  const candidates = candidatesByName(parts);
  const give = (vertex: number, name: number): void => {
    const functions = candidates(name);
    if (functions.length === 0 || functions.length > MAX_GUESSES) return;
    guesses.set(vertex, functions.length);
    for (const token of functions) flow.add(vertex, token);
  };
  const isOutside = (base: number): boolean => flow.tokens(base).includes(space.outside);
  for (const place of space.places) {
    keepUnknownStores(parts, place);
    for (const { vertex, base, name } of unresolvedCallees(parts, place)) {
      // What was written there under some name comes first.
      for (const token of flow.tokens(base)) {
        if (space.isArray(token)) continue;
        if (name === -1) for (const held of heap.anything(token)) giveAll(parts, held, vertex);
        else giveAll(parts, heap.own(token, SPECIAL.dynamic), vertex);
      }
      if (name !== -1 && !holdsCallable(parts, vertex) && !isOutside(base)) give(vertex, name);
    }
  }
  for (const { base, callee, name } of reads)
    if (flow.isEmpty(base) && !guesses.has(callee)) give(callee, name);
  return flow.isMoving;
}

/** Vertices of members that are called and hold nothing that can be called, with the name of the member. */
function* unresolvedCallees(
  parts: GuessParts,
  place: FilePlace,
): Iterable<{ readonly vertex: number; readonly base: number; readonly name: number }> {
  const { calls, rows } = place.facts.flow;
  const called = new Set<number>();
  for (let at = 0; at < calls.length; at += CALL_ROW) called.add(calls[at + 1] as number);
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    if (rows[at] !== OP.load || !called.has(rows[at + 1] as number)) continue;
    const name = rows[at + 3] as number;
    const vertex = place.vertex + (rows[at + 1] as number);
    if (holdsCallable(parts, vertex)) continue;
    const base = place.vertex + (rows[at + 2] as number);
    yield { vertex, base, name: name < 0 ? -1 : (place.names[name] as number) };
  }
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
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    if (rows[at] !== OP.store) continue;
    const name = rows[at + 2] as number;
    const value = rows[at + 3] as number;
    const base = place.vertex + (rows[at + 1] as number);
    if (value < 0 || name < 0 || !flow.isEmpty(base)) continue;
    const coded = place.names[name] as number;
    if (coded <= SPECIAL.value) continue;
    flow.edge(place.vertex + value, heap.own(space.unknown, coded));
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
