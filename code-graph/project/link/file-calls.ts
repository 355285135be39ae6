/**
 * The call edges of one file, from the linked flow. What only one function reaches is certain; what several
 * reach is shared by all; what is known by name alone, or handed to code that is not seen, counts less.
 */
import { CALL_FLAG, SITE_ROW } from '../facts/flow/flow-fact.ts';
import { VIAS } from './call.ts';
import type { CallEdge } from './call.ts';
import type { FileGuesses } from './flow/guess.ts';
import { byPlace } from './flow/invoke.ts';
import type { Call, Target } from './flow/invoke.ts';
import type { LinkedFlow } from './flow/link-flow.ts';
import { implicitOf, readsOf } from './flow/said/said.ts';
import type { FilePlace } from './flow/place/place.ts';

const CONFIDENCE: Readonly<Record<CallEdge['via'], number>> = {
  call: 1,
  accessor: 1,
  implicit: 0.8,
  builtin: 0.8,
  later: 0.7,
  passed: 0.6,
};
const BY_NAME = 0.5;
/** Only if a key that is not known is the name that is read: less than a guess by the name itself. */
const BY_UNKNOWN_KEY = 0.3;
/** Only if an object of which nothing is known has an accessor of that name, and not a plain property. */
const BY_ACCESSOR_NAME = 0.3;
/** More functions than this in one argument say nothing about any of them. */
const MAX_PASSED = 3;

/** Edges from the functions of one file, in the order in which its calls are written; functions and sites as numbered in their files. */
export interface FileCalls {
  readonly from: Int32Array;
  readonly to: readonly Target[];
  /** Index in {@link VIAS}. */
  readonly via: Uint8Array;
  readonly choices: Uint8Array;
  readonly confidence: Float64Array;
  /** Sites of all edges, and the first of each, and behind the last. */
  readonly sites: Int32Array;
  readonly first: Int32Array;
  /** Vertices that the edges depend on and that are none of the file's own. */
  readonly vertices: Int32Array;
}

interface Found {
  readonly call: Call;
  readonly targets: readonly Target[];
  readonly via: CallEdge['via'];
  /** What is said of all of them together; by what is known of the call where there is none. */
  readonly guess?: number;
}

/** What was handed to code that is not seen, by what does not rest on keys that are not known. */
function passedTo({ flow, space, givenSince }: LinkedFlow, call: Call): readonly Target[] {
  const targets: Target[] = [];
  for (const arg of call.args) {
    const callables = flow.tokens(arg).filter((token) => {
      const callable = space.callable(token);
      return callable !== null && callable.class === -1;
    });
    if (callables.length > MAX_PASSED) continue;
    const known = flow.tokensBefore(arg, givenSince).filter((token) => callables.includes(token));
    targets.push(...known.map((token) => space.callable(token) as Target).sort(byPlace));
  }
  return targets;
}

/** What is known by name alone, but for functions that take fewer arguments than they would get. */
function guessed(
  { space }: LinkedFlow,
  { functions }: FileGuesses,
  { callee, args, flags }: Call,
): readonly Target[] {
  return (functions.get(callee) ?? []).flatMap((token) => {
    const callable = space.callable(token);
    const signature = callable?.signature ?? null;
    if (callable === null || signature === null) return [];
    const isOpen =
      signature.rest >= 0 || signature.argumentsObject >= 0 || (flags & CALL_FLAG.spread) !== 0;
    return isOpen || args.length <= signature.params ? [callable] : [];
  });
}

function* findCalls(linked: LinkedFlow, place: FilePlace, guesses: FileGuesses): Iterable<Found> {
  const { calls, flow } = linked;
  const said = linked.said(place);
  const isWritten = new Set(said.written);
  const reads = [
    ...[...readsOf(said)].map(([at, { call }]) => [at, call] as const),
    ...implicitOf(said),
  ]
    .sort(([a], [b]) => a - b)
    .map(([, call]) => call);
  const callsNothing = new Map<number, boolean>();
  for (const index of [...said.written, ...said.made, ...reads]) {
    const call = calls.all[index] as Call;
    const { via } = call;
    if (via === 'bound' || flow.isSaturated(call.callee)) continue;
    // What is written there is a call of the project's own function, no built-in of that name.
    if (call.origin !== -1 && callsNothing.get(call.origin) === false) continue;
    const { certain, possible } = calls.targets(call, linked.certainBefore);
    const callsSome = certain.length + possible.length > 0;
    if (isWritten.has(index))
      callsNothing.set(index, certain.length === 0 || guesses.functions.has(call.callee));
    const byName = callsSome ? [] : guessed(linked, guesses, call);
    const isPassed = (call.flags & CALL_FLAG.passed) !== 0;
    if (certain.length > 0) yield { call, targets: certain, via: isPassed ? 'passed' : via };
    if (possible.length > 0) yield { call, targets: possible, via, guess: BY_UNKNOWN_KEY };
    if (byName.length > 0) {
      const guess = via === 'accessor' ? BY_ACCESSOR_NAME : BY_NAME;
      yield { call, targets: byName, via, guess };
    }
    if (callsSome || byName.length > 0) continue;
    if (isWritten.has(index) && !said.modelled.has(index)) {
      const passed = passedTo(linked, call);
      if (passed.length > 0) yield { call, targets: passed, via: 'passed' };
    }
  }
}

function confidenceOf({ targets, via, guess }: Found): number {
  const { length } = targets;
  if (guess !== undefined) return guess / length;
  if (via === 'passed') return CONFIDENCE.passed;
  return length === 1 ? CONFIDENCE[via] : CONFIDENCE[via] * Math.max(0.6, 1 - length / 20);
}

/** @returns one edge for each pair of functions, which says what its surest call says */
export function callsOf(linked: LinkedFlow, place: FilePlace, guesses: FileGuesses): FileCalls {
  const edges = new Map<number, Map<FilePlace, Map<number, number>>>();
  const [from, via, choices, confidences]: number[][] = [[], [], [], []] as const;
  const to: Target[] = [];
  const sites: number[][] = [];
  for (const found of findCalls(linked, place, guesses)) {
    const { site } = found.call;
    const fn = place.facts.flow.sites[site * SITE_ROW] as number;
    const confidence = confidenceOf(found);
    for (const target of found.targets) {
      if (target.fn >= target.place.facts.functions.length) continue;
      const edge = edgeOf(edges, fn, target, to.length);
      if (edge === to.length) {
        from.push(fn);
        to.push(target);
        confidences.push(-1);
        sites.push([]);
      }
      sites[edge]?.push(site);
      if ((confidences[edge] as number) >= confidence) continue;
      confidences[edge] = confidence;
      via[edge] = VIAS.indexOf(found.via);
      choices[edge] = found.targets.length;
    }
  }
  const first = new Int32Array(to.length + 1);
  sites.forEach(({ length }, edge) => {
    first[edge + 1] = (first[edge] as number) + length;
  });
  return {
    from: Int32Array.from(from),
    to: to.slice(),
    via: Uint8Array.from(via),
    choices: Uint8Array.from(choices),
    confidence: Float64Array.from(confidences),
    sites: Int32Array.from(sites.flat()),
    first,
    vertices: outer(linked, place),
  };
}

/** @returns the number of the edge; `next` where it is new */
function edgeOf(
  edges: Map<number, Map<FilePlace, Map<number, number>>>,
  from: number,
  { place, fn }: Target,
  next: number,
): number {
  let byPlaces = edges.get(from);
  if (byPlaces === undefined) edges.set(from, (byPlaces = new Map()));
  let byFunction = byPlaces.get(place);
  if (byFunction === undefined) byPlaces.set(place, (byFunction = new Map()));
  const known = byFunction.get(fn);
  if (known === undefined) byFunction.set(fn, next);
  return known ?? next;
}

/** Vertices beyond those of the file that its calls look at. */
function outer(linked: LinkedFlow, place: FilePlace): Int32Array {
  const { calls, flow, heap, space } = linked;
  const said = linked.said(place);
  const found = new Set<number>();
  const take = (vertex: number): void => {
    if (vertex >= 0 && space.placeOf(vertex) !== place) found.add(vertex);
  };
  const reads = [
    ...[...readsOf(said).values()].map(({ call }) => call),
    ...Array.from(implicitOf(said), ([, call]) => call),
  ];
  for (const index of [...said.written, ...said.made, ...reads]) {
    const { callee, args, flags } = calls.all[index] as Call;
    take(callee);
    for (const arg of args) take(arg);
    if ((flags & CALL_FLAG.new) !== 0)
      for (const token of flow.tokens(callee))
        if (space.callable(token)?.signature === null) take(heap.above(token));
  }
  return Int32Array.from(found);
}
