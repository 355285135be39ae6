/**
 * What Scope costs a whole program: CPU time of the command with all its threads, start and end included, against the bare
 * command, in turns. Every run must write what the bare program writes, and every plan must have been served.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from '../capture/launch/launch.ts';
import { createTreeReader } from '../orchestrator/run.ts';
import { DEFAULT_LIMITS, NOT_TURNED_DOWN } from '../protocol/plan.ts';
import type { Limits, Probe, ProbeKind } from '../protocol/plan.ts';
import type { HostNote } from '../protocol/session.ts';
import { bundleRuntime } from './bundle.ts';
import { atMost, median, spread } from './row.ts';
import type { Row, SuiteOptions } from './row.ts';
import { installPackages } from './workload/install.ts';
import { layPlan, nodesNear, probesOn } from './workload/layout.ts';
import type { LaidPlan } from './workload/layout.ts';
import { tallyRun } from './workload/tally.ts';
import type { Tally } from './workload/tally.ts';
import { WORKLOADS, sourcesOf } from './workload/workload.ts';
import type { Workload } from './workload/workload.ts';

const ROOT = import.meta.dirname;
const SUITE = 'programs';
const BORDERS: readonly ProbeKind[] = ['function'];
const EVERYTHING: readonly ProbeKind[] = ['function', 'write', 'branch', 'value'];
/** Figure to reach for a directed plan, in CPU time of the bare command. */
const DIRECTED = 1.2;
const MOST_PROBES = 40;
/** Functions that may be observed for nothing that can be told from noise. */
const FREE_PROBES = 30;
const DORMANT = 1.03;
const PRIMITIVES = 2.5;
const TIME_LIMIT_MS = 600_000;
const UNLIMITED = {
  ...NOT_TURNED_DOWN,
  bytesPerRecording: 16 * 1024 ** 3,
};

/** Rounds for what must be told from noise, and for what is many times dearer than the bare program. */
const MANY = 9;
const FEW = 3;
/** Every value of a library is too much to write for more than a part of the input: hundreds of bytes for each byte of it. */
const INPUTS = { whole: 1, part: 1 / 5 } as const;

interface Variant {
  readonly name: string;
  /** Absent in the bare program. */
  readonly plan?: {
    readonly probes: readonly Probe[];
    readonly limits: Limits;
    readonly dormant?: boolean;
    /** The program waits for room, so that nothing is lost and everything is priced. */
    readonly lossless?: boolean;
  };
  readonly input: keyof typeof INPUTS;
  readonly rounds: number;
  /** `noise`: no more than the bare program against itself, at its worst. */
  readonly target?: number | 'noise';
}

interface Measured {
  readonly cpuMs: number[];
  tally: Tally | null;
  laid: LaidPlan | null;
}

interface Bench {
  readonly folder: string;
  readonly workload: Workload;
  readonly readTree: ReturnType<typeof createTreeReader>;
  readonly options: SuiteOptions;
}

/** @returns the rows of all workloads; takes about a quarter of an hour */
export async function benchPrograms(options: SuiteOptions): Promise<readonly Row[]> {
  installPackages(ROOT);
  const rows: Row[] = [];
  for (const workload of WORKLOADS) {
    const folder = mkdtempSync(join(tmpdir(), 'scope-bench-'));
    try {
      await bundleRuntime(folder, ['preload', 'drain']);
      const bytes = options.quick ? workload.bytes / 10 : workload.bytes;
      for (const [input, share] of Object.entries(INPUTS))
        writeFileSync(join(folder, input), workload.makeInput(bytes * share));
      const readTree = createTreeReader(ROOT, new Map());
      rows.push(...(await benchWorkload({ folder, workload, readTree, options })));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

async function benchWorkload(bench: Bench): Promise<readonly Row[]> {
  const calls = await survey(bench);
  const all = variants(sourcesOf(bench.workload, ROOT), calls);
  const measured = all.map((): Measured => ({ cpuMs: [], tally: null, laid: null }));
  for (const [at, { plan }] of all.entries()) {
    if (plan === undefined) continue;
    (measured[at] as Measured).laid = await layPlan({
      root: ROOT,
      runDir: runDirOf(bench, at),
      readTree: bench.readTree,
      ...plan,
      ...(plan.lossless === true ? { capture: { overflow: 'block' } } : {}),
    });
  }
  const most = bench.options.quick ? 1 : MANY;
  for (let round = 0; round < most; round += 1) {
    console.error(`${bench.workload.name}: round ${round + 1} of ${most}`);
    for (const [at, variant] of all.entries()) {
      if (round < variant.rounds) await measure(bench, at, all, measured[at] as Measured);
    }
  }
  return all.map((_variant, at) => rowOf(bench.workload, all, measured, at));
}

function variants(
  files: readonly string[],
  calls: ReadonlyMap<string, number>,
): readonly Variant[] {
  const whole = files.map((file) => `${file}#*`);
  const borders = probesOn(whole, BORDERS);
  const everything = probesOn(whole, EVERYTHING);
  const close = probesOn(nodesNear(calls, 0.5, MOST_PROBES / EVERYTHING.length), EVERYTHING);
  const limits = DEFAULT_LIMITS;
  const long = (name: string, plan?: Variant['plan'], target?: Variant['target']): Variant => ({
    name,
    input: 'whole',
    rounds: MANY,
    ...(plan === undefined ? {} : { plan }),
    ...(target === undefined ? {} : { target }),
  });
  const short = (name: string, plan?: Variant['plan']): Variant => ({
    ...long(`${name}, a fifth of the input`, plan),
    input: 'part',
    rounds: FEW,
  });
  const near = (share: number): readonly Probe[] =>
    probesOn(nodesNear(calls, share, MOST_PROBES), BORDERS);
  const lossless = true;
  const identities: Limits = { ...limits, ...UNLIMITED, depth: 0 };
  const snapshots: Limits = { ...limits, ...UNLIMITED };
  return [
    long('bare'),
    long('bare again: the noise floor'),
    long('under Scope, no probes', { probes: [], limits }),
    long('dormant functions', { probes: borders, limits, dormant: true }, DORMANT),
    long('dormant functions, writes, branches, values', {
      probes: everything,
      limits,
      dormant: true,
    }),
    long(
      `${FREE_PROBES} functions called about as often as the median`,
      { probes: probesOn(nodesNear(calls, 0.5, FREE_PROBES), BORDERS), limits },
      'noise',
    ),
    long(
      `directed: ${MOST_PROBES} functions called about as often as the median`,
      { probes: near(0.5), limits },
      DIRECTED,
    ),
    long(
      `directed: ${close.length / EVERYTHING.length} of these, every kind of probe`,
      { probes: close, limits },
      DIRECTED,
    ),
    long(`${MOST_PROBES} functions called about as often as the upper quartile`, {
      probes: near(0.75),
      limits,
    }),
    { ...long('all functions, default limits', { probes: borders, limits }), rounds: FEW },
    { ...long('everything, default limits', { probes: everything, limits }), rounds: FEW },
    {
      ...long(
        'all functions, no limits, primitive values',
        { probes: borders, limits: identities, lossless },
        PRIMITIVES,
      ),
      rounds: FEW,
    },
    short('bare'),
    short('bare again: the noise floor'),
    short('all functions, no limits, identities only', {
      probes: borders,
      limits: identities,
      lossless,
    }),
    short('everything, no limits, identities only', {
      probes: everything,
      limits: identities,
      lossless,
    }),
    short('everything, no limits, snapshots', { probes: everything, limits: snapshots, lossless }),
  ];
}

/** How often each function of the workload is called in one pass. */
async function survey(bench: Bench): Promise<ReadonlyMap<string, number>> {
  const runDir = join(bench.folder, 'survey');
  const { sites } = await layPlan({
    root: ROOT,
    runDir,
    readTree: bench.readTree,
    probes: probesOn(
      sourcesOf(bench.workload, ROOT).map((file) => `${file}#*`),
      BORDERS,
    ),
    limits: { ...DEFAULT_LIMITS, ...UNLIMITED, depth: 0 },
    capture: { overflow: 'block' },
  });
  await runOnce(bench, { runDir, input: 'whole', times: 1, output: 'surveyed' });
  const { callsBySite } = tallyRun(runDir);
  return new Map(sites.map((site) => [site.node, callsBySite.get(site.id) ?? 0]));
}

/** The first variant with the same input: the bare program. */
function baselineOf(all: readonly Variant[], { input }: Variant): number {
  return all.findIndex((other) => other.input === input);
}

async function measure(
  bench: Bench,
  at: number,
  all: readonly Variant[],
  into: Measured,
): Promise<void> {
  const variant = all[at] as Variant;
  const { input } = variant;
  const runDir = variant.plan === undefined ? null : runDirOf(bench, at);
  const cpuMs = await runOnce(bench, {
    runDir,
    input,
    times: bench.options.quick || input === 'part' ? 1 : bench.workload.times,
    output: `output-${at}`,
  });
  into.cpuMs.push(cpuMs);
  const said = (file: string): Buffer => readFileSync(join(bench.folder, file));
  if (!said(`output-${at}`).equals(said(`output-${baselineOf(all, variant)}`)))
    throw new Error(`${bench.workload.name}, ${variant.name}: the program did something else`);
  if (runDir === null) return;
  checkServed(runDir, into.laid?.files.length ?? 0);
  into.tally ??= tallyRun(runDir);
  rmSync(join(runDir, 'host.jsonl'));
  for (const file of readdirSync(join(runDir, 'recordings')))
    rmSync(join(runDir, 'recordings', file));
}

/** A plan that did not reach the program costs nothing. */
function checkServed(runDir: string, files: number): void {
  const notes = readFileSync(join(runDir, 'host.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HostNote);
  const failed = notes.find((note) => note.type === 'failed' || note.type === 'denied');
  const served = new Set(notes.flatMap((note) => (note.type === 'served' ? [note.path] : [])));
  if (failed !== undefined || (served.size === 0) !== (files === 0))
    throw new Error(
      `${served.size} of ${files} files were served: ${JSON.stringify(failed ?? '')}`,
    );
}

async function runOnce(
  { folder, workload }: Bench,
  run: {
    readonly runDir: string | null;
    readonly input: Variant['input'];
    readonly times: number;
    readonly output: string;
  },
): Promise<number> {
  const { NODE_OPTIONS: _ignored, ...env } = process.env;
  const result = await launch({
    argv: [
      process.execPath,
      join(ROOT, workload.script),
      join(folder, run.input),
      String(run.times),
      join(folder, run.output),
    ],
    cwd: ROOT,
    runDir: run.runDir,
    env,
    preloadPath: join(folder, 'preload.cjs'),
    timeoutMs: TIME_LIMIT_MS,
    stdio: 'to-stderr',
  });
  if (result.exitCode !== 0 || result.cpuMs === null)
    throw new Error(`${workload.script} ended with ${result.exitCode ?? result.signal}`);
  return result.cpuMs;
}

function runDirOf({ folder }: Bench, at: number): string {
  return join(folder, `run-${at}`);
}

function rowOf(
  { name: workload }: Workload,
  all: readonly Variant[],
  measured: readonly Measured[],
  at: number,
): Row {
  const variant = all[at] as Variant;
  const baseline = baselineOf(all, variant);
  const { cpuMs, tally, laid } = measured[at] as Measured;
  const ratiosOf = (one: Measured | undefined): readonly number[] =>
    (one?.cpuMs ?? []).map((ms, n) => ms / (measured[baseline]?.cpuMs[n] ?? Number.NaN));
  const ratios = ratiosOf(measured[at]);
  // The bare program again follows the bare program.
  const target =
    variant.target === 'noise' ? Math.max(...ratiosOf(measured[baseline + 1])) : variant.target;
  const ratio = median(ratios);
  const notes = [at === baseline ? `${cpuMs.length} rounds` : `×${spread(ratios, 2)}`];
  if (tally !== null && tally.events + tally.lost > 0)
    notes.push(
      `${tally.events} events, ${tally.lost} lost, ${Math.round(tally.bytes / 2 ** 20)} MB`,
    );
  if (laid !== null && laid.sites.length > 0)
    notes.push(`${laid.sites.length} sites, rewritten in ${Math.round(laid.rewriteMs)} ms`);
  return {
    suite: SUITE,
    name: `${workload}: ${variant.name}`,
    value: median(cpuMs),
    unit: 'ms of CPU',
    ...(at === baseline ? {} : { ratio }),
    note: notes.join('; '),
    ...(target === undefined ? {} : { target: atMost(Number(target.toFixed(2)), '×', ratio) }),
  };
}
