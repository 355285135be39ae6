/** One project's trial: two bare runs, one with everything armed, and what was the same. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostNote } from '../../protocol/session.ts';
import { measureReach, planFor } from './arming.ts';
import type { Level, Reach } from './arming.ts';
import { compareReports, confirm, countOf } from './comparison.ts';
import type { Comparison, Counts, Divergence } from './comparison.ts';
import type { Project } from './project.ts';
import { runSuite } from './suite.ts';
import type { SuiteRun } from './suite.ts';

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CLI = fileAt('../../dist/cli/main.js');
const SCOPE = [process.execPath, CLI, 'run', '--provider', 'mock', '--json', '--plan'];
const TSX = fileAt('../../node_modules/tsx/dist/loader.mjs');
const WHOLE = [process.execPath, '--import', TSX, fileAt('./whole.ts')];

export interface TrialResult extends Comparison {
  /** Tests that differed in one instrumented run and not in the next. */
  readonly unsteady: readonly Divergence[];
  readonly name: string;
  readonly repository: string;
  readonly version: string;
  readonly commit: string;
  readonly runner: string;
  readonly command: string;
  readonly subset: string;
  readonly level: Level;
  /** Every event was captured and written, and not read. */
  readonly whole: boolean;
  readonly node: string;
  readonly bare: Counts;
  readonly instrumented: Counts;
  readonly exitCodes: readonly [number | null, number | null];
  readonly untouched: boolean;
  readonly reach: Reach;
  /** Files whose rewritten text a loader took. */
  readonly served: number;
  readonly events: number;
  /** Events that were counted and not kept, because the recording was full. */
  readonly dropped: number;
  /** Bytes of all recordings. */
  readonly bytes: number;
  readonly seconds: readonly [number, number];
  /** Where the trial itself went wrong. */
  readonly problem: string;
  readonly same: boolean;
}

export interface TrialOptions {
  readonly level: Level;
  /** Bytes kept of one recording; null: all, and nothing of it is read. */
  readonly bytes: number | null;
  /** What the runs printed stays there. */
  readonly workFolder: string;
  readonly announce: (line: string) => void;
}

export async function tryProject(project: Project, options: TrialOptions): Promise<TrialResult> {
  const { level, announce } = options;
  const folder = join(options.workFolder, project.name);
  mkdirSync(folder, { recursive: true });
  const reach = measureReach(project, level);
  announce(`${project.name}: ${project.files.length} files, ${reach.functions} functions`);
  const first = await runSuite(project, { folder: join(folder, 'bare') });
  announce(`${project.name}: bare ${describe(first)}`);
  const again = await runSuite(project, { folder: join(folder, 'again') });
  const plan = join(folder, 'plan.json');
  writeFileSync(
    plan,
    JSON.stringify(planFor(project, level, options.bytes ?? Number.MAX_SAFE_INTEGER)),
  );
  const compare = (run: SuiteRun): Comparison =>
    compareReports(first.report, again.report, run.report);
  const prefix = options.bytes === null ? [...WHOLE, plan, '--'] : [...SCOPE, plan, '--'];
  let armed = await runArmed(project, { prefix, folder: join(folder, 'armed') });
  announce(`${project.name}: armed ${describe(armed)}`);
  const compared = compare(armed);
  let found = confirm(compared.divergences, compared.divergences);
  if (compared.divergences.length > 0 && !armed.timedOut) {
    armed = await runArmed(project, { prefix, folder: join(folder, 'armed-again') });
    announce(`${project.name}: armed again ${describe(armed)}`);
    found = confirm(compared.divergences, compare(armed).divergences);
  }
  const problem = problemOf(first, armed);
  const { name, repository, version, commit, runner, command, subset } = project;
  const untouched = armed.untouched || !first.untouched;
  return {
    ...{ name, repository, version, commit, runner, command, subset },
    level,
    whole: options.bytes === null,
    node: process.version,
    flaky: compared.flaky,
    ...found,
    bare: countOf(first.report),
    instrumented: countOf(armed.report),
    exitCodes: [first.exitCode, armed.exitCode],
    untouched,
    reach,
    served: armed.served,
    bytes: armed.bytes,
    ...costIn(armed.outer),
    seconds: [first.seconds, armed.seconds],
    problem,
    same:
      problem === '' &&
      found.divergences.length === 0 &&
      (first.exitCode === armed.exitCode || first.exitCode !== again.exitCode) &&
      untouched,
  };
}

type ArmedRun = SuiteRun & { readonly served: number; readonly bytes: number };

/** Under Scope; its session is looked at and removed. */
async function runArmed(
  project: Project,
  options: { readonly prefix: readonly string[]; readonly folder: string },
): Promise<ArmedRun> {
  const scopeFolder = join(project.folder, '.scope');
  const hadScope = existsSync(scopeFolder);
  const known = sessionsIn(scopeFolder);
  const run = await runSuite(project, options);
  const session = sessionsIn(scopeFolder).find((name) => !known.includes(name));
  const runDir = join(scopeFolder, 'sessions', session ?? '', 'run-1');
  const served = servedIn(runDir);
  const bytes = recordedIn(join(runDir, 'recordings'));
  if (session !== undefined) rmSync(join(scopeFolder, 'sessions', session), { recursive: true });
  if (!hadScope) rmSync(scopeFolder, { recursive: true, force: true });
  return { ...run, served, bytes };
}

function recordedIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function describe(run: SuiteRun): string {
  const { pass, fail, skip } = countOf(run.report);
  return `${pass} pass, ${fail} fail, ${skip} skip, exit ${run.exitCode}, ${run.seconds.toFixed(1)} s`;
}

function problemOf(first: SuiteRun, armed: ArmedRun): string {
  if (first.timedOut) return 'the bare suite did not end in time';
  if (first.report.size === 0)
    return `no report of the bare suite: ${lastLine(first.stderr || first.stdout)}`;
  if (armed.timedOut) return 'the instrumented suite did not end in time';
  if (armed.exitCode === null) return `it was not started: ${lastLine(armed.outer)}`;
  if (armed.served === 0) return 'no rewritten file was loaded';
  return armed.bytes === 0 ? 'nothing was recorded' : '';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

function sessionsIn(scopeFolder: string): readonly string[] {
  const folder = join(scopeFolder, 'sessions');
  return existsSync(folder) ? readdirSync(folder) : [];
}

function servedIn(runDir: string): number {
  const notes = join(runDir, 'host.jsonl');
  if (!existsSync(notes)) return 0;
  const paths = readFileSync(notes, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as HostNote)
    .flatMap((note) => (note.type === 'served' ? [note.path] : []));
  return new Set(paths).size;
}

/** The document of `scope run --json` stands behind what it announced. */
function costIn(outer: string): { readonly events: number; readonly dropped: number } {
  const at = outer.indexOf('\n{\n');
  try {
    const { cost } = JSON.parse(outer.slice(at < 0 ? 0 : at)) as { cost: Record<string, number> };
    return { events: cost['events'] ?? 0, dropped: cost['dropped'] ?? 0 };
  } catch {
    return { events: 0, dropped: 0 };
  }
}
