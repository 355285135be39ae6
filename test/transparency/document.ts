/**
 * The page docs/TRANSPARENCY.md, made from `last.json` beside this file: the last result of every project that was tried.
 * Nothing is written by hand but the words in here.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TrialResult } from './trial.ts';

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const KEPT = fileAt('./last.json');
const PAGE = fileAt('../../docs/TRANSPARENCY.md');

/** What is kept of a trial: no paths of the machine, no output. */
type Kept = Omit<TrialResult, 'divergences' | 'flaky' | 'unsteady'> & {
  readonly differing: number;
  readonly unsteady: number;
  readonly flaky: number;
};

function keptOf({ divergences, unsteady, flaky, ...rest }: TrialResult): Kept {
  return {
    ...rest,
    differing: divergences.length,
    unsteady: unsteady.length,
    flaky: flaky.length,
  };
}

export function keepResults(results: readonly TrialResult[]): void {
  const kept = new Map(readKept().map((one) => [keyOf(one), one]));
  for (const result of results) kept.set(keyOf(result), keptOf(result));
  const all = [...kept.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  writeFileSync(KEPT, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(PAGE, pageOf(all));
}

const keyOf = (one: { readonly name: string; readonly level: string }): string =>
  `${one.level} ${one.name}`;

function readKept(): readonly Kept[] {
  return existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as readonly Kept[]) : [];
}

const HEAD = [
  'project',
  'version',
  'runner',
  'tests',
  'bare pass/fail/skip',
  'armed pass/fail/skip',
  'differing',
  'unsteady',
  'flaky',
  'exit',
  'files served',
  'functions',
  'left alone',
  'time',
];

function cells(one: Kept): readonly string[] {
  const { bare, instrumented, reach } = one;
  const counts = (of: Kept['bare']): string => `${of.pass}/${of.fail}/${of.skip}`;
  const left = Object.values(reach.left).reduce((sum, count) => sum + count, 0);
  return [
    one.name,
    `${one.version} ${one.commit}`,
    one.runner,
    String(bare.pass + bare.fail + bare.skip),
    counts(bare),
    counts(instrumented),
    one.problem === '' ? String(one.differing) : one.problem,
    String(one.unsteady),
    String(one.flaky),
    one.exitCodes.map((code) => code ?? 'none').join(' → '),
    `${one.served} of ${reach.files}`,
    String(reach.functions),
    String(left),
    `×${(one.seconds[1] / one.seconds[0]).toFixed(1)}`,
  ];
}

function markdown(rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)].join('\n');
}

export function tableOf(results: readonly TrialResult[]): string {
  return markdown(results.map((result) => cells(keptOf(result))));
}

function pageOf(all: readonly Kept[]): string {
  const armed = all.filter((one) => one.level === 'armed');
  const deepest = all.filter((one) => one.level === 'deepest');
  return [
    '# Transparency on the suites of public projects',
    `Made by \`npm run transparency -- <folder of checkouts> --doc\`. Each project's own suite ran twice bare and once under
\`scope run --plan\` with probes on every function, write and branch of every source file of its own and nothing throttled
(${armed.length} projects). *Differing* counts tests whose result is not the same as in both bare runs, twice; what differed in
one instrumented run and not in the next is *unsteady*; tests on which the bare runs themselves disagree are *flaky*. *Left alone* counts functions without probes, with the reasons below. *Time* is the wall time
of the command against bare, on a shared machine, recording included. After each run git saw the project's files unchanged,
unless a row of the last section says otherwise.`,
    markdown(armed.map(cells)),
    ...(deepest.length === 0
      ? []
      : ['## With value and snapshot probes too', markdown(deepest.map(cells))]),
    '## Commands and subsets',
    all
      .filter((one) => one.level === 'armed' || !armed.some(({ name }) => name === one.name))
      .map(
        (one) => `- ${one.name}: \`${one.command}\`${one.subset === '' ? '' : ` (${one.subset})`}`,
      )
      .join('\n'),
    '## Left alone, and what else was not the same',
    all.flatMap(remarks).join('\n') || 'Nothing.',
    '',
  ].join('\n\n');
}

function remarks(one: Kept): readonly string[] {
  const name = one.level === 'armed' ? one.name : `${one.name}, ${one.level}`;
  const lines = Object.entries(one.reach.left).map(
    ([reason, count]) => `- ${name}: ${count} functions: ${reason}`,
  );
  if (!one.untouched) lines.push(`- ${name}: files of the project changed`);
  return lines;
}
