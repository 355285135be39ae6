/**
 * The boxes that a picture shows: statements that always run one after the other share one, and each way out of the function
 * has an end of its own where it leaves, or long arrows to a common one would pull the picture apart.
 */
import type { Arrow, Box, Drawing } from './drawing.ts';

/** A box of one or several statements; what the first says, the box says. */
export interface Block extends Box {
  readonly rows: readonly Box[];
}

/** An arrow between blocks, and the statements at its ends. */
export interface BlockArrow extends Arrow {
  readonly fromRow: string;
  readonly toRow: string;
}

export interface Blocks {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly arrows: readonly BlockArrow[];
}

const MOST_ROWS = 12;

/** @returns the drawing in blocks; arrows inside of a block that only say what comes next are left out */
export function blocksOf({ title, boxes, arrows }: Drawing): Blocks {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const next = followers(arrows, byId);
  const inside = new Set(next.values());
  const blocks = boxes
    .filter(({ id }) => !inside.has(id))
    .flatMap((box) => runsFrom(box, next, byId));
  const blockOf = new Map<string, string>();
  const together = new Set<string>();
  for (const { id, rows } of blocks)
    rows.forEach((row, at) => {
      blockOf.set(row.id, id);
      const before = rows[at - 1];
      if (before !== undefined) together.add(`${before.id} ${row.id}`);
    });
  return {
    title,
    blocks,
    arrows: arrows
      .filter(({ from, to, kind }) => kind === 'data' || !together.has(`${from} ${to}`))
      .map((arrow) => ({
        ...arrow,
        from: blockOf.get(arrow.from) ?? arrow.from,
        to: blockOf.get(arrow.to) ?? arrow.to,
        fromRow: arrow.from,
        toRow: arrow.to,
      })),
  };
}

/** Statements, each with the one that always comes next and only after it: further down, so that there are no circles. */
function followers(
  arrows: readonly Arrow[],
  byId: ReadonlyMap<string, Box>,
): ReadonlyMap<string, string> {
  const control = arrows.filter(({ kind }) => kind === 'control');
  const out = countBy(control, 'from');
  const into = countBy(control, 'to');
  const order = new Map([...byId.keys()].map((id, at) => [id, at]));
  const next = new Map<string, string>();
  for (const { from, to, label } of control) {
    const [a, b] = [byId.get(from), byId.get(to)];
    if (a?.kind !== 'statement' || b?.kind !== 'statement' || label !== '') continue;
    const isDown = (order.get(from) ?? 0) < (order.get(to) ?? 0);
    if (isDown && out.get(from) === 1 && into.get(to) === 1 && a.depth === b.depth)
      next.set(from, to);
  }
  return next;
}

/** The run of statements that begins with a box, in blocks of a size that can be read. */
function runsFrom(
  box: Box,
  next: ReadonlyMap<string, string>,
  byId: ReadonlyMap<string, Box>,
): readonly Block[] {
  const rows: Box[] = [box];
  for (let at = next.get(box.id); at !== undefined; at = next.get(at)) {
    const row = byId.get(at);
    if (row !== undefined) rows.push(row);
  }
  const blocks: Block[] = [];
  for (let at = 0; at < rows.length; at += MOST_ROWS) {
    const part = rows.slice(at, at + MOST_ROWS);
    blocks.push({ ...(part[0] as Box), rows: part });
  }
  return blocks;
}

function countBy(arrows: readonly Arrow[], end: 'from' | 'to'): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const arrow of arrows) counts.set(arrow[end], (counts.get(arrow[end]) ?? 0) + 1);
  return counts;
}

/** @returns the same with an end for each arrow to an exit, so that none has to lead far */
export function splitEnds({ title, blocks, arrows }: Blocks): Blocks {
  const ends = blocks.filter(({ kind }) => kind === 'exit' || kind === 'throw');
  const byId = new Map(ends.map((block) => [block.id, block]));
  const used = new Map<string, number>();
  const copies: Block[] = [];
  const moved = arrows.map((arrow) => {
    const end = byId.get(arrow.to);
    if (end === undefined) return arrow;
    const count = used.get(end.id) ?? 0;
    used.set(end.id, count + 1);
    if (count === 0) return arrow;
    const id = `${end.id}.${count}`;
    copies.push({ ...end, id, rows: end.rows.map((row) => ({ ...row, id })) });
    return { ...arrow, to: id, toRow: id };
  });
  return { title, blocks: [...blocks, ...copies], arrows: moved };
}
