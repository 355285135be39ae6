/** Figures over many cases, and the page that shows them. A rank that is a mean of ties counts as what it is. */
import type { CaseGroup } from './case.ts';
import type { Score } from './score.ts';

export interface CaseResult {
  readonly id: string;
  readonly group: CaseGroup | 'real';
  readonly kind: string;
  readonly omission: boolean;
  readonly split?: 'development' | 'held-out';
  readonly scope: Score;
  readonly ochiai: Score | null;
  readonly slice: Score | null;
  readonly verdict: string | null;
  readonly hops: number | null;
  readonly runs: number | null;
  readonly wallMs: number;
  readonly bareMs: number;
  readonly exitCode: number | null;
  readonly problem: string | null;
}

/** Share of cases by the rank up to which they were hit: `{ "@1": 0.4, "@3": … }`. */
export type HitAt = Readonly<Record<string, number>>;

export interface HitRates {
  readonly cases: number;
  readonly line: HitAt;
  readonly function: HitAt;
  readonly allRanges: HitAt;
  readonly chain: number;
}

export interface Totals {
  readonly hits: HitRates;
  readonly answered: number;
  readonly medianHops: number | null;
  readonly medianRuns: number | null;
  readonly medianWallRatio: number | null;
  readonly ochiai: HitRates | null;
  readonly slice: HitRates | null;
}

export const RANKS = [1, 3, 5, 10] as const;

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function hitRates(scores: readonly Score[]): HitRates {
  const share = (rankOf: (score: Score) => number | null): HitAt =>
    Object.fromEntries(
      RANKS.map((k) => {
        const hits = scores.filter((score) => (rankOf(score) ?? Infinity) <= k).length;
        return [`@${k}`, scores.length === 0 ? 0 : hits / scores.length];
      }),
    );
  const chained = scores.filter((score) => score.isInChain).length;
  return {
    cases: scores.length,
    line: share((score) => score.rankLine),
    function: share((score) => score.rankFunction),
    allRanges: share((score) => score.rankAll),
    chain: scores.length === 0 ? 0 : chained / scores.length,
  };
}

function present<T>(values: readonly (T | null)[]): readonly T[] {
  return values.filter((value) => value !== null);
}

export function summarize(results: readonly CaseResult[]): Totals {
  const baseline = (of: (result: CaseResult) => Score | null) => {
    const scores = present(results.map(of));
    return scores.length === 0 ? null : hitRates(scores);
  };
  const answered = results.filter((result) => result.problem === null);
  return {
    hits: hitRates(results.map((result) => result.scope)),
    answered: answered.length,
    medianHops: median(present(results.map((result) => result.hops))),
    medianRuns: median(present(results.map((result) => result.runs))),
    medianWallRatio: median(answered.map((result) => result.wallMs / result.bareMs)),
    ochiai: baseline((result) => result.ochiai),
    slice: baseline((result) => result.slice),
  };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const number = (value: number | null): string =>
  value === null ? '–' : String(Math.round(value * 10) / 10);

function rateRow(label: string, rates: HitRates | null): readonly string[] {
  if (rates === null) return [];
  const cells = [...Object.values(rates.line), ...Object.values(rates.function)]
    .map(percent)
    .join(' | ');
  return [`| ${label} | ${cells} |`];
}

function section(title: string, results: readonly CaseResult[]): readonly string[] {
  if (results.length === 0) return [];
  const totals = summarize(results);
  const omissions = results.filter((result) => result.omission);
  const others = results.filter((result) => !result.omission);
  return [
    `## ${title}: ${results.length} cases`,
    '',
    '| | line @1 | @3 | @5 | @10 | function @1 | @3 | @5 | @10 |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rateRow('scope', totals.hits),
    ...(omissions.length > 0 ? rateRow('scope, without omissions', summarize(others).hits) : []),
    ...(omissions.length > 0
      ? rateRow(`scope, ${omissions.length} omissions`, summarize(omissions).hits)
      : []),
    ...rateRow('Ochiai alone', totals.ochiai),
    ...rateRow('static slice alone', totals.slice),
    '',
    `All ranges by line @1, @3, @5, @10: ${Object.values(totals.hits.allRanges).map(percent).join(', ')}. In the chain: ${percent(totals.hits.chain)}.`,
    `Answered: ${totals.answered} of ${results.length}. Median hops ${number(totals.medianHops)}, runs ${number(totals.medianRuns)}, wall time ${number(totals.medianWallRatio)} × the bare command.`,
    '',
    '| case | kind | line | function | all | chain | hops | runs | bare ms | × | Ochiai line, function | slice line, function |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...results.map(caseRow),
    '',
    ...results
      .filter((one) => one.problem !== null)
      .map((one) => `- ${one.id}: ${one.problem ?? ''}`),
    '',
  ];
}

function caseRow(result: CaseResult): string {
  const pair = (score: Score | null) =>
    score === null ? '–' : `${number(score.rankLine)}, ${number(score.rankFunction)}`;
  const { scope } = result;
  const cells = [
    result.id,
    result.omission ? `${result.kind} (omission)` : result.kind,
    number(scope.rankLine),
    number(scope.rankFunction),
    number(scope.rankAll),
    scope.isInChain ? 'yes' : 'no',
    number(result.hops),
    number(result.runs),
    number(Math.round(result.bareMs)),
    number(result.problem === null ? result.wallMs / result.bareMs : null),
    pair(result.ochiai),
    pair(result.slice),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** @returns the whole page, as Markdown */
export function renderReport(results: readonly CaseResult[]): string {
  return [
    '# Eval results',
    '',
    'Written by `npm run eval`, with the built command line and the mock provider. A case is hit by line where a suspect overlaps a faulty range, by function where it lies in the function around one (suspects of one function count once).',
    'Ochiai: V8 block coverage per test of one run in one process, over all statements outside test files, ties at their mean position; a program without tests is one failing run. Static slice: functions by call-graph distance from the functions that mention what is asked, calls resolved by name, statements of a function tied.',
    'An npm case asks about a package at a version with a published bug; a seeded one about an example of this repository. A case without an answer counts as a miss.',
    'The weights of the ranking were chosen on the development cases, the seeded ones, two dozen real bugs and mutants of the programs of both, so the figures on those are in-sample. The held-out cases were written before the last change of the ranking and asked for the first time after it: theirs are the figures to expect elsewhere, as far as so few cases say anything.',
    '',
    ...section(
      'npm packages, development',
      results.filter((one) => one.group === 'npm' && one.split !== 'held-out'),
    ),
    ...section(
      'npm packages, held out',
      results.filter((one) => one.group === 'npm' && one.split === 'held-out'),
    ),
    ...section(
      'Seeded bugs',
      results.filter((one) => one.group === 'seeded'),
    ),
  ].join('\n');
}
