/** The source map of a text with insertions: lines are the same, columns move behind each insertion. */
import { encodedMap, presortedDecodedMap } from '@jridgewell/trace-mapping';

export interface InsertionMap {
  version: 3;
  names: string[];
  sources: string[];
  sourcesContent: string[];
  mappings: string;
}

export interface InsertedSource {
  readonly path: string;
  /** The original text. */
  readonly code: string;
  readonly text: string;
  /** Pairs of an offset in `text` and a length, ascending. */
  readonly insertions: readonly number[];
}

type Segment = [number, number, number, number];

const WORD = /[\w$]/u;

/** @returns a map with a segment at the start of each line and word, and behind each insertion: tools keep nothing in between */
export function mapOfInsertions({ path, code, text, insertions }: InsertedSource): InsertionMap {
  const lines: Segment[][] = [[]];
  let column = 0;
  let added = 0;
  let next = 0;
  lines[0]?.push([0, 0, 0, 0]);
  for (let at = 0; at < text.length; at += 1) {
    if (at === insertions[next]) {
      const length = insertions[next + 1] as number;
      next += 2;
      at += length - 1;
      column += length;
      added += length;
      lines.at(-1)?.push([column, 0, lines.length - 1, column - added]);
    } else if (text[at] === '\n') {
      column = 0;
      added = 0;
      lines.push([[0, 0, lines.length, 0]]);
    } else {
      const line = lines.at(-1) as Segment[];
      const starts = WORD.test(text[at] as string) && !WORD.test(text[at - 1] ?? ' ');
      if (starts && line.at(-1)?.[0] !== column)
        line.push([column, 0, lines.length - 1, column - added]);
      column += 1;
    }
  }
  const decoded = {
    version: 3 as const,
    names: [],
    sources: [path],
    sourcesContent: [code],
    mappings: lines,
  };
  const { mappings } = encodedMap(presortedDecodedMap(decoded));
  return { version: 3, names: [], sources: [path], sourcesContent: [code], mappings };
}
