/**
 * Places for the boxes and arrows of a drawing. Control flow alone is laid out layer by layer from top to bottom, by dagre, which is
 * loaded when the first picture is made; with data flow, which joins everything with everything, the source keeps its order.
 */
import { blocksOf, splitEnds } from './block.ts';
import type { BlockArrow, Blocks } from './block.ts';
import type { Drawing } from './drawing.ts';
import { layOutListing } from './listing.ts';
import { MARGIN, TEXT, blockSize, columnsOf, placeRows, moved } from './measure.ts';
import type { Layout, PlacedArrow, PlacedBox, Point } from './measure.ts';
import { routeWires } from './route.ts';

interface Edge {
  readonly points: readonly Point[];
  readonly x?: number;
  readonly y?: number;
}

/** @returns the drawing with a place for everything; boxes do not overlap */
export async function layOut(drawing: Drawing): Promise<Layout> {
  const blocks = blocksOf(drawing);
  const isData = drawing.arrows.some(({ kind }) => kind === 'data');
  return isData ? layOutListing(blocks) : await layOutLayers(splitEnds(blocks));
}

async function layOutLayers(drawing: Blocks): Promise<Layout> {
  const { graphlib, layout } = await import('@dagrejs/dagre');
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, edgesep: 10, ranksep: 56 });
  for (const block of drawing.blocks) graph.setNode(block.id, { ...blockSize(block) });
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
  const boxes = drawing.blocks.map((block): PlacedBox =>
    placeRows(block, graph.node(block.id) as PlacedBox),
  );
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
  return {
    title,
    width: largest(xs) + dx + MARGIN,
    height: largest(ys) + dy + MARGIN,
    ...moved(boxes, arrows, { x: dx, y: dy }),
  };
}

/** The way straight on stays straight. */
function weightOf({ label }: BlockArrow): number {
  return label === 'throws' ? 1 : 4;
}
