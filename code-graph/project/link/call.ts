/**
 * Call edges between functions of the project, from the linked flow. What only one function reaches is certain; what several
 * reach is shared by all; what is known by name alone, or handed to code that is not seen, counts less.
 */
import type { NodeId } from '../../../protocol/ids.ts';
import { readSite } from '../facts/file-facts.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import { linkFlow } from './flow/link-flow.ts';
import { MAX_EDGES } from './flow/propagation.ts';
import type { LinkedFlow } from './flow/link-flow.ts';
import type { Call, Target, Via } from './flow/invoke.ts';
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
/** Where more functions than this may be called, none of them is worth naming. */
const MAX_CHOICES = 100;
const MAX_PASSED = 10;

export interface LinkedCalls {
  readonly edges: readonly CallEdge[];
  /** The project is too large to be followed to the end: calls that are known only by what flows are missing. */
  readonly isCut: boolean;
}

interface Found {
  readonly call: Call;
  readonly targets: readonly Target[];
  readonly via: CallEdge['via'];
  readonly guessed: boolean;
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

function* findCalls(linked: LinkedFlow): Iterable<Found> {
  const { calls, written, modelled, guesses } = linked;
  for (let index = 0; index < calls.all.length; index += 1) {
    const call = calls.all[index] as Call;
    const targets = calls.targets[index] as readonly Target[];
    const { via } = call;
    if (via === 'bound') continue;
    const origin = calls.all[call.origin];
    // What is written there is a call of the project's own function, no built-in of that name.
    if (origin !== undefined && calls.targets[call.origin]?.length !== 0)
      if (!guesses.has(origin.callee)) continue;
    const guessed = guesses.has(call.callee);
    const isPassed = (call.flags & 4) !== 0;
    if (targets.length > 0) yield { call, targets, via: isPassed ? 'passed' : via, guessed };
    else if (index < written && modelled[index] === 0) {
      const passed = passedTo(linked, call);
      if (passed.length > 0) yield { call, targets: passed, via: 'passed', guessed: false };
    }
  }
}

function confidenceOf({ targets, via, guessed }: Found): number {
  const { length } = targets;
  if (guessed) return BY_NAME / length;
  if (via === 'passed') return CONFIDENCE.passed;
  return length === 1 ? CONFIDENCE[via] : CONFIDENCE[via] * Math.max(0.6, 1 - length / 20);
}

/** @returns one edge for each pair of functions, in source order of the first call */
export function linkCalls(
  files: Iterable<FileFacts>,
  table: SymbolTable,
  limit: number = MAX_EDGES,
): LinkedCalls {
  const linked = linkFlow([...files], table.resolve, limit);
  const edges = new Map<string, CallEdge & { readonly sites: CallSite[] }>();
  for (const found of findCalls(linked)) {
    if (found.targets.length > MAX_CHOICES) continue;
    const place = linked.space.fileOfSite(found.call.site);
    const { fn, node, line } = readSite(place.facts, found.call.site - place.site);
    const confidence = confidenceOf(found);
    for (const target of found.targets) {
      const to = target.place.facts.functions[target.fn]?.id;
      if (to === undefined) continue;
      const key = `${fn}\0${to}`;
      const known = edges.get(key);
      const sites = [...(known?.sites ?? []), { node, line }];
      if (known !== undefined && known.confidence >= confidence) {
        known.sites.push({ node, line });
        continue;
      }
      const { via } = found;
      const choices = found.targets.length;
      edges.set(key, { from: fn, to, confidence, source: 'static', via, choices, sites });
    }
  }
  return { edges: [...edges.values()], isCut: linked.flow.isFull };
}
