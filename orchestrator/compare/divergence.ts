/**
 * The difference of two runs that is reported: the first one on which the symptom depends; where none is known to, the first one
 * with changed code before it, or the first of all. Its places on both sides, and one sentence that says only what was recorded.
 */
import { shortened } from '../../protocol/answer.ts';
import type { DivergencePlace } from '../../protocol/comparison.ts';
import type { SiteEvent } from '../../protocol/event.ts';
import type { Alignment, Parting } from '../../query/compare/align.ts';
import { placeOf } from '../../query/provenance/place.ts';
import { isBelow } from '../../query/provenance/point.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Slice, SlicePoint } from '../../query/provenance/slice.ts';
import type { Frame } from '../../query/timeline.ts';
import { formatValue, isTruthy } from '../../query/value-text.ts';
import { hopOf } from '../evidence/chain.ts';

export interface Chosen {
  readonly parting: Parting;
  /** Where the walk back from the symptom comes by; null where it does not. */
  readonly point: SlicePoint | null;
  /** Partings before it. */
  readonly before: number;
  /** The symptom depends on a later one. */
  readonly later: boolean;
}

export interface Choice {
  readonly alignment: Alignment;
  readonly slice: Slice;
  /** Activations of the failing test; empty where there is none. */
  readonly roots: readonly Frame[];
  /** What the program does not decide, and comes to nothing here. */
  readonly isNoise: (parting: Parting) => boolean;
  /** Two runs of the same code: whether what the program does not decide enters there by itself; null for other pairs. */
  readonly hasEntry: ((parting: Parting) => boolean) | null;
  /** Two versions: whether changed code ran on the way there; null for other pairs. */
  readonly isChanged: ((parting: Parting) => boolean) | null;
}

/** Partings that are asked for changed code, from the first on. */
const MOST_ASKED = 300;

/** @returns the parting to report, or null where the runs do not part */
export function chooseParting(choice: Choice): Chosen | null {
  const { alignment, slice, roots, isNoise, hasEntry, isChanged } = choice;
  const all = alignment.partings.filter((parting) => !isNoise(parting));
  // The same contents in another object may mean nothing; it is reported only where nothing else differs.
  const strong = all.filter(({ kind }) => kind !== 'object');
  const known = pointsBySeq(slice);
  const reached = strong.find((parting) => pointOf(parting, known) !== null);
  const chosen = (parting: Parting): Chosen => ({
    ...{ parting, point: pointOf(parting, known) },
    before: all.indexOf(parting),
    later: reached !== undefined && reached !== parting,
  });
  if (hasEntry !== null && (reached === undefined || !hasEntry(reached))) {
    // The order of things is no value that the walk could come by, and decides over values all the same.
    const order = strong.find(({ kind }) => kind === 'order');
    if (order !== undefined && order.seq <= (reached?.seq ?? Infinity)) return chosen(order);
  }
  if (reached !== undefined) return chosen(reached);
  const changed = isChanged === null ? undefined : strong.slice(0, MOST_ASKED).find(isChanged);
  if (changed !== undefined) return chosen(changed);
  const below = strong.find(({ frames }) => roots.some((root) => isBelow(frames[0], root)));
  const first =
    below ?? strong[0] ?? all.find((parting) => pointOf(parting, known) !== null) ?? all[0];
  return first === undefined ? null : chosen(first);
}

interface KnownPoints {
  readonly bySeq: ReadonlyMap<number, SlicePoint>;
  /** By the start of the activation and the position. */
  readonly parameters: ReadonlyMap<string, SlicePoint>;
  /** Why a place was reached is asked of activations, and answered by their last condition. */
  readonly reached: ReadonlyMap<Frame, readonly SlicePoint[]>;
}

function pointsBySeq({ points }: Slice): KnownPoints {
  const bySeq = new Map<number, SlicePoint>();
  const parameters = new Map<string, SlicePoint>();
  const reached = new Map<Frame, SlicePoint[]>();
  for (const point of points) {
    const seq = point.evidence?.seq ?? null;
    if (point.point.kind === 'parameter') parameters.set(`${seq}:${point.point.index}`, point);
    else if (seq !== null && !bySeq.has(seq)) bySeq.set(seq, point);
    if (point.point.kind !== 'reached') continue;
    const known = reached.get(point.point.frame);
    if (known === undefined) reached.set(point.point.frame, [point]);
    else known.push(point);
  }
  return { bySeq, parameters, reached };
}

/** A condition decided what came after it in its activation; another path or call did, too. */
function pointOf(parting: Parting, known: KnownPoints): SlicePoint | null {
  const { here, index } = parting;
  if (here?.type === 'call-start' && index !== null)
    return known.parameters.get(`${here.seq}:${index}`) ?? null;
  const own = here === null ? undefined : known.bySeq.get(here.seq);
  if (own !== undefined) return own;
  const [frame] = parting.frames;
  if (frame === null || !/^(?:branch|call|path|outcome)$/u.test(parting.kind)) return null;
  return (
    known.reached
      .get(frame)
      ?.find(({ point }) => point.kind === 'reached' && point.before >= parting.seq) ?? null
  );
}

/** @returns the event as a place with its value, or null where its source was not recorded */
export function placeDocument(
  context: Context,
  event: SiteEvent | null,
  { index, kind }: Pick<Parting, 'index' | 'kind'>,
): DivergencePlace | null {
  if (event === null) return null;
  const place = placeOf(context, event.site);
  const frame = context.timeline.frame(event.process, event.frame);
  if (place === null || frame === null) return null;
  const isOrder = kind === 'order';
  const value =
    event.type === 'call-start'
      ? (event.values[index ?? -1] ?? null)
      : 'value' in event && !isOrder
        ? event.value
        : null;
  const { source, node } = place;
  const hop = hopOf(context, { source, node, frame, value, seq: event.seq }, 'value', '', null);
  const { file, line, endLine, code } = hop;
  const shown = hop.value === undefined ? {} : { value: hop.value };
  // The node of an activation is the function, which lies in another one.
  const own = source.original(node);
  const name = own.source.scopes.functionAt(own.node)?.name ?? hop.function;
  const call = isOrder ? { call: `${name}(${argumentsOf(frame)})` } : {};
  return { file, line, endLine, function: name, code, ...shown, ...call, seq: event.seq };
}

const MOST_ARGUMENTS = 40;

function argumentsOf({ start, site }: Frame): string {
  const values = start.values.filter((_, at) => site.names?.[at] !== 'this');
  return values.map((value) => formatValue(value, MOST_ARGUMENTS)).join(', ');
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
    case 'order': {
      const went = (place: DivergencePlace | null): string =>
        place === null
          ? 'with something else'
          : `with ${place.call ?? place.function} at ${place.file}:${place.line}`;
      return `There ${us} went on ${went(here)} and ${them} ${went(there)}: things came to their end in another order.`;
    }
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
  const text = shortened(code, LONGEST);
  return text.includes('`') ? `“${text}”` : `\`${text}\``;
}

function truth(event: SiteEvent | null): string {
  return event !== null && 'value' in event ? String(isTruthy(event.value)) : 'not reached';
}

function ended(event: SiteEvent | null): string {
  if (event?.type !== 'call-end') return event === null ? 'had not ended' : 'went on';
  return event.outcome === 'threw' ? 'threw' : 'returned';
}
