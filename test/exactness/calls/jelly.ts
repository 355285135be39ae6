/**
 * The call graph that Jelly makes of the same files, in the ids of this project. Functions are found by where they begin, else by
 * where they end. Jelly is run as its own command, from wherever it was built; nothing of it is here.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { childrenCpuMs } from '../../../capture/launch/process-tree.ts';
import type { CodeGraph } from '../../../code-graph/index.ts';
import type { StaticEdge } from './score.ts';

export interface JellyRun {
  readonly edges: readonly StaticEdge[];
  readonly cpuSeconds: number;
  /** Functions of Jelly's in the watched files that no function of ours is. */
  readonly unmatched: number;
  readonly timedOut: boolean;
}

export interface JellyOptions {
  /** Words that run it: a Node of its own, and its main file. */
  readonly command: readonly string[];
  readonly flags: readonly string[];
  readonly output: string;
  readonly timeoutMs: number;
}

const graphSchema = z.object({
  files: z.array(z.string()),
  functions: z.record(z.string(), z.string()),
  calls: z.record(z.string(), z.string()),
  fun2fun: z.array(z.tuple([z.number(), z.number()])),
  call2fun: z.array(z.tuple([z.number(), z.number()])),
});

/** @returns its exit without an error of ours, whatever it printed */
export function runJelly(graph: CodeGraph, options: JellyOptions): Promise<JellyRun> {
  const { command, flags, output } = options;
  rmSync(output, { force: true });
  const [file = '', ...words] = command;
  const quiet = ['--no-tty', '--no-print-progress', '-l', 'error'];
  const args = [...words, ...flags, ...quiet, '-b', graph.root, '-j', output, ...graph.paths()];
  const before = childrenCpuMs() ?? 0;
  return new Promise((resolve) => {
    const settings = { cwd: graph.root, timeout: options.timeoutMs, maxBuffer: 1 << 28 };
    execFile(file, args, settings, (error) => {
      const cpuSeconds = ((childrenCpuMs() ?? 0) - before) / 1000;
      const timedOut = error?.killed === true;
      if (!existsSync(output)) resolve({ edges: [], cpuSeconds, unmatched: 0, timedOut });
      else resolve({ ...readJelly(graph, output), cpuSeconds, timedOut });
    });
  });
}

/** Line and column, from one, to offset. */
function offsetsOf(text: string): (line: number, column: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (line, column) => (starts[line - 1] ?? 0) + column - 1;
}

/** @returns Jelly's edges between functions of the project's files */
export function readJelly(
  graph: CodeGraph,
  file: string,
): { readonly edges: readonly StaticEdge[]; readonly unmatched: number } {
  const json = graphSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const known = new Set(graph.paths());
  const tables = new Map<string, ReturnType<typeof indexFile>>();
  let unmatched = 0;
  const ids = new Map<number, string>();
  for (const [index, location] of Object.entries(json.functions)) {
    const [at, line, column, endLine, endColumn] = location.split(':').map(Number) as number[];
    const path = json.files[at ?? -1] ?? '';
    if (!known.has(path)) continue;
    let table = tables.get(path);
    if (table === undefined) tables.set(path, (table = indexFile(graph, path)));
    const id = table(line ?? 0, column ?? 0, endLine ?? 0, endColumn ?? 0);
    if (id === null) unmatched += 1;
    else ids.set(Number(index), id);
  }
  const edges = json.fun2fun.flatMap(([from, to]): readonly StaticEdge[] => {
    const [a, b] = [ids.get(from), ids.get(to)];
    return a === undefined || b === undefined ? [] : [{ from: a, to: b, sites: [] }];
  });
  return { edges, unmatched };
}

function indexFile(
  graph: CodeGraph,
  path: string,
): (line: number, column: number, endLine: number, endColumn: number) => string | null {
  const offset = offsetsOf(readFileSync(join(graph.root, path), 'utf8'));
  const functions = graph.fileFacts(path)?.functions ?? [];
  const starts = new Map<number, string>();
  const ends = new Map<number, string>();
  for (const fn of functions.slice(1)) {
    if (!starts.has(fn.start)) starts.set(fn.start, fn.id);
    ends.set(fn.end, fn.id);
  }
  const lines = functions[0]?.endLine ?? 0;
  return (line, column, endLine, endColumn) => {
    const start = offset(line, column);
    if (line === 1 && column === 1 && (endLine >= lines || !starts.has(start))) return `${path}#`;
    return starts.get(start) ?? ends.get(offset(endLine, endColumn)) ?? null;
  };
}
