/**
 * An answer for a person: the verdict, what was found in a few lines, the first suspect as code with its values, the chain, the
 * other suspects, what it cost. It keeps to a screen by showing less of each part, in steps; `isFull` prints everything.
 * Says nothing that the answer document and the recorded sources do not hold.
 */
import type { BriefAnswer, Suspect, Verdict } from '../../../protocol/answer.ts';
import type { RenderOptions } from '../options.ts';
import { cut, wrap } from '../text.ts';
import { chainLines } from './chain.ts';
import { comparisonLines } from '../comparison.ts';
import { costLines, noteLines } from './cost.ts';
import { failureLines } from './failures.ts';
import { suspectFrame } from './suspect.ts';

export interface AnswerOptions extends RenderOptions {
  /** The recorded text of a file; null where it is not known. */
  readonly textOf?: (file: string) => string | null;
}

/** How much of each part is shown. */
export interface Detail {
  /** Lines of the paragraph. */
  readonly paragraph: number;
  /** Parts of the chain. */
  readonly hops: number;
  /** Reasons that stand on a line of their own. */
  readonly reasons: boolean;
  /** Lines of code before and after the first suspect. */
  readonly around: number;
  readonly suspects: number;
  readonly groups: number;
  readonly notes: number;
}

const ALL: Detail = {
  paragraph: Infinity,
  hops: Infinity,
  reasons: true,
  around: 2,
  suspects: Infinity,
  groups: Infinity,
  notes: Infinity,
};
/** From much to little; the first that fits the screen is taken. */
const DETAILS: readonly Detail[] = [
  { paragraph: 6, hops: 12, reasons: true, around: 1, suspects: 5, groups: 5, notes: 3 },
  { paragraph: 4, hops: 10, reasons: true, around: 1, suspects: 4, groups: 4, notes: 2 },
  { paragraph: 3, hops: 8, reasons: true, around: 1, suspects: 4, groups: 3, notes: 2 },
  { paragraph: 3, hops: 7, reasons: false, around: 1, suspects: 3, groups: 3, notes: 1 },
  { paragraph: 3, hops: 5, reasons: false, around: 0, suspects: 3, groups: 2, notes: 1 },
  { paragraph: 2, hops: 4, reasons: false, around: 0, suspects: 2, groups: 2, notes: 1 },
  { paragraph: 2, hops: 3, reasons: false, around: 0, suspects: 1, groups: 1, notes: 0 },
];

const MOST_COLUMNS = 110;
const LEAST_COLUMNS = 50;
/** The prompt of the shell comes below the answer. */
const PROMPT_ROWS = 2;

export const HEADINGS: Readonly<Record<Verdict, string>> = {
  settled: 'Settled',
  likely: 'Likely',
  open: 'Open: no cause found',
};

/** @returns the question as it was asked; without one the failure itself is what was asked about */
export function askedOf({ question }: Pick<BriefAnswer, 'question'>): string {
  return question === '' ? 'why does it fail' : question;
}

/** @returns the text, with a newline at its end */
export function renderAnswer(answer: BriefAnswer, options: AnswerOptions): string {
  const columns = Math.max(LEAST_COLUMNS, Math.min(options.columns, MOST_COLUMNS));
  const fitted = { ...options, columns };
  const details = options.isFull ? [ALL] : DETAILS;
  let lines: readonly string[] = [];
  for (const detail of details) {
    lines = linesOf(answer, detail, fitted);
    if (lines.length <= options.rows - PROMPT_ROWS) break;
  }
  return `${lines.join('\n')}\n`;
}

function linesOf(answer: BriefAnswer, detail: Detail, options: AnswerOptions): readonly string[] {
  return [
    '',
    ...verdictLines(answer, options),
    ...paragraphLines(answer.answer, detail.paragraph, options.columns),
    ...comparisonLines(answer.comparison, options, options.isFull),
    ...failureLines(answer, detail, options),
    ...suspectFrame(answer, detail, options),
    ...chainLines(answer, detail, options),
    ...suspectLines(answer.suspects, detail.suspects, options),
    ...costLines(answer, options),
    ...noteLines(answer, detail, options),
  ];
}

function verdictLines(answer: BriefAnswer, { colours, columns }: RenderOptions): readonly string[] {
  const colour = { settled: colours.green, likely: colours.yellow, open: colours.red };
  const heading = HEADINGS[answer.verdict];
  const question = `  ${askedOf(answer)}`;
  const { target = null } = answer;
  const where = target === null ? '' : `  ${target.file}:${target.line}`;
  const painted = colours.bold(colour[answer.verdict](heading)) + colours.bold(question);
  if (heading.length + question.length + where.length <= columns)
    return [painted + colours.dim(where)];
  return where === '' ? [painted] : [painted, colours.dim(where.trimStart())];
}

/** Whole sentences where they fit; an ellipsis says that there is more. */
function paragraphLines(text: string, most: number, columns: number): readonly string[] {
  const lines = wrap(text, columns);
  if (lines.length <= most) return lines;
  const sentences = text.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  for (let kept = sentences.length - 1; kept > 0; kept -= 1) {
    const short = wrap(`${sentences.slice(0, kept).join(' ')} …`, columns);
    if (short.length <= most) return short;
  }
  const last = lines[most - 1] ?? '';
  return [...lines.slice(0, most - 1), `${last.slice(0, columns - 2)} …`];
}

/** The suspects after the first one, which the frame shows. */
function suspectLines(
  suspects: readonly Suspect[],
  most: number,
  { colours, columns }: RenderOptions,
): readonly string[] {
  const others = suspects.slice(1);
  const shown = others.slice(0, Math.max(0, most - 1));
  if (shown.length === 0) return [];
  const width = Math.min(
    Math.floor(columns / 2),
    Math.max(...shown.map((suspect) => placeOf(suspect).length)),
  );
  const lines = shown.map((suspect) => {
    const place = placeOf(suspect);
    const gap = ' '.repeat(Math.max(0, width - place.length) + 2);
    const room = columns - 5 - place.length - gap.length;
    const whole = suspect.function === '' ? suspect.why : `${suspect.function}: ${suspect.why}`;
    const rest = whole.length <= room ? whole : suspect.why;
    const rank = colours.dim(`${String(suspect.rank).padStart(3)}  `);
    const told = room < MOST_SQUEEZED ? '' : gap + colours.dim(cut(rest, room));
    return `${rank}${colours.cyan(place)}${told}`;
  });
  const left = others.length - shown.length;
  const heading = `Other suspects${left > 0 ? `, the next ${shown.length} of ${others.length}` : ''}`;
  return ['', colours.bold(heading), ...lines];
}

/** Less room than that is better left empty. */
const MOST_SQUEEZED = 8;

export function placeOf({ file, line, endLine }: Suspect): string {
  return `${file}:${line}${endLine > line ? `-${endLine}` : ''}`;
}
