/**
 * `npm run generated -- [--runs 10000] [--seed n] [--typed]`: checks the law on so many generated programs, a batch to a process.
 * Odd programs crash V8 itself now and then: when a process ends by a signal, the program that it ran is tried by plain Node. One
 * that crashes there too is counted (the rest of its batch is not run, and others are instead), any other is a counterexample.
 * Exit code 1 where the law was broken.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkGenerated, toJavaScript, type Generated } from './generated.ts';

const BATCH = 250;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    typed: { type: 'boolean', default: false },
    /** The folder in which a batch leaves its program and its report. */
    batch: { type: 'string' },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
if (values.batch === undefined) runBatches();
else await runBatch(values.batch);

async function runBatch(folder: string): Promise<void> {
  const onProgram = (text: string): void => writeFileSync(join(folder, 'program.js'), text);
  const report = await checkGenerated({ runs, seed, isTyped: values.typed, onProgram });
  writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
}

function runBatches(): void {
  const total = { invalid: 0, functions: 0, lines: 0, runs: 0, ms: 0, crashedBare: 0 };
  let counterexample: string | null = null;
  const folder = mkdtempSync(join(tmpdir(), 'scope-generated-'));
  for (let n = 0; total.runs < runs && counterexample === null; n += 1) {
    rmSync(join(folder, 'report.json'), { force: true });
    const size = Math.min(BATCH, runs - total.runs);
    const child = spawnSync(
      process.execPath,
      [...process.execArgv, ...batchOf(folder, size, seed + n)],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    const report = reportIn(folder);
    if (report !== null) {
      for (const key of ['invalid', 'functions', 'lines', 'runs', 'ms'] as const)
        total[key] += report[key];
      counterexample = report.counterexample;
    } else if (crashesBare(folder)) total.crashedBare += 1;
    else counterexample = whyEnded(folder, seed + n, child.signal ?? `exit ${child.status}`);
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(JSON.stringify({ seed, ...total }));
  if (counterexample === null) return;
  console.error(counterexample);
  process.exitCode = 1;
}

function batchOf(folder: string, size: number, batchSeed: number): string[] {
  const own = [fileURLToPath(import.meta.url), '--batch', folder];
  const typed = values.typed ? ['--typed'] : [];
  return [...own, '--runs', String(size), '--seed', String(batchSeed), ...typed];
}

function reportIn(folder: string): Generated | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Generated;
  } catch {
    return null;
  }
}

/** Whether plain Node is ended by a signal when it runs the program that a batch ran last. */
function crashesBare(folder: string): boolean {
  const program = join(folder, 'alone.cjs');
  const text = readFileSync(join(folder, 'program.js'), 'utf8');
  writeFileSync(program, `const log = () => {};${values.typed ? toJavaScript(text) : text}`);
  return spawnSync(process.execPath, [program], { stdio: 'ignore' }).signal !== null;
}

function whyEnded(folder: string, batchSeed: number, how: string): string {
  const program = readFileSync(join(folder, 'program.js'), 'utf8');
  return `seed ${batchSeed}: ended by ${how}, and not so without probes\n--- program\n${program}`;
}
