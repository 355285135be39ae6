/**
 * `npm run eval [-- --only id,id] [--json] [--baselines] [--keep file]`: asks the built command line every case's question and
 * scores the answers beside two baselines. Writes evals/RESULTS.md where all cases ran. Offline after the first install. `--keep`
 * leaves the cases and their recordings where they were laid, for `npm run ranking`, and lists them in that file.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { askCase } from './ask.ts';
import { collectCoverage } from './baseline/coverage.ts';
import { scoreByOchiai } from './baseline/ochiai.ts';
import { rankBaseline } from './baseline/ranking.ts';
import { scoreByStaticSlice } from './baseline/slice.ts';
import { readCases } from './case.ts';
import type { EvalCase } from './case.ts';
import { keepCase } from './ranking/kept.ts';
import { installPackages, layCase } from './layout.ts';
import { renderReport, summarize } from './report.ts';
import type { CaseResult } from './report.ts';
import { NO_SCORE, scoreAnswer } from './score.ts';
import type { FunctionKey, Score } from './score.ts';
import { functionKeys } from './source-shape.ts';

const TIMEOUT_MS = 180_000;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

async function rankOchiai(cwd: string, one: EvalCase, key: FunctionKey): Promise<Score> {
  try {
    const coverage = await collectCoverage(cwd, one.command, TIMEOUT_MS);
    return rankBaseline(scoreByOchiai(coverage), one.faulty, key);
  } catch (error) {
    console.error(`${one.id}: Ochiai: ${error instanceof Error ? error.message : String(error)}`);
    return NO_SCORE;
  }
}

interface Settings {
  readonly isAsked: boolean;
  /** The file that lists what is kept; empty where nothing is. */
  readonly keep: string;
}

async function runCase(one: EvalCase, { isAsked, keep }: Settings): Promise<CaseResult> {
  const cwd = layCase(ROOT, one);
  try {
    const key = functionKeys((file) => readFileSync(join(cwd, file), 'utf8'));
    const { question, command } = one;
    const ochiai = await rankOchiai(cwd, one, key);
    const slice = rankBaseline(scoreByStaticSlice(cwd, command, question), one.faulty, key);
    const base = {
      id: one.id,
      group: one.group,
      kind: one.kind,
      omission: one.omission,
      split: one.split,
      ochiai,
      slice,
    };
    const asked = isAsked
      ? await askCase({ root: ROOT, cwd, question, command, timeoutMs: TIMEOUT_MS })
      : { answer: null, problem: 'not asked', exitCode: null, wallMs: 0, bareMs: 0 };
    const { answer, problem, exitCode, wallMs, bareMs } = asked;
    return {
      ...base,
      scope: answer === null ? NO_SCORE : scoreAnswer(answer, one.faulty, key),
      verdict: answer?.verdict ?? null,
      hops: answer?.chain.length ?? null,
      runs: answer?.cost.runs ?? null,
      wallMs,
      bareMs,
      exitCode,
      problem,
    };
  } finally {
    if (keep === '') rmSync(cwd, { recursive: true, force: true });
    else keepCase(keep, { ...one, folder: cwd, project: projectOf(one) });
  }
}

/** Cases of one program stand or fall together: they are counted, and held out, together. */
function projectOf({ id, group, packages }: EvalCase): string {
  const [name] = Object.keys(packages);
  return group === 'npm' ? (name ?? id) : id;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      baselines: { type: 'boolean', default: false },
      keep: { type: 'string', default: '' },
    },
  });
  const isAsked = !values.baselines;
  if (isAsked && !existsSync(join(ROOT, 'dist/cli/main.js')))
    throw new Error('dist/cli/main.js is missing: npm run build first, or --baselines');
  const cases = readCases(
    ROOT,
    values.only.split(',').filter((id) => id !== ''),
  );
  installPackages(join(ROOT, 'evals'));
  const results: CaseResult[] = [];
  for (const one of cases) {
    const result = await runCase(one, { isAsked, keep: values.keep });
    results.push(result);
    const shown = (rank: number | null | undefined) => rank ?? '-';
    console.error(
      `${one.id}: line ${shown(result.scope.rankLine)}, function ${shown(result.scope.rankFunction)}; ` +
        `Ochiai ${shown(result.ochiai?.rankLine)}; slice ${shown(result.slice?.rankLine)}` +
        (result.problem === null ? '' : `; ${result.problem}`),
    );
  }
  if (values.only === '' && isAsked)
    writeFileSync(join(ROOT, 'evals/RESULTS.md'), renderReport(results));
  console.log(
    values.json
      ? JSON.stringify({ totals: summarizeGroups(results), cases: results }, null, 2)
      : renderReport(results),
  );
}

function summarizeGroups(results: readonly CaseResult[]) {
  return {
    npm: summarize(results.filter((one) => one.group === 'npm' && one.split !== 'held-out')),
    heldOut: summarize(results.filter((one) => one.split === 'held-out')),
    seeded: summarize(results.filter((one) => one.group === 'seeded')),
  };
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
