/**
 * `scope graph measure`, `central`, `clusters` and `cycles`: the measures of functions, what much depends on, what holds
 * together, and what depends on itself; of modules, or of functions where that is said.
 */
import type { CodeGraph } from '../../../code-graph/index.ts';
import { centralities } from '../../../code-graph/metric/centrality.ts';
import { findClusters } from '../../../code-graph/metric/cluster.ts';
import { findCycles } from '../../../code-graph/metric/cycle.ts';
import { measureFunction } from '../../../code-graph/metric/measure.ts';
import { projectOnto } from '../../../code-graph/metric/projection.ts';
import type { Level, Projection } from '../../../code-graph/metric/projection.ts';
import { shownId } from '../../../code-graph/select/row.ts';
import { openSources } from '../../../code-graph/select/sources.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import { table } from '../../render/table.ts';
import { plural } from '../../render/text.ts';
import type { CommandInput } from '../planning.ts';
import { oneOf, widthOf, writeResult } from './output.ts';

const MOST_ROWS = 25;

interface Report {
  /** What `--json` prints, beside `version`. */
  readonly document: object;
  readonly lines: readonly string[];
}

type Plain = (id: string) => string;

function measures(graph: CodeGraph, most: number, columns: number): Report {
  const sources = openSources(graph);
  const rows = graph.functions().flatMap((fn) => {
    const scopes = sources.open(fn.file)?.scopes;
    const found = scopes === undefined ? null : measureFunction(scopes, fn);
    return found === null ? [] : [{ id: fn.id, file: fn.file, line: fn.line, ...found }];
  });
  rows.sort((a, b) => b.cognitive - a.cognitive || b.complexity - a.complexity);
  const number = (head: string) => ({ head, isNumber: true });
  const lines = table(
    [
      number('cognitive'),
      number('cyclomatic'),
      number('nesting'),
      number('volume'),
      number('lines'),
      { head: 'function', keeps: 'end' },
    ],
    rows
      .slice(0, most)
      .map((row) => [
        row.cognitive,
        row.complexity,
        row.nesting,
        row.volume,
        row.lines,
        shownId({ graph }, row.id),
      ]),
    columns,
  );
  return { document: { functions: rows }, lines: [...lines, plural(rows.length, 'function')] };
}

function central(
  projection: Projection,
  plain: Plain,
  { most, columns }: { readonly most: number; readonly columns: number },
): Report {
  const rows = centralities(projection);
  const lines = table(
    [
      { head: 'PageRank', isNumber: true },
      { head: 'between', isNumber: true },
      { head: 'used by', isNumber: true },
      { head: 'uses', isNumber: true },
      { head: 'what', keeps: 'end' },
    ],
    rows
      .slice(0, most)
      .map(({ id, pageRank, betweenness, usedBy, uses }) => [
        pageRank.toFixed(4),
        betweenness === null ? '' : betweenness.toFixed(4),
        usedBy,
        uses,
        plain(id),
      ]),
    columns,
  );
  return { document: { nodes: rows }, lines: lines.length > 0 ? lines : ['nothing is connected'] };
}

function clusters(projection: Projection, plain: Plain, most: number): Report {
  const found = findClusters(projection);
  const lines = found.clusters
    .slice(0, most)
    .flatMap((members, index) => [
      `cluster ${index + 1}, ${plural(members.length, 'member')}:`,
      ...members.slice(0, 8).map((id) => `  ${plain(id)}`),
      ...(members.length > 8 ? [`  and ${members.length - 8} more`] : []),
    ]);
  const last = `${plural(found.clusters.length, 'cluster')}, modularity ${found.modularity.toFixed(2)}`;
  return { document: found, lines: [...lines, last] };
}

function cycles(projection: Projection, plain: Plain, most: number): Report {
  const found = findCycles(projection);
  const lines = found
    .slice(0, most)
    .flatMap(({ members, shortest }) => [
      `${members.length} depend on each other; the shortest way round:`,
      ...[...shortest, ...shortest.slice(0, 1)].map((id) => `  ${plain(id)}`),
    ]);
  const last = found.length === 0 ? 'no cycle' : plural(found.length, 'group');
  return { document: { cycles: found }, lines: [...lines, last] };
}

/** @throws ScopeError `usage` where the level is neither modules nor functions */
export function metricsCommand(io: Io, graph: CodeGraph, input: CommandInput): number {
  const [action, wanted, ...rest] = input.words;
  if (rest.length > 0 || (action === 'measure' && wanted !== undefined))
    throw new ScopeError(
      'usage',
      `say: scope graph ${action}${action === 'measure' ? '' : ' [modules|functions]'}`,
    );
  const level: Level = oneOf(
    wanted ?? 'modules',
    ['modules', 'functions'] as const,
    'what to look at',
  );
  const most = input.options['full'] === true ? Infinity : MOST_ROWS;
  const columns = widthOf(io, input);
  const plain: Plain = (id) => shownId({ graph }, id);
  const project = (): Projection => projectOnto(graph, level);
  const report =
    action === 'measure'
      ? measures(graph, most, columns)
      : action === 'central'
        ? central(project(), plain, { most, columns })
        : action === 'clusters'
          ? clusters(project(), plain, most)
          : cycles(project(), plain, most);
  const text =
    input.options['json'] === true
      ? `${JSON.stringify({ version: 1, ...report.document, problems: graph.problems }, null, 2)}\n`
      : `${report.lines.join('\n')}\n`;
  writeResult(io, input, text);
  return EXIT_CODE.settled;
}
