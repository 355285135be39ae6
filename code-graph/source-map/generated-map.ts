/** From an offset in a generated text to the offset in the source that it was made from. */
import { traceSegment, TraceMap } from '@jridgewell/trace-mapping';
import type { StoredMap } from './find-map.ts';

export interface OriginalPosition {
  /** Path of the project. */
  readonly path: string;
  readonly offset: number;
  /** What the source calls it, where the builder renamed it and says so. */
  readonly name: string | null;
}

export interface GeneratedMap {
  /** Texts of the user's own sources, by path of the project. */
  readonly texts: ReadonlyMap<string, string>;
  /** @returns where the nearest mapped text before the offset, on its line, comes from; null for a builder's own code and packages */
  originalAt(offset: number): OriginalPosition | null;
}

/** @param text  the generated text that the map belongs to */
export function openGeneratedMap(text: string, map: StoredMap): GeneratedMap {
  const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]);
  const starts = lineStarts(text);
  const sourceStarts = map.sourcesContent.map(() => null as readonly number[] | null);
  const texts = new Map<string, string>();
  map.sources.forEach((path, at) => {
    const content = map.sourcesContent[at] ?? null;
    if (path !== null && content !== null) texts.set(path, content);
  });
  return {
    texts,
    originalAt(offset) {
      const line = lineOf(starts, offset);
      const segment = traceSegment(trace, line, offset - (starts[line] as number));
      if (segment === null || segment.length === 1) return null;
      const [, source, sourceLine, column] = segment;
      const path = map.sources[source] ?? null;
      const content = map.sourcesContent[source] ?? null;
      if (path === null || content === null) return null;
      const own = (sourceStarts[source] ??= lineStarts(content));
      const start = own[sourceLine];
      if (start === undefined || start + column > content.length) return null;
      const name = segment.length === 5 ? (map.names[segment[4]] ?? null) : null;
      return { path, offset: start + column, name };
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
