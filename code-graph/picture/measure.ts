/** How large things in a picture are, from the length of their texts in a monospaced font, and what a finished layout is. */
import type { Block } from './block.ts';
import type { Arrow, Box } from './drawing.ts';
import type { Piece } from './route.ts';

/** Pixels of one character at the font sizes that `svg.ts` uses; a little more than the widest common monospaced font. */
export const TEXT = { box: 7.5, label: 6.4 } as const;
/** Height of one statement in a box. */
export const ROW = 22;
export const MARGIN = 24;
const PADDING = 14;
const BOX_PADDING = 4;
const LINE_COLUMN = 30;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A statement in a box: `x` is where its text begins, or its middle where it has no line. */
export interface PlacedRow extends Box {
  readonly x: number;
  readonly y: number;
}

export interface PlacedBox extends Block {
  /** Middle of the box. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rows: readonly PlacedRow[];
}

export interface PlacedArrow extends Arrow {
  readonly pieces: readonly Piece[];
  /** Middle of the label; null where there is none. */
  readonly at: Point | null;
}

export interface Layout {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
}

/** Columns of a terminal or an editor: characters of East Asian scripts and emoji take two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text)
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Extended_Pictographic}/u.test(
        character,
      )
        ? 2
        : 1;
  return columns;
}

/** Statements by their ids that are taller than others. */
export type Heights = ReadonlyMap<string, number>;
const ALL_ALIKE: Heights = new Map();

export function blockSize(
  { kind, rows }: Block,
  heights = ALL_ALIKE,
): { readonly width: number; readonly height: number } {
  const isEnd = kind === 'exit' || kind === 'throw';
  const widths = rows.map(({ text, line }) =>
    Math.ceil(columnsOf(text) * TEXT.box + 2 * PADDING + (line > 0 ? LINE_COLUMN : 0)),
  );
  return {
    width: Math.max(isEnd ? 60 : 90, ...widths),
    height: rows.reduce((sum, { id }) => sum + (heights.get(id) ?? ROW), 2 * BOX_PADDING),
  };
}

/** @returns the box with a place for each of its rows */
export function placeRows(
  block: Block,
  frame: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  },
  heights = ALL_ALIKE,
): PlacedBox {
  const { x, y, width, height } = frame;
  let top = y - height / 2 + BOX_PADDING;
  const rows = block.rows.map((row) => {
    const own = heights.get(row.id) ?? ROW;
    top += own;
    const left = x - width / 2 + PADDING + LINE_COLUMN - 2;
    return { ...row, x: row.line > 0 ? left : x, y: top - own / 2 };
  });
  return { ...block, x, y, width, height, rows };
}

/** @returns the boxes and arrows, moved */
export function moved(
  boxes: readonly PlacedBox[],
  arrows: readonly PlacedArrow[],
  by: Point,
): Pick<Layout, 'boxes' | 'arrows'> {
  const move = ({ x, y }: Point): Point => ({ x: x + by.x, y: y + by.y });
  return {
    boxes: boxes.map((box) => ({
      ...box,
      ...move(box),
      rows: box.rows.map((row) => ({ ...row, ...move(row) })),
    })),
    arrows: arrows.map((arrow) => ({
      ...arrow,
      pieces: arrow.pieces.map(({ from, to, isBend }) => ({
        from: move(from),
        to: move(to),
        isBend,
      })),
      at: arrow.at === null ? null : move(arrow.at),
    })),
  };
}
