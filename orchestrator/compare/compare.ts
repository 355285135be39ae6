/**
 * Two recordings of one command held side by side: where they part, what the answer of the first one gains by it, and how far
 * that can be trusted. Runs nothing.
 */
import type { Comparison } from '../../protocol/comparison.ts';
import type { Recording } from '../../capture/recording.ts';
import { alignRuns } from '../../query/compare/align.ts';
import type { Alignment, AlignOptions, Parting } from '../../query/compare/align.ts';
import { findCounterparts } from '../../query/compare/counterpart.ts';
import type { Counterparts, SiteKeys } from '../../query/compare/counterpart.ts';
import { createValueComparison } from '../../query/compare/same-value.ts';
import type { Side } from '../../query/compare/step.ts';
import type { Context } from '../../query/provenance/point.ts';
import { findFailures } from '../../query/target/failure.ts';
import type { Evidence } from '../evidence/explain.ts';
import { restedIn } from '../run.ts';
import type { RunResult } from '../run.ts';
import { changedOnTheWay, entryAt, entryOf, overlapping, sourceDocument } from './cause.ts';
import type { ComparedRun } from './cause.ts';
import type { Change, Lines } from './commit/change.ts';
import { chooseParting, placeDocument, tellParting } from './divergence.ts';
import type { Chosen } from './divergence.ts';

export interface RunSide {
  readonly label: string;
  readonly outcome: 'passed' | 'failed';
  /** Relative to the project. */
  readonly recordingPath: string;
  readonly context: Context;
  readonly recording: Recording;
  /** The project's folder in this run. */
  readonly root: string;
}

/** @returns `failed` where the command ended badly, by a signal too, or a test of it failed although it ended well */
export function outcomeOf(
  { launch }: Pick<RunResult, 'launch'>,
  context: Context,
): RunSide['outcome'] {
  return launch.exitCode !== 0 || findFailures(context, 1).length > 0 ? 'failed' : 'passed';
}

export interface CompareInput {
  readonly kind: Comparison['kind'];
  /** The side that the answer is about. */
  readonly here: RunSide;
  readonly there: RunSide;
  readonly evidence: Evidence;
  /** Lines that differ, `here` being this side; none where both runs are of the same code. */
  readonly changes?: readonly Change[];
  readonly renamed?: ReadonlyMap<string, string>;
  /** As in {@link AlignOptions}. */
  readonly below?: AlignOptions['below'];
  readonly isDifferent?: AlignOptions['isDifferent'];
  /** Where both sides are one recording: what of it is compared. */
  readonly counterparts?: Counterparts;
}

export interface Compared {
  readonly comparison: Comparison;
  readonly chosen: Chosen | null;
  /** The side that the answer is about, as it was compared. */
  readonly here: ComparedRun;
}

const MOST_SOURCES = 8;
const MOST_CHANGES = 40;
const MOST_FUNCTIONS = 40;

export function compareRuns(input: CompareInput): Compared {
  const { here, there, evidence, kind } = input;
  const places = input.counterparts ?? findCounterparts(here.context, there.context, input.renamed);
  const left = leftOut(input, places);
  const sides = [
    runOf(here, places.here, left, linesOn(input, 'here')),
    runOf(there, places.there, left, linesOn(input, 'there')),
  ] as const;
  const alignment = alignRuns(sides[0].side, sides[1].side, {
    values: createValueComparison({ here: here.root, there: there.root }),
    ...(input.below === undefined ? {} : { below: input.below }),
    ...(input.isDifferent === undefined ? {} : { isDifferent: input.isDifferent }),
  });
  // Between two versions of the code the world around it is not what is asked about.
  const isNoise = ({ here: event }: Parting): boolean =>
    kind === 'commit' && event !== null && entryAt(sides[0], event) !== null;
  const { slice, found } = evidence;
  const roots = found.failure === null ? [] : [found.failure.root];
  const hasEntry = ({ here: event, index }: Parting): boolean =>
    event !== null && entryOf(sides[0], { event, index }, isDiffering(alignment)) !== null;
  const sameCode = kind === 'flaky' ? hasEntry : null;
  const changes = input.changes ?? [];
  const isChanged = (parting: Parting): boolean =>
    changedOnTheWay(sides, parting, changes).length > 0;
  const chosen = chooseParting({
    ...{ alignment, slice, roots, isNoise, hasEntry: sameCode },
    isChanged: kind === 'commit' ? isChanged : null,
  });
  return {
    chosen,
    here: sides[0],
    comparison: {
      kind,
      here: sideDocument(here),
      there: sideDocument(there),
      aligned: chosen === null ? alignment.aligned : alignment.alignedBefore(chosen.parting.seq),
      divergence: chosen === null ? null : describe(input, sides, alignment, chosen),
      sources: otherSources(sides[0], alignment),
      changes: changesRan(input, sides),
      changedFunctions: places.changed.slice(0, MOST_FUNCTIONS).map((one) => ({ ...one })),
    },
  };
}

function sideDocument({ label, outcome, recordingPath }: RunSide): Comparison['here'] {
  return { label, outcome, recording: recordingPath };
}

function linesOn({ changes = [] }: CompareInput, side: 'here' | 'there'): readonly Lines[] {
  return changes.flatMap((change) => change[side] ?? []);
}

/** Keys of places in functions that rested on either side: what they did meanwhile is not known. */
function leftOut({ here, there }: CompareInput, places: Counterparts): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [{ context, recording }, keys] of [
    [here, places.here],
    [there, places.there],
  ] as const) {
    const { sites } = context.timeline;
    const rested = new Set([...restedIn(recording)].map((site) => sites[site]?.fn));
    if (rested.size === 0) continue;
    for (const site of sites)
      if (site !== undefined && rested.has(site.fn)) found.add(keys.keyOf(site.id));
  }
  return found;
}

function runOf(
  { context }: RunSide,
  keys: SiteKeys,
  left: ReadonlySet<number>,
  lines: readonly Lines[],
): ComparedRun {
  const side: Side = {
    timeline: context.timeline,
    keys,
    ...(left.size === 0 ? {} : { leavesOut: (site) => left.has(keys.keyOf(site)) }),
  };
  return { context, side, lines };
}

function describe(
  input: CompareInput,
  sides: readonly [ComparedRun, ComparedRun],
  alignment: Alignment,
  { parting, point, before, later }: Chosen,
): NonNullable<Comparison['divergence']> {
  const here = placeDocument(sides[0].context, parting.here, parting);
  const there = placeDocument(sides[1].context, parting.there, parting);
  const labels = [input.here.label, input.there.label] as const;
  const entry =
    parting.here === null
      ? null
      : entryOf(sides[0], { event: parting.here, index: parting.index }, isDiffering(alignment));
  return {
    kind: parting.kind,
    text: tellParting({ parting, here, there, labels }),
    ...{ here, there, before, later, inSlice: point !== null },
    changed: [...changedOnTheWay(sides, parting, input.changes ?? [])],
    source: entry === null ? orderBefore(sides, alignment, parting) : documentOf(entry, alignment),
  };
}

function isDiffering({ partings }: Alignment): (seq: number) => boolean {
  const differing = new Set(partings.map(({ seq }) => seq));
  return (seq) => differing.has(seq);
}

function documentOf(
  entry: NonNullable<ReturnType<typeof entryOf>>,
  alignment: Alignment,
): Comparison['sources'][number] {
  return sourceDocument(entry, alignment.partnerOf(entry.event.seq));
}

/** Of the same code, things that ended in another order before are why values differ that came of them. */
function orderBefore(
  [here, there]: readonly [ComparedRun, ComparedRun],
  alignment: Alignment,
  parting: Parting,
): Comparison['sources'][number] | null {
  if (here.lines.length > 0 || there.lines.length > 0) return null;
  const order = alignment.partings.find(({ kind, seq }) => kind === 'order' && seq <= parting.seq);
  if (order?.here == null) return null;
  const mine = placeDocument(here.context, order.here, order);
  const its = placeDocument(there.context, order.there, order);
  if (mine === null || its === null) return null;
  return {
    ...{ kind: 'order', code: mine.code, file: mine.file, line: mine.line, seq: mine.seq },
    ...{ here: `first ${mine.call ?? mine.function}`, there: `first ${its.call ?? its.function}` },
  };
}

function otherSources(here: ComparedRun, alignment: Alignment): Comparison['sources'] {
  const found = new Map<string, Comparison['sources'][number]>();
  for (const { here: event } of alignment.partings) {
    if (found.size >= MOST_SOURCES) break;
    const entry = event === null ? null : entryAt(here, event);
    if (entry === null) continue;
    const key = `${entry.file}:${entry.line}:${entry.code}`;
    if (!found.has(key)) found.set(key, documentOf(entry, alignment));
  }
  return [...found.values()];
}

function changesRan(
  { changes = [] }: CompareInput,
  [here, there]: readonly [ComparedRun, ComparedRun],
): Comparison['changes'] {
  const ran = { here: linesRan(here), there: linesRan(there) };
  const isRan = (side: 'here' | 'there', lines: Lines | null): boolean =>
    lines !== null && !lines.isAround && overlapping(ran[side], lines).length > 0;
  return changes.slice(0, MOST_CHANGES).flatMap((change) => {
    const side = change.here === null ? 'there' : 'here';
    const lines = change[side];
    if (lines === null) return [];
    const { file, line, endLine, isAround } = lines;
    const didRun = isRan('here', change.here) || isRan('there', change.there);
    return [{ side, file, line, endLine, around: isAround, ran: didRun }];
  });
}

/** The lines on which something was recorded. */
function linesRan({
  context,
  lines,
}: ComparedRun): readonly Pick<Lines, 'file' | 'line' | 'endLine'>[] {
  const files = new Set(lines.map(({ file }) => file));
  return context.timeline.sites.flatMap((site) => {
    if (site === undefined || !files.has(site.file)) return [];
    const source = context.sources.file(site.file);
    if (source === null || context.timeline.siteHits(site).length === 0) return [];
    // A function that ran is not all of its lines.
    const end = site.kind === 'function' ? site.start : Math.max(site.start, site.end - 1);
    return [{ file: site.file, line: source.lineAt(site.start), endLine: source.lineAt(end) }];
  });
}
