/**
 * An answer as Markdown for a pull request or an issue, in the dialect of GitHub: places are links with line anchors, the chain is
 * a table, everything else is behind details that unfold. Recorded text can not break out of its cell or its code.
 */
import { inOneLine } from '../../../protocol/answer.ts';
import type { BriefAnswer, CitedHop, Suspect } from '../../../protocol/answer.ts';
import { count, cut, plural, size } from '../text.ts';
import { askedOf, HEADINGS } from './answer.ts';
import { commandText, costText } from './cost.ts';
import { isPassing } from './fold.ts';
import { valuesOf } from './suspect.ts';

export interface MarkdownOptions {
  /** What stands before a path in a link; empty for links that are relative to the project. */
  readonly linkBase: string;
  /** The recorded text of a file; null where it is not known. */
  readonly textOf?: (file: string) => string | null;
  /** Hops that only pass a value on stand in the table too. */
  readonly isFull: boolean;
}

const AROUND = 2;
const MOST_LINES = 8;
const VALUE_LENGTH = 80;

/** @returns the text, with a newline at its end */
export function renderMarkdown(answer: BriefAnswer, options: MarkdownOptions): string {
  const { target = null } = answer;
  const at = target === null ? '' : ` (${link({ ...target, endLine: target.line }, options)})`;
  const blocks = [
    `### ${HEADINGS[answer.verdict]}: ${escape(askedOf(answer))}${at}`,
    answer.answer === '' ? '' : paragraph(answer.answer),
    failureBlock(answer, options),
    comparisonBlock(answer),
    suspectBlock(answer, options),
    chainBlock(answer, options),
    othersBlock(answer.suspects.slice(1), options),
    howBlock(answer),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Both sides of the place where two runs part; they may be of two versions, so the places are no links. */
function comparisonBlock({ comparison }: BriefAnswer): string {
  if (comparison?.divergence == null) return '';
  const { here, there, divergence, aligned } = comparison;
  const text = (of: string): string => escape(of).replaceAll('|', '\\|');
  const rows = [
    [here, divergence.here],
    [there, divergence.there],
  ] as const;
  return [
    `**The runs part** after ${plural(aligned, 'event')} that are the same:`,
    '',
    '| run | where | code | value |',
    '|---|---|---|---|',
    ...rows.map(([{ label, outcome }, place]) =>
      place === null
        ? `| ${text(label)} (${outcome}) | | nothing there | |`
        : `| ${text(label)} (${outcome}) | ${text(`${place.file}:${place.line}`)} | ${cell(place.call ?? place.code)} | ${place.value === undefined ? '' : cell(place.value)} |`,
    ),
  ].join('\n');
}

function suspectBlock({ suspects, chain }: BriefAnswer, options: MarkdownOptions): string {
  const [first] = suspects;
  if (first === undefined) return '';
  const text = options.textOf?.(first.file) ?? null;
  const head = `**Look first at** ${link(first, options)}${nameOf(first)}: ${escape(first.why)}`;
  const excerpt = text === null ? '' : excerptOf(text, first, chain);
  return excerpt === '' ? head : `${head}\n\n${excerpt}`;
}

/** A fenced block; values that were recorded stand behind their lines as comments. */
function excerptOf(text: string, first: Suspect, chain: readonly CitedHop[]): string {
  const lines = text.split('\n');
  if (first.line > lines.length) return '';
  const { from, to } = rangeAround(lines, first);
  const values = valuesOf(chain, first.file);
  const body = lines.slice(from - 1, to).map((code, index) => {
    const told = (values.get(from + index) ?? []).join(', ');
    return told === '' ? code : `${code}  // ${told}`;
  });
  const fence = '`'.repeat(Math.max(3, longestRun(body.join('\n'), '`') + 1));
  const language = /\.[cm]?tsx?$/u.test(first.file) ? 'ts' : 'js';
  return `${fence}${language}\n${body.join('\n')}\n${fence}`;
}

/** 1-based lines around a place, without blank ones at the ends. */
function rangeAround(
  lines: readonly string[],
  { line, endLine }: Suspect,
): { readonly from: number; readonly to: number } {
  const last = Math.min(endLine, line + MOST_LINES);
  const isBlank = (at: number): boolean => (lines[at - 1] ?? '').trim() === '';
  let from = Math.max(1, line - AROUND);
  let to = Math.min(lines.length, last + AROUND);
  while (from < line && isBlank(from)) from += 1;
  while (to > last && isBlank(to)) to -= 1;
  return { from, to };
}

function chainBlock({ chain, suspects }: BriefAnswer, options: MarkdownOptions): string {
  const rows = chain.map((hop, at) => ({ hop, at, passes: isPassing(chain, at, suspects[0]) }));
  const shown = options.isFull ? rows : rows.filter(({ passes }) => !passes);
  if (shown.length === 0) return '';
  const hidden = rows.length - shown.length;
  const lines = [
    '| # | where | code | value | why | hop |',
    '|--:|---|---|---|---|---|',
    ...shown.map(({ hop, at }) => `| ${at + 1} | ${cellsOf(hop, options).join(' | ')} |`),
  ];
  const folded =
    hidden === 0
      ? ''
      : details(
          `${plural(hidden, 'hop')} that only ${hidden === 1 ? 'passes' : 'pass'} the value on`,
          rows
            .filter(({ passes }) => passes)
            .map(
              ({ hop, at }) => `- #${at + 1} ${link(hop, options)}${nameOf(hop)} ${code(hop.code)}`,
            )
            .join('\n'),
        );
  return [lines.join('\n'), folded].filter((part) => part !== '').join('\n\n');
}

function cellsOf(hop: CitedHop, options: MarkdownOptions): readonly string[] {
  const was = hop.was === undefined ? '' : `, was ${cell(hop.was)}`;
  return [
    `${link(hop, options)}${nameOf(hop)}`.replaceAll('|', '\\|'),
    cell(hop.code),
    hop.value === undefined ? '' : cell(hop.value) + was,
    escape(hop.why).replaceAll('|', '\\|'),
    code(hop.id),
  ];
}

function othersBlock(suspects: readonly Suspect[], options: MarkdownOptions): string {
  if (suspects.length === 0) return '';
  const list = suspects.map(
    (suspect) =>
      `${suspect.rank}. ${link(suspect, options)}${nameOf(suspect)}: ${escape(suspect.why)}`,
  );
  return details(plural(suspects.length, 'other suspect'), list.join('\n'));
}

function failureBlock({ failures }: BriefAnswer, options: MarkdownOptions): string {
  if (failures === undefined) return '';
  const causes = failures.groups.length + failures.more;
  const list = failures.groups.map((group) => {
    const more = group.count - group.tests.length;
    const tests = group.tests.map((name) => `*${escape(name)}*`).join(', ');
    const rest = more > 0 ? ` and ${count(more)} more` : '';
    return `- ${count(group.count)} × ${link({ ...group, endLine: group.line }, options)}${nameOf(group)}: ${tests}${rest}`;
  });
  const left = failures.more > 0 ? [`- and ${plural(failures.more, 'more cause')}`] : [];
  return [
    `**${count(failures.total)}${failures.seen > failures.total ? ` of ${count(failures.seen)}` : ''} failing tests, ${plural(causes, 'common cause')}**`,
    [...list, ...left].join('\n'),
  ].join('\n\n');
}

function howBlock({ cost, plan, command, recordings, notes, omitted = [] }: BriefAnswer): string {
  const lines = [
    ...(command === undefined ? [] : [`- command: ${code(commandText(command))}`]),
    ...(recordings ?? [])
      .slice(-1)
      .map(
        (one) => `- recorded in ${code(one)}${cost === undefined ? '' : ` (${size(cost.bytes)})`}`,
      ),
    ...notes.map((note) => `- note: ${escape(note)}`),
    ...(omitted.length === 0 ? [] : [`- left out: ${escape(omitted.join(', '))}`]),
  ];
  const summary =
    cost === undefined || plan === undefined
      ? 'How this was found'
      : `How this was found: ${costText({ cost, plan })}`;
  return lines.length === 0 ? '' : details(summary, lines.join('\n'));
}

function details(summary: string, body: string): string {
  return `<details><summary>${escapeHtml(summary)}</summary>\n\n${body}\n\n</details>`;
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
}

/** `[src/a.ts:12](src/a.ts#L12-L14)` */
function link({ file, line, endLine }: Place, { linkBase }: MarkdownOptions): string {
  const anchor = endLine > line ? `#L${line}-L${endLine}` : `#L${line}`;
  const path = file.split('/').map(encodeURIComponent).join('/').replaceAll(/[()]/gu, encodeMark);
  return `[${escape(`${file}:${line}`)}](${linkBase}${path}${anchor})`;
}

function encodeMark(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}

function nameOf({ function: name }: { readonly function: string }): string {
  return name === '' ? '' : ` ${code(name)}`;
}

/** A code span whose text may hold backticks. */
function code(text: string): string {
  const line = inOneLine(text);
  if (line === '') return '';
  const ticks = '`'.repeat(longestRun(line, '`') + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${line}${space}${ticks}`;
}

/** A bar ends the cell of a table even within code. */
function cell(text: string): string {
  return code(cut(text, VALUE_LENGTH)).replaceAll('|', '\\|');
}

/** Prose that holds code spans of its own: what is outside of them can not start markup. */
function paragraph(text: string): string {
  return text
    .split(/(`[^`]*`)/u)
    .map((part, index) => (index % 2 === 1 ? part : escape(part)))
    .join('');
}

function escape(text: string): string {
  return escapeHtml(text.replaceAll(/\s+/gu, ' ')).replaceAll(/[\\`*_[\]~#@]/gu, (mark) =>
    // A reference or a mention would link to, or call, somebody.
    mark === '#' || mark === '@' ? `${mark}<!-- -->` : `\\${mark}`,
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function longestRun(text: string, mark: string): number {
  const runs = text.match(new RegExp(`${mark}+`, 'gu')) ?? [];
  return Math.max(0, ...runs.map((run) => run.length));
}
