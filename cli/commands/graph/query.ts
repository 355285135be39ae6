/** `scope graph query '<query>'`: a question in the language of docs/QUERY.md, as a table or in another tool's format. */
import { FORMATS } from '../../../code-graph/export/format.ts';
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
import { formatOf, writeResult } from './output.ts';

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
      ? selectionText(selection, io.out.columns, input.options['full'] === true)
      : FORMATS[format](selection);
  writeResult(io, input, text);
  return EXIT_CODE.settled;
}

const factText = ({ facts }: Hit): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** Places in one column, what is there in the last; facts in between where they are short. */
export function selectionText(selection: Selection, columns: number, isFull: boolean): string {
  const { hits, notes } = selection;
  const shown = isFull ? hits : hits.slice(0, MOST_ROWS);
  const isFunctions = shown.every(({ kind }) => kind === 'function' || kind === 'module');
  const lines = table(
    [
      { head: 'where', most: Math.max(20, Math.floor(columns * 0.33)), keeps: 'end' },
      { head: isFunctions ? 'about' : 'in', most: 22 },
      { head: isFunctions ? 'function' : 'code' },
    ],
    shown.map((hit) => [
      `${hit.file}:${hit.line}`,
      isFunctions ? factText(hit) : hit.name,
      hit.kind === 'condition' && hit.facts['outcome'] !== undefined
        ? `${String(hit.facts['outcome'])}: ${hit.text}`
        : hit.text,
    ]),
    columns,
  );
  const more = hits.length - shown.length;
  const ends = [
    ...(more > 0 ? [`and ${plural(more, 'more row')}; --full prints them all`] : []),
    ...notes,
    hits.length === 0 ? 'nothing was found' : plural(hits.length, 'row'),
  ];
  return `${[...lines, ...ends].join('\n')}\n`;
}
