/**
 * What a parting of two runs has to do with the code and with the world around the program: changed lines that ran on the way
 * to it, and the nearest place through which something enters that the program does not decide.
 */
import type { ChangedLines, ComparedSource } from '../../protocol/comparison.ts';
import type { SiteEvent } from '../../protocol/event.ts';
import type { Parting } from '../../query/compare/align.ts';
import { sourcesIn } from '../../query/compare/nondeterminism.ts';
import { changedBefore } from '../../query/compare/step.ts';
import type { Side } from '../../query/compare/step.ts';
import type { Context, Evidence } from '../../query/provenance/point.ts';
import { expressionOf, placeOf } from '../../query/provenance/place.ts';
import { sliceBackward } from '../../query/provenance/slice.ts';
import type { Slice, Target } from '../../query/provenance/slice.ts';
import type { Frame } from '../../query/timeline.ts';
import { formatValue } from '../../query/value-text.ts';
import { isSubjectEvent } from '../../query/target/subject/focus.ts';
import { linesOf, statementOf } from '../../query/suspect/line.ts';
import { targetsOf } from '../evidence/target/subject.ts';
import type { Change, Lines } from './commit/change.ts';

/** One run as it is compared. */
export interface ComparedRun {
  readonly context: Context;
  readonly side: Side;
  /** Its changed lines; empty where both runs are of the same code. */
  readonly lines: readonly Lines[];
}

/** Lines of one side, and the change that they are of. */
interface Passed {
  readonly lines: Lines;
  readonly from: ChangedLines['side'];
}

const MOST_POINTS = 3000;

/** @param index  `call-start`: which of the values. @returns what the event depends on; null where nothing is known of that */
export function sliceOf(
  run: ComparedRun,
  event: SiteEvent,
  index: number | null = null,
): Slice | null {
  const targets = targetsAt(run.context, event, index);
  return targets.length === 0 ? null : sliceBackward(run.context, targets, { limit: MOST_POINTS });
}

/** @returns the event with its place, to be cited; null where its source was not recorded */
export function evidenceAt({ context }: ComparedRun, event: SiteEvent): Evidence | null {
  const place = placeOf(context, event.site);
  const frame = context.timeline.frame(event.process, event.frame);
  if (place === null || frame === null) return null;
  const value = 'value' in event ? event.value : null;
  return { source: place.source, node: place.node, frame, value, seq: event.seq };
}

function targetsAt(context: Context, event: SiteEvent, index: number | null): readonly Target[] {
  const frame = context.timeline.frame(event.process, event.frame);
  const site = context.timeline.sites[event.site];
  if (frame === null || site === undefined) return [];
  if (event.type === 'branch-taken') {
    const point = expressionOf(context, event);
    if (point === null) return [];
    // A condition that is a call was evaluated before, by an event of its own.
    const isCall = /^(?:call|new|await)_expression$/u.test(point.node.type);
    const at = isCall ? { ...point, before: event.seq } : point;
    return [{ point: at, cost: 0, why: 'where the runs part' }];
  }
  if (event.type !== 'call-start' && !isSubjectEvent(event)) return [];
  const value =
    event.type === 'call-start'
      ? (event.values[index ?? 0] ?? null)
      : 'value' in event
        ? event.value
        : null;
  return targetsOf(context, { event, frame, site, value, was: null, isWrite: false });
}

/**
 * @param changes  what differs between the two versions; none where both runs are of the same code
 * @returns changes that led to the parting, the nearest first, on the side of the first run where it has such lines
 */
export function changedOnTheWay(
  [here, there]: readonly [ComparedRun, ComparedRun],
  parting: Parting,
  changes: readonly Change[],
): readonly ChangedLines[] {
  const passed: readonly Passed[] = [
    ...passedOn(here, [parting.frames[0], parting.here, parting]).map((lines): Passed => ({
      lines,
      from: 'here',
    })),
    ...passedOn(there, [parting.frames[1], parting.there, { ...parting, seq: Infinity }]).map(
      (lines): Passed => ({ lines, from: 'there' }),
    ),
  ];
  const found = new Set(
    passed.flatMap(({ lines, from }) => changes.filter((change) => change[from] === lines)),
  );
  return [...found].flatMap((change): ChangedLines[] => {
    const side = change.here === null ? 'there' : 'here';
    const lines = change[side];
    if (lines === null) return [];
    const { isAround, ...rest } = lines;
    return [{ side, ...rest, around: isAround }];
  });
}

function passedOn(
  run: ComparedRun,
  [frame, event, { seq, index }]: readonly [
    Frame | null,
    SiteEvent | null,
    Pick<Parting, 'seq' | 'index'>,
  ],
): readonly Lines[] {
  if (run.lines.length === 0 || frame === null) return [];
  const before = event?.seq ?? Math.min(seq, frame.endSeq ?? Infinity);
  const own = event === null ? [] : linesAt(run, event);
  const passed = changedBefore(run.side, frame, before).flatMap((one) => linesAt(run, one));
  const near = [...own, ...passed];
  return near.length > 0 || event === null ? near : linesInSlice(run, event, index);
}

function linesAt({ context, lines }: ComparedRun, event: SiteEvent): readonly Lines[] {
  const place = placeOf(context, event.site);
  if (place === null) return [];
  const { source, node } = place;
  const range = linesOf(source, node, source.scopes.functionOf(node));
  return overlapping(lines, range);
}

/** @returns those of the lines that have one in common with the range */
export function overlapping<T extends Pick<Lines, 'file' | 'line' | 'endLine'>>(
  lines: readonly T[],
  range: Pick<Lines, 'file' | 'line' | 'endLine'>,
): readonly T[] {
  return lines.filter(
    (one) => one.file === range.file && one.line <= range.endLine && one.endLine >= range.line,
  );
}

function linesInSlice(run: ComparedRun, event: SiteEvent, index: number | null): readonly Lines[] {
  const points = sliceOf(run, event, index)?.points ?? [];
  for (const { evidence } of points) {
    if (evidence === null) continue;
    const { source, node } = evidence;
    const found = overlapping(run.lines, linesOf(source, node, source.scopes.functionOf(node)));
    if (found.length > 0) return found;
  }
  return [];
}

/** Where something enters that the program does not decide, seen from this side. */
export interface Entry {
  readonly kind: ComparedSource['kind'];
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly event: SiteEvent;
}

/** @returns the source that the event shows by itself, or null */
export function entryAt({ context }: ComparedRun, event: SiteEvent): Entry | null {
  const place = placeOf(context, event.site);
  if (place === null || event.type === 'call-start' || event.type === 'call-end') return null;
  const { source, node } = place;
  const [found] = sourcesIn(source, node);
  if (found === undefined) return null;
  const shown = source.original(found.node);
  return {
    ...{ kind: found.kind, code: found.text, event },
    ...{ file: shown.source.path, line: shown.source.lineAt(shown.node.start) },
  };
}

/**
 * @param differs whether the runs part at an event, by its position in `here`
 * @returns the nearest source on which the parting depends and that had another value in the other run; null where none is known
 */
export function entryOf(
  run: ComparedRun,
  { event, index }: { readonly event: SiteEvent; readonly index: number | null },
  differs: (seq: number) => boolean,
): Entry | null {
  const own = entryAt(run, event);
  if (own !== null) return own;
  for (const { evidence } of sliceOf(run, event, index)?.points ?? []) {
    if (evidence === null || evidence.seq === null || !differs(evidence.seq)) continue;
    const cited = run.context.timeline.at(evidence.seq);
    if (cited === null || !('site' in cited) || !('frame' in cited)) continue;
    const [found] = sourcesIn(evidence.source, statementOf(evidence.node));
    if (found === undefined) continue;
    const { source, node } = evidence.source.original(found.node);
    const line = source.lineAt(node.start);
    return { kind: found.kind, code: found.text, file: source.path, line, event: cited };
  }
  return null;
}

/** @returns the source with what it gave on either side */
export function sourceDocument(entry: Entry, partner: SiteEvent | null): ComparedSource {
  const { event, ...rest } = entry;
  const shown = (one: SiteEvent | null): string | undefined =>
    one !== null && 'value' in one ? formatValue(one.value) : undefined;
  const [here, there] = [shown(event), shown(partner)];
  return {
    ...rest,
    ...(here === undefined ? {} : { here }),
    ...(there === undefined ? {} : { there }),
    seq: event.seq,
  };
}
