/**
 * Short names for what was recorded, to be typed: a function of the place (node and kind of the probe) and of how often that
 * place had reported before, never of time or of the event's number. The same recording gives the same name, and so does
 * another run of the same code that comes there as often, whatever else is watched. Names of events can be looked up again.
 */
import type { ScopeEvent } from '../../protocol/event.ts';
import type { Site } from '../../protocol/site.ts';
import type { Context } from '../provenance/point.ts';
import type { Timeline } from '../timeline.ts';
import { countBefore } from '../lists.ts';

const PATTERN = /^h[0-9a-z]{6}$/u;
const DIGITS = 6;

/** @returns whether the text has the form of such a name */
export function isEventId(text: string): boolean {
  return PATTERN.test(text);
}

/** @returns the name of an event; null for events of no place */
export function eventId(timeline: Timeline, event: ScopeEvent): string | null {
  const basis = basisOf(timeline, event);
  return basis === null ? null : nameOf(basis);
}

/**
 * The name of a place that an event proves; where the place is the event's own, this is the name of the event.
 * @param event null where no event proves it: then the place alone is named
 */
export function placeId(timeline: Timeline, event: ScopeEvent | null, node: string): string {
  const basis = event === null ? null : basisOf(timeline, event);
  if (basis === null || event === null || !('site' in event)) return nameOf(node);
  const own = timeline.sites[event.site]?.node;
  return nameOf(own === node ? basis : forPlace(basis, node));
}

function forPlace(basis: string, node: string): string {
  return `${basis} for ${node}`;
}

/** @returns the nodes of the parameters, in the order of the function's recorded values; '' where one has none */
export function parameterNodes({ sources }: Context, site: Site): readonly string[] {
  const source = site.kind === 'function' ? sources.file(site.file) : null;
  const fn = source?.scopes.functions.find(({ id }) => id === site.node);
  return (site.names ?? []).map((name) => {
    const node = fn?.params.find((param) => param.name === name)?.node;
    return node === undefined || source === null ? '' : source.scopes.nodeId(node);
  });
}

export interface NamedEvent {
  readonly event: ScopeEvent;
  /** Which parameter, where the name is that of one and not that of the call. */
  readonly parameter: number | null;
}

/** @returns the event or parameter that has this name, the first where several have; null where none has */
export function eventWithId(context: Context, id: string): NamedEvent | null {
  const { timeline } = context;
  for (const site of timeline.sites) {
    if (site === undefined) continue;
    const seen = new Map<number, number>();
    const parameters = parameterNodes(context, site);
    for (const event of timeline.siteHits(site)) {
      const times = (seen.get(event.process) ?? 0) + 1;
      seen.set(event.process, times);
      const rank = [...seen.keys()].indexOf(event.process);
      const basis = basisText(site.node, site.kind, times, rank);
      if (nameOf(basis) === id) return { event, parameter: null };
      if (event.type !== 'call-start') continue;
      const parameter = parameters.findIndex((node) => nameOf(forPlace(basis, node)) === id);
      if (parameter >= 0) return { event, parameter };
    }
  }
  return null;
}

function basisOf(timeline: Timeline, event: ScopeEvent): string | null {
  const site = 'site' in event ? timeline.sites[event.site] : undefined;
  if (site === undefined) return null;
  const hits = timeline.siteHits(site);
  let times = 1;
  const processes = new Set<number>();
  for (const hit of hits.slice(0, countBefore(hits, event.seq))) {
    processes.add(hit.process);
    if (hit.process === event.process) times += 1;
  }
  processes.add(event.process);
  return basisText(site.node, site.kind, times, [...processes].indexOf(event.process));
}

/** @param rank  which of the processes that came there it was, in the order in which they did */
function basisText(node: string, kind: string, times: number, rank: number): string {
  return `${node} ${kind} ${times}${rank === 0 ? '' : ` in process ${rank}`}`;
}

/** Two independent 32-bit hashes (FNV-1a), to the base 36. @see Fowler, Noll, Vo, draft-eastlake-fnv */
function nameOf(basis: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let at = 0; at < basis.length; at += 1) {
    const unit = basis.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + at), 0x01000193);
  }
  const mixed = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return `h${(mixed % 36n ** BigInt(DIGITS)).toString(36).padStart(DIGITS, '0')}`;
}
