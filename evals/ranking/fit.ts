/**
 * Weights from labelled cases: the probability of a line is the softmax of scores over its case, and the weights make faulty lines
 * and functions probable, held near where they start. @see Cao et al., Learning to Rank: From Pairwise to Listwise, ICML 2007
 */
import { termsOf } from '../../query/suspect/score.ts';
import type { Term, Weights } from '../../query/suspect/weights.ts';
import type { LabelledCase } from './labelled.ts';

export interface FitOptions {
  /** How much a weight may cost that is one away from where it started, in nats a case. */
  readonly pull?: number;
  readonly steps?: number;
}

interface Row {
  readonly values: readonly number[];
  readonly isFaulty: boolean;
  readonly isInFaultyFunction: boolean;
}

/** What the function counts beside the line. */
const FUNCTION_SHARE = 0.4;
/** A faulty line needs not be first: scores count as if spread by so much. */
const TEMPERATURE = 0.5;
const RATE = 0.03;
const [FIRST_MOMENT, SECOND_MOMENT, TINY] = [0.9, 0.999, 1e-8];

/** @returns weights near `start` under which faulty lines of the cases are more probable; `reach` stays */
export function fitWeights(
  cases: readonly LabelledCase[],
  start: Weights,
  { pull = 0.01, steps = 400 }: FitOptions = {},
): Weights {
  const terms = (Object.keys(start) as (keyof Weights)[]).filter(
    (name): name is Term => name !== 'reach',
  );
  const rows = cases
    .map((one) => one.lines.map((line) => rowOf(line, terms, start.reach)))
    .filter((lines) => lines.some(({ isInFaultyFunction }) => isInFaultyFunction));
  const origin = terms.map((term) => start[term]);
  const weights = [...origin];
  const first = terms.map(() => 0);
  const second = terms.map(() => 0);
  for (let step = 1; step <= steps; step += 1) {
    const slope = slopeOf(rows, weights);
    terms.forEach((_term, at) => {
      const g = (slope[at] ?? 0) + 2 * pull * ((weights[at] ?? 0) - (origin[at] ?? 0));
      first[at] = FIRST_MOMENT * (first[at] ?? 0) + (1 - FIRST_MOMENT) * g;
      second[at] = SECOND_MOMENT * (second[at] ?? 0) + (1 - SECOND_MOMENT) * g * g;
      const mean = (first[at] ?? 0) / (1 - FIRST_MOMENT ** step);
      const spread = Math.sqrt((second[at] ?? 0) / (1 - SECOND_MOMENT ** step));
      weights[at] = (weights[at] ?? 0) - (RATE * mean) / (spread + TINY);
    });
  }
  const fitted = Object.fromEntries(terms.map((term, at) => [term, weights[at]]));
  return { ...start, ...fitted };
}

function rowOf(line: LabelledCase['lines'][number], terms: readonly Term[], reach: number): Row {
  const values = termsOf(line.features, reach);
  return {
    values: terms.map((term) => values[term]),
    isFaulty: line.isFaulty,
    isInFaultyFunction: line.isInFaultyFunction,
  };
}

/** Of the mean loss, by weight. */
function slopeOf(cases: readonly (readonly Row[])[], weights: readonly number[]): number[] {
  const slope = weights.map(() => 0);
  for (const rows of cases) {
    const scores = rows.map(
      ({ values }) =>
        values.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0) / TEMPERATURE,
    );
    const most = Math.max(...scores);
    const masses = scores.map((score) => Math.exp(score - most));
    addSlope(slope, rows, masses, (row) => row.isFaulty, 1 / cases.length);
    addSlope(slope, rows, masses, (row) => row.isInFaultyFunction, FUNCTION_SHARE / cases.length);
  }
  return slope;
}

function addSlope(
  slope: number[],
  rows: readonly Row[],
  masses: readonly number[],
  is: (row: Row) => boolean,
  share: number,
): void {
  let all = 0;
  let good = 0;
  rows.forEach((row, at) => {
    all += masses[at] ?? 0;
    if (is(row)) good += masses[at] ?? 0;
  });
  if (good === 0) return;
  rows.forEach((row, at) => {
    const mass = masses[at] ?? 0;
    const pull = (mass / all - (is(row) ? mass / good : 0)) * (share / TEMPERATURE);
    if (pull === 0) return;
    row.values.forEach((value, index) => {
      slope[index] = (slope[index] ?? 0) + pull * value;
    });
  });
}
