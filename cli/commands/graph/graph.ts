/** `scope graph …`: the code graph by itself, without running anything. What looks into it is loaded when it is asked for. */
import type { CodeGraph } from '../../../code-graph/index.ts';
import { nearestNames } from '../../../code-graph/project/search.ts';
import { shownId } from '../../../code-graph/select/row.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import { count, plural } from '../../render/text.ts';
import type { CommandInput } from '../planning.ts';
import { buildCommand, documentOf, readGraph, summaryText } from './build.ts';
import { LOOKS, isLook } from './look.ts';
import { checkOptions } from './output.ts';
import { folderAt, projectOf, sayPlace } from './place.ts';

const MOST_LISTED = 10;
const ACTIONS = ['build', 'stats'];

/** @throws ScopeError `usage`, `project-unreadable`, `question-unresolved` */
export async function graphCommand(io: Io, input: CommandInput): Promise<number> {
  const [action = 'stats', ...rest] = input.words;
  const look = isLook(action) ? await LOOKS[action]() : null;
  if (look === null) checkAction(action, rest);
  checkOptions(action, input.options);
  if (action === 'build') return buildCommand(io, input);
  const part = action === 'check' && rest[0] !== undefined ? folderAt(io, rest[0]) : null;
  const cwd = part === null ? io.cwd : projectOf(io, part);
  const graph = await readGraph({ ...io, cwd }, input.options);
  if (look !== null) {
    sayPlace(io, graph);
    return look(io, graph, input);
  }
  if (input.options['json'] === true)
    io.out.write(`${JSON.stringify(documentOf(graph), null, 2)}\n`);
  else io.out.write(summaryText(graph) + statsText(graph));
  return EXIT_CODE.settled;
}

function checkAction(action: string, rest: readonly string[]): void {
  const known = [...ACTIONS, ...Object.keys(LOOKS)];
  if (ACTIONS.includes(action) && rest.length <= (action === 'build' ? 1 : 0)) return;
  const [near] = known.includes(action) ? [] : nearestNames(action, known, 1);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new ScopeError(
    'usage',
    ACTIONS.includes(action)
      ? `say: scope graph ${action}, without ${rest.slice(action === 'build' ? 1 : 0).join(' ')}`
      : `there is no scope graph ${action}${hint} (${known.join(', ')})`,
  );
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
    ...complex.map((fn) => `  ${String(fn.complexity).padStart(4)}  ${shownId({ graph }, fn.id)}`),
  ];
  return `${lines.join('\n')}\n`;
}
