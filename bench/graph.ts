/**
 * How long the project layer of the code graph takes: cold, and again from its cache, each in a process of its own as `scope`
 * does it. The project is a copy of the TypeScript sources that installed packages ship, about 50,000 lines.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { atMost, median, spread } from './row.ts';
import type { Row, SuiteOptions } from './row.ts';

const SUITE = 'graph';
const PACKAGES = ['openai/src', 'zod/src'];
const LINES = 50_000;
const ROUNDS = 5;
const COLD_MS = 10_000;
const WARM_MS = 1500;
const MOST_MB = 500;

/** One build, as its process saw it. */
interface Build {
  readonly files: number;
  readonly lines: number;
  readonly ms: number;
  readonly cached: number;
  readonly nodes: number;
  readonly edges: number;
  readonly rssMb: number;
  readonly problems: number;
}

/** @returns the rows of this suite; takes about two minutes */
export async function benchGraph({ dist, quick }: SuiteOptions): Promise<readonly Row[]> {
  const project = mkdtempSync(join(tmpdir(), 'scope-bench-'));
  try {
    layProject(project, quick ? LINES / 10 : LINES);
    const cold: Build[] = [];
    const warm: Build[] = [];
    const again: Build[] = [];
    for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
      rmSync(join(project, '.scope'), { recursive: true, force: true });
      cold.push(buildOnce(dist, project));
      warm.push(buildOnce(dist, project));
      again.push(buildOnce(dist, project));
    }
    checkCaching(cold, [...warm, ...again]);
    return rowsOf(cold, warm, again);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** Copies whole folders in the order of their names, the same share of lines from each package. */
function layProject(project: string, lines: number): void {
  const modules = join(import.meta.dirname, '../node_modules');
  for (const folder of PACKAGES) {
    let left = lines / PACKAGES.length;
    const sources = readdirSync(join(modules, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .sort();
    for (const path of sources) {
      if (left <= 0) break;
      const from = join(modules, folder, path);
      left -= readFileSync(from, 'utf8').split('\n').length - 1;
      const to = join(project, folder, path);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(from, to);
    }
    if (left > 0) throw new Error(`${folder} has too few lines of TypeScript`);
  }
}

function buildOnce(dist: string, project: string): Build {
  const graph = pathToFileURL(join(dist, 'code-graph/index.js')).href;
  const script = `
    const { buildCodeGraph } = await import(${JSON.stringify(graph)});
    const graph = await buildCodeGraph(${JSON.stringify(project)});
    const rssMb = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify({ ...graph.stats(), rssMb, problems: graph.problems.length }));`;
  const args = ['--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Build;
}

function checkCaching(cold: readonly Build[], warm: readonly Build[]): void {
  if (cold.some(({ cached }) => cached > 0)) throw new Error('a cold build found a cache');
  if (warm.some(({ cached, files }) => cached < files)) throw new Error('a warm build parsed');
}

function rowsOf(
  cold: readonly Build[],
  warm: readonly Build[],
  again: readonly Build[],
): readonly Row[] {
  const [{ files, lines, nodes, edges, problems }] = cold as readonly [Build];
  const ms = (builds: readonly Build[]): number[] => builds.map((build) => build.ms);
  const baseline = median(ms(cold));
  const thousands = lines / 1000;
  const row = (name: string, builds: readonly Build[], limit: number): Row => {
    const value = median(ms(builds));
    const each = (value / thousands).toFixed(1);
    return {
      suite: SUITE,
      name,
      value,
      unit: 'ms',
      ratio: value / baseline,
      note: `${each} ms per thousand lines, ${builds.length} rounds, ${spread(ms(builds), 0)} ms`,
      target: atMost(limit, 'ms', value),
    };
  };
  const noise = again.map((build, round) => build.ms / (warm[round] as Build).ms);
  const peak = Math.max(...[...cold, ...warm].map(({ rssMb }) => rssMb));
  return [
    row(`cold, ${lines} lines in ${files} files`, cold, COLD_MS),
    row('warm, nothing changed', warm, WARM_MS),
    {
      suite: SUITE,
      name: 'warm again: the noise floor',
      value: median(ms(again)),
      unit: 'ms',
      ratio: median(noise),
      note: `against warm, ×${spread(noise, 2)}`,
    },
    {
      suite: SUITE,
      name: 'peak memory of the process',
      value: peak,
      unit: 'MB',
      note: `${nodes} nodes, ${edges} edges, ${problems} problems`,
      target: atMost(MOST_MB, 'MB', peak),
    },
  ];
}
