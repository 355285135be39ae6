/**
 * Which part of the graph a planner is shown as an outline: what the question names, what calls that and is called by it, and
 * then the rest of the files that are near, by what is worth looking at first.
 */
import { outline } from '../../../code-graph/index.ts';
import type { CallEdge, CodeGraph } from '../../../code-graph/index.ts';
import type { Limits } from '../../../protocol/plan.ts';
import type { Prior } from './prior.ts';
import type { RefineFacts } from '../refine.ts';

export interface OutlineInput {
  /** Functions, most wanted first. */
  readonly functions: readonly string[];
  /** Files whose other functions follow, by what is worth looking at first. */
  readonly rest?: { readonly files: readonly string[]; readonly prior: Prior };
  readonly limits: Pick<Limits, 'modelTokens'>;
}

const MOST_TOKENS = 4000;
/** Part of what a model may cost in a whole job: the outline is sent with every request for a plan. */
const SHARE_OF_JOB = 1 / 20;
const MOST_NODES = 400;
/** Functions that are put in an order to fill the room that is left. */
const MOST_RANKED = 8000;
/** Edges of the slice up to which a function that ran is shown. */
const NEAR = 2;
/** Calls that are less certain lead anywhere. */
const SURE = 0.6;

/** @returns the text; empty where there is nothing to show or no room for it */
export function outlineFor(graph: CodeGraph, input: OutlineInput): string {
  const budget = Math.min(MOST_TOKENS, Math.floor(input.limits.modelTokens * SHARE_OF_JOB));
  return outline(graph, wantedNodes(graph, input), budget);
}

/** @returns the outline of where the evidence ended and of what ran near it */
export function outlineOfFacts(
  graph: CodeGraph,
  { frontiers, executed }: RefineFacts,
  limits: OutlineInput['limits'],
): string {
  const ends = frontiers.flatMap(({ functionId }) => functionId?.replace(/#\*$/u, '#') ?? []);
  const near = executed.filter(({ distance }) => distance <= NEAR).map((one) => one.functionId);
  return outlineFor(graph, { functions: [...ends, ...near], limits });
}

function wantedNodes(graph: CodeGraph, { functions, rest }: OutlineInput): readonly string[] {
  const wanted = new Set(functions.slice(0, MOST_NODES));
  for (const id of [...wanted])
    for (const near of [...surely(graph.callers(id), 'from'), ...surely(graph.callees(id), 'to')])
      if (graph.function(near) !== null) wanted.add(near);
  for (const id of rest === undefined ? [] : byPrior(graph, rest)) {
    if (wanted.size >= MOST_NODES) break;
    wanted.add(id);
  }
  return [...wanted].slice(0, MOST_NODES);
}

function surely(calls: readonly CallEdge[], end: 'from' | 'to'): readonly string[] {
  return calls.flatMap((call) => (call.confidence < SURE ? [] : [call[end]]));
}

function byPrior(
  graph: CodeGraph,
  { files, prior }: NonNullable<OutlineInput['rest']>,
): readonly string[] {
  return files
    .flatMap((file) => graph.fileFacts(file)?.functions ?? [])
    .slice(0, MOST_RANKED)
    .map(({ id }) => ({ id, prior: prior.ofFunction(id) }))
    .sort((a, b) => b.prior - a.prior || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}
