/**
 * The difference of two runs that is reported: the first one on which the symptom depends; where none is known to, the first of
 * all. Its places on both sides, and one sentence that says only what was recorded.
 */
import type { DivergencePlace } from '../../protocol/comparison.ts';
import type { SiteEvent } from '../../protocol/event.ts';
import type { Alignment, Parting } from '../../query/compare/align.ts';
import { placeOf } from '../../query/provenance/place.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Slice, SlicePoint } from '../../query/provenance/slice.ts';
import type { Frame } from '../../query/timeline.ts';
import { isTruthy } from '../../query/value-text.ts';
import { hopOf } from '../evidence/chain.ts';

export interface Chosen {
  readonly parting: Parting;
  /** Where the walk back from the symptom comes by; null where it does not. */
  readonly point: SlicePoint | null;
  /** Partings before it. */
  readonly before: number;
}

export interface Choice {
  readonly alignment: Alignment;
  readonly slice: Slice;
  /** Activations of the failing test; empty where there is none. */
  readonly roots: readonly Frame[];
  /** What the program does not decide, and comes to nothing here. */
  readonly isNoise: (parting: Parting) => boolean;
}

/** @returns the parting to report, or null where the runs do not part */
export function chooseParting({ alignment, slice, roots, isNoise }: Choice): Chosen | null {
  const all = alignment.partings.filter((parting) => !isNoise(parting));
  // The same contents in another object may mean nothing; it is reported only where nothing else differs.
  const strong = all.filter(({ kind }) => kind !== 'object');
  const known = pointsBySeq(slice);
  for (const parting of strong) {
    const point = pointOf(parting, known);
    if (point !== null) return { parting, point, before: all.indexOf(parting) };
  }
  const below = strong.find(({ frames }) => roots.some((root) => isBelow(frames[0], root)));
  const first =
    below ?? strong[0] ?? all.find((parting) => pointOf(parting, known) !== null) ?? all[0];
  if (first === undefined) return null;
  return { parting: first, point: pointOf(first, known), before: all.indexOf(first) };
}

interface KnownPoints {
  readonly bySeq: ReadonlyMap<number, SlicePoint>;
  /** Why a place was reached is asked of activations, and answered by their last condition. */
  readonly reached: ReadonlyMap<Frame, readonly SlicePoint[]>;
}

function pointsBySeq({ points }: Slice): KnownPoints {
  const bySeq = new Map<number, SlicePoint>();
  const reached = new Map<Frame, SlicePoint[]>();
  for (const point of points) {
    const seq = point.evidence?.seq ?? null;
    if (seq !== null && !bySeq.has(seq)) bySeq.set(seq, point);
    if (point.point.kind !== 'reached') continue;
    const known = reached.get(point.point.frame);
    if (known === undefined) reached.set(point.point.frame, [point]);
    else known.push(point);
  }
  return { bySeq, reached };
}

/** A condition decided what came after it in its activation; another path or call did, too. */
function pointOf(parting: Parting, known: KnownPoints): SlicePoint | null {
  const own = parting.here === null ? undefined : known.bySeq.get(parting.here.seq);
  if (own !== undefined) return own;
  const [frame] = parting.frames;
  if (frame === null || !/^(?:branch|call|path|outcome)$/u.test(parting.kind)) return null;
  return (
    known.reached
      .get(frame)
      ?.find(({ point }) => point.kind === 'reached' && point.before >= parting.seq) ?? null
  );
}

function isBelow(frame: Frame | null, root: Frame): boolean {
  for (let up = frame; up !== null; up = up.parent) if (up === root) return true;
  return false;
}

/** @returns the event as a place with its value, or null where its source was not recorded */
export function placeDocument(
  context: Context,
  event: SiteEvent | null,
  index: number | null,
): DivergencePlace | null {
  if (event === null) return null;
  const place = placeOf(context, event.site);
  const frame = context.timeline.frame(event.process, event.frame);
  if (place === null || frame === null) return null;
  const value =
    event.type === 'call-start'
      ? (event.values[index ?? -1] ?? null)
      : 'value' in event
        ? event.value
        : null;
  const { source, node } = place;
  const hop = hopOf({ source, node, frame, value, seq: event.seq }, 'value', '', null);
  const { file, line, endLine, code } = hop;
  const shown = hop.value === undefined ? {} : { value: hop.value };
  return { file, line, endLine, function: hop.function, code, ...shown, seq: event.seq };
}

export interface Told {
  readonly parting: Parting;
  readonly here: DivergencePlace | null;
  readonly there: DivergencePlace | null;
  readonly labels: readonly [here: string, there: string];
}

/** @returns what either side did, in one sentence */
export function tellParting({ parting, here, there, labels: [us, them] }: Told): string {
  const at = here ?? there;
  if (at === null) return `${us} and ${them} part where no source was recorded.`;
  const where = `${at.file}:${at.line}${at.function === '' ? '' : ` in ${at.function}`}`;
  const [mine, its] = [shown(here), shown(there)];
  switch (parting.kind) {
    case 'branch':
      return `At ${where} the condition ${quoted(at.code)} was ${truth(parting.here)} in ${us} (${mine}) and ${truth(parting.there)} in ${them} (${its}).`;
    case 'value':
    case 'object': {
      const what = nameOf(parting) ?? quoted(at.code);
      return mine === its
        ? `At ${where} ${what} was ${parting.kind === 'object' ? 'another object' : 'something else'} in ${us} than in ${them}, with what was recorded of it the same (${mine}).`
        : `At ${where} ${what} was ${mine} in ${us} and ${its} in ${them}.`;
    }
    case 'outcome':
      return `At ${where} ${us} ${ended(parting.here)} and ${them} ${ended(parting.there)}.`;
    case 'order':
      return `${us} went on at ${where} where ${them} went on at ${there === null ? 'another place' : `${there.file}:${there.line}${there.function === '' ? '' : ` in ${there.function}`}`}: things came to their end in another order.`;
    case 'call':
    case 'path': {
      const verb = parting.kind === 'call' ? 'called' : 'ran';
      const what = (place: DivergencePlace | null): string =>
        place === null ? 'nothing more' : `${quoted(place.code)} (${place.file}:${place.line})`;
      return `Next ${us} ${verb} ${what(here)} and ${them} ${what(there)}.`;
    }
  }
}

/** The parameter that had another value. */
function nameOf({ here, frames, index }: Parting): string | null {
  if (here?.type !== 'call-start' || index === null) return null;
  const { site } = frames[0] ?? {};
  const name = (site?.original?.names ?? site?.names)?.[index];
  return name === undefined ? null : `the parameter \`${name}\``;
}

function shown(place: DivergencePlace | null): string {
  return place?.value ?? 'not recorded';
}

const LONGEST = 80;

function quoted(code: string): string {
  const text = code.length > LONGEST ? `${code.slice(0, LONGEST - 1)}…` : code;
  return text.includes('`') ? `“${text}”` : `\`${text}\``;
}

function truth(event: SiteEvent | null): string {
  return event !== null && 'value' in event ? String(isTruthy(event.value)) : 'not reached';
}

function ended(event: SiteEvent | null): string {
  if (event?.type !== 'call-end') return event === null ? 'had not ended' : 'went on';
  return event.outcome === 'threw' ? 'threw' : 'returned';
}
