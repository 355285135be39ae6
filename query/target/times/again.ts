/**
 * What happened less often than expected (a server that was not asked again, a retry that was given up): the conditions that went
 * one way each time on the way to it, and another way the last time, when it did not come to it.
 */
import { countChildren } from '../../provenance/call.ts';
import { expressionAt } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import { placeOfSite } from '../../provenance/place.ts';
import type { Target } from '../../provenance/slice.ts';
import { countBefore } from '../../lists.ts';
import type { Frame } from '../../timeline.ts';
import { formatValue, isTruthy } from '../../value-text.ts';
import type { SiteEvent } from '../../../protocol/event.ts';
import type { Site } from '../../../protocol/site.ts';
import { expectedSide } from '../assertion/broken.ts';
import type { Asserting } from '../assertion/broken.ts';
import { timesOf } from './repeated.ts';

type Branch = Extract<SiteEvent, { type: 'branch-taken' }>;

/** From what set off to what came of it. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const MOST_TURNS = 5;
/** What each turn after the first one costs. */
const PER_TURN = 0.15;
const SHOWN = 30;

/** @returns the conditions that went another way, in their order; none where it happened as often as was hoped for, or never */
export function notAgainTargets(context: Context, at: Asserting): readonly Target[] {
  const hoped = expectedSide(context, at)?.primitive;
  if (hoped?.kind !== 'number' || at.assertion.isNegated) return [];
  const { from, times } = timesOf(context, at);
  if (times.length === 0 || from + times.length >= hoped.value) return [];
  const before = times.map(({ seq }, index) => ({
    from: Math.max(setOff(at.frame, seq), times[index - 1]?.seq ?? 0),
    to: seq,
  }));
  const last = (before.at(-1) as Span).to;
  const after = { from: begunAfter(at.frame, last), to: at.before };
  return turnsOf(context, before, after)
    .slice(0, MOST_TURNS)
    .map(({ point, why }, index) => ({ point, why, cost: index * PER_TURN, hint: 'turned' }));
}

/** When the activation around began the call that led to the moment: where a callback counts, the latest that it had begun before. */
function setOff(frame: Frame, seq: number): number {
  return frame.children[countChildren(frame.children, seq - 1) - 1]?.start.seq ?? frame.start.seq;
}

/** When the activation around called the next thing; the moment itself where it called nothing more. */
function begunAfter(frame: Frame, seq: number): number {
  return frame.children[countChildren(frame.children, seq)]?.start.seq ?? seq;
}

interface Turn extends Pick<Target, 'point' | 'why'> {
  readonly seq: number;
  readonly isOfTest: boolean;
}

/** Conditions that were asked on each way there, and went another way than ever there when it did not happen. */
function turnsOf(context: Context, before: readonly Span[], after: Span): readonly Turn[] {
  const found: Turn[] = [];
  for (const site of context.timeline.sites) {
    if (site?.kind !== 'branch') continue;
    const asked = branchesIn(context, site, after);
    if (asked.length === 0) continue;
    const isSite = ({ id }: Site): boolean => id === site.id;
    const { process } = asked[0] as Branch;
    if (context.timeline.mayHaveMissed(process, before[0]?.from ?? 0, after.to, isSite)) continue;
    const ways = before.map((span) => branchesIn(context, site, span).map(way));
    const known = new Set(ways.flat());
    // On the first way there what decides about another one was not asked yet.
    const isAlways = (ways.length > 1 ? ways.slice(1) : ways).every((one) => one.length > 0);
    if (known.has(null) || !isAlways) continue;
    const turn = asked.find((hit) => way(hit) !== null && !known.has(way(hit)));
    const place = turn === undefined ? null : placeOfSite(context, site);
    const frame = turn === undefined ? null : context.timeline.frame(turn.process, turn.frame);
    if (turn === undefined || place === null || frame === null) continue;
    const why = `was ${formatValue(turn.value, SHOWN)} the time that it did not happen, and never so before`;
    found.push({
      point: expressionAt(place.source, place.node, frame, turn.seq + 1),
      why,
      seq: turn.seq,
      isOfTest: context.isTest?.(site.file) === true,
    });
  }
  return found.sort((a, b) => Number(a.isOfTest) - Number(b.isOfTest) || a.seq - b.seq);
}

function way({ value }: Branch): boolean | null {
  return isTruthy(value);
}

function branchesIn({ timeline }: Context, site: Site, { from, to }: Span): readonly Branch[] {
  const hits = timeline.siteHits(site);
  return hits
    .slice(countBefore(hits, from), countBefore(hits, to))
    .filter((hit): hit is Branch => hit.type === 'branch-taken');
}
