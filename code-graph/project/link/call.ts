/**
 * Call edges between functions of the project, from the linked flow. What only one function reaches is certain; what several
 * reach is shared by all; what is known by name alone, or handed to code that is not seen, counts less.
 */
import type { NodeId } from '../../../protocol/ids.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import { CALL_FLAG, SITE_ROW } from '../facts/flow/flow-fact.ts';
import { linkFlow } from './flow/link-flow.ts';
import { MAX_EDGES } from './flow/propagation.ts';
import type { LinkedFlow } from './flow/link-flow.ts';
import type { Call, Target, Via } from './flow/invoke.ts';
import { PairMap } from './flow/pair-map.ts';
import type { SymbolTable } from './symbol.ts';

export interface CallSite {
  readonly node: NodeId;
  readonly line: number;
}

export interface CallEdge {
  readonly from: NodeId;
  readonly to: NodeId;
  /** 1: nothing else can be called there; below 1: see `via` and `choices`. */
  readonly confidence: number;
  /** Who says so: the text, or a run of the program. */
  readonly source: 'static' | 'observed' | 'both';
  /** `builtin`: a built-in calls it (`map`, `emit`); `later`: after the caller ended; `passed`: it was handed on. */
  readonly via: Exclude<Via, 'bound'>;
  /** How many functions the site may call: more than one is *may*. */
  readonly choices: number;
  readonly sites: readonly CallSite[];
}

const CONFIDENCE: Readonly<Record<CallEdge['via'], number>> = {
  call: 1,
  accessor: 1,
  builtin: 0.8,
  later: 0.7,
  passed: 0.6,
};
const BY_NAME = 0.5;
/** Only if a key that is not known is the name that is read: less than a guess by the name itself. */
const BY_UNKNOWN_KEY = 0.3;
/** Only if an object of which nothing is known has an accessor of that name, and not a plain property. */
const BY_ACCESSOR_NAME = 0.3;
/** Calls that are less certain than that are possible, and no more: whoever counts calls leaves them out. */
export const LEAST_LIKELY = 0.4;
/** More functions than this in one argument say nothing about any of them. */
const MAX_PASSED = 3;

/** The edges between the functions of some files in columns, in source order of the first call. */
export interface LinkedCalls {
  /** Functions and sites are numbered through these. */
  readonly files: readonly FileFacts[];
  readonly firstFunction: Int32Array;
  readonly firstSite: Int32Array;
  /** Numbers of functions. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Index in {@link VIAS}. */
  readonly via: Uint8Array;
  readonly choices: Uint8Array;
  readonly confidence: Float64Array;
  /** First site of each edge, and behind the last; numbers of sites. */
  readonly first: Int32Array;
  readonly sites: Int32Array;
  /** Where sites of a file are now that were others when it was linked: by their numbers in the file. */
  readonly moved?: ReadonlyMap<FileFacts, Int32Array>;
  /** Names that are read or written by a call: those of getters and setters. */
  readonly accessors: ReadonlySet<string>;
  /** The project is too large to be followed to the end: calls that are known only by what flows are missing. */
  readonly isCut: boolean;
}

export const VIAS = ['call', 'accessor', 'builtin', 'later', 'passed'] as const;

interface Found {
  readonly call: Call;
  readonly targets: readonly Target[];
  readonly via: CallEdge['via'];
  /** What is said of all of them together; by what is known of the call where there is none. */
  readonly guess?: number;
}

/** What was handed to code that is not seen. */
function passedTo(linked: LinkedFlow, call: Call): readonly Target[] {
  const targets: Target[] = [];
  for (const arg of call.args) {
    const callables = linked.flow.tokens(arg).flatMap((token) => {
      const callable = linked.space.callable(token);
      return callable === null || callable.class !== -1 ? [] : [callable];
    });
    if (callables.length <= MAX_PASSED) targets.push(...callables);
  }
  return targets;
}

/** What is known by name alone, but for functions that take fewer arguments than they would get. */
function guessed({ space, guesses }: LinkedFlow, { callee, args, flags }: Call): readonly Target[] {
  return (guesses.get(callee) ?? []).flatMap((token) => {
    const callable = space.callable(token);
    const signature = callable?.signature ?? null;
    if (callable === null || signature === null) return [];
    const isOpen =
      signature.rest >= 0 || signature.argumentsObject >= 0 || (flags & CALL_FLAG.spread) !== 0;
    return isOpen || args.length <= signature.params ? [callable] : [];
  });
}

function* findCalls(linked: LinkedFlow): Iterable<Found> {
  const { calls, written, modelled, guesses } = linked;
  for (let index = 0; index < calls.all.length; index += 1) {
    const call = calls.all[index] as Call;
    const { via } = call;
    if (via === 'bound' || linked.flow.isSaturated(call.callee)) continue;
    const origin = calls.all[call.origin];
    // What is written there is a call of the project's own function, no built-in of that name.
    if (origin !== undefined && calls.targets[call.origin]?.length !== 0)
      if (!guesses.has(origin.callee)) continue;
    const known = calls.targets[index] as readonly Target[];
    const byName = known.length > 0 ? [] : guessed(linked, call);
    const isPassed = (call.flags & CALL_FLAG.passed) !== 0;
    const certain = known.slice(0, linked.certain[index] ?? 0);
    const possible = known.slice(certain.length);
    if (certain.length > 0) yield { call, targets: certain, via: isPassed ? 'passed' : via };
    if (possible.length > 0) yield { call, targets: possible, via, guess: BY_UNKNOWN_KEY };
    if (byName.length > 0) {
      const guess = via === 'accessor' ? BY_ACCESSOR_NAME : BY_NAME;
      yield { call, targets: byName, via, guess };
    }
    if (known.length > 0 || byName.length > 0) continue;
    if (index < written && modelled[index] === 0) {
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

/** Edges while they are found: one for each pair of functions, which says what its surest call says. */
class Edges {
  readonly pairs = new PairMap();
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly via: number[] = [];
  readonly choices: number[] = [];
  readonly confidence: number[] = [];
  /** Pairs of edge and site. */
  readonly sites: number[] = [];

  add(from: number, to: number, found: Found, confidence: number): void {
    let edge = this.pairs.get(from, to);
    if (edge === -1) {
      edge = this.from.push(from) - 1;
      this.to.push(to);
      this.pairs.add(from, to, edge);
      this.confidence.push(-1);
    }
    this.sites.push(edge, found.call.site);
    if ((this.confidence[edge] as number) >= confidence) return;
    this.confidence[edge] = confidence;
    this.via[edge] = VIAS.indexOf(found.via);
    this.choices[edge] = found.targets.length;
  }

  /** Sites by edge, in the order in which they came. */
  bySite(): { readonly first: Int32Array; readonly sites: Int32Array } {
    const { length } = this.from;
    const first = new Int32Array(length + 1);
    for (let at = 0; at < this.sites.length; at += 2) {
      const edge = this.sites[at] as number;
      first[edge + 1] = (first[edge + 1] as number) + 1;
    }
    for (let edge = 0; edge < length; edge += 1)
      first[edge + 1] = (first[edge + 1] as number) + (first[edge] as number);
    const next = first.slice();
    const sites = new Int32Array(this.sites.length / 2);
    for (let at = 0; at < this.sites.length; at += 2) {
      const edge = this.sites[at] as number;
      sites[next[edge] as number] = this.sites[at + 1] as number;
      next[edge] = (next[edge] as number) + 1;
    }
    return { first, sites };
  }
}

/** @returns one edge for each pair of functions */
export function linkCalls(
  files: Iterable<FileFacts>,
  table: SymbolTable,
  limit: number = MAX_EDGES,
): LinkedCalls {
  const linked = linkFlow([...files], table.resolve, limit);
  const { places } = linked.space;
  const firstFunction = new Int32Array(places.length + 1);
  const firstSite = new Int32Array(places.length + 1);
  places.forEach(({ facts, site }, at) => {
    firstFunction[at + 1] = (firstFunction[at] as number) + facts.functions.length;
    firstSite[at + 1] = site + facts.flow.sites.length / SITE_ROW;
  });
  const edges = new Edges();
  for (const found of findCalls(linked)) {
    const { facts, index, site } = linked.space.fileOfSite(found.call.site);
    const fn = facts.flow.sites[(found.call.site - site) * SITE_ROW] as number;
    const from = (firstFunction[index] as number) + fn;
    const confidence = confidenceOf(found);
    for (const target of found.targets) {
      if (target.fn >= target.place.facts.functions.length) continue;
      const to = (firstFunction[target.place.index] as number) + target.fn;
      edges.add(from, to, found, confidence);
    }
  }
  return {
    files: places.map(({ facts }) => facts),
    firstFunction,
    firstSite,
    from: Int32Array.from(edges.from),
    to: Int32Array.from(edges.to),
    via: Uint8Array.from(edges.via),
    choices: Uint8Array.from(edges.choices),
    confidence: Float64Array.from(edges.confidence),
    ...edges.bySite(),
    accessors: linked.accessors,
    isCut: linked.flow.isFull,
  };
}
