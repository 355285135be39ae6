/**
 * What starting a program of a thousand modules costs when twenty of its files are planned: wall and processor time of the whole
 * command, bare and observed in turns, for CommonJS and for ES modules. The modules are generated, and each is loaded once.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from '../capture/launch/launch.ts';
import { createTreeReader } from '../orchestrator/run.ts';
import { DEFAULT_LIMITS } from '../protocol/plan.ts';
import type { ProbeKind } from '../protocol/plan.ts';
import { bundleRuntime } from './bundle.ts';
import { atMost, median, spread } from './row.ts';
import type { Row, SuiteOptions } from './row.ts';
import { layPlan, probesOn } from './workload/layout.ts';

const SUITE = 'modules';
const ROUNDS = 15;
const MODULES = 1000;
const PLANNED = 20;
const GOAL = 1.15;
const TIME_LIMIT_MS = 60_000;
const EVERYTHING: readonly ProbeKind[] = ['function', 'write', 'branch', 'value'];

const SYSTEMS = { cjs: 'CommonJS', mjs: 'ES modules' } as const;
type Ending = keyof typeof SYSTEMS;

interface Spent {
  readonly wallMs: number;
  readonly cpuMs: number;
}

interface Variant {
  readonly name: string;
  readonly runDir: string | null;
}

/** @returns the rows of this suite; takes about a minute */
export async function benchModules({ quick }: SuiteOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const ending of Object.keys(SYSTEMS) as Ending[]) {
    const folder = mkdtempSync(join(tmpdir(), 'scope-bench-'));
    try {
      rows.push(...(await benchSystem(folder, ending, quick ? 1 : ROUNDS)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

async function benchSystem(
  folder: string,
  ending: Ending,
  rounds: number,
): Promise<readonly Row[]> {
  await bundleRuntime(folder, ['preload', 'drain']);
  writeProgram(folder, ending);
  const variants = await layVariants(folder, ending);
  const spent = variants.map((): Spent[] => []);
  for (let round = -1; round < rounds; round += 1) {
    console.error(`modules, ${SYSTEMS[ending]}: round ${round + 1} of ${rounds}`);
    for (const [at, { runDir }] of variants.entries()) {
      const once = await runOnce(folder, ending, runDir);
      if (round >= 0) spent[at]?.push(once);
    }
  }
  const units = ['cpuMs', 'wallMs'] as const;
  return units.flatMap((unit) => variants.map((_one, at) => rowOf(ending, unit, at)));

  function rowOf(system: Ending, unit: keyof Spent, at: number): Row {
    const own = (spent[at] ?? []).map((each) => each[unit]);
    const ratios = own.map((ms, round) => ms / (spent[0]?.[round]?.[unit] ?? Number.NaN));
    const { name, runDir } = variants[at] as Variant;
    const ratio = median(ratios);
    return {
      suite: SUITE,
      name: `${SYSTEMS[system]}: ${name}`,
      value: median(own),
      unit: unit === 'cpuMs' ? 'ms of CPU' : 'ms',
      ...(at === 0 ? {} : { ratio }),
      note: at === 0 ? `${own.length} rounds` : `×${spread(ratios, 2)}`,
      ...(runDir === null || !name.includes('planned') ? {} : { target: atMost(GOAL, '×', ratio) }),
    };
  }
}

async function layVariants(folder: string, ending: Ending): Promise<readonly Variant[]> {
  const readTree = createTreeReader(folder, new Map());
  const planned = Array.from(
    { length: PLANNED },
    (_, n) => `${nameOf((n * MODULES) / PLANNED, ending)}#*`,
  );
  const under = async (name: string, nodes: readonly string[]): Promise<Variant> => {
    const runDir = join(folder, `run-${nodes.length}`);
    const probes = probesOn(nodes, EVERYTHING);
    const laid = await layPlan({ root: folder, runDir, readTree, probes, limits: DEFAULT_LIMITS });
    if (laid.files.length !== nodes.length) throw new Error('not every planned file has probes');
    return { name, runDir };
  };
  return [
    { name: 'bare', runDir: null },
    { name: 'bare again: the noise floor', runDir: null },
    await under('under Scope, no probes', []),
    await under(`${PLANNED} planned files, every probe`, planned),
  ];
}

function nameOf(at: number, ending: Ending): string {
  return `lib/part${Math.floor(at / 50)}/module${at}.${ending}`;
}

/** Each module loads the next ones of a tree in which every module has up to three others below it. */
function writeProgram(folder: string, ending: Ending): void {
  for (let at = 0; at < MODULES; at += 1) {
    mkdirSync(join(folder, 'lib', `part${Math.floor(at / 50)}`), { recursive: true });
    const below = [1, 2, 3].map((n) => at * 3 + n).filter((n) => n < MODULES);
    writeFileSync(join(folder, nameOf(at, ending)), moduleText(at, below, ending));
  }
  const first = `./${nameOf(0, ending)}`;
  const main =
    ending === 'cjs'
      ? `const { total0 } = require('${first}');`
      : `import { total0 } from '${first}';`;
  writeFileSync(
    join(folder, `main.${ending}`),
    `${main}\nrequire_('node:fs').writeFileSync(process.argv[2], String(total0(2)));\n`.replace(
      'require_',
      ending === 'cjs' ? 'require' : 'process.getBuiltinModule',
    ),
  );
}

function moduleText(at: number, below: readonly number[], ending: Ending): string {
  const load = (n: number): string => {
    const from = `../../${nameOf(n, ending)}`;
    return ending === 'cjs'
      ? `const { total${n} } = require('${from}');`
      : `import { total${n} } from '${from}';`;
  };
  const helpers = Array.from(
    { length: 8 },
    (_, n) => `function step${n}(value, options = {}) {
  const factor = options.factor ?? ${n + 1};
  if (value > ${1000 * (n + 1)}) return value - factor;
  let sum = value;
  for (let i = 0; i < factor; i += 1) sum += i * ${at % 7};
  return sum;
}`,
  );
  const sum = below.map((n) => ` + total${n}(value)`).join('');
  return `${below.map(load).join('\n')}
${helpers.join('\n')}
class Order${at} {
  constructor(value) { this.value = value; }
  get half() { return this.value / 2; }
  add(other) { this.value += other; return this; }
}
${ending === 'cjs' ? `exports.total${at} = total${at};\n` : 'export '}function total${at}(value) {
  const order = new Order${at}(step0(value)).add(step1(value, { factor: 2 }));
  return order.half${sum};
}
`;
}

async function runOnce(folder: string, ending: Ending, runDir: string | null): Promise<Spent> {
  const { NODE_OPTIONS: _ignored, ...env } = process.env;
  const output = join(folder, 'output');
  const from = performance.now();
  const { exitCode, cpuMs } = await launch({
    argv: [process.execPath, join(folder, `main.${ending}`), output],
    cwd: folder,
    runDir,
    env,
    preloadPath: join(folder, 'preload.cjs'),
    timeoutMs: TIME_LIMIT_MS,
    stdio: 'to-stderr',
  });
  const wallMs = performance.now() - from;
  if (exitCode !== 0 || cpuMs === null || !(Number(readFileSync(output, 'utf8')) > 0))
    throw new Error(`main.${ending} ended with ${exitCode}`);
  rmSync(output);
  return { wallMs, cpuMs };
}
