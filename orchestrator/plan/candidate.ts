/**
 * What a planner may choose from: functions and whole files, ranked by how near the question they are. A small program is
 * offered whole, so that one run settles it; a large one is surveyed first (which functions run at all) and watched closely
 * only where the question points.
 */
import type { CodeGraph } from '../../code-graph/index.ts';
import type { RequestInput } from '../../providers/request.ts';
import type { Resolved } from '../question/resolve.ts';

export type CandidateInput = RequestInput<'draft-plan'>['candidates'][number];

export interface CandidateOptions {
  /** Source files that the command names; empty where it names none. */
  readonly commandFiles: readonly string[];
  /** Lines up to which everything is watched closely in the first run. */
  readonly smallLines: number;
  readonly isTest: (path: string) => boolean;
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
      id: `${file}#*`,
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
  const named = resolved.functions
    .filter(({ id }) => known.has(fileOf(id)) && !options.isTest(id))
    .slice(0, MOST_NAMED)
    .map(({ id, reason, weight }): CandidateInput => {
      const fn = graph.function(id);
      return {
        id,
        file: fileOf(id),
        name: fn?.name ?? id,
        kind: 'function',
        score: 100 + weight,
        reasons: [reason],
        distance: 1,
        calls: 1,
        loopDepth: fn?.loopDepth ?? 0,
        lines: fn === null ? 0 : fn.endLine - fn.line + 1,
      };
    });
  return [...named, ...whole];
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

function fileOf(id: string): string {
  return id.slice(0, id.indexOf('#'));
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
 * The files that the command's files import, directly or not; all files where the command names none, or where they are few:
 * workers, forked programs and plugins are loaded without an import.
 */
function reachableFiles(graph: CodeGraph, options: CandidateOptions): readonly string[] {
  const all = graph.modules().map((module) => module.file);
  const start = options.commandFiles.filter((file) => all.includes(file));
  const lines = all.reduce((sum, file) => sum + linesOf(graph, file), 0);
  if (start.length === 0 || lines <= options.smallLines) return all;
  const seen = new Set<string>(start);
  const queue = [...start];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const next of [...importsOf(graph, file), ...observedFrom(graph, file)]) {
      if (seen.has(next) || !all.includes(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return [...seen];
}

function linesOf(graph: CodeGraph, file: string): number {
  return graph.fileFacts(file)?.lines ?? 0;
}

/** Files into which earlier runs went from there, though no text says so. */
function observedFrom(graph: CodeGraph, file: string): readonly string[] {
  return (graph.fileFacts(file)?.functions ?? []).flatMap(({ id }) =>
    graph
      .callees(id)
      .filter(({ source }) => source === 'observed')
      .map(({ to }) => fileOf(to)),
  );
}

function importsOf(graph: CodeGraph, file: string): readonly string[] {
  const id = `${file}#`;
  if (!graph.graph.hasNode(id)) return [];
  return graph.graph
    .filterOutboundEdges(id, (_, edge) => edge.kind === 'imports')
    .map((edge) => graph.graph.target(edge))
    .filter((to) => to.endsWith('#'))
    .map((to) => to.slice(0, -1));
}
