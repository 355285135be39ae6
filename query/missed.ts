/**
 * What was left out of a recording for its cost, or because a condition did not hold: between which events, so that nobody takes
 * the last event that is there for the last thing that happened.
 */
import type { ScopeEvent, SiteEvent } from '../protocol/event.ts';
import type { Site } from '../protocol/site.ts';
import { countBefore, push } from './lists.ts';

/**
 * Whether a site may have reported something between two events that was left out for its cost, or because a condition did not
 * hold, so that the last event before `to` need not be the last that happened.
 */
export type MayHaveMissed = (
  process: number,
  from: number,
  to: number,
  concerns: (site: Site) => boolean,
) => boolean;

export interface MissedIn {
  readonly events: readonly ScopeEvent[];
  readonly sites: readonly (Site | undefined)[];
}

/** @param bySite the events of each site, in order */
export function findMisses(
  { events, sites }: MissedIn,
  bySite: ReadonlyMap<number, readonly SiteEvent[]>,
): MayHaveMissed {
  const rests = findRests(events, sites);
  const losses = lossesOf(events, 'throttled');
  const unmet = lossesOf(events, 'condition');
  const conditional = sites.flatMap((site) =>
    site?.when === undefined ? [] : sitesWith(site, sites),
  );
  const wrote = ({ id }: Site, process: number, from: number, to: number): boolean => {
    const all = bySite.get(id) ?? [];
    for (let at = countBefore(all, to) - 1; at >= 0; at -= 1) {
      const event = all[at] as SiteEvent;
      if (event.seq <= from) return false;
      if (event.process === process) return true;
    }
    return false;
  };
  return (process, from, to, concerns) =>
    (hasBetween(unmet.get(process) ?? [], from, to) && conditional.some(concerns)) ||
    rests.some(
      (rest) =>
        rest.process === process &&
        rest.from < to &&
        rest.to > from &&
        rest.sites.some(concerns) &&
        (!rest.isThin ||
          hasBetween(losses.get(process) ?? [], from, to) ||
          rest.sites.some((site) => concerns(site) && wrote(site, process, from, to))),
    );
}

/** A time in which a function, or a site alone, reported not everything. */
interface Rest {
  readonly process: number;
  readonly sites: readonly Site[];
  readonly from: number;
  to: number;
  /**
   * Of each site the last event is there, after a note of those before it that are not. So what was there last before an event is
   * known, but for what the same site did elsewhere in between.
   */
  readonly isThin: boolean;
}

/** Where events were left out, by process: of thinned sites, or of those whose condition did not hold. */
function lossesOf(
  events: readonly ScopeEvent[],
  reason: 'throttled' | 'condition',
): ReadonlyMap<number, readonly number[]> {
  const losses = new Map<number, number[]>();
  for (const event of events)
    if (event.type === 'events-dropped' && event.reason === reason)
      push(losses, event.process, event.seq);
  return losses;
}

function hasBetween(seqs: readonly number[], from: number, to: number): boolean {
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seqs[middle] as number) <= from) low = middle + 1;
    else high = middle;
  }
  return low < seqs.length && (seqs[low] as number) < to;
}

function findRests(events: readonly ScopeEvent[], sites: readonly (Site | undefined)[]): Rest[] {
  const rests: Rest[] = [];
  const open = new Map<string, Rest>();
  for (const event of events) {
    if (event.type !== 'probe-throttled') continue;
    const key = `${event.process}:${event.site}`;
    const current = open.get(key);
    const isThin = event.state === 'sampled' || event.state === 'counted';
    if (current !== undefined && (event.state === 'full' || current.isThin !== isThin)) {
      current.to = event.seq;
      open.delete(key);
    }
    if (event.state !== 'full' && open.get(key) === undefined) {
      const rest = {
        process: event.process,
        sites: sitesWith(sites[event.site], sites),
        from: event.seq,
        to: Infinity,
        isThin,
      };
      rests.push(rest);
      open.set(key, rest);
    }
  }
  return rests;
}

/** What rests with a site: with that of a function's start, all sites of the function. */
function sitesWith(site: Site | undefined, sites: readonly (Site | undefined)[]): readonly Site[] {
  if (site === undefined || site.kind !== 'function') return site === undefined ? [] : [site];
  return sites.filter((other) => other?.fn === site.fn) as readonly Site[];
}
