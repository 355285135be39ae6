/** A baseline is a score per statement. This turns scores into the same ranks as an answer's, ties at their mean position. */
import type { Fault } from '../case.ts';
import { NO_SCORE, bestOf, overlaps, worstOf } from '../score.ts';
import type { FunctionKey, Score } from '../score.ts';
import type { StatementRef } from './coverage.ts';

export interface Scored {
  readonly statement: StatementRef;
  /** Higher is more suspicious. */
  readonly score: number;
}

/** @returns the mean position among everything with the same score */
function meanRank(scores: readonly number[], score: number): number {
  const above = scores.filter((other) => other > score).length;
  const equal = scores.filter((other) => other === score).length;
  return above + (equal + 1) / 2;
}

function bestScore(scored: readonly Scored[]): number | null {
  return scored.length === 0 ? null : Math.max(...scored.map(({ score }) => score));
}

/** @param scored  statements with a positive score; what is not listed is not suspected */
export function rankBaseline(
  scored: readonly Scored[],
  faulty: readonly Fault[],
  functionKey: FunctionKey,
): Score {
  const perFunction = new Map<string, number>();
  for (const { statement, score } of scored) {
    const known = perFunction.get(statement.functionKey) ?? 0;
    perFunction.set(statement.functionKey, Math.max(known, score));
  }
  const lineScores = scored.map(({ score }) => score);
  const functionScores = [...perFunction.values()];
  const ranks = faulty.map((fault) => {
    const best = bestScore(scored.filter(({ statement }) => overlaps(statement, fault)));
    return best === null ? null : meanRank(lineScores, best);
  });
  const functionRanks = faulty.map((fault) => {
    const score = perFunction.get(functionKey(fault.file, fault.lines[0]));
    return score === undefined ? null : meanRank(functionScores, score);
  });
  return {
    ...NO_SCORE,
    rankLine: bestOf(ranks),
    rankFunction: bestOf(functionRanks),
    rankAll: worstOf(ranks),
  };
}
