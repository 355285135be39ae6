/**
 * `npm run conformance -- <checkout of tc39/test262> [--sample n] [--seed s] [--only text] [--minutes m]
 * [--part k/n] [--negative] [--json]`: runs every test that passes on this Node uninstrumented and at the deepest level of instrumentation, and compares
 * what can be seen of both. After so many minutes no further test is begun. Of n parts
 * the k-th is run alone; together they are everything. `--negative`: only tests that end before anything runs.
 */
import { parseArgs } from 'node:util';
import type { Expected } from './case.ts';
import { LIMITS, runCases } from './pool.ts';
import { drawSample } from './sample.ts';
import { tally } from './tally.ts';
import type { Divergence, Tally } from './tally.ts';
import { listTests, readCases } from './test262/cases.ts';

const PROGRESS_EVERY = 2000;

function showOutcome(outcome: Divergence['instrumented']): string {
  if (outcome === null) return 'nothing';
  const { phase, thrown, printed, unhandled } = outcome;
  return JSON.stringify({ phase, thrown, printed, unhandled });
}

interface Sums extends Tally {
  /** Cases for which there was no time. */
  readonly notReached: number;
}

function render(sums: Sums, seconds: number): string {
  const share = sums.functions === 0 ? 0 : (100 * sums.uninstrumented) / sums.functions;
  const lines = [
    `Node ${process.version}, ${Math.round(seconds)} s`,
    `ran ${sums.ran} · same ${sums.same} · diverged ${sums.diverged.length} · not passing on plain Node ${sums.notPassing} · not reached ${sums.notReached}`,
    `functions ${sums.functions} · uninstrumented ${sums.uninstrumented} (${share.toFixed(3)} %) · sites ${sums.sites} · recorded ${sums.recordedBytes} bytes`,
  ];
  for (const [reason, count] of Object.entries(sums.uninstrumentedBecause))
    lines.push(`  left alone: ${count} × ${reason}`);
  lines.push(`files without a probe: ${sums.filesUninstrumented.length}`);
  for (const [feature, count] of Object.entries(sums.divergedByFeature))
    lines.push(`  diverged: ${count} × ${feature}`);
  for (const { id, plain, instrumented, death } of sums.diverged)
    lines.push(
      id,
      `  plain        ${showOutcome(plain)}`,
      `  instrumented ${death ?? showOutcome(instrumented)}`,
    );
  return lines.join('\n');
}

/** @throws where the text is not `k/n` with k from 1 to n */
function partOf<T>(all: readonly T[], text: string): readonly T[] {
  const [, k, n] = /^(\d+)\/(\d+)$/u.exec(text)?.map(Number) ?? [];
  if (k === undefined || n === undefined || k < 1 || k > n)
    throw new Error(`--part is k/n, as in 3/20, not ${text}`);
  const edge = (at: number): number => Math.round((all.length * at) / n);
  return all.slice(edge(k - 1), edge(k));
}

function isEarly(expected: Expected | null): boolean {
  return expected !== null && expected.phase !== 'runtime';
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      only: { type: 'string', default: '' },
      part: { type: 'string', default: '1/1' },
      negative: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [checkout] = positionals;
  if (checkout === undefined) throw new Error('which checkout of tc39/test262?');
  const started = performance.now();
  const all = listTests(checkout).filter((path) => path.includes(values.only));
  const size = values.sample === undefined ? all.length : Number(values.sample);
  // In an order of chance, so that a run that ends early has seen something of everything.
  const chosen = drawSample(all, size, Number(values.seed));
  const cases = partOf(chosen, values.part)
    .flatMap((path) => readCases(checkout, path))
    .filter(({ expected }) => !values.negative || isEarly(expected));
  let done = 0;
  const until =
    started + (values.minutes === undefined ? Infinity : Number(values.minutes) * 60_000);
  const limits = { ...LIMITS, until };
  const results = await runCases(cases, limits, ({ one, death }) => {
    done += 1;
    if (death !== null) console.error(`${one.id}: ${death}`);
    if (done % PROGRESS_EVERY === 0) console.error(`${done} of ${cases.length}`);
  });
  const sums = { ...tally(results), notReached: cases.length - results.length };
  const seconds = (performance.now() - started) / 1000;
  console.log(values.json ? JSON.stringify(sums, null, 2) : render(sums, seconds));
  if (sums.diverged.length > 0) process.exitCode = 1;
}

await main();
