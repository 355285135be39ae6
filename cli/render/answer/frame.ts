/** A few lines of source around a place, with line numbers, and behind each line the values that were recorded in it. */
import { shortened } from '../../../protocol/answer.ts';
import type { Colours } from '../colour.ts';
import { cut } from '../text.ts';

export interface FramedPlace {
  readonly line: number;
  readonly endLine: number;
}

export interface FrameOptions {
  readonly colours: Colours;
  readonly columns: number;
  /** Lines shown before and after the place. */
  readonly around: number;
  /** Lines of the place itself that are shown at most. */
  readonly most: number;
}

/** Recorded values by line: `= NaN`, `text = "12,5"`. */
export type LineValues = ReadonlyMap<number, readonly string[]>;

const TAB = '  ';
const LEAST_CODE = 24;
const GAP = 2;
/** What stands before the code beside the line number: a mark, spaces and a bar. */
const GUTTER = 6;

/** @returns the lines of the frame; none where the text does not have the place */
export function frameLines(
  text: string,
  place: FramedPlace,
  values: LineValues,
  options: FrameOptions,
): readonly string[] {
  const { colours, columns } = options;
  const all = text.split('\n');
  const last = Math.min(place.endLine, place.line + options.most - 1);
  let from = Math.max(1, place.line - options.around);
  let to = Math.min(all.length, last + options.around);
  while (from < place.line && isBlank(all[from - 1])) from += 1;
  while (to > last && isBlank(all[to - 1])) to -= 1;
  if (place.line > all.length) return [];
  const shown = all.slice(from - 1, to).map((line) => line.replaceAll('\t', TAB).trimEnd());
  const trimmed = withoutMargin(shown);
  const width = String(to).length;
  const room = columns - width - GUTTER;
  return trimmed.flatMap((code, index) => {
    const line = from + index;
    const isPlace = line >= place.line && line <= last;
    const mark = isPlace ? colours.red('▸') : ' ';
    const number = String(line).padStart(width);
    const gutter = ` ${mark} ${isPlace ? number : colours.dim(number)} ${colours.dim('│')} `;
    const told = (values.get(line) ?? []).join(', ');
    return withValue({ code, told, room }).map(([text, value], row) => {
      const start = row === 0 ? gutter : `   ${' '.repeat(width)} ${colours.dim('│')} `;
      const code = isPlace ? text : colours.dim(text);
      return `${start}${code}${value === '' ? '' : colours.yellow(value)}`.trimEnd();
    });
  });
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}

/** Code and value on one line where they fit, else the value below. @returns pairs of code and value */
export function withValue({
  code,
  told,
  room,
}: {
  readonly code: string;
  readonly told: string;
  readonly room: number;
}): readonly (readonly [string, string])[] {
  const kept = shortened(code, room);
  if (told === '') return [[kept, '']];
  if (code.length + GAP + told.length <= room) return [[code + ' '.repeat(GAP), told]];
  const left = room - told.length - GAP;
  if (left >= LEAST_CODE && code.length > room)
    return [[`${code.slice(0, left - 1)}…${' '.repeat(GAP)}`, told]];
  return [
    [kept, ''],
    ['', cut(told, room)],
  ];
}

function withoutMargin(lines: readonly string[]): readonly string[] {
  const margins = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...margins, Infinity);
  return lines.map((line) => line.slice(Number.isFinite(margin) ? margin : 0));
}
