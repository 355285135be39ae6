/**
 * Places for a drawing with data flow: statements in the order of the source, indented as there, one below the other. Control flow
 * runs in lanes on the left, data flow in lanes on the right, one for each value that is written; what comes next in the source is a
 * short arrow down. So a picture is as wide as the code and as long as the function, however many arrows it has.
 */
import type { Block, BlockArrow, Blocks } from './block.ts';
import { assignLanes, assignPorts } from './lane.ts';
import type { Port } from './lane.ts';
import { MARGIN, ROW, blockSize, columnsOf, placeRows, TEXT, moved } from './measure.ts';
import type { Heights, Layout, PlacedArrow, PlacedBox, Point } from './measure.ts';

const INDENT = 24;
const GAP = 22;
/** Between boxes of a picture without control flow. */
const NARROW_GAP = 8;
const LANE = 13;
const STUB = 16;
const LABEL_GAP = 6;
/** Labels stand on their arrow, not in it. */
const LABEL_RISE = 7;
/** Between ports of a statement; of one where a label stands beside other arrows, so that each has a line of its own. */
const PORT_GAP = 6;
const LABELLED_GAP = 14;
const PORT_ROOM = 8;
/** How far into the next box a short arrow comes down. */
const INSET = 22;

type Side = 'left' | 'right';

interface Bundled {
  readonly arrow: BlockArrow;
  readonly key: string;
  readonly side: Side;
}

interface PlacedAt {
  readonly y: number;
  /** For ports, and how far apart they need to be. */
  readonly room: number;
  readonly gap: number;
  readonly box: PlacedBox;
}

interface Rows {
  readonly boxes: ReadonlyMap<string, PlacedBox>;
  /** Where the middle of each statement is, and the box that it is in. */
  readonly at: ReadonlyMap<string, PlacedAt>;
}

/** @returns the layout; boxes do not overlap, arrows cross none */
export function layOutListing({ title, blocks, arrows }: Blocks): Layout {
  const isControl = arrows.some(({ kind }) => kind === 'control');
  const order = [...blocks].sort((a, b) => rank(a) - rank(b) || a.line - b.line);
  const gap = isControl ? GAP : NARROW_GAP;
  const narrow = placeBlocks(order, gap, new Map());
  const straight = new Set(arrows.filter((arrow) => isStraight(arrow, order, narrow)));
  const bundled = arrows
    .filter((arrow) => !straight.has(arrow))
    .map((arrow): Bundled => ({ arrow, key: keyOf(arrow), side: sideOf(arrow) }));
  const rows = placeBlocks(order, gap, heightsOf(bundled));
  const sides = { left: wireSide(bundled, 'left', rows), right: wireSide(bundled, 'right', rows) };
  const byArrow = new Map([...sides.left, ...sides.right].map((one) => [one.arrow, one.placed]));
  const placed = arrows.map((arrow): PlacedArrow => byArrow.get(arrow) ?? down(arrow, rows));
  return fit(title, [...rows.boxes.values()], placed);
}

/** What comes from outside first, the ends last; the others by their lines. */
function rank({ kind }: Block): number {
  if (kind === 'outside') return 0;
  if (kind === 'entry') return 1;
  return kind === 'exit' || kind === 'throw' ? 3 : 2;
}

/** A statement is as tall as what is said beside it: labels stand one below the other. Those without labels are left out. */
function heightsOf(bundled: readonly Bundled[]): Heights {
  const ports = new Map<string, Set<string>>();
  const labels = new Set<string>();
  const add = (end: string, port: string): void => {
    ports.set(end, (ports.get(end) ?? new Set()).add(port));
  };
  for (const { arrow, key, side } of bundled) {
    add(`${side} ${arrow.fromRow}`, outOf(key));
    add(`${side} ${arrow.toRow}`, intoOf(arrow));
    if (arrow.label !== '') labels.add(`${side} ${arrow.fromRow}`);
  }
  const heights = new Map<string, number>();
  for (const end of labels) {
    const row = end.slice(end.indexOf(' ') + 1);
    const height = LABELLED_GAP * ((ports.get(end)?.size ?? 1) - 1) + PORT_ROOM;
    heights.set(row, Math.max(heights.get(row) ?? ROW, height));
  }
  return heights;
}

function placeBlocks(order: readonly Block[], gap: number, heights: Heights): Rows {
  const boxes = new Map<string, PlacedBox>();
  const at = new Map<string, PlacedAt>();
  let top = 0;
  for (const block of order) {
    const { width, height } = blockSize(block, heights);
    const x = block.depth * INDENT + width / 2;
    const box = placeRows(block, { x, y: top + height / 2, width, height }, heights);
    boxes.set(block.id, box);
    for (const row of box.rows)
      at.set(row.id, {
        y: row.y,
        box,
        room: (heights.get(row.id) ?? ROW) - PORT_ROOM,
        gap: heights.has(row.id) ? LABELLED_GAP : PORT_GAP,
      });
    top += height + gap;
  }
  return { boxes, at };
}

/** Down to the box just below, where both lie one under the other. */
function isStraight(arrow: BlockArrow, order: readonly Block[], { boxes }: Rows): boolean {
  if (arrow.kind === 'data') return false;
  const from = order.findIndex(({ id }) => id === arrow.from);
  if (order[from + 1]?.id !== arrow.to) return false;
  const [a, b] = [boxes.get(arrow.from), boxes.get(arrow.to)];
  return a !== undefined && b !== undefined && columnOf(a, b) !== null;
}

function columnOf(a: PlacedBox, b: PlacedBox): number | null {
  const left = Math.max(a.x - a.width / 2, b.x - b.width / 2) + INSET;
  const right = Math.min(a.x + a.width / 2, b.x + b.width / 2) - INSET / 2;
  return left <= right ? left : null;
}

function down(arrow: BlockArrow, { boxes }: Rows): PlacedArrow {
  const [a, b] = [boxes.get(arrow.from), boxes.get(arrow.to)] as readonly [PlacedBox, PlacedBox];
  const x = columnOf(a, b) ?? a.x;
  const from = { x, y: a.y + a.height / 2 };
  const to = { x, y: b.y - b.height / 2 };
  const half = (columnsOf(arrow.label) * TEXT.label) / 2;
  const at = arrow.label === '' ? null : { x: x + half + 8, y: (from.y + to.y) / 2 - 1 };
  return { ...arrow, pieces: [{ from, to, isBend: false }], at };
}

const sideOf = ({ kind }: BlockArrow): Side => (kind === 'data' ? 'right' : 'left');

/** What shares a lane: on the right what one statement writes to one name, on the left what leads to one statement. */
function keyOf({ kind, fromRow, toRow, label, may }: BlockArrow): string {
  if (kind === 'data') return `${fromRow} ${label} ${may}`;
  return `${toRow} ${label === 'throws'}`;
}

function wireSide(
  bundled: readonly Bundled[],
  side: Side,
  rows: Rows,
): readonly { readonly arrow: BlockArrow; readonly placed: PlacedArrow }[] {
  const own = bundled.filter((one) => one.side === side);
  const heightOf = (id: string): number => rows.at.get(id)?.y ?? 0;
  const bundles = new Map<string, { readonly key: string; readonly heights: number[] }>();
  for (const { key, arrow } of own) {
    const bundle = bundles.get(key) ?? { key, heights: [] };
    bundle.heights.push(heightOf(arrow.fromRow), heightOf(arrow.toRow));
    bundles.set(key, bundle);
  }
  const lanes = assignLanes([...bundles.values()]);
  const ports = portsOf(own, lanes, rows);
  const portAt = (row: string, port: string): number =>
    heightOf(row) + (ports.get(row)?.get(port) ?? 0);
  const labels = labelPlaces(own, side, { rows, portAt });
  const way = side === 'left' ? -1 : 1;
  const edges = [...rows.boxes.values()].map((box) => way * (box.x + (way * box.width) / 2));
  const first = Math.max(...edges, ...labels.reaches) + STUB;
  return own.map(({ arrow, key }) => {
    const x = way * (first + (lanes.get(key) ?? 0) * LANE);
    const edge = (row: string): number => {
      const box = rows.at.get(row)?.box;
      return box === undefined ? 0 : box.x + (way * box.width) / 2;
    };
    const from = portAt(arrow.fromRow, outOf(key));
    const to = portAt(arrow.toRow, intoOf(arrow));
    const points: readonly Point[] = [
      { x: edge(arrow.fromRow), y: from },
      { x, y: from },
      { x, y: to },
      { x: edge(arrow.toRow), y: to },
    ];
    const pieces = points
      .slice(1)
      .map((point, i) => ({ from: points[i] as Point, to: point, isBend: false }));
    return { arrow, placed: { ...arrow, pieces, at: labels.at.get(arrow) ?? null } };
  });
}

const outOf = (key: string): string => `out ${key}`;

/** All that may be the value of one name arrives together, or a loop would bring a dozen arrows to one statement. */
const intoOf = ({ kind, label }: BlockArrow): string => (kind === 'data' ? `in ${label}` : 'in');

function portsOf(
  own: readonly Bundled[],
  lanes: ReadonlyMap<string, number>,
  placed: Rows,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const rows = new Map<string, Map<string, Port>>();
  const heightOf = (id: string): number => placed.at.get(id)?.y ?? 0;
  const meet = (row: string, other: string, port: string, lane: number): void => {
    const ports = rows.get(row) ?? new Map<string, Port>();
    const way = Math.sign(heightOf(other) - heightOf(row)) as Port['way'];
    const known = ports.get(port);
    const both = known === undefined || known.way === way ? way : 0;
    ports.set(port, { key: port, lane: Math.max(lane, known?.lane ?? 0), way: both });
    rows.set(row, ports);
  };
  for (const { arrow, key } of own) {
    const lane = lanes.get(key) ?? 0;
    meet(arrow.fromRow, arrow.toRow, outOf(key), lane);
    meet(arrow.toRow, arrow.fromRow, intoOf(arrow), lane);
  }
  return new Map(
    [...rows].map(([row, ports]) => {
      const { room, gap } = placed.at.get(row) ?? { room: 0, gap: 0 };
      return [row, assignPorts([...ports.values()], room, gap)] as const;
    }),
  );
}

/** Labels stand where their value or way begins, beside the box, each on the line of its arrow. */
function labelPlaces(
  own: readonly Bundled[],
  side: Side,
  { rows, portAt }: { readonly rows: Rows; portAt(row: string, key: string): number },
): { readonly at: ReadonlyMap<BlockArrow, Point>; readonly reaches: readonly number[] } {
  const way = side === 'left' ? -1 : 1;
  const said = new Set<string>();
  const at = new Map<BlockArrow, Point>();
  const reaches: number[] = [];
  for (const { arrow, key } of own) {
    const box = rows.at.get(arrow.fromRow)?.box;
    const name = `${arrow.fromRow} ${key} ${arrow.label}`;
    if (arrow.label === '' || box === undefined || said.has(name)) continue;
    said.add(name);
    const width = columnsOf(arrow.label) * TEXT.label;
    const edge = way * (box.x + (way * box.width) / 2);
    const start = edge + LABEL_GAP;
    at.set(arrow, {
      x: way * (start + width / 2),
      y: portAt(arrow.fromRow, outOf(key)) - LABEL_RISE,
    });
    reaches.push(start + width);
  }
  return { at, reaches };
}

function fit(title: string, boxes: readonly PlacedBox[], arrows: readonly PlacedArrow[]): Layout {
  const xs = [
    ...boxes.flatMap(({ x, width }) => [x - width / 2, x + width / 2]),
    ...arrows.flatMap(({ pieces }) => pieces.flatMap(({ from, to }) => [from.x, to.x])),
  ];
  const dx = MARGIN - xs.reduce((a, b) => Math.min(a, b), 0);
  return {
    title,
    width: xs.reduce((a, b) => Math.max(a, b), 0) + dx + MARGIN,
    height: boxes.reduce((most, { y, height }) => Math.max(most, y + height / 2), 0) + 2 * MARGIN,
    ...moved(boxes, arrows, { x: dx, y: MARGIN }),
  };
}
