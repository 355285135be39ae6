/**
 * Text is inserted, never reprinted. An insertion wraps a range of the original; ranges nest, so the order at one offset
 * follows from them: closings first, the inner before the outer, then openings, the outer before the inner. No inserted
 * text holds a newline, so every token keeps its line.
 */

/** Order of wraps around the very same range, outermost first. */
export const RANK = {
  prologue: 0,
  brace: 1,
  block: 2,
  statement: 3,
  consumer: 4,
  own: 5,
  inner: 6,
} as const;
export type Rank = (typeof RANK)[keyof typeof RANK];

export interface Wrap {
  readonly start: number;
  readonly end: number;
  readonly open: string;
  readonly close: string;
  readonly rank: Rank;
}

interface Edge {
  readonly at: number;
  /** 0 closing, 1 around an empty range, 2 opening. */
  readonly phase: 0 | 1 | 2;
  readonly order: number;
  readonly wrap: Wrap;
}

function compareEdges(a: Edge, b: Edge): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.phase !== b.phase) return a.phase - b.phase;
  if (a.phase === 0)
    return b.wrap.start - a.wrap.start || b.wrap.rank - a.wrap.rank || b.order - a.order;
  return b.wrap.end - a.wrap.end || a.wrap.rank - b.wrap.rank || a.order - b.order;
}

function edgesOf(wraps: readonly Wrap[]): Edge[] {
  const edges: Edge[] = [];
  wraps.forEach((wrap, order) => {
    const { start, end } = wrap;
    if (start === end) {
      edges.push({ at: start, phase: 1, order, wrap });
      return;
    }
    if (wrap.open !== '') edges.push({ at: start, phase: 2, order, wrap });
    if (wrap.close !== '') edges.push({ at: end, phase: 0, order, wrap });
  });
  return edges.sort(compareEdges);
}

function textOf({ phase, wrap }: Edge): string {
  if (phase === 1) return wrap.open + wrap.close;
  return phase === 0 ? wrap.close : wrap.open;
}

const WORD_END = /[\w$\u0080-\uffff]/;
const WORD_START = /^[\w$]/;

export interface InsertedText {
  readonly text: string;
  /** What of it was inserted: pairs of an offset and a length, ascending. */
  readonly insertions: readonly number[];
}

/** @returns the text with all wraps around their ranges. @throws where ranges do not nest, which is a bug here */
export function insertWraps(text: string, wraps: readonly Wrap[]): InsertedText {
  const parts: string[] = [];
  const insertions: number[] = [];
  let at = 0;
  let length = 0;
  let insertedTo = -1;
  let last = '';
  const push = (part: string): void => {
    if (part === '') return;
    parts.push(part);
    length += part.length;
    last = part;
  };
  const insert = (part: string): void => {
    if (part === '') return;
    if (insertedTo === length) insertions.push((insertions.pop() ?? 0) + part.length);
    else insertions.push(length, part.length);
    push(part);
    insertedTo = length;
  };
  for (const edge of edgesOf(wraps)) {
    if (edge.at < at) throw new Error(`insertion behind the pen at ${edge.at}`);
    push(text.slice(at, edge.at));
    const inserted = textOf(edge);
    // Minified text has `of[`, `return"x"`: a name put behind the keyword must stay apart from it.
    if (WORD_END.test(last.charAt(last.length - 1)) && WORD_START.test(inserted)) insert(' ');
    insert(inserted);
    at = edge.at;
  }
  parts.push(text.slice(at));
  return { text: parts.join(''), insertions };
}
