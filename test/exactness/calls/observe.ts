/**
 * What a project's own suite shows of its calls: every function of its sources armed, the probes only counting. The suite runs
 * in the folder of the checkout; everything that is written about it goes to a folder outside.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launch } from '../../../capture/launch/launch.ts';
import { ast } from '../../../instrumenters/ast/index.ts';
import { createTreeReader } from '../../../orchestrator/run.ts';
import type { InstrumentationPlan } from '../../../protocol/plan.ts';
import { planFor } from '../../transparency/arming.ts';
import type { Project } from '../../transparency/project.ts';
import type { Counted, How } from './target/counter.ts';

export interface ObservedEdge {
  readonly from: string;
  readonly to: string;
  readonly how: How;
}

export interface Observed {
  readonly edges: readonly ObservedEdge[];
  /** Call expressions that ran, with what they called. */
  readonly sites: ReadonlyMap<string, ReadonlySet<string>>;
  /** Functions that ran. */
  readonly ran: ReadonlySet<string>;
  /** Observed calls whose caller could not be told. */
  readonly unclear: number;
  readonly exitCode: number | null;
  readonly seconds: number;
}

/** @returns the bundled preload */
export async function buildPreload(folder: string): Promise<string> {
  const outfile = join(folder, 'counting-preload.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./target/preload.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    logLevel: 'error',
  });
  return outfile;
}

/** Function probes for the calls, value probes for what suspends and for which call expression it was. */
function planOf(project: Project): InstrumentationPlan {
  const plan = planFor(project, 'deepest', 4096);
  return { ...plan, probes: plan.probes.filter(({ kind }) => /function|value/u.test(kind)) };
}

export async function observeCalls(
  project: Project,
  options: { readonly folder: string; readonly preloadPath: string },
): Promise<Observed> {
  const { folder: root } = project;
  const runDir = options.folder;
  rmSync(runDir, { recursive: true, force: true });
  mkdirSync(join(runDir, 'recordings'), { recursive: true });
  await ast.apply(planOf(project), {
    root,
    runDir,
    session: 'exactness',
    run: 1,
    readTree: createTreeReader(root, new Map()),
  });
  const env = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_|SCOPE_)/u.test(name));
  const bin = join(root, 'node_modules/.bin');
  const result = await launch({
    argv: ['sh', '-c', project.command],
    cwd: root,
    runDir,
    env: {
      ...Object.fromEntries(env),
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      ...project.env,
    },
    preloadPath: options.preloadPath,
    timeoutMs: project.timeoutMs,
    stdio: 'to-stderr',
  });
  return { ...readCounted(runDir), exitCode: result.exitCode, seconds: result.wallMs / 1000 };
}

/** @returns what all processes of the suite counted */
export function readCounted(runDir: string): Omit<Observed, 'exitCode' | 'seconds'> {
  const edges = new Map<string, ObservedEdge>();
  const sites = new Map<string, Set<string>>();
  const ran = new Set<string>();
  const unclear = new Set<string>();
  const folder = join(runDir, 'edges');
  for (const name of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (!line.endsWith(']')) continue;
      const row = JSON.parse(line) as Counted;
      if (row[0] === 'ran') ran.add(row[1]);
      else if (row[0] === 'site') {
        const callees = sites.get(row[1]) ?? new Set();
        if (row[2] !== null) callees.add(row[2]);
        sites.set(row[1], callees);
      } else if (row[1].startsWith('?')) unclear.add(line);
      else {
        const [, from, to, how] = row;
        edges.set(`${how} ${from} ${to}`, { from, to, how });
      }
    }
  }
  return { edges: [...edges.values()], sites, ran, unclear: unclear.size };
}
