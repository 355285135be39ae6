/**
 * The course of the arrows between placed boxes. An arrow leaves at the bottom of its box (or the top, on the way back),
 * passes each row of boxes straight through the column that the layout kept free for it, and bends only between rows: so
 * no arrow crosses a box. Where several meet one side of a box they get ports of their own.
 */
import type { Point } from './measure.ts';

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Two points that are joined straight, or a bend from the first to the second. */
export interface Piece {
  readonly from: Point;
  readonly to: Point;
  readonly isBend: boolean;
}

export interface Wire {
  readonly from: Frame;
  readonly to: Frame;
  /** Free columns on the way, one for each row that is passed, in order. */
  readonly columns: readonly Point[];
}

const PORT_GAP = 14;
const CORNER = 16;
const HALF_LABEL = 9;
/** What an arrow runs straight before its head. */
const STUB = 11;

interface Port {
  readonly wanted: number;
  readonly set: (x: number) => void;
}

/** Spreads ports over one side: each as near to where its arrow goes as the others let it. */
function spread({ x, width }: Frame, ports: readonly Port[]): void {
  const half = Math.max(0, width / 2 - CORNER);
  const gap = Math.min(PORT_GAP, (2 * half) / Math.max(1, ports.length - 1));
  const sorted = [...ports].sort((a, b) => a.wanted - b.wanted);
  const places: number[] = [];
  sorted.forEach(({ wanted }, i) => {
    const first = i === 0 ? x - half : (places[i - 1] as number) + gap;
    const last = x + half - gap * (sorted.length - 1 - i);
    places.push(Math.min(Math.max(wanted, first), last));
  });
  sorted.forEach(({ set }, i) => set(places[i] as number));
}

/** @returns the pieces of each wire, in the order of the wires */
export function routeWires(
  wires: readonly Wire[],
  rows: readonly Frame[],
): readonly (readonly Piece[])[] {
  const sides = new Map<Frame, { top: Port[]; bottom: Port[] }>();
  const ends = wires.map(({ from, to, columns }) => {
    const isDown = (columns[0]?.y ?? to.y) >= from.y;
    const end = { start: from.x, finish: to.x, isDown };
    const at = (frame: Frame): { top: Port[]; bottom: Port[] } => {
      let side = sides.get(frame);
      if (side === undefined) sides.set(frame, (side = { top: [], bottom: [] }));
      return side;
    };
    const start: Port = { wanted: columns[0]?.x ?? to.x, set: (x) => (end.start = x) };
    const finish: Port = { wanted: columns.at(-1)?.x ?? from.x, set: (x) => (end.finish = x) };
    (isDown ? at(from).bottom : at(from).top).push(start);
    (isDown ? at(to).top : at(to).bottom).push(finish);
    return end;
  });
  for (const [frame, { top, bottom }] of sides) {
    spread(frame, top);
    spread(frame, bottom);
  }
  return wires.map((wire, i) => piecesOf(wire, ends[i] as (typeof ends)[number], rows));
}

function piecesOf(
  { from, to, columns }: Wire,
  end: { readonly start: number; readonly finish: number; readonly isDown: boolean },
  rows: readonly Frame[],
): readonly Piece[] {
  const way = end.isDown ? 1 : -1;
  const pieces: Piece[] = [];
  let at: Point = { x: end.start, y: from.y + (way * from.height) / 2 };
  const go = (to: Point, isBend: boolean): void => {
    pieces.push({ from: at, to, isBend });
    at = to;
  };
  for (const { x, y } of columns) {
    const half = rows.find((row) => Math.abs(row.y - y) < row.height / 2)?.height;
    const reach = half === undefined ? HALF_LABEL : half / 2;
    go({ x, y: y - way * reach }, true);
    go({ x, y: y + way * reach }, false);
  }
  const border = to.y - (way * to.height) / 2;
  go({ x: end.finish, y: border - way * STUB }, true);
  go({ x: end.finish, y: border }, false);
  return pieces;
}
