/** `scope graph build --bodies`: the body layer of every function, with no more kept at a time than `--memory` allows. */
import type { CodeGraph } from '../../../code-graph/index.ts';
import { fileOf, openSources } from '../../../code-graph/select/sources.ts';
import { count, duration, plural, size } from '../../render/text.ts';

export interface BodiesBuilt {
  readonly functions: number;
  readonly ms: number;
  /** Of one function whose file is parsed, milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The limit that was set. */
  readonly memoryMb: number;
  readonly peakRssBytes: number;
  /** Files that had to go to make room. */
  readonly evicted: number;
}

/** Builds control flow, control dependence, SSA form and data flow of each function, file by file. */
export function buildBodies(graph: CodeGraph, memoryMb: number): BodiesBuilt {
  const started = performance.now();
  const sources = openSources(graph, { memoryMb });
  const each: number[] = [];
  const ids = [...graph.modules(), ...graph.functions()].map(({ id }) => id as string);
  const byFile = ids.sort((a, b) => (fileOf(a) < fileOf(b) ? -1 : fileOf(a) > fileOf(b) ? 1 : 0));
  let peakRssBytes = 0;
  for (const id of byFile) {
    if (sources.open(fileOf(id)) === null) continue;
    const before = performance.now();
    const body = sources.body(id);
    if (body === null) continue;
    void [body.cdg, body.dfg];
    each.push(performance.now() - before);
    if (each.length % 1000 === 0) peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
  }
  each.sort((a, b) => a - b);
  const at = (share: number): number =>
    each[Math.min(each.length - 1, Math.floor(each.length * share))] ?? 0;
  return {
    functions: each.length,
    ms: Math.round(performance.now() - started),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    memoryMb,
    peakRssBytes: Math.max(peakRssBytes, process.memoryUsage.rss()),
    evicted: sources.evicted(),
  };
}

export function bodiesText(bodies: BodiesBuilt): string {
  const { functions, ms, p50Ms, p99Ms, memoryMb, peakRssBytes, evicted } = bodies;
  return `bodies of ${plural(functions, 'function')} in ${duration(ms)}: median ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms; limit ${count(memoryMb)} MB, ${size(peakRssBytes)} resident at most, ${plural(evicted, 'file')} evicted\n`;
}
