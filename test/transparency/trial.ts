/** One project's trial: two bare runs, one with everything armed, and what was the same. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

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
  readonly seconds: readonly [number, number];
  /** Where the trial itself went wrong. */
  readonly problem: string;
  readonly same: boolean;
}

export interface TrialOptions {
  readonly level: Level;
  readonly bytes: number;
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
  writeFileSync(plan, JSON.stringify(planFor(project, level, options.bytes)));
  const compare = (run: SuiteRun): Comparison =>
    compareReports(first.report, again.report, run.report);
  let armed = await runArmed(project, { plan, folder: join(folder, 'armed') });
  announce(`${project.name}: armed ${describe(armed)}`);
  const compared = compare(armed);
  let found = confirm(compared.divergences, compared.divergences);
  if (compared.divergences.length > 0 && !armed.timedOut) {
    armed = await runArmed(project, { plan, folder: join(folder, 'armed-again') });
    announce(`${project.name}: armed again ${describe(armed)}`);
    found = confirm(compared.divergences, compare(armed).divergences);
  }
  const problem = problemOf(first, armed);
  const { name, repository, version, commit, runner, command, subset } = project;
  const untouched = armed.untouched || !first.untouched;
  return {
    ...{ name, repository, version, commit, runner, command, subset },
    level,
    node: process.version,
    flaky: compared.flaky,
    ...found,
    bare: countOf(first.report),
    instrumented: countOf(armed.report),
    exitCodes: [first.exitCode, armed.exitCode],
    untouched,
    reach,
    served: armed.served,
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

type ArmedRun = SuiteRun & { readonly served: number };

/** Under Scope; its session is looked at and removed. */
async function runArmed(
  project: Project,
  { plan, folder }: { readonly plan: string; readonly folder: string },
): Promise<ArmedRun> {
  const scopeFolder = join(project.folder, '.scope');
  const hadScope = existsSync(scopeFolder);
  const known = sessionsIn(scopeFolder);
  const words = [CLI, 'run', '--provider', 'mock', '--json', '--plan', plan, '--'];
  const run = await runSuite(project, { folder, prefix: [process.execPath, ...words] });
  const session = sessionsIn(scopeFolder).find((name) => !known.includes(name));
  const served = session === undefined ? 0 : servedIn(join(scopeFolder, 'sessions', session));
  if (session !== undefined) rmSync(join(scopeFolder, 'sessions', session), { recursive: true });
  if (!hadScope) rmSync(scopeFolder, { recursive: true, force: true });
  return { ...run, served };
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
  return armed.served === 0 ? 'no rewritten file was loaded' : '';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

function sessionsIn(scopeFolder: string): readonly string[] {
  const folder = join(scopeFolder, 'sessions');
  return existsSync(folder) ? readdirSync(folder) : [];
}

function servedIn(session: string): number {
  const notes = join(session, 'run-1', 'host.jsonl');
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
