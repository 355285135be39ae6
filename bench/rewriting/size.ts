/**
 * How much larger planned files get: under the plans that the built-in planner drafts for the bundled bugs, with every function
 * observed, and with everything observed. Characters of the rewritten text against those of the original; for one very large
 * file the processor time of reading and rewriting it as well.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTreeReader } from '../../orchestrator/run.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { Probe, ProbeKind } from '../../protocol/plan.ts';
import { atMost, median, spread } from '../row.ts';
import type { Row, SuiteOptions } from '../row.ts';
import { installPackages } from '../workload/install.ts';
import { layPlan, probesOn } from '../workload/layout.ts';
import { filesBelow } from '../workload/workload.ts';

const ROOT = dirname(import.meta.dirname);
const BUGS = join(ROOT, '../examples/bugs');
const SUITE = 'size';
const GOAL = 1.6;
const LARGE = 33_000;
const EVERYTHING: readonly ProbeKind[] = ['function', 'write', 'branch', 'value'];

const PROGRAMS: Readonly<Record<string, () => readonly string[]>> = {
  acorn: () => ['node_modules/acorn/dist/acorn.mjs'],
  lodash: () => ['node_modules/lodash/lodash.js'],
  'markdown-it': () => filesBelow('node_modules/markdown-it/lib', '.mjs', ROOT),
  'rxjs (TypeScript)': () => filesBelow('node_modules/rxjs/src/internal', '.ts', ROOT),
  'prettier (minified)': () => ['node_modules/prettier/standalone.mjs'],
};

/** @returns the rows of this suite; takes about half a minute */
export async function benchSize({ dist, quick }: SuiteOptions): Promise<readonly Row[]> {
  installPackages(ROOT);
  const bugs = readdirSync(BUGS).slice(0, quick ? 1 : undefined);
  const rows = [await rowOfPlans(dist, bugs)];
  for (const [name, files] of Object.entries(PROGRAMS)) {
    const nodes = files().map((file) => `${file}#*`);
    const every = await growth(ROOT, probesOn(nodes, ['function']));
    const deepest = await growth(ROOT, probesOn(nodes, EVERYTHING));
    rows.push(rowOf(`${name}: every function`, [every], GOAL));
    rows.push(rowOf(`${name}: functions, writes, branches, values`, [deepest]));
  }
  return [...rows, ...(await rowsOfLarge(quick ? 950 : LARGE))];
}

/** Functions of about a hundred characters in one file. */
async function rowsOfLarge(functions: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'scope-bench-'));
  try {
    const texts = Array.from({ length: functions }, (_, n) => largeText(n));
    writeFileSync(join(folder, 'large.js'), texts.join(''));
    const before = process.cpuUsage();
    const grown = await growth(folder, probesOn(['large.js#*'], ['function']));
    const { user, system } = process.cpuUsage(before);
    const name = `one file of ${(grown.before / 1e6).toFixed(1)} MB, ${functions} functions`;
    const time = { suite: SUITE, name: `${name}: reading and rewriting`, unit: 's of CPU' };
    return [rowOf(`${name}: every function`, [grown]), { ...time, value: (user + system) / 1e6 }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function largeText(n: number): string {
  return `function f${n}(a, b) {
  const c = a * ${n} + b;
  if (c > 1000) return c - a;
  return { a, b, c, sum: a + b + c };
}
`;
}

interface Growth {
  readonly before: number;
  readonly after: number;
}

/** Plans that `scope plan` drafts for the questions of the bundled bugs, which is what `scope ask` begins with. */
async function rowOfPlans(dist: string, bugs: readonly string[]): Promise<Row> {
  const grown: Growth[] = [];
  for (const bug of bugs) {
    const folder = mkdtempSync(join(tmpdir(), 'scope-bench-'));
    try {
      cpSync(join(BUGS, bug), folder, { recursive: true });
      const { question, command } = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as {
        readonly question: string;
        readonly command: readonly string[];
      };
      const cli = [join(dist, 'cli/main.js'), 'plan', '--json', '--provider', 'mock', question];
      const said = execFileSync(process.execPath, [...cli, '--', ...command], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      grown.push(await growth(folder, probesIn(JSON.parse(said))));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rowOf('plans of the bundled bugs', grown, GOAL);
}

function probesIn(said: unknown): readonly Probe[] {
  const { probes, plan } = said as {
    probes?: readonly Probe[];
    plan?: { probes: readonly Probe[] };
  };
  const found = probes ?? plan?.probes;
  if (found === undefined || found.length === 0) throw new Error('a plan without probes');
  return found;
}

async function growth(root: string, probes: readonly Probe[]): Promise<Growth> {
  const runDir = mkdtempSync(join(tmpdir(), 'scope-bench-'));
  try {
    const readTree = createTreeReader(root, new Map());
    const { files } = await layPlan({ root, runDir, readTree, probes, limits: DEFAULT_LIMITS });
    const lengthIn = (folder: string): number =>
      files
        .map((_file, at) => readFileSync(join(runDir, folder, String(at)), 'utf8').length)
        .reduce((sum, length) => sum + length, 0);
    return { before: lengthIn('sources'), after: lengthIn('overlay') };
  } finally {
    rmSync(runDir, { recursive: true, force: true });
  }
}

/** One row for several plans: the ratio is that of the plan in the middle, the value what all files came to. */
function rowOf(name: string, grown: readonly Growth[], goal?: number): Row {
  const ratios = grown.map(({ before, after }) => after / before);
  const ratio = median(ratios);
  const before = grown.reduce((sum, each) => sum + each.before, 0);
  const after = grown.reduce((sum, each) => sum + each.after, 0);
  const plans = grown.length > 1 ? `; ${grown.length} plans, ×${spread(ratios, 2)}` : '';
  return {
    suite: SUITE,
    name,
    value: after / 1000,
    unit: 'thousand characters',
    ratio,
    note: `from ${(before / 1000).toFixed(1)}${plans}`,
    ...(goal === undefined ? {} : { target: atMost(goal, '×', ratio) }),
  };
}
