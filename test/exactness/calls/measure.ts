/**
 * `npm run exactness -- calls <folder of checkouts> [--only name,...] [--work folder] [--jelly main.js [--jelly-node node]]
 * [--json]`: the static call graph held against the calls that the suites of public projects make. With `--jelly`, beside the
 * graph of Jelly as it comes, and without its look into packages. What was observed is kept in the work folder: a project that is there
 * is not run again, only scored. Times are processor seconds of a process of its own, cold; Scope's is the one in `dist`.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { childrenCpuMs } from '../../../capture/launch/process-tree.ts';
import { buildCodeGraph } from '../../../code-graph/index.ts';
import type { CodeGraph } from '../../../code-graph/index.ts';
import { readManifest, readProject } from '../../transparency/project.ts';
import type { Project } from '../../transparency/project.ts';
import { runJelly } from './jelly.ts';
import { buildPreload, observeCalls, readCounted } from './observe.ts';
import { percent, scoreEdges } from './score.ts';
import type { Score, StaticEdge } from './score.ts';

/** Chosen before anything of them was measured. */
const PROJECTS = 'express,koa,qs,semver,commander,luxon,axios,immer,hono,zod,ufo,p-queue';
const JELLY_TIMEOUT_MS = 900_000;
const USAGE =
  'usage: npm run exactness -- calls <folder of checkouts> [--only name,...] [--work folder] [--jelly main.js [--jelly-node node]] [--json]';

interface Row {
  readonly project: string;
  readonly tool: 'scope' | 'scope, certain' | 'jelly' | 'jelly, no packages';
  readonly cpuSeconds: number | null;
  readonly edges: number;
  readonly score: Omit<Score, 'missed'> | null;
  readonly missed: readonly string[];
}

type Observed = ReturnType<typeof readCounted>;

async function observe(project: Project, work: string): Promise<Observed> {
  const folder = join(work, project.name);
  if (existsSync(join(folder, 'edges'))) return readCounted(folder);
  mkdirSync(folder, { recursive: true });
  const preloadPath = await buildPreload(work);
  const observed = await observeCalls(project, { folder, preloadPath });
  console.error(`${project.name}: ${observed.seconds.toFixed(0)} s, exit ${observed.exitCode}`);
  return observed;
}

/** Edges of functions and modules, as the graph gives them. */
function edgesOf(graph: CodeGraph, least: number): readonly StaticEdge[] {
  const ids = [...graph.functions(), ...graph.modules()].map(({ id }) => id);
  return [...new Set(ids)].flatMap((id) =>
    graph
      .callees(id)
      .filter(({ confidence }) => confidence >= least)
      .map(({ from, to, sites }) => ({ from, to, sites: sites.map(({ node }) => node) })),
  );
}

/** Processor seconds of a process that reads the project without a cache and asks for calls. */
async function scopeSeconds(folder: string): Promise<number | null> {
  const dist = fileURLToPath(new URL('../../../dist/code-graph/index.js', import.meta.url));
  if (!existsSync(dist)) return null;
  const script = `const { buildCodeGraph } = await import(${JSON.stringify(pathToFileURL(dist).href)});
    const graph = await buildCodeGraph(${JSON.stringify(folder)}, { cacheFile: null });
    graph.callees(graph.functions()[0]?.id ?? '');`;
  const before = childrenCpuMs() ?? 0;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return ((childrenCpuMs() ?? 0) - before) / 1000;
}

async function measureProject(
  project: Project,
  options: { readonly work: string; readonly jelly: readonly string[] | null },
): Promise<readonly Row[]> {
  const observed = await observe(project, options.work);
  const files = new Set(project.files);
  const graph = await buildCodeGraph(project.folder, { cacheFile: null });
  const row = (tool: Row['tool'], edges: readonly StaticEdge[], cpuSeconds: number | null): Row => {
    const { missed, ...score } = scoreEdges(edges, observed, files);
    const named = missed.map(({ from, to, how }) => `${how} ${from} -> ${to}`);
    return { project: project.name, tool, cpuSeconds, edges: edges.length, score, missed: named };
  };
  const seconds = await scopeSeconds(project.folder);
  const rows = [
    row('scope', edgesOf(graph, 0), seconds),
    row('scope, certain', edgesOf(graph, 0.6), seconds),
  ];
  if (options.jelly === null) return rows;
  for (const [tool, flags] of [
    ['jelly', []],
    ['jelly, no packages', ['--ignore-dependencies']],
  ] as const) {
    const output = join(options.work, `${project.name}-${flags.length}.json`);
    const settings = { command: options.jelly, flags, output, timeoutMs: JELLY_TIMEOUT_MS };
    const { edges, cpuSeconds, timedOut } = await runJelly(graph, settings);
    rows.push(
      timedOut || edges.length === 0
        ? { project: project.name, tool, cpuSeconds, edges: 0, score: null, missed: [] }
        : row(tool, edges, cpuSeconds),
    );
  }
  return rows;
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ project, tool, cpuSeconds, score }) => {
    const cells =
      score === null
        ? ['no graph', '', '', '']
        : [
            `${percent(score.recall)} (${score.recall.hit} of ${score.recall.of})`,
            percent(score.builtin),
            percent(score.precision),
            score.sitePrecision === null ? '–' : percent(score.sitePrecision),
          ];
    return `| ${[project, tool, ...cells, cpuSeconds?.toFixed(1) ?? '–'].join(' | ')} |`;
  });
  return [
    '| project | graph | recall, % | through built-ins, % | precision, % | at call sites, % | CPU, s |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

export async function measureCalls(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      only: { type: 'string', default: PROJECTS },
      work: { type: 'string' },
      jelly: { type: 'string' },
      'jelly-node': { type: 'string', default: process.execPath },
      json: { type: 'boolean', default: false },
    },
  });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const work = resolve(values.work ?? mkdtempSync(join(tmpdir(), 'exactness-calls-')));
  const jelly = values.jelly === undefined ? null : [values['jelly-node'], resolve(values.jelly)];
  const manifest = new Map(readManifest().map((entry) => [entry.name, entry]));
  const rows: Row[] = [];
  for (const name of values.only.split(',')) {
    const project = readProject(join(resolve(folder), name), name, manifest.get(name));
    if (typeof project === 'string') console.error(`${name}: left out: ${project}`);
    else rows.push(...(await measureProject(project, { work, jelly })));
  }
  console.log(values.json ? JSON.stringify(rows, null, 2) : tableOf(rows));
  return rows.length > 0 ? 0 : 1;
}
