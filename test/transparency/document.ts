/**
 * The page docs/TRANSPARENCY.md, made from `last.json` beside this file: the last result of every project that was tried.
 * Nothing is written by hand but the words in here, and the table of what was tried once, `tried-once.md`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TrialResult } from './trial.ts';

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const KEPT = fileAt('./last.json');
const BY_HAND = fileAt('./tried-once.md');
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

const keyOf = (one: Pick<Kept, 'name' | 'level' | 'whole'>): string =>
  `${one.level} ${one.whole ? 'whole' : 'read'} ${one.name}`;

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
  'recorded',
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
    recordedOf(one),
    `×${(one.seconds[1] / one.seconds[0]).toFixed(1)}`,
  ];
}

function markdown(rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)].join('\n');
}

function recordedOf({ whole, events, dropped, bytes }: Kept): string {
  if (whole) return `${(bytes / 1e6).toFixed(1)} MB`;
  const share = (100 * events) / Math.max(1, events + dropped);
  return dropped === 0
    ? `${events} events`
    : `${share.toFixed(share < 10 ? 1 : 0)} % of ${events + dropped}`;
}

export function tableOf(results: readonly TrialResult[]): string {
  return markdown(results.map((result) => cells(keptOf(result))));
}

const PARTS: readonly (readonly [string, (one: Kept) => boolean])[] = [
  [
    'Under `scope run --plan`, with 16 MB of each recording kept and read',
    (one) => one.level === 'armed' && !one.whole,
  ],
  [
    'The same, every event captured to its end and written, nothing read',
    (one) => one.level === 'armed' && one.whole,
  ],
  ['With value and snapshot probes too', (one) => one.level === 'deepest'],
];

function pageOf(all: readonly Kept[]): string {
  const parts = PARTS.flatMap(([title, belongs]) => {
    const rows = all.filter(belongs);
    return rows.length === 0 ? [] : [`## ${title}`, markdown(rows.map(cells))];
  });
  const commands = new Map(
    all.map((one) => [
      one.name,
      `- ${one.name}: \`${one.command}\`${one.subset === '' ? '' : ` (${one.subset})`}`,
    ]),
  );
  const names = new Set(all.map(({ name }) => name));
  return [
    '# Transparency on the suites of public projects',
    `Made by \`npm run transparency -- <folder of checkouts> --doc\`. The own suites of ${names.size} projects ran twice bare and once
with probes on every function, write and branch of every source file of theirs and nothing throttled. *Differing* counts tests
whose result is not the same as in both bare runs, twice; what differed in one instrumented run and not in the next is
*unsteady*; tests on which the bare runs themselves disagree are *flaky*. *Left alone* counts functions without probes, with the
reasons below. *Recorded* is what was captured of what happened: a full recording takes no more, but its probes still run.
*Time* is the wall time of the command against bare, on a shared machine. After each run git saw the project's files unchanged,
unless the last section says otherwise.`,
    ...parts,
    readFileSync(BY_HAND, 'utf8').trimEnd(),
    '## Commands and subsets',
    [...commands.values()].toSorted().join('\n'),
    '## Known to differ',
    `Columns of stack frames on lines with probes; the source line that Node prints above an uncaught error, which is the rewritten
one; the depth at which a recursion overflows; time. A test that looks at one of these would be counted as differing above.`,
    '## Left alone, and what else was not the same',
    [...new Set(all.flatMap(remarks))].toSorted().join('\n') || 'Nothing.',
    '',
  ].join('\n\n');
}

function remarks(one: Kept): readonly string[] {
  const name = one.level === 'armed' ? one.name : `${one.name}, ${one.level}`;
  const lines = Object.entries(one.reach.left).map(
    ([reason, count]) => `- ${name}: ${count} functions: ${reason}`,
  );
  if (!one.untouched) lines.push(`- ${name}: files of the project changed`);
  if (one.exitCodes[0] !== one.exitCodes[1]) lines.push(`- ${name}: another exit code`);
  return lines;
}
