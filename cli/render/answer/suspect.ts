/** The first suspect as a code frame, with the values that hops of the chain show on its lines. */
import type { BriefAnswer, CitedHop } from '../../../protocol/answer.ts';
import { cut } from '../text.ts';
import type { AnswerOptions, Detail } from './answer.ts';
import { isWriter } from './chain.ts';
import { isAt } from './fold.ts';
import { frameLines } from './frame.ts';
import type { LineValues } from './frame.ts';

const MOST_LINES = 4;
const MOST_LINES_IN_FULL = 12;
const VALUE_LENGTH = 60;

export function suspectFrame(
  answer: Pick<BriefAnswer, 'chain' | 'suspects'>,
  { around }: Pick<Detail, 'around'>,
  options: AnswerOptions,
): readonly string[] {
  const [first] = answer.suspects;
  if (first === undefined || (answer.chain.length > 0 && answer.chain.every(isWriter))) return [];
  const { colours, columns, textOf, isFull } = options;
  const place = `${first.file}:${first.line}${first.endLine > first.line ? `-${first.endLine}` : ''}`;
  const name = first.function === '' ? '' : `  ${first.function}`;
  const room = columns - 'Look first at '.length - place.length - name.length - 2;
  const isBeside = first.why.length <= room;
  const head = `${colours.bold('Look first at')} ${colours.cyan(place)}${colours.dim(name)}`;
  const why = colours.dim(first.why);
  const text = textOf?.(first.file) ?? null;
  const frame =
    text === null
      ? []
      : frameLines(text, first, valuesOf(answer.chain, first.file), {
          ...{ colours, columns, around },
          most: isFull ? MOST_LINES_IN_FULL : MOST_LINES,
        });
  if (isBeside) return ['', `${head}  ${why}`, ...frame];
  return [
    '',
    head,
    ...(first.why === '' ? [] : [`  ${colours.dim(cut(first.why, columns - 2))}`]),
    ...frame,
  ];
}

/** @returns what the hops in a file show, by line, nothing twice */
export function valuesOf(chain: readonly CitedHop[], file: string): LineValues {
  const values = new Map<number, string[]>();
  for (const hop of chain) {
    if (hop.file !== file || hop.value === undefined) continue;
    const name = /^(?:parameter|argument) ([\w$.]+)$/u.exec(hop.why)?.[1];
    const told = `${name === undefined ? '' : `${name} `}= ${cut(hop.value, VALUE_LENGTH)}${hop.was === undefined ? '' : `, was ${cut(hop.was, VALUE_LENGTH)}`}`;
    const known = values.get(hop.line) ?? [];
    if (!known.includes(told)) values.set(hop.line, [...known, told]);
  }
  return values;
}

/** @returns the hop of the chain that is on the lines of the first suspect */
export function hopOfSuspect({
  chain,
  suspects,
}: Pick<BriefAnswer, 'chain' | 'suspects'>): CitedHop | null {
  return chain.find((hop) => isAt(hop, suspects[0])) ?? null;
}
