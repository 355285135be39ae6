/**
 * What a probe costs the program. Every variant is the text that the instrumenter
 * would write, in a process of its own, in turns with the same function without probes, so that noise hits both. The measured
 * thread is the program's, and the ring is written out between the rounds; no drain worker runs beside it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runtime, RuntimeOptions } from '../capture/runtime/runtime.ts';
import { DEFAULT_LIMITS, NOT_TURNED_DOWN } from '../protocol/plan.ts';
import type { RuntimeConfig } from '../protocol/session.ts';
import type { Sink } from '../protocol/target/sink.ts';
import { bundleRuntime } from './bundle.ts';
import { atMost, median } from './row.ts';
import type { Row } from './row.ts';

const CALLS = 25_000;
const ROUNDS = 41;
const WARM_UP = 12;
const SITES = 16;
const SUITE = 'capture';

type Loop = (calls: number) => number;
interface Variant {
  readonly name: string;
  /** Body of `f(a, b)`; `s` is the sink's probes. */
  readonly body: string;
  /** What the loop passes. */
  readonly args: string;
  readonly armed: boolean;
  readonly depth: number;
}

/** The figure to reach: entry and exit with two primitive arguments. */
const PRICED = 'entry + exit, two numbers';
const MOST_NS = 15;

const PLAIN = 'return a + b;';
const HEAD = 'const $f=$g[1]&&$e2(1,0,a,b);';
const PROBED =
  'let $f=$g[1]&&$e2(1,0,a,b),$y,$u;try{return ($u=a + b,$y=2,$u)}finally{$f&&$x(1,$f,$y,$u)}';
const NUMBERS = 'n, 2';
const WORDS = `n & 1 ? 'customer' : 'order', 'eur'`;
const OBJECT = '{ id: n, total: 2, name: "x", ok: true }, 2';
const SHARED = 'shared, 2';
const PLAIN_OF: Readonly<Record<string, string>> = {
  [WORDS]: 'return a.length + b.length;',
  [OBJECT]: 'return a.total + b;',
  [SHARED]: 'return a.total + b;',
};
const variant = (name: string, body: string, args: string, armed = true, depth = 0): Variant => ({
  name,
  body,
  args,
  armed,
  depth,
});

const VARIANTS: readonly Variant[] = [
  variant('nothing: the noise floor', PLAIN, NUMBERS, false),
  variant('try/finally alone', 'try{return a + b}finally{}', NUMBERS, false),
  variant('dormant', PROBED, NUMBERS, false),
  variant(PRICED, `${HEAD}try{return a + b}finally{$f&&$x(1,$f)}`, NUMBERS),
  variant('entry + returned value + exit, two numbers', PROBED, NUMBERS),
  variant('one number written to a variable', 'const c = a + b;$w(3,1,1,c);return c', NUMBERS),
  variant(
    'entry + exit, two known strings',
    `${HEAD}try{return a.length + b.length}finally{$f&&$x(1,$f)}`,
    WORDS,
  ),
  variant(
    'entry + exit, one fresh object, identity only',
    `${HEAD}try{return a.total + b}finally{$f&&$x(1,$f)}`,
    OBJECT,
  ),
  variant(
    'entry + exit, one fresh object, snapshot of four fields',
    `${HEAD}try{return a.total + b}finally{$f&&$x(1,$f)}`,
    OBJECT,
    true,
    1,
  ),
  variant(
    'entry + exit, one known object, identity only',
    `${HEAD}try{return a.total + b}finally{$f&&$x(1,$f)}`,
    SHARED,
  ),
  variant(
    'entry + exit, one known object, snapshot of four fields',
    `${HEAD}try{return a.total + b}finally{$f&&$x(1,$f)}`,
    SHARED,
    true,
    1,
  ),
];

type Start = (options: RuntimeOptions) => Runtime;

/** @returns the rows of this suite; takes about half a minute */
export async function benchCapture(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'scope-bench-'));
  try {
    await bundleRuntime(folder, ['runtime', 'drain']);
    return VARIANTS.map((_one, at) => probeRow(folder, at));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each variant has a process of its own, with one sink, as a program has. It prints its times as JSON. */
function probeRow(folder: string, at: number): Row {
  const { name } = VARIANTS[at] as Variant;
  const output = execFileSync(
    process.execPath,
    ['--import', 'tsx', import.meta.filename, folder, String(at)],
    { encoding: 'utf8' },
  );
  const { bare, times } = JSON.parse(output) as { bare: number[]; times: number[] };
  const added = median(times) - median(bare);
  const spread = `quartiles ${quantile(times, 0.25)} to ${quantile(times, 0.75)} ns a call`;
  return {
    suite: SUITE,
    name,
    value: added,
    unit: 'ns added',
    ratio: median(times) / median(bare),
    note: `bare ${quantile(bare, 0.5)}, ${spread}`,
    ...(name === PRICED ? { target: atMost(MOST_NS, 'ns', added) } : {}),
  };
}

/** The child's part: the bare and the probed loop in turns. */
async function measure(folder: string, at: number): Promise<void> {
  const one = VARIANTS[at] as Variant;
  const runtime = startOf(folder)({
    config: benchConfig(one.armed, one.depth),
    runDir: join(folder, `v${at}`),
    thread: 0,
    process: null,
  });
  const loops = [PLAIN_OF[one.args] ?? PLAIN, one.body].map((body) =>
    compile(body, one.args, runtime.sink),
  );
  const times: number[][] = [[], []];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const [which, loop] of loops.entries()) {
      const from = performance.now();
      loop(CALLS);
      const spent = ((performance.now() - from) * 1e6) / CALLS;
      if (round >= 0) times[which]?.push(spent);
      runtime.flushSync();
    }
    // The end of the synchronous burst.
    await Promise.resolve();
  }
  runtime.end(0);
  console.log(JSON.stringify({ bare: times[0], times: times[1] }));
}

function compile(body: string, args: string, sink: Sink): Loop {
  const probes = ['g', 'e2', 'r', 'x', 'w'].map((name) => `$${name} = s.${name}`).join(', ');
  const make = new Function(
    's',
    `const ${probes}; const shared = { id: 1, total: 2, name: "x", ok: true };
     function f(a, b) { ${body} }
     return (calls) => { let sum = 0; for (let n = 0; n < calls; n++) sum += f(${args}); return sum; };`,
  ) as (sink: Sink) => Loop;
  return make(sink);
}

function startOf(folder: string): Start {
  const require = createRequire(import.meta.url);
  return (require(join(folder, 'runtime.cjs')) as { startRuntime: Start }).startRuntime;
}

/** Nothing is turned down and nothing is lost. */
export function benchConfig(armed: boolean, depth: number): RuntimeConfig {
  return {
    version: 1,
    session: 'bench',
    run: 1,
    siteCount: SITES,
    armed: Buffer.alloc(SITES, armed ? 1 : 0).toString('base64'),
    depth: Buffer.alloc(SITES, depth).toString('base64'),
    sample: {},
    limits: {
      ...DEFAULT_LIMITS,
      ...NOT_TURNED_DOWN,
      bytesPerRecording: 8 * 1024 ** 3,
    },
    overflow: 'block',
    ringBytes: 8 * 1024 * 1024,
    redactNames: ['password', 'secret', 'token'],
    redactPatterns: [],
  };
}

function quantile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1);
}

const [, script, childFolder, childVariant] = process.argv;
if (script === import.meta.filename && childFolder !== undefined)
  await measure(childFolder, Number(childVariant));
