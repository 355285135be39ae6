/**
 * A text put together from parts of another one and from new text, with where each part went: what a transformation yields, and
 * how lines are followed through it.
 */

/** A part of the original, or new text that stands for a part of it (`from` to `to`), or for nothing (`from` is -1). */
export interface Piece {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Replaces `from` to `to`; where both are the same, inserts. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface MovedText {
  readonly text: string;
  /** @returns where the lines of the original are now, as a range; null where nothing of them is left */
  linesOf(first: number, last: number): readonly [number, number] | null;
}

/** @param edits do not overlap; those at one offset keep their order */
export function applyEdits(original: string, edits: readonly Edit[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    if (edit.from < at) throw new Error(`edits overlap at ${edit.from}`);
    if (edit.from > at) pieces.push(kept(original, at, edit.from));
    pieces.push({
      text: edit.text,
      from: edit.from === edit.to ? -1 : edit.from,
      to: edit.from === edit.to ? -1 : edit.to,
    });
    at = edit.to;
  }
  if (at < original.length) pieces.push(kept(original, at, original.length));
  return pieces;
}

/** @returns the new text alone */
export function editedText(original: string, edits: readonly Edit[]): string {
  return textOf(applyEdits(original, edits));
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('');
}

export function kept(original: string, from: number, to: number): Piece {
  return { text: original.slice(from, to), from, to };
}

export function movedText(original: string, pieces: readonly Piece[]): MovedText {
  const text = textOf(pieces);
  const starts: number[] = [];
  let length = 0;
  for (const piece of pieces) {
    starts.push(length);
    length += piece.text.length;
  }
  /** @returns the offset in the new text; -1 where that character is gone */
  const moved = (offset: number): number => {
    const index = pieces.findIndex(({ from, to }) => from <= offset && offset < to);
    const piece = pieces[index];
    if (piece === undefined) return -1;
    return (starts[index] as number) + Math.min(offset - piece.from, piece.text.length - 1);
  };
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  return {
    text,
    linesOf(first, last) {
      const lines = original.split('\n');
      const before = lines.slice(0, first - 1).join('\n').length + (first > 1 ? 1 : 0);
      const part = lines.slice(first - 1, last).join('\n');
      const inner = part.trim();
      if (inner === '') return null;
      const from = moved(before + part.indexOf(inner));
      const to = moved(before + part.indexOf(inner) + inner.length - 1);
      return from < 0 || to < 0 ? null : [lineAt(from), Math.max(lineAt(from), lineAt(to))];
    },
  };
}
