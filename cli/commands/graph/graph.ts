/** `scope graph …`: the code graph by itself, without running anything. What looks into it is loaded when it is asked for. */
import { resolve } from 'node:path';
import { buildCodeGraph } from '../../../code-graph/index.ts';
import type { CodeGraph } from '../../../code-graph/index.ts';
import { nearestNames } from '../../../code-graph/project/search.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import { coloursFor } from '../../render/colour.ts';
import { createProgress } from '../../render/progress.ts';
import { count, duration, plural, size } from '../../render/text.ts';
import { openProject, openScopeFolder } from '../../session.ts';
import { readPlanning } from '../planning.ts';
import type { CommandInput, PlanningOptions } from '../planning.ts';
import { LOOKS, isLook } from './look.ts';

const MOST_LISTED = 10;
const MOST_PROBLEMS = 10;
const ACTIONS = ['build', 'stats'];

/** @throws ScopeError `usage`, `project-unreadable`, `question-unresolved` */
export async function graphCommand(io: Io, input: CommandInput): Promise<number> {
  const [action = 'stats', ...rest] = input.words;
  const look = isLook(action) ? await LOOKS[action]() : null;
  if (look === null) checkAction(action, rest);
  const options = readPlanning(input.options);
  const folder = action === 'check' && rest[0] !== undefined ? resolve(io.cwd, rest[0]) : io.cwd;
  const graph = await readGraph({ ...io, cwd: folder }, options, input.options['cache'] !== false);
  if (look !== null) return look(io, graph, input);
  if (options.json) io.out.write(`${JSON.stringify(documentOf(graph), null, 2)}\n`);
  else
    io.out.write(action === 'build' ? summaryText(graph) : summaryText(graph) + statsText(graph));
  return EXIT_CODE.settled;
}

function checkAction(action: string, rest: readonly string[]): void {
  const known = [...ACTIONS, ...Object.keys(LOOKS)];
  if (ACTIONS.includes(action) && rest.length === 0) return;
  const [near] = known.includes(action) ? [] : nearestNames(action, known, 1);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new ScopeError(
    'usage',
    ACTIONS.includes(action)
      ? `say: scope graph ${action}, without ${rest.join(' ')}`
      : `there is no scope graph ${action}${hint} (${known.join(', ')})`,
  );
}

async function readGraph(io: Io, options: PlanningOptions, useCache: boolean): Promise<CodeGraph> {
  const root = openProject(io.cwd);
  openScopeFolder(root);
  const progress = createProgress(io, coloursFor(io.err, io.env, options.color));
  progress.busy('reading the project');
  try {
    return await buildCodeGraph(root, useCache ? {} : { cacheFile: null });
  } finally {
    progress.stop();
  }
}

function documentOf(graph: CodeGraph): object {
  const { files, lines, ms, cached, nodes, edges, rssBytes } = graph.stats();
  const { problems } = graph;
  return { files, lines, ms: Math.round(ms), cached, nodes, edges, rssBytes, problems };
}

function summaryText(graph: CodeGraph): string {
  const stats = graph.stats();
  const lines = [
    `${plural(stats.files, 'file')}, ${plural(stats.lines, 'line')} in ${duration(stats.ms)} (${count(stats.cached)} from the cache, ${size(stats.rssBytes)} resident)`,
    `${plural(stats.nodes, 'node')}, ${plural(stats.edges, 'edge')}`,
    ...graph.problems
      .slice(0, MOST_PROBLEMS)
      .map(({ where, message }) => `problem: ${where === undefined ? '' : `${where}: `}${message}`),
  ];
  const more = graph.problems.length - MOST_PROBLEMS;
  if (more > 0) lines.push(`and ${plural(more, 'more problem')}; --json prints them all`);
  return `${lines.join('\n')}\n`;
}

function statsText(graph: CodeGraph): string {
  const functions = graph.functions();
  const kinds = new Map<string, number>();
  graph.graph.forEachEdge((_, edge) => kinds.set(edge.kind, (kinds.get(edge.kind) ?? 0) + 1));
  const complex = [...functions].sort((a, b) => b.complexity - a.complexity).slice(0, MOST_LISTED);
  const lines = [
    `${plural(graph.modules().length, 'module')}, ${plural(functions.length, 'function')}, ${count(graph.classes().length)} ${graph.classes().length === 1 ? 'class' : 'classes'}`,
    `edges: ${[...kinds].map(([kind, edges]) => `${kind} ${count(edges)}`).join(', ')}`,
    'most complex functions:',
    ...complex.map((fn) => `  ${String(fn.complexity).padStart(4)}  ${fn.id}`),
  ];
  return `${lines.join('\n')}\n`;
}
