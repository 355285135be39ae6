/**
 * `npm run eval:real -- --cases <file> --checkouts <folder> [--only id,id] [--json] [--keep file]`: the same questions on checkouts of public
 * projects. Prints one JSON document; what happens meanwhile goes to stderr. Exit code 0 when it ran, whatever the hits.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { askCase } from './ask.ts';
import { layRealCase, readRealCases, splitWords } from './checkout.ts';
import type { RealCase } from './checkout.ts';
import { keepCase } from './ranking/kept.ts';
import { summarize } from './report.ts';
import type { CaseResult } from './report.ts';
import { NO_SCORE, scoreAnswer } from './score.ts';
import { functionKeys } from './source-shape.ts';

const TIMEOUT_MS = 300_000;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

type RealResult = CaseResult & {
  readonly project: string;
  readonly question: string;
  readonly bareExitCode: number | null;
};

interface Settings {
  readonly checkouts: string;
  readonly cases: readonly RealCase[];
  readonly keep: string;
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      checkouts: { type: 'string' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: true },
      keep: { type: 'string', default: '' },
    },
  });
  if (values.cases === undefined || values.checkouts === undefined)
    throw new Error(
      'usage: npm run eval:real -- --cases <file> --checkouts <folder> [--only id,id] --json',
    );
  const cases = readRealCases(values.cases, values.only);
  return { checkouts: resolve(values.checkouts), cases, keep: values.keep };
}

function resultOf(one: RealCase, found: Partial<RealResult>): RealResult {
  return {
    id: one.id,
    project: one.project,
    question: one.question,
    group: 'real',
    kind: one.kind,
    omission: one.omission,
    scope: NO_SCORE,
    ochiai: null,
    slice: null,
    verdict: null,
    hops: null,
    runs: null,
    wallMs: 0,
    bareMs: 0,
    exitCode: null,
    bareExitCode: null,
    problem: null,
    ...found,
  };
}

async function runRealCase({ checkouts, keep }: Settings, one: RealCase): Promise<RealResult> {
  let cwd: string;
  try {
    cwd = layRealCase(checkouts, one);
  } catch (error) {
    return resultOf(one, { problem: error instanceof Error ? error.message : String(error) });
  }
  try {
    const command = splitWords(one.run_command);
    const { answer, ...measured } = await askCase({
      root: ROOT,
      cwd,
      question: one.question,
      command,
      timeoutMs: TIMEOUT_MS,
    });
    if (answer === null) return resultOf(one, measured);
    const key = functionKeys((file) => readFileSync(join(cwd, file), 'utf8'));
    return resultOf(one, {
      ...measured,
      scope: scoreAnswer(answer, one.faulty, key),
      verdict: answer.verdict,
      hops: answer.chain.length,
      runs: answer.cost.runs,
    });
  } finally {
    if (keep === '') rmSync(cwd, { recursive: true, force: true });
    else keepCase(keep, { ...one, group: 'real', split: 'development', folder: cwd });
  }
}

/** The ranks stand beside the measures; the npm baselines have no place here. */
function shown({ scope, ochiai: _ochiai, slice: _slice, group: _group, ...rest }: RealResult) {
  return { ...rest, ...scope };
}

async function main(): Promise<void> {
  const settings = readSettings();
  if (!existsSync(join(ROOT, 'dist/cli/main.js')))
    throw new Error('dist/cli/main.js is missing: npm run build first');
  const results: RealResult[] = [];
  for (const one of settings.cases) {
    const result = await runRealCase(settings, one);
    results.push(result);
    const { rankLine, rankFunction } = result.scope;
    console.error(
      `${one.id}: line ${rankLine ?? '-'}, function ${rankFunction ?? '-'}, ` +
        `${Math.round(result.wallMs)} ms (bare ${Math.round(result.bareMs)} ms)` +
        (result.problem === null ? '' : `; ${result.problem}`),
    );
  }
  const totals = {
    all: summarize(results),
    withoutOmissions: summarize(results.filter((one) => !one.omission)),
    omissions: summarize(results.filter((one) => one.omission)),
    projects: Object.fromEntries(
      [...new Set(results.map((one) => one.project))].map((project) => [
        project,
        summarize(results.filter((one) => one.project === project)),
      ]),
    ),
  };
  console.log(JSON.stringify({ version: 1, totals, cases: results.map(shown) }, null, 2));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
