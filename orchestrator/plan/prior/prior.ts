/**
 * What is looked at first where a question alone does not decide: code that is complex, that much else stands on, or in
 * which a rule found a place that often goes wrong. It orders what is otherwise equal and never outweighs the question. Text
 * is read only of a few files, those that the question leads to.
 */
import { fileOf } from '../../../protocol/ids.ts';
import {
  centralities,
  checkRules,
  openSources,
  projectOnto,
  RULES,
} from '../../../code-graph/index.ts';
import type { CodeGraph } from '../../../code-graph/index.ts';

export interface Prior {
  /** From 0 to less than 1. */
  ofFunction(id: string): number;
  /** From 0 to less than 1: how much of the project stands on the file. */
  ofFile(path: string): number;
  /** What rules found in the function, each a short phrase. */
  findings(id: string): readonly string[];
}

export interface PriorOptions {
  /** Files that rules read, most wanted first; what has no room among the lines that they read is passed over. */
  readonly files: readonly string[];
}

/** Parsing and checking them takes about a tenth of a second, which every question pays. */
const MOST_LINES = 2000;
/** From here on a function is as complex as it gets. */
const MOST_COMPLEX = 40;
const MOST_FINDINGS = 2;
/** Together less than 1, which is the smallest difference that a question makes. */
const SHARES = { complexity: 0.4, centrality: 0.25, finding: 0.3 } as const;

/** @returns the order of what is otherwise equal; a project without imports has no centre */
export function createPrior(graph: CodeGraph, options: PriorOptions): Prior {
  const central = centralFiles(graph);
  const found = findingsIn(graph, options.files);
  const ofFile = (path: string): number => central.get(path) ?? 0;
  return {
    ofFile,
    ofFunction(id) {
      const fn = graph.function(id);
      if (fn === null) return 0;
      const complexity = Math.min(1, Math.log(fn.complexity) / Math.log(MOST_COMPLEX));
      return (
        SHARES.complexity * complexity +
        SHARES.centrality * ofFile(fn.file) +
        (found.has(id) ? SHARES.finding : 0)
      );
    },
    findings: (id) => found.get(id) ?? [],
  };
}

/** @returns the PageRank of each file as a share of the highest one, just under 1 at most */
function centralFiles(graph: CodeGraph): ReadonlyMap<string, number> {
  const rows = centralities(projectOnto(graph, 'modules'), { betweenness: false });
  const highest = rows[0]?.pageRank ?? 0;
  return new Map(rows.map(({ id, pageRank }) => [fileOf(id), (0.99 * pageRank) / highest]));
}

function findingsIn(
  graph: CodeGraph,
  files: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const read: string[] = [];
  let lines = 0;
  for (const file of new Set(files)) {
    const more = graph.fileFacts(file)?.lines ?? 0;
    if (lines + more > MOST_LINES) continue;
    lines += more;
    read.push(file);
  }
  const found = new Map<string, string[]>();
  // Following all calls of a project takes longer than the run that their order would save.
  const { hits } = checkRules(openSources(graph), RULES, read, { followsCalls: false });
  for (const { functionId, rule, line } of hits) {
    const list = found.get(functionId) ?? [];
    found.set(functionId, list);
    if (list.length < MOST_FINDINGS) list.push(`${rule} in line ${line}`);
  }
  return found;
}
