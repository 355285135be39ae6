/** Rows in columns that fit the terminal: the last column takes what is left and is cut, file paths keep their end. */
import { inOneLine } from '../../protocol/answer.ts';
import { count } from './text.ts';

export interface Column {
  readonly head: string;
  /** Numbers stand right. */
  readonly isNumber?: boolean;
  /** At most so wide; a longer text keeps its end (`…src/cart.ts:42`). */
  readonly most?: number;
  /** What is cut off: the start of paths, the end of everything else. */
  readonly keeps?: 'start' | 'end';
}

const GAP = 2;

function fit(text: string, width: number, keeps: 'start' | 'end' = 'start'): string {
  const line = [...inOneLine(text)];
  if (line.length <= width) return line.join('');
  const kept = Math.max(0, width - 1);
  return keeps === 'start'
    ? `${line.slice(0, kept).join('')}…`
    : `…${line.slice(line.length - kept).join('')}`;
}

/** @returns lines with the heads first, none longer than `width`; empty for no rows */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly (string | number)[])[],
  width: number,
): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? number(cell) : cell)),
  );
  const last = columns.length - 1;
  const widths = columns.map(({ head, most = Infinity }, i) =>
    Math.min(most, Math.max(head.length, ...cells.map((row) => [...(row[i] ?? '')].length))),
  );
  const used = widths.slice(0, last).reduce((sum, one) => sum + one + GAP, 0);
  widths[last] = Math.max(8, Math.min(widths[last] ?? 0, width - used));
  const line = (row: readonly string[]): string =>
    columns
      .map(({ isNumber, keeps }, i) => {
        const text = fit(row[i] ?? '', widths[i] ?? 0, keeps);
        return isNumber === true ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  return [line(columns.map(({ head }) => head)), ...cells.map(line)];
}

/** `1,204`, `0.031` */
function number(value: number): string {
  return Number.isInteger(value) ? count(value) : value.toPrecision(3);
}
