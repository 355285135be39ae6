/** How whatever is printed for a person is to be printed. */
import type { Io } from '../io.ts';
import { coloursFor } from './colour.ts';
import type { Colours } from './colour.ts';

export interface RenderOptions {
  readonly colours: Colours;
  readonly columns: number;
  /** Lines of the screen, and of what is not asked for in full. */
  readonly rows: number;
  readonly isFull: boolean;
}

/** What is no terminal gets forty lines and the two of a prompt. */
const USUAL_ROWS = 42;
/** A lower window scrolls, a higher one is not filled. */
const LEAST_ROWS = 24;
const MOST_ROWS = 50;

/** @returns the options for what goes to stdout */
export function renderOptions(
  { out, env }: Pick<Io, 'out' | 'env'>,
  { color, full }: { readonly color: boolean; readonly full: boolean },
): RenderOptions {
  return {
    colours: coloursFor(out, env, color),
    columns: out.columns,
    rows: Math.max(LEAST_ROWS, Math.min(MOST_ROWS, out.rows ?? USUAL_ROWS)),
    isFull: full,
  };
}
