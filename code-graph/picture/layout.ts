/**
 * Places for the boxes and arrows of a drawing, layer by layer from top to bottom, by dagre. Sizes come from the length
 * of the texts in a monospaced font. dagre is loaded when the first picture is made.
 */
import type { Arrow, Box, Drawing } from './drawing.ts';
import { routeWires } from './route.ts';
import type { Piece } from './route.ts';

/** Pixels of one character at the font sizes that `svg.ts` uses; a little more than the widest common monospaced font. */
export const TEXT = { box: 7.5, label: 6.4, line: 20 } as const;
const PADDING = 14;
const BOX_HEIGHT = 30;
const LINE_COLUMN = 30;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedBox extends Box {
  /** Middle of the box. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
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

function sizeOf(box: Box): { width: number; height: number } {
  const isRound = box.kind === 'exit' || box.kind === 'throw';
  const column = box.line > 0 ? LINE_COLUMN : 0;
  const width = Math.ceil(columnsOf(box.text) * TEXT.box + 2 * PADDING + column);
  return { width: Math.max(isRound ? 60 : 90, width), height: BOX_HEIGHT };
}

interface Edge {
  readonly points: readonly Point[];
  readonly x?: number;
  readonly y?: number;
}

/** @returns the drawing with a place for everything; boxes do not overlap */
export async function layOut(drawing: Drawing): Promise<Layout> {
  const { graphlib, layout } = await import('@dagrejs/dagre');
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, edgesep: 10, ranksep: 56 });
  for (const box of drawing.boxes) graph.setNode(box.id, sizeOf(box));
  drawing.arrows.forEach((arrow, index) => {
    const width = arrow.label === '' ? 0 : columnsOf(arrow.label) * TEXT.label + 10;
    graph.setEdge(
      arrow.from,
      arrow.to,
      {
        width,
        height: arrow.label === '' ? 0 : 16,
        labelpos: 'c',
        weight: weightOf(arrow),
        minlen: 1,
      },
      String(index),
    );
  });
  layout(graph);
  const boxes = drawing.boxes.map((box): PlacedBox => {
    const { x, y, width: w, height: h } = graph.node(box.id) as PlacedBox;
    return { ...box, x, y, width: w, height: h };
  });
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const edges = drawing.arrows.map(
    ({ from, to }, index) => graph.edge(from, to, String(index)) as Edge,
  );
  const wires = drawing.arrows.map(({ from, to }, index) => ({
    from: byId.get(from) as PlacedBox,
    to: byId.get(to) as PlacedBox,
    columns: edges[index]?.points.slice(1, -1) ?? [],
  }));
  const pieces = routeWires(wires, boxes);
  const arrows = drawing.arrows.map((arrow, index): PlacedArrow => {
    const { x, y } = edges[index] as Edge;
    const at = arrow.label === '' || x === undefined || y === undefined ? null : { x, y };
    return { ...arrow, pieces: pieces[index] ?? [], at };
  });
  return fit(drawing.title, boxes, arrows);
}

const MARGIN = 24;

/** Moves everything so that nothing lies outside: long ways back run beside all boxes. */
function fit(title: string, boxes: readonly PlacedBox[], arrows: readonly PlacedArrow[]): Layout {
  const xs = [
    ...boxes.flatMap((box) => [box.x - box.width / 2, box.x + box.width / 2]),
    ...arrows.flatMap(({ pieces }) => pieces.map(({ to }) => to.x)),
    ...arrows.flatMap(({ at, label }) =>
      at === null ? [] : [-1, 1].map((side) => at.x + (side * columnsOf(label) * TEXT.label) / 2),
    ),
  ];
  const ys = [
    ...boxes.flatMap((box) => [box.y - box.height / 2, box.y + box.height / 2]),
    ...arrows.flatMap(({ pieces }) => pieces.map(({ to }) => to.y)),
  ];
  const smallest = (all: readonly number[]): number => all.reduce((a, b) => Math.min(a, b), 0);
  const largest = (all: readonly number[]): number => all.reduce((a, b) => Math.max(a, b), 0);
  const dx = MARGIN - smallest(xs);
  const dy = MARGIN - smallest(ys);
  const move = ({ x, y }: Point): Point => ({ x: x + dx, y: y + dy });
  return {
    title,
    width: largest(xs) + dx + MARGIN,
    height: largest(ys) + dy + MARGIN,
    boxes: boxes.map((box) => ({ ...box, ...move(box) })),
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

/** The way straight on stays straight; data follows where it can. */
function weightOf({ kind, label }: Arrow): number {
  if (kind === 'data') return 1;
  return label === 'throws' ? 1 : 4;
}
