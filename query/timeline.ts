/**
 * What was true when: one recording, indexed by the questions that are asked of it. The event's position is time. Lists in
 * the indexes hold events in order of `seq`, so "the last before" is a binary search.
 */
import type { ScopeEvent, SiteEvent, Value } from '../protocol/event.ts';
import { simpleName } from '../protocol/ids.ts';
import type { Site } from '../protocol/site.ts';
import { closedGenerators } from './frame/closed-generator.ts';
import { initialiserLinks } from './frame/initialiser.ts';
import { push } from './lists.ts';
import { findMisses } from './missed.ts';
import type { MayHaveMissed } from './missed.ts';
import { refOf } from './value-text.ts';

/** A catch clause gives its variable a value as a write does. */
export type VariableWrite = Extract<ScopeEvent, { type: 'variable-written' | 'error-caught' }>;
export type PropertyWrite = Extract<ScopeEvent, { type: 'property-written' }>;
export type CallStart = Extract<ScopeEvent, { type: 'call-start' }>;

export type MethodCall = Extract<ScopeEvent, { type: 'call-result' }>;

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
  readonly calls: readonly MethodCall[];
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
  /** The places that give a variable its value, wherever in its scope they stand, in the order of their numbers. */
  variableSites(file: string, declaredAt: number): readonly Site[];
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
  /** The object whose method was called; null where that was not recorded, or is none. */
  receiverOf(call: MethodCall): number | null;
  readonly mayHaveMissed: MayHaveMissed;
}

type History = { -readonly [K in keyof ObjectHistory]: ObjectHistory[K] };

/** What most lists of millions of frames and objects are; replaced, never added to. */
const NONE: readonly never[] = [];
const EMPTY_OBJECT: ObjectHistory = { writes: NONE, calls: NONE, seen: NONE };

export function buildTimeline(input: TimelineInput): Timeline {
  const { events, sites } = input;
  const frames = new Map<number, Frame>();
  const bySite = new Map<number, SiteEvent[]>();
  const objects = new Map<number, History>();
  const objectOf = (process: number, ref: number): History => {
    const key = frameKey(process, ref);
    let known = objects.get(key);
    if (known === undefined) {
      known = { ...EMPTY_OBJECT };
      objects.set(key, known);
    }
    return known;
  };
  const see = (event: ScopeEvent, value: Value): void => {
    const ref = refOf(value);
    if (ref === null) return;
    const known = objectOf(event.process, ref);
    known.seen = added(known.seen, event);
  };
  const rounds = new Map<number, Round>();
  const latestRound = new Map<string, Round>();
  const link = initialiserLinks();
  const isLeft = closedGenerators(events, sites);
  for (const [index, event] of events.entries()) {
    if (event.type === 'call-start') openFrame(frames, event, sites, rounds);
    if (event.type === 'iteration-started')
      openRound(frames, event, sites, { rounds, latestRound });
    if (!('site' in event) || !('frame' in event)) continue;
    const frame = frames.get(frameKey(event.process, event.frame));
    if (frame !== undefined) {
      const last = frame.events.at(-1);
      (frame as Open).events = added(frame.events, event);
      if (event.type === 'call-end') closeFrame(frame, event, isLeft(last, event, index));
      link(event, frame);
    }
    push(bySite, event.site, event);
    const receiver =
      event.type === 'call-result'
        ? receiverOf(event, frame, sites)
        : 'object' in event
          ? refOf(event.object)
          : null;
    if (receiver !== null) {
      const known = objectOf(event.process, receiver);
      if (event.type === 'property-written') known.writes = added(known.writes, event);
      if (event.type === 'call-result') known.calls = added(known.calls, event);
    }
    if ('values' in event) for (const value of event.values) see(event, value);
    else if ('value' in event) see(event, event.value);
  }
  const firstFrames = firstOfEach(frames.values());
  const hits = new Map<Frame, ReadonlyMap<number, readonly SiteEvent[]>>();
  const hitsIn = (frame: Frame): ReadonlyMap<number, readonly SiteEvent[]> => {
    let known = hits.get(frame);
    if (known === undefined) {
      const bySiteHere = new Map<number, SiteEvent[]>();
      for (const event of frame.events) push(bySiteHere, event.site, event);
      hits.set(frame, (known = bySiteHere));
    }
    return known;
  };
  const variables = indexVariables(sites, bySite, rounds);
  return {
    events,
    sites,
    frames: [...frames.values()],
    at: (seq) => events[seq - 1] ?? null,
    frame: (process, id) => frames.get(frameKey(process, id)) ?? null,
    firstFrameOf: (process, functionId) => firstFrames.get(`${process}:${functionId}`) ?? null,
    hits: (frame, site) => hitsIn(frame).get(site.id) ?? NONE,
    siteHits: (site) => bySite.get(site.id) ?? NONE,
    variableWrites: (process, token, file, declaredAt) =>
      variables.writes(file, declaredAt).get(frameKey(process, token)) ?? NONE,
    variableSites: variables.sites,
    mayHaveMissed: findMisses(input, bySite),
    receiverOf: (call) => receiverOf(call, frames.get(frameKey(call.process, call.frame)), sites),
    object: (process, ref) => objects.get(frameKey(process, ref)) ?? EMPTY_OBJECT,
  };
}

/** `f/arrow[0]` in `f`; in `f/Class.arrow` a class lies between the two. */
function isPlainlyIn({ site, outer }: Frame): boolean {
  const around = `${outer?.site.node ?? ''}/`;
  return site.node.startsWith(around) && !site.node.slice(around.length).includes('.');
}

/** `this` is what the activation was given; in an arrow function what the one around it was. */
function receiverOf(
  { object, site }: MethodCall,
  frame: Frame | undefined,
  sites: readonly (Site | undefined)[],
): number | null {
  const own = refOf(object);
  if (own !== null || sites[site]?.isOnThis !== true) return own;
  for (let at = frame ?? null; at !== null; at = at.outer) {
    const index = at.site.names?.indexOf('this') ?? -1;
    if (index >= 0) return refOf(at.start.values[index] ?? null);
    // What a constructor makes is not there yet when it begins; the arrow function of a field has no activation around it.
    if (simpleName(at.site.node) === 'constructor' || !isPlainlyIn(at)) return null;
  }
  return null;
}

function frameKey(process: number, frame: number): number {
  return process * 4_294_967_296 + frame;
}

/** @returns the list with one more item: the same one, unless it was the shared empty one */
function added<T>(list: readonly T[], item: T): readonly T[] {
  if (list === NONE) return [item];
  (list as T[]).push(item);
  return list;
}

/** The first activation of each function in each process, by both. */
function firstOfEach(frames: Iterable<Frame>): ReadonlyMap<string, Frame> {
  const first = new Map<string, Frame>();
  const known = new Set<number>();
  for (const frame of frames) {
    const { process, site } = frame;
    const key = frameKey(process, site.id);
    if (known.has(key)) continue;
    known.add(key);
    if (!first.has(`${process}:${site.node}`)) first.set(`${process}:${site.node}`, frame);
  }
  return first;
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
    children: NONE,
    endSeq: null,
    outcome: 'open',
    value: null,
    events: NONE,
  };
  frames.set(frameKey(event.process, event.frame), frame);
  if (parent !== null) (parent as Open).children = added(parent.children, frame);
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

function closeFrame(
  frame: Frame,
  event: Extract<ScopeEvent, { type: 'call-end' }>,
  isLeft: boolean,
): void {
  const open = frame as Open;
  open.endSeq = event.seq;
  open.outcome = isLeft ? 'returned' : event.outcome;
  open.value = event.outcome === 'returned' ? event.value : null;
}

interface Variables {
  readonly sites: Timeline['variableSites'];
  /** By process and owner. */
  writes(file: string, declaredAt: number): ReadonlyMap<number, readonly VariableWrite[]>;
}

/** Writes are looked up for a variable when it is first asked for: of most of them nobody asks. */
function indexVariables(
  all: readonly (Site | undefined)[],
  bySite: ReadonlyMap<number, readonly SiteEvent[]>,
  rounds: ReadonlyMap<number, Round>,
): Variables {
  const keyOf = (file: string, declaredAt: number): string => `${declaredAt}:${file}`;
  const writing = new Map<string, Site[]>();
  for (const site of all)
    if (site?.binding !== undefined) push(writing, keyOf(site.file, site.binding.declaredAt), site);
  const sites: Variables['sites'] = (file, declaredAt) =>
    writing.get(keyOf(file, declaredAt)) ?? NONE;
  const known = new Map<string, ReadonlyMap<number, readonly VariableWrite[]>>();
  return {
    sites,
    writes(file, declaredAt) {
      const key = keyOf(file, declaredAt);
      let writes = known.get(key);
      if (writes === undefined) known.set(key, (writes = writesAt(sites(file, declaredAt))));
      return writes;
    },
  };

  function writesAt(places: readonly Site[]): ReadonlyMap<number, readonly VariableWrite[]> {
    const writes = new Map<number, VariableWrite[]>();
    const events = places.flatMap(({ id }) => bySite.get(id) ?? NONE);
    if (places.length > 1) events.sort((a, b) => a.seq - b.seq);
    for (const event of events) {
      if (event.type !== 'variable-written') continue;
      push(writes, frameKey(event.process, event.token), event);
      const round = rounds.get(frameKey(event.process, event.token));
      if (round !== undefined) push(writes, frameKey(event.process, round.frame.id), event);
    }
    return writes;
  }
}
