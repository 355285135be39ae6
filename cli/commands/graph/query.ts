/** `scope graph query '<query>'`: a question in the language of docs/QUERY.md, as a table or in another tool's format. */
import { FORMATS, toDocument } from '../../../code-graph/export/format.ts';
import type { CodeGraph } from '../../../code-graph/index.ts';
import { parseQuery } from '../../../code-graph/language/parse.ts';
import { runQuery } from '../../../code-graph/language/run.ts';
import { askGraph } from '../../../code-graph/select/ask.ts';
import type { Hit, Selection } from '../../../code-graph/select/hit.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import { table } from '../../render/table.ts';
import { plural } from '../../render/text.ts';
import type { CommandInput } from '../planning.ts';
import { formatOf, widthOf, writeResult } from './output.ts';

const NAMES = ['table', 'json', 'dot', 'graphml', 'gexf'] as const;
const EXAMPLE = `scope graph query 'functions where complexity > 10 and writes total'`;
const MOST_ROWS = 200;

/** @throws ScopeError `usage` with the query and marks below what is wrong, `question-unresolved` */
export function queryCommand(io: Io, graph: CodeGraph, input: CommandInput): number {
  const query = input.words.slice(1).join(' ');
  if (query.trim() === '')
    throw new ScopeError('usage', `say what to ask for: ${EXAMPLE}; docs/QUERY.md has the forms`);
  const format = formatOf(input, NAMES, 'table');
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new ScopeError('usage', parsed.problem.message);
  const selection = runQuery(askGraph(graph), parsed.query);
  const text =
    format === 'table'
      ? selectionText(selection, widthOf(io, input), input.options['full'] === true)
      : format === 'json'
        ? `${JSON.stringify({ ...toDocument(selection), problems: graph.problems }, null, 2)}\n`
        : FORMATS[format](selection);
  if (format !== 'json') for (const note of selection.notes) io.err.write(`scope: ${note}\n`);
  writeResult(io, input, text);
  return EXIT_CODE.settled;
}

/** Facts that are numbers and differ from row to row, in the order in which they come. */
function measuresOf(hits: readonly Hit[]): readonly string[] {
  const names = new Set(hits.flatMap(({ facts }) => Object.keys(facts)));
  return [...names].filter((name) => hits.some(({ facts }) => typeof facts[name] === 'number'));
}

const cell = (value: string | number | boolean | undefined): string =>
  typeof value === 'number' ? String(value) : '';

/** Places in one column, what is there in the last; what is known in numbers in between. */
export function selectionText(selection: Selection, columns: number, isFull: boolean): string {
  const { hits } = selection;
  const shown = isFull ? hits : hits.slice(0, MOST_ROWS);
  const isFunctions = shown.every(({ kind }) => kind === 'function' || kind === 'module');
  const measures = measuresOf(shown);
  const isNarrow = Number.isFinite(columns);
  const lines = table(
    [
      {
        head: 'where',
        keeps: 'end',
        ...(isNarrow ? { most: Math.max(20, Math.floor(columns * 0.4)) } : {}),
      },
      ...measures.map((head) => ({ head, isNumber: true })),
      ...(isFunctions ? [] : [{ head: 'in', ...(isNarrow ? { most: 22 } : {}) }]),
      { head: isFunctions ? 'function' : 'code' },
    ],
    shown.map((hit) => [
      `${hit.file}:${hit.line}`,
      ...measures.map((name) => cell(hit.facts[name])),
      ...(isFunctions ? [] : [hit.name]),
      hit.kind === 'condition' && hit.facts['outcome'] !== undefined
        ? `${String(hit.facts['outcome'])}: ${hit.text}`
        : hit.text,
    ]),
    columns,
  );
  const more = hits.length - shown.length;
  const ends = [
    ...(more > 0 ? [`and ${plural(more, 'more row')}; --full prints them all`] : []),
    hits.length === 0 ? 'nothing was found' : plural(hits.length, 'row'),
  ];
  return `${[...lines, ...ends].join('\n')}\n`;
}
