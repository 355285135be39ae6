/**
 * How fast files are rewritten, text in to text out, beside two others that put code into every function: istanbul's instrumenter,
 * and @babel/core with a visitor that adds one statement to every function. Real files, one process, in turns, processor time.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSource } from '../../code-graph/syntax/parse.ts';
import { analyzeScopes } from '../../code-graph/syntax/scope.ts';
import { rewriteFile } from '../../instrumenters/ast/rewrite.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { ProbeKind } from '../../protocol/plan.ts';
import { atLeast, median, spread } from '../row.ts';
import type { Row, SuiteOptions } from '../row.ts';
import { installPackages } from '../workload/install.ts';
import { probesOn } from '../workload/layout.ts';
import { instrumentWithIstanbul, visitWithBabel } from './peer.ts';
import { filesBelow } from '../workload/workload.ts';

const ROOT = dirname(import.meta.dirname);
const SUITE = 'rewriting';
const ROUNDS = 7;
/** How much faster than each of the others. */
const GOAL = 5;

interface Source {
  readonly path: string;
  readonly text: string;
}

/** @returns the new text */
type Rewriter = (source: Source) => string;

const REWRITERS: Readonly<Record<string, Rewriter>> = {
  'babel, one statement in every function': visitWithBabel,
  'babel again: the noise floor': visitWithBabel,
  istanbul: instrumentWithIstanbul,
  'Scope, entry and exit of every function': (source) => observe(source, ['function']),
  'Scope, everything': (source) => observe(source, ['function', 'write', 'branch', 'value']),
};
const [BABEL = '', , ISTANBUL = ''] = Object.keys(REWRITERS);

const GROUPS: Readonly<Record<string, () => readonly string[]>> = {
  JavaScript: () => [
    'node_modules/acorn/dist/acorn.mjs',
    'node_modules/lodash/lodash.js',
    'node_modules/prettier/index.mjs',
  ],
  TypeScript: () => filesBelow('node_modules/rxjs/src/internal', '.ts', ROOT),
};

/** @returns the rows of this suite; takes about two minutes */
export async function benchRewriting({ quick }: SuiteOptions): Promise<readonly Row[]> {
  installPackages(ROOT);
  return Object.entries(GROUPS).flatMap(([group, files]) => {
    const sources = files().map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
    return rowsOf(group, sources, measure(group, sources, quick ? 1 : ROUNDS));
  });
}

/** Milliseconds of processor time by rewriter and round. The round before the first is not counted: it warms the compiler up. */
function measure(
  group: string,
  sources: readonly Source[],
  rounds: number,
): ReadonlyMap<string, readonly number[]> {
  const spent = new Map<string, number[]>(Object.keys(REWRITERS).map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    console.error(`rewriting, ${group}: round ${round + 1} of ${rounds}`);
    const order = Object.entries(REWRITERS);
    for (const [name, rewrite] of round % 2 === 0 ? order : order.reverse()) {
      const from = process.cpuUsage();
      for (const source of sources) rewrite(source);
      const { user, system } = process.cpuUsage(from);
      if (round >= 0) spent.get(name)?.push((user + system) / 1000);
    }
  }
  return spent;
}

function rowsOf(
  group: string,
  sources: readonly Source[],
  spent: ReadonlyMap<string, readonly number[]>,
): readonly Row[] {
  const megabytes = sources.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6;
  const timesOf = (name: string): readonly number[] => spent.get(name) ?? [];
  const faster = (name: string, other: string): readonly number[] =>
    timesOf(name).map((ms, round) => (timesOf(other)[round] ?? Number.NaN) / ms);
  return [...spent].flatMap(([name, times]): readonly Row[] => {
    const value = megabytes / (median(times) / 1000);
    const row = { suite: SUITE, name: `${group}: ${name}`, value, unit: 'MB/s of CPU' };
    const what = `${sources.length} files, ${megabytes.toFixed(2)} MB, ${times.length} rounds`;
    if (name === BABEL) return [{ ...row, note: what }];
    const others = name.startsWith('Scope') ? [BABEL, ISTANBUL] : [BABEL];
    return others.map((other): Row => {
      const ratios = faster(name, other);
      const ratio = median(ratios);
      const against = other === ISTANBUL ? `${row.name}, against istanbul` : row.name;
      const shown = { ...row, name: against, ratio, note: `×${spread(ratios, 2)}` };
      return others.length === 1 ? shown : { ...shown, target: atLeast(GOAL, ratio) };
    });
  });
}

function observe({ path, text }: Source, kinds: readonly ProbeKind[]): string {
  const { tree } = parseSource(path, text);
  const node = `${path}#*`;
  const { sites, text: rewritten } = rewriteFile({
    tree,
    scopes: analyzeScopes(tree),
    selections: probesOn([node], kinds).map((probe) => ({ probe, node })),
    firstSite: 1,
    limits: DEFAULT_LIMITS,
  });
  // Files with nothing that runs stay as they are; a larger one that does was refused, and its time means nothing.
  if (sites.length === 0 && text.length > 20_000) throw new Error(`${path} was not rewritten`);
  return rewritten;
}
