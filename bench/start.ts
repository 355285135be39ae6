/** What starting costs: the command line itself, and the preload in every process of the user's command. Wall time of whole processes. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetEnvironment } from '../capture/launch/environment.ts';
import { createTreeReader } from '../orchestrator/run.ts';
import { DEFAULT_LIMITS } from '../protocol/plan.ts';
import { bundleRuntime } from './bundle.ts';
import { atMost, median, spread } from './row.ts';
import type { Row, SuiteOptions } from './row.ts';
import { layPlan, probesOn } from './workload/layout.ts';

const SUITE = 'start';
const ROUNDS = 21;
const HELP_MS = 200;
const PROGRAM = 'exports.add = function add(a, b) { return a + b; };\nexports.add(1, 2);\n';

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limit?: number;
}

/** @returns the rows of this suite; takes about half a minute */
export async function benchStart({ dist, quick }: SuiteOptions): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'scope-bench-'));
  try {
    const commands = await layCommands(folder, dist);
    const wall = commands.map((): number[] => []);
    for (let round = 0; round < (quick ? 2 : ROUNDS); round += 1)
      commands.forEach((command, at) => wall[at]?.push(runOnce(folder, command)));
    return commands.map((command, at) => rowOf(command, at, wall));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function layCommands(folder: string, dist: string): Promise<readonly Command[]> {
  await bundleRuntime(folder, ['preload', 'drain']);
  writeFileSync(join(folder, 'main.cjs'), PROGRAM);
  const { NODE_OPTIONS: _ignored, ...env } = process.env;
  const preloadPath = join(folder, 'preload.cjs');
  const readTree = createTreeReader(folder, new Map());
  const under = async (name: string, nodes: readonly string[]): Promise<Command['env']> => {
    const runDir = join(folder, name);
    const probes = probesOn(nodes, ['function']);
    await layPlan({ root: folder, runDir, readTree, probes, limits: DEFAULT_LIMITS });
    return targetEnvironment(env, { runDir, preloadPath });
  };
  const empty = ['main.cjs'];
  mkdirSync(join(folder, 'gone'));
  return [
    { name: 'node, an empty program', args: empty, env },
    { name: 'node again: the noise floor', args: empty, env },
    {
      name: 'scope --help',
      args: [join(dist, 'cli/main.js'), '--help'],
      env,
      limit: HELP_MS,
    },
    {
      name: 'the preload, outside of a run',
      args: empty,
      env: targetEnvironment(env, { runDir: join(folder, 'gone'), preloadPath }),
    },
    {
      name: 'the preload in a run, nothing of it loaded',
      args: empty,
      env: await under('empty', []),
    },
    {
      name: 'the preload in a run, one file with a probe that is hit',
      args: empty,
      env: await under('probed', ['main.cjs#*']),
    },
  ];
}

function runOnce(cwd: string, { args, env, name }: Command): number {
  const from = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  const wall = performance.now() - from;
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return wall;
}

function rowOf({ name, limit }: Command, at: number, wall: readonly number[][]): Row {
  const own = wall[at] as number[];
  const [base] = wall as readonly [number[]];
  const value = median(own);
  const added = value - median(base);
  return {
    suite: SUITE,
    name,
    value,
    unit: 'ms',
    ...(at === 0 ? {} : { ratio: value / median(base) }),
    note: `${own.length} rounds, ${spread(own, 0)} ms${at === 0 ? '' : `; ${added.toFixed(1)} ms added`}`,
    ...(limit === undefined ? {} : { target: atMost(limit, 'ms', value) }),
  };
}
