/**
 * Coverage that V8 wrote about rewritten text counts in that text's offsets, and its readers (c8, `node --test`) look at what is
 * on disk. Who reads such a report gets it in offsets of the original; ranges and functions that lie in inserted text are
 * left out. Scripts that were transpiled are not touched: their own source maps lead back.
 */

/** What `NODE_V8_COVERAGE` names its reports. */
export const COVERAGE_REPORT = /(?:^|[\\/])coverage-\d+-\d+-\d+\.json$/u;

interface Range {
  startOffset: number;
  endOffset: number;
}
interface Script {
  readonly url: string;
  functions: readonly { ranges: readonly Range[] }[];
}
interface Report {
  readonly result?: readonly Script[];
  readonly 'source-map-cache'?: Readonly<Record<string, unknown>>;
}

/** Pairs of an offset in the rewritten text and a length, ascending; null for a file that was not rewritten. */
export type InsertionsOf = (url: string) => readonly number[] | null;

/** @returns the report itself where nothing in it is about rewritten text, or where it is none */
export function originalCoverage(text: string, insertionsOf: InsertionsOf): string {
  const report = JSON.parse(text) as Report;
  const maps = report['source-map-cache'] ?? {};
  let changed = false;
  for (const script of report.result ?? []) {
    if (Object.hasOwn(maps, script.url)) continue;
    const insertions = insertionsOf(script.url);
    if (insertions === null) continue;
    changed = true;
    script.functions = script.functions.flatMap((one) => {
      const ranges = one.ranges.map((range) => inOriginal(range, insertions));
      if (isEmpty(ranges[0])) return [];
      return [{ ...one, ranges: ranges.filter((range) => !isEmpty(range)) }];
    });
  }
  return changed ? JSON.stringify(report) : text;
}

function inOriginal<R extends Range>(range: R, insertions: readonly number[]): R {
  return {
    ...range,
    startOffset: originalOffset(range.startOffset, insertions),
    endOffset: originalOffset(range.endOffset, insertions),
  };
}

function isEmpty(range: Range | undefined): boolean {
  return range === undefined || range.endOffset <= range.startOffset;
}

/** An offset inside of inserted text is the place where that was inserted. */
export function originalOffset(offset: number, insertions: readonly number[]): number {
  let inserted = 0;
  for (let at = 0; at + 1 < insertions.length; at += 2) {
    const start = insertions[at] as number;
    if (start >= offset) break;
    inserted += Math.min(insertions[at + 1] as number, offset - start);
  }
  return offset - inserted;
}
