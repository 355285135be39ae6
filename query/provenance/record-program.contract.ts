/** For tests: runs a program with every probe through the real rewriter, runtime and reader, and slices back from a variable. */
import { createRequire } from 'node:module';
import { analyzeScopes, parseSource } from '../../code-graph/index.ts';
import { recordLater } from '../../capture/recorded.contract.ts';
import { runProgram } from '../../instrumenters/ast/law/run-program.contract.ts';
import { rewriteFile } from '../../instrumenters/ast/rewrite.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { ProbeKind } from '../../protocol/plan.ts';
import { indexSources } from '../source-index.ts';
import { buildTimeline } from '../timeline.ts';
import { formatValue } from '../value-text.ts';
import { placeOf } from './place.ts';
import type { Context } from './point.ts';
import { sliceBackward } from './slice.ts';
import type { Slice, SliceOptions } from './slice.ts';

const PATH = 'program.js';
const KINDS: readonly ProbeKind[] = ['function', 'write', 'value', 'branch'];

const WAIT_MS = 5000;

interface Surroundings {
  readonly enter: (realm: object) => void;
  readonly load: (name: string) => unknown;
  readonly until: Promise<unknown>;
}

/** Node's own modules and timers. A program that goes on after its last statement says `finished()` at its end. */
function surroundings(text: string): Surroundings {
  let finish: () => void = () => undefined;
  const until = text.includes('finished()')
    ? new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('the program did not finish')), WAIT_MS);
        finish = () => {
          clearTimeout(late);
          resolve();
        };
      })
    : Promise.resolve();
  const given = {
    setTimeout,
    URL,
    Headers,
    setInterval,
    clearTimeout,
    clearInterval,
    process,
    Buffer,
    EventTarget,
    AbortController,
    CustomEvent,
    fetch,
  };
  return {
    until,
    enter: (realm) => void Object.assign(realm, given, { finished: () => finish() }),
    load: createRequire(import.meta.url),
  };
}

/** @returns what the recording of one run of the program holds */
export async function recordProgram(text: string): Promise<Context> {
  const { tree } = parseSource(PATH, text);
  const node = `${PATH}#*`;
  const { sites, ...rewritten } = rewriteFile({
    tree,
    scopes: analyzeScopes(tree),
    selections: KINDS.map((kind) => ({ node, probe: { id: kind, kind, node, why: 'test' } })),
    firstSite: 1,
    limits: DEFAULT_LIMITS,
  });
  const options = { sites, config: { depth: Buffer.from(rewritten.depth).toString('base64') } };
  const recording = await recordLater(options, (sink) =>
    runProgram(rewritten.text, { typescript: false, sink, ...surroundings(text) }),
  );
  return {
    timeline: buildTimeline(recording),
    sources: indexSources(new Map([[PATH, text]]), recording.sites),
    resolveImport: () => null,
  };
}

/** @returns the slice from the last write of the variable */
export function sliceFrom(context: Context, variable: string, options: SliceOptions = {}): Slice {
  const { events, sites } = context.timeline;
  const event = events.findLast(
    (one) => one.type === 'variable-written' && sites[one.site]?.binding?.name === variable,
  );
  if (event?.type !== 'variable-written') throw new Error(`${variable} was never written`);
  const frame = context.timeline.frame(event.process, event.frame);
  const place = placeOf(context, event.site);
  if (frame === null || place === null) throw new Error(`${variable} has no place`);
  const { source, node } = place;
  const point = { kind: 'variable', event, frame, source, node } as const;
  return sliceBackward(context, [{ point, cost: 0, why: 'asked' }], options);
}

export interface SlicedLine {
  readonly text: string;
  readonly distance: number;
  /** Everything that was recorded on the line, as people read it. */
  readonly values: ReadonlySet<string>;
}

/** @returns the lines on which the slice has evidence, nearest first */
export function linesOfSlice(slice: Slice): readonly SlicedLine[] {
  const found = new Map<number, SlicedLine & { readonly values: Set<string> }>();
  for (const { evidence, distance } of slice.points) {
    if (evidence === null) continue;
    const { source, node, value } = evidence;
    const line = source.lineAt(node.start);
    const text = (source.text.split('\n')[line - 1] ?? '').trim();
    const known = found.get(line) ?? { text, distance, values: new Set<string>() };
    found.set(line, known);
    if (value !== null) known.values.add(formatValue(value));
  }
  return [...found.values()];
}

export interface Expected {
  /** Start of a line, and a value that was recorded there; in order of distance. */
  readonly via: readonly (readonly [line: string, value?: string])[];
  /** Starts of lines that the value has nothing to do with. */
  readonly not?: readonly string[];
}

/** Runs the program, slices back from the last write of the variable and holds the lines of the slice against what is expected. */
export async function checkSlice(
  source: string,
  variable: string,
  expected: Expected,
): Promise<void> {
  const slice = sliceFrom(await recordProgram(source), variable);
  const lines = linesOfSlice(slice);
  const starts = lines.map(({ text }) => text);
  const at = expected.via.map(([start]) => starts.findIndex((text) => text.startsWith(start)));
  expect({ starts, missing: expected.via.filter((_, index) => at[index] === -1) }).toEqual({
    starts,
    missing: [],
  });
  const distances = at.map((index) => lines[index]?.distance);
  expect(distances).toEqual([...distances].sort((a, b) => (a ?? 0) - (b ?? 0)));
  expected.via.forEach(([start, value], index) => {
    if (value !== undefined)
      expect([start, ...(lines[at[index] ?? -1]?.values ?? [])]).toContain(value);
  });
  for (const start of expected.not ?? [])
    expect(starts.filter((text) => text.startsWith(start))).toEqual([]);
}
