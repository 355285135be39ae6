/**
 * Coverage that istanbul counted in rewritten text, as nyc keeps it between the program and its report: lines and columns of
 * that text, and counters of statements and branches that are not the program's. Who reads it gets the places of the original,
 * without the counters of inserted text. Texts that were compiled before istanbul saw them are not touched.
 */
import { originalOffset } from './v8-coverage.ts';

/** Where nyc keeps what its processes counted. */
export const ISTANBUL_REPORT = /[\\/]\.nyc_output[\\/][^\\/]+\.json$/u;

interface Position {
  readonly line: number;
  /** Null for the end of the line. */
  readonly column: number | null;
}
interface Range {
  readonly start: Position;
  readonly end: Position;
}
interface Branch {
  readonly type: string;
  readonly loc: Range;
  readonly locations: readonly Range[];
}
interface FileCoverage {
  readonly path: string;
  readonly inputSourceMap?: unknown;
  readonly statementMap: Record<string, Range>;
  readonly fnMap: Record<string, { readonly decl: Range; readonly loc: Range }>;
  readonly branchMap: Record<string, Branch>;
  readonly s: Record<string, number>;
  readonly f: Record<string, number>;
  readonly b: Record<string, number[]>;
}

/** The text that ran, and what of it was inserted: pairs of an offset and a length, ascending. */
export interface RewrittenText {
  readonly text: string;
  readonly insertions: readonly number[];
}

interface Reading {
  /** @returns the range in the original, null where all of it was inserted */
  readonly original: (range: Range) => Range | null;
  /** @returns true for the statement that a whole body was put into */
  readonly isFrame: (range: Range) => boolean;
}

function readingOf({ text, insertions }: RewrittenText): Reading {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineStart = (line: number): number => starts[line - 1] ?? text.length;
  const offsetOf = ({ line, column }: Position): number =>
    column === null ? lineStart(line + 1) : lineStart(line) + column;
  const place = (at: Position): Position => ({
    ...at,
    column:
      at.column === null
        ? null
        : originalOffset(offsetOf(at), insertions) - originalOffset(lineStart(at.line), insertions),
  });
  const isInserted = (offset: number): boolean =>
    originalOffset(offset + 1, insertions) === originalOffset(offset, insertions);
  return {
    original({ start, end }) {
      const [from, to] = [start, end].map((at) => originalOffset(offsetOf(at), insertions));
      return from === to ? null : { start: place(start), end: place(end) };
    },
    isFrame({ start }) {
      const offset = offsetOf(start);
      return text.startsWith('try{', offset) && isInserted(offset);
    },
  };
}

function isSame(a: Range, b: Range): boolean {
  return JSON.stringify([a.start, a.end]) === JSON.stringify([b.start, b.end]);
}

/** `a && b && c` is one branch of three ways; with a probe around `a && b` istanbul sees two of two. */
function mergeChains({ branchMap, b }: FileCoverage): void {
  for (const outer of Object.keys(branchMap)) {
    for (;;) {
      const whole = branchMap[outer];
      const [first, ...rest] = whole?.type === 'binary-expr' ? whole.locations : [];
      if (whole === undefined || first === undefined) break;
      const [inner, chain] =
        Object.entries(branchMap).find(
          ([key, { type, loc }]) => key !== outer && type === 'binary-expr' && isSame(loc, first),
        ) ?? [];
      if (inner === undefined || chain === undefined) break;
      branchMap[outer] = { ...whole, locations: [...chain.locations, ...rest] };
      b[outer] = [...(b[inner] ?? []), ...(b[outer] ?? []).slice(1)];
      delete branchMap[inner];
      delete b[inner];
    }
  }
}

function restore(file: FileCoverage, rewritten: RewrittenText): void {
  const { original, isFrame } = readingOf(rewritten);
  for (const [key, range] of Object.entries(file.statementMap)) {
    const own = isFrame(range) ? null : original(range);
    if (own !== null) file.statementMap[key] = own;
    else {
      delete file.statementMap[key];
      delete file.s[key];
    }
  }
  for (const [key, fn] of Object.entries(file.fnMap)) {
    const loc = original(fn.loc);
    if (loc !== null) file.fnMap[key] = { ...fn, loc, decl: original(fn.decl) ?? fn.decl };
    else {
      delete file.fnMap[key];
      delete file.f[key];
    }
  }
  for (const [key, branch] of Object.entries(file.branchMap)) {
    const loc = original(branch.loc);
    if (loc === null) {
      delete file.branchMap[key];
      delete file.b[key];
      continue;
    }
    const locations = branch.locations.map((range) =>
      // The other side of an `if` without `else` has no place.
      range.start.line === undefined ? range : (original(range) ?? range),
    );
    file.branchMap[key] = { ...branch, loc, locations };
  }
  mergeChains(file);
}

/** @returns the report itself where nothing in it is about rewritten text. @throws where it is none */
export function originalIstanbul(
  text: string,
  rewritten: (path: string) => RewrittenText | null,
): string {
  const report = JSON.parse(text) as Record<string, FileCoverage>;
  let changed = false;
  for (const file of Object.values(report)) {
    if (file.inputSourceMap !== undefined || !/\.[cm]?jsx?$/u.test(file.path)) continue;
    const found = rewritten(file.path);
    if (found === null) continue;
    restore(file, found);
    changed = true;
  }
  return changed ? JSON.stringify(report) : text;
}
