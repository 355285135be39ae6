/** What a set of weights reaches on labelled cases. */
import { orderCandidates } from '../../query/suspect/score.ts';
import type { Weights } from '../../query/suspect/weights.ts';
import type { LabelledCase } from './labelled.ts';

export interface Ranks {
  readonly id: string;
  /** Of the first faulty line; Infinity where no candidate is one. */
  readonly line: number;
  /** Of the first function that holds a faulty line, each function counted once. */
  readonly function: number;
  /** Candidates, one for each place. */
  readonly places: number;
}

/** @returns where the fault stands among all candidates of a case */
export function ranksOf(one: LabelledCase, weights: Weights): Ranks {
  const ordered = orderCandidates(one.lines, weights);
  const line = ordered.findIndex(({ isFaulty }) => isFaulty);
  const functions = new Set<string>();
  let rank = Infinity;
  for (const { functionKey, isInFaultyFunction } of ordered) {
    functions.add(functionKey);
    if (!isInFaultyFunction) continue;
    rank = functions.size;
    break;
  }
  return {
    id: one.id,
    line: line < 0 ? Infinity : line + 1,
    function: rank,
    places: ordered.length,
  };
}

export interface Reached {
  readonly cases: number;
  /** Shares of cases, by line at 1, 3, 5, 10 and by function at 1 and 5; and with a faulty line among the candidates at all. */
  readonly line: readonly number[];
  readonly function: readonly number[];
  readonly held: number;
  /** Mean of 1 / rank of the line, so that one case more or less does not decide everything. */
  readonly reciprocal: number;
}

const LINE_RANKS = [1, 3, 5, 10];
const FUNCTION_RANKS = [1, 5];

export function reachedBy(ranks: readonly Ranks[]): Reached {
  const share = (is: (one: Ranks) => boolean): number =>
    ranks.length === 0 ? 0 : ranks.filter(is).length / ranks.length;
  return {
    cases: ranks.length,
    line: LINE_RANKS.map((k) => share((one) => one.line <= k)),
    function: FUNCTION_RANKS.map((k) => share((one) => one.function <= k)),
    held: share((one) => Number.isFinite(one.line)),
    reciprocal: ranks.reduce((sum, one) => sum + 1 / one.line, 0) / Math.max(1, ranks.length),
  };
}
