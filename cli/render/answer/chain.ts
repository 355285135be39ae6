/**
 * The chain of an answer as code: one line a hop under the file and function that it is in, with its number, its name for
 * `scope show`, its line, its code and its value. A reason is told where it says more than that the value came from there.
 */
import { inOneLine } from '../../../protocol/answer.ts';
import type { BriefAnswer, CitedHop } from '../../../protocol/answer.ts';
import type { RenderOptions } from '../options.ts';
import { cut, plural } from '../text.ts';
import type { Detail } from './answer.ts';
import { foldChain, wholeChain } from './fold.ts';
import type { ChainPart, NumberedHop } from './fold.ts';
import { withValue } from './frame.ts';

const CHAIN = 'Chain, from what was seen back to where it began';
const WRITERS = 'Writers, the latest first';
const NUMBER = 3;
/** A reason that is what anybody would think. */
const PLAIN =
  /^(?:what the question is about$|what the test looked at$|parameter |argument |returns? |reads |value of |.* returned it$|ran$)/u;

export function chainLines(
  answer: Pick<BriefAnswer, 'chain' | 'suspects' | 'omitted'>,
  detail: Pick<Detail, 'hops' | 'reasons'>,
  options: RenderOptions,
): readonly string[] {
  const { chain } = answer;
  if (chain.length === 0) return [];
  const parts = options.isFull ? wholeChain(answer) : foldChain(answer, detail.hops);
  const width = Math.max(...chain.map(({ line }) => String(line).length));
  const gutter = NUMBER + 1 + (chain[0]?.id.length ?? 0) + 1 + width;
  const lines = ['', options.colours.bold(chain.every(isWriter) ? WRITERS : CHAIN)];
  // Where hops are missing, numbers would name others.
  const isWhole = (answer.omitted ?? []).every((part) => !/hop/u.test(part));
  let place = '';
  for (const part of parts) {
    if (part.kind !== 'hop') {
      lines.push(options.colours.dim(cutLine(foldedText(part), gutter, options.columns)));
      place = '';
      continue;
    }
    const here = `${part.hop.file} ${part.hop.function}`;
    if (here !== place) lines.push(placeLine(part.hop, options));
    place = here;
    lines.push(...hopLines(part, { ...options, width, gutter, isWhole, reasons: detail.reasons }));
  }
  return lines;
}

/** The answer to "who writes x" is a list of writers; each hop of it says how often. */
export function isWriter({ role, why }: CitedHop): boolean {
  return role === 'change' && /^wrote it (?:once|\d+ times)/u.test(why);
}

function placeLine(
  { file, function: name }: CitedHop,
  { colours, columns }: RenderOptions,
): string {
  const room = columns - file.length - 4;
  const shown = name === '' || room < 6 ? '' : `  ${cut(name, room)}`;
  return `  ${colours.cyan(file)}${colours.dim(shown)}`;
}

interface HopOptions extends RenderOptions {
  /** Digits of the longest line number. */
  readonly width: number;
  /** Characters before the bar. */
  readonly gutter: number;
  readonly reasons: boolean;
  /** No hop of the chain was left out for its tokens. */
  readonly isWhole: boolean;
}

function hopLines({ hop, number }: NumberedHop, options: HopOptions): readonly string[] {
  const { colours, columns, width, gutter, isWhole } = options;
  const room = columns - gutter - 3;
  const was = hop.was === undefined ? '' : `, was ${hop.was}`;
  const told = hop.value === undefined ? '' : `= ${hop.value}${was}`;
  const start = `${(isWhole ? String(number) : '').padStart(NUMBER)} ${colours.dim(hop.id)} ${colours.bold(String(hop.line).padStart(width))}`;
  const bar = colours.dim('│');
  const blank = ' '.repeat(gutter);
  const rows = withValue({ code: inOneLine(hop.code), told, room });
  const lines = rows.map(
    ([code, value], row) =>
      `${row === 0 ? start : blank} ${bar} ${code}${value === '' ? '' : colours.yellow(value)}`,
  );
  if (hop.why === '' || PLAIN.test(hop.why)) return lines;
  const [code, value] = rows.at(-1) ?? ['', ''];
  const left = room - code.length - value.length - 2;
  if (hop.why.length <= left)
    return [...lines.slice(0, -1), `${lines.at(-1)}  ${colours.dim(hop.why)}`];
  return options.reasons || told === ''
    ? [...lines, `${blank} ${bar} ${colours.dim(cut(hop.why, room))}`]
    : lines;
}

/** `… 4 hops pass NaN on: roundCents, computeDiscount` */
function foldedText({ kind, hops }: Exclude<ChainPart, { kind: 'hop' }>): string {
  const names = [...new Set(hops.map(({ hop }) => hop.function))].filter((name) => name !== '');
  const through = names.length === 0 ? '' : `: ${names.join(', ')}`;
  const [first] = hops;
  return kind === 'passed'
    ? `… ${plural(hops.length, 'hop')} pass ${cut(first?.hop.value ?? 'it', 24)} on${through}`
    : `… ${plural(hops.length, 'hop')} between${through}`;
}

function cutLine(text: string, indent: number, columns: number): string {
  return ' '.repeat(NUMBER + 1) + cut(text, columns - Math.min(indent, NUMBER + 1));
}
