/**
 * What was true when: one recording, indexed by the questions that are asked of it. The event's position is time. Lists in
 * the indexes hold events in order of `seq`, so "the last before" is a binary search.
 */
import type { ScopeEvent, SiteEvent, Value } from '../protocol/event.ts';
import type { Site } from '../protocol/site.ts';
import { initialiserLinks } from './initialiser.ts';
import { refOf } from './value-text.ts';

/** A catch clause gives its variable a value as a write does. */
export type VariableWrite = Extract<ScopeEvent, { type: 'variable-written' | 'error-caught' }>;
export type PropertyWrite = Extract<ScopeEvent, { type: 'property-written' }>;
export type CallStart = Extract<ScopeEvent, { type: 'call-start' }>;

/** One activation of a function. */
export interface Frame {
  readonly process: number;
  readonly id: number;
  readonly site: Site;
  readonly start: CallStart;
  /** The frame that was active when it began. */
  readonly parent: Frame | null;
  /** The activation of the lexically enclosing function. */
  readonly outer: Frame | null;
  /** The rounds of loops in `outer` in which the function was made, the innermost first. */
  readonly rounds: readonly Round[];
  readonly children: readonly Frame[];
  /** Null while it had not ended when the recording did. */
  readonly endSeq: number | null;
  readonly outcome: 'returned' | 'threw' | 'open';
  readonly value: Value | null;
  /** Its own events, in order. */
  readonly events: readonly SiteEvent[];
}

/** One round of a loop whose variables closures capture. */
export interface Round {
  readonly token: number;
  readonly site: Site;
  readonly frame: Frame;
  readonly seq: number;
  /** Where the next round of the same loop in the same activation began. */
  readonly nextSeq: number;
  readonly around: Round | null;
}

export interface TimelineInput {
  readonly events: readonly ScopeEvent[];
  readonly sites: readonly (Site | undefined)[];
}

/** One object of one process. */
export interface ObjectHistory {
  /** Property writes with this object as receiver. */
  readonly writes: readonly PropertyWrite[];
  /** Method calls with this object as receiver. */
  readonly calls: readonly Extract<ScopeEvent, { type: 'call-result' }>[];
  /** Every event in which the object appeared as the value itself, in order. */
  readonly seen: readonly ScopeEvent[];
}

export interface Timeline {
  readonly events: readonly ScopeEvent[];
  readonly sites: readonly (Site | undefined)[];
  readonly frames: readonly Frame[];
  at(seq: number): ScopeEvent | null;
  frame(process: number, id: number): Frame | null;
  /** The first activation of a function in a process: of a module, the only one. */
  firstFrameOf(process: number, functionId: string): Frame | null;
  /** Events of one site in one frame. */
  hits(frame: Frame, site: Site): readonly SiteEvent[];
  /** All events of one site, any frame. */
  siteHits(site: Site): readonly SiteEvent[];
  /**
   * Writes of a variable of one activation, those of its rounds included, or of one round alone (`token` 0: the activation was
   * not recorded).
   */
  variableWrites(
    process: number,
    token: number,
    file: string,
    declaredAt: number,
  ): readonly VariableWrite[];
  object(process: number, ref: number): ObjectHistory;
  /**
   * Whether a site may have reported something between two events that was left out for its cost, or because a condition did not
   * hold, so that the last event before `to` need not be the last that happened.
   */
  mayHaveMissed(
    process: number,
    from: number,
    to: number,
    concerns: (site: Site) => boolean,
  ): boolean;
}

const EMPTY_OBJECT: ObjectHistory = { writes: [], calls: [], seen: [] };

export function buildTimeline(input: TimelineInput): Timeline {
  const { events, sites } = input;
  const rests = findRests(events, sites);
  const frames = new Map<number, Frame>();
  const hits = new Map<string, SiteEvent[]>();
  const bySite = new Map<number, SiteEvent[]>();
  const variables = new Map<string, VariableWrite[]>();
  const objects = new Map<
    string,
    { writes: PropertyWrite[]; calls: ScopeEvent[]; seen: ScopeEvent[] }
  >();
  const objectOf = (
    process: number,
    ref: number,
  ): { writes: PropertyWrite[]; calls: ScopeEvent[]; seen: ScopeEvent[] } => {
    const key = `${process}:${ref}`;
    let known = objects.get(key);
    if (known === undefined) {
      known = { writes: [], calls: [], seen: [] };
      objects.set(key, known);
    }
    return known;
  };
  const rounds = new Map<number, Round>();
  const latestRound = new Map<string, Round>();
  const link = initialiserLinks();
  for (const event of events) {
    if (event.type === 'call-start') openFrame(frames, event, sites, rounds);
    if (event.type === 'iteration-started')
      openRound(frames, event, sites, { rounds, latestRound });
    if (!('site' in event) || !('frame' in event)) continue;
    const frame = frames.get(frameKey(event.process, event.frame));
    if (frame !== undefined) {
      (frame.events as SiteEvent[]).push(event);
      if (event.type === 'call-end') closeFrame(frame, event);
      link(event, frame);
    }
    push(hits, `${event.process}:${event.frame}:${event.site}`, event);
    push(bySite, event.site, event);
    if (event.type === 'variable-written') indexVariable(variables, event, sites, rounds);
    const receiver = 'object' in event ? refOf(event.object) : null;
    if (receiver !== null && event.type === 'property-written')
      objectOf(event.process, receiver).writes.push(event);
    if (receiver !== null && event.type === 'call-result')
      objectOf(event.process, receiver).calls.push(event);
    const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
    for (const value of values) {
      const ref = refOf(value);
      if (ref !== null) objectOf(event.process, ref).seen.push(event);
    }
  }
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
  const firstFrames = new Map<string, Frame>();
  for (const frame of frames.values()) {
    const key = `${frame.process}:${frame.site.node}`;
    if (!firstFrames.has(key)) firstFrames.set(key, frame);
  }
  return {
    events,
    sites,
    frames: [...frames.values()],
    at: (seq) => events[seq - 1] ?? null,
    frame: (process, id) => frames.get(frameKey(process, id)) ?? null,
    firstFrameOf: (process, functionId) => firstFrames.get(`${process}:${functionId}`) ?? null,
    hits: (frame, site) => hits.get(`${frame.process}:${frame.id}:${site.id}`) ?? [],
    siteHits: (site) => bySite.get(site.id) ?? [],
    variableWrites: (process, token, file, declaredAt) =>
      variables.get(`${process}:${token}:${declaredAt}:${file}`) ?? [],
    mayHaveMissed: (process, from, to, concerns) =>
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
      ),
    object: (process, ref) =>
      (objects.get(`${process}:${ref}`) as ObjectHistory | undefined) ?? EMPTY_OBJECT,
  };
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

function frameKey(process: number, frame: number): number {
  return process * 4_294_967_296 + frame;
}

/** Adds to the list of a key. */
export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function openFrame(
  frames: Map<number, Frame>,
  event: CallStart,
  sites: readonly (Site | undefined)[],
  rounds: ReadonlyMap<number, Round>,
): void {
  const site = sites[event.site];
  if (site === undefined) return;
  const parent = frames.get(frameKey(event.process, event.parent)) ?? null;
  const innermost = rounds.get(frameKey(event.process, event.outer)) ?? null;
  const outer = innermost?.frame ?? frames.get(frameKey(event.process, event.outer)) ?? null;
  const frame: Frame = {
    process: event.process,
    id: event.frame,
    site,
    start: event,
    parent,
    outer,
    rounds: roundsFrom(innermost),
    children: [],
    endSeq: null,
    outcome: 'open',
    value: null,
    events: [],
  };
  frames.set(frameKey(event.process, event.frame), frame);
  if (parent !== null) (parent.children as Frame[]).push(frame);
}

const NO_ROUNDS: readonly Round[] = [];

function roundsFrom(innermost: Round | null): readonly Round[] {
  if (innermost === null) return NO_ROUNDS;
  const found: Round[] = [];
  for (let at: Round | null = innermost; at !== null; at = at.around) found.push(at);
  return found;
}

type Open = { -readonly [K in keyof Frame]: Frame[K] };

function openRound(
  frames: ReadonlyMap<number, Frame>,
  event: Extract<ScopeEvent, { type: 'iteration-started' }>,
  sites: readonly (Site | undefined)[],
  known: { readonly rounds: Map<number, Round>; readonly latestRound: Map<string, Round> },
): void {
  const { process, token, outer, seq } = event;
  const frame = frames.get(frameKey(process, event.frame));
  const site = sites[event.site];
  if (frame === undefined || site === undefined) return;
  const around = known.rounds.get(frameKey(process, outer)) ?? null;
  const key = `${process}:${event.frame}:${event.site}`;
  const before = known.latestRound.get(key);
  if (before !== undefined) (before as { nextSeq: number }).nextSeq = seq;
  const round: Round = { token, site, frame, seq, nextSeq: Infinity, around };
  known.rounds.set(frameKey(process, token), round);
  known.latestRound.set(key, round);
}

function closeFrame(frame: Frame, event: Extract<ScopeEvent, { type: 'call-end' }>): void {
  const open = frame as Open;
  open.endSeq = event.seq;
  open.outcome = event.outcome;
  open.value = event.outcome === 'returned' ? event.value : null;
}

function indexVariable(
  variables: Map<string, VariableWrite[]>,
  event: Extract<ScopeEvent, { type: 'variable-written' }>,
  sites: readonly (Site | undefined)[],
  rounds: ReadonlyMap<number, Round>,
): void {
  const site = sites[event.site];
  if (site?.binding === undefined) return;
  const { declaredAt } = site.binding;
  const keyOf = (token: number): string => `${event.process}:${token}:${declaredAt}:${site.file}`;
  push(variables, keyOf(event.token), event);
  const round = rounds.get(frameKey(event.process, event.token));
  if (round !== undefined) push(variables, keyOf(round.frame.id), event);
}

/** @returns the last event of an ordered list with `seq` below `before`, or null */
export function lastBefore<T extends { readonly seq: number }>(
  list: readonly T[],
  before: number,
): T | null {
  return list[countBefore(list, before) - 1] ?? null;
}

/** @returns how many items of an ordered list have `seq` below `before` */
export function countBefore<T extends { readonly seq: number }>(
  list: readonly T[],
  before: number,
): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as T).seq < before) low = middle + 1;
    else high = middle;
  }
  return low;
}
