/**
 * What a planner may choose from: functions and whole files, ranked by how near the question they are, and what is equally near
 * by what is worth looking at first. A small program is offered whole, so that one run settles it; a large one is surveyed first (which functions run at all) and watched closely
 * only where the question points.
 */
import { fileOf, wholeFile } from '../../protocol/ids.ts';
import { projectOnto } from '../../code-graph/index.ts';
import type { CodeGraph } from '../../code-graph/index.ts';
import type { RequestInput } from '../../providers/request.ts';
import type { Resolved } from '../question/resolve.ts';
import type { Prior } from './prior/prior.ts';

export type CandidateInput = RequestInput<'draft-plan'>['candidates'][number];

export interface CandidateOptions {
  /** Source files that the command names; empty where it names none. */
  readonly commandFiles: readonly string[];
  /** Lines up to which everything is watched closely in the first run. */
  readonly smallLines: number;
  readonly isTest: (path: string) => boolean;
  readonly prior: Prior;
}

export const SMALL_LINES = 2500;
const MOST_FILES = 600;
const MOST_NAMED = 40;
const FAR = 9;

/** @returns the candidates, best first */
export function collectCandidates(
  graph: CodeGraph,
  resolved: Resolved,
  options: CandidateOptions,
): CandidateInput[] {
  const reachable = reachableFiles(graph, options);
  const lines = reachable.slice(0, MOST_FILES).reduce((sum, file) => sum + linesOf(graph, file), 0);
  const isSmall = lines <= options.smallLines;
  const inCommand = new Set(options.commandFiles);
  const { files, added } = withDeclaring(graph, resolved, options, reachable);
  const whole = files.map((file, index): CandidateInput => {
    const isNear = (isSmall && !added.has(file)) || inCommand.has(file);
    return {
      id: wholeFile(file),
      file,
      name: file,
      kind: 'module',
      score: (isNear ? 50 : 1) - index / 1000,
      reasons: [reasonFor(file, inCommand, added)],
      distance: isNear ? 0 : FAR,
      calls: 1,
      loopDepth: 0,
      lines: linesOf(graph, file),
    };
  });
  // A small program is watched whole: only what no import reaches is named beside it.
  const known = isSmall ? added : new Set(files);
  const named = nearestFirst(resolved, options.prior)
    .filter(({ id }) => known.has(fileOf(id)) && !options.isTest(id))
    .slice(0, MOST_NAMED)
    .map(({ id, reason, weight, prior }): CandidateInput => {
      const fn = graph.function(id);
      return {
        id,
        file: fileOf(id),
        name: fn?.name ?? id,
        kind: 'function',
        score: 100 + weight + prior,
        reasons: [reason, ...options.prior.findings(id)],
        distance: 1,
        calls: 1,
        loopDepth: fn?.loopDepth ?? 0,
        lines: fn === null ? 0 : fn.endLine - fn.line + 1,
      };
    });
  return [...named, ...whole];
}

/** Weights are whole numbers and a prior is less than one, so it orders equals alone. */
function nearestFirst({ functions }: Resolved, prior: Prior) {
  return functions
    .map((fn) => ({ ...fn, prior: prior.ofFunction(fn.id) }))
    .toSorted((a, b) => b.weight + b.prior - (a.weight + a.prior));
}

/**
 * Plugins, workers and what a container wires up are loaded without an import that the graph sees: the files that declare the
 * names of the question are offered all the same, in the place of the last ones that imports reach.
 */
function withDeclaring(
  graph: CodeGraph,
  resolved: Resolved,
  options: CandidateOptions,
  reachable: readonly string[],
): { readonly files: readonly string[]; readonly added: ReadonlySet<string> } {
  const first = reachable.slice(0, MOST_FILES);
  const there = new Set(first);
  const declaring = resolved.functions
    .map(({ id }) => fileOf(id))
    .filter((file) => !there.has(file) && !options.isTest(file) && graph.fileFacts(file) !== null);
  const added = new Set([...new Set(declaring)].slice(0, MOST_NAMED));
  return { files: [...first.slice(0, MOST_FILES - added.size), ...added], added };
}

function reasonFor(
  file: string,
  inCommand: ReadonlySet<string>,
  added: ReadonlySet<string>,
): string {
  if (inCommand.has(file)) return 'named by the command';
  return added.has(file) ? 'declares a name of the question' : 'loaded by what the command names';
}

/**
 * The files that the command's files import, directly or not, nearest first and of those the ones that most stands on; all
 * files where the command names none, or where they are few: workers, forked programs and plugins are loaded without an import.
 */
function reachableFiles(graph: CodeGraph, options: CandidateOptions): readonly string[] {
  const all = graph.paths().filter((path) => graph.node(`${path}#`) !== null);
  const known = new Set(all);
  const byPrior = (files: readonly string[]): string[] =>
    files.toSorted((a, b) => options.prior.ofFile(b) - options.prior.ofFile(a));
  const start = options.commandFiles.filter((file) => known.has(file));
  const lines = all.reduce((sum, file) => sum + linesOf(graph, file), 0);
  if (start.length === 0 || lines <= options.smallLines) return byPrior(all);
  const imports = importedFiles(graph);
  const seen = new Set<string>(start);
  for (let level: readonly string[] = start; level.length > 0;) {
    const next = level
      .flatMap((file) => [...(imports.get(file) ?? []), ...observedFrom(graph, file)])
      .filter((file) => known.has(file) && !seen.has(file));
    level = byPrior([...new Set(next)]);
    for (const file of level) seen.add(file);
  }
  return [...seen];
}

function linesOf(graph: CodeGraph, file: string): number {
  return graph.fileFacts(file)?.lines ?? 0;
}

/** Files into which earlier runs went from there, even where no text says so. */
function observedFrom(graph: CodeGraph, file: string): readonly string[] {
  return (graph.fileFacts(file)?.functions ?? []).flatMap(({ id }) =>
    graph.observedCallees(id).map(fileOf),
  );
}

function importedFiles(graph: CodeGraph): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const modules = projectOnto(graph, 'modules');
  modules.forEachEdge((_, __, from, to) => {
    const file = fileOf(from);
    const list = found.get(file);
    if (list === undefined) found.set(file, [fileOf(to)]);
    else list.push(fileOf(to));
  });
  return found;
}
