/**
 * What the body layer of a function costs: control flow, control dependence, SSA form and data flow of every function of 120
 * to 320 lines in a project, and the reaching definitions of all its reads, in processor time of this thread.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeScopes, buildBody, parseSource, reaching } from '../../../../code-graph/index.ts';
import type { FunctionInfo, ScopeTable } from '../../../../code-graph/index.ts';
import { readSources } from '../../bindings/project.ts';

const LEAST_LINES = 120;
const MOST_LINES = 320;

export interface BodyTimes {
  readonly functions: number;
  /** Milliseconds for all layers of one function. */
  readonly body: Readonly<Record<string, number>>;
  /** Milliseconds for the reaching definitions of all reads of one function, properties included. */
  readonly reaching: Readonly<Record<string, number>>;
}

function millis(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function timeOne(scopes: ScopeTable, fn: FunctionInfo): readonly [body: number, reads: number] {
  const body = buildBody(scopes, fn);
  const layers = millis(() => void [body.cfg, body.cdg, body.ssa, body.dfg]);
  const reads = millis(() => {
    for (const syntax of new Set(body.cfg.syntax))
      if (/^(?:identifier|member_expression|subscript_expression)$/u.test(syntax.type))
        reaching(body, syntax);
  });
  return [layers, reads];
}

function percentiles(times: readonly number[]): Record<string, number> {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (share: number): number =>
    Number((sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2));
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** @param roots  projects; generated files of more than 400,000 characters are left out */
export async function timeBodies(roots: readonly string[]): Promise<BodyTimes> {
  const layers: number[] = [];
  const reads: number[] = [];
  for (const root of roots)
    for (const { path } of await readSources(root)) {
      const text = readFileSync(join(root, path), 'utf8');
      if (text.length > 400_000) continue;
      const scopes = analyzeScopes(parseSource(path, text).tree);
      for (const fn of scopes.functions) {
        const lines = text.slice(fn.node.start, fn.node.end).split('\n').length;
        if (fn.kind === 'module' || lines < LEAST_LINES || lines > MOST_LINES) continue;
        const [body, read] = timeOne(scopes, fn);
        layers.push(body);
        reads.push(read);
      }
    }
  return { functions: layers.length, body: percentiles(layers), reaching: percentiles(reads) };
}
