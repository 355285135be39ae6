/**
 * The events that a named subject means: writes of a variable or property, returns of a function, throws of one. And among
 * them the one to explain: the value that was asked about, else the first that turned wrong, else the last change.
 */
import { isInstalled } from '../../source-index.ts';
import type { ScopeEvent, Value } from '../../../protocol/event.ts';
import type { Site } from '../../../protocol/site.ts';
import { callsNamed } from '../../provenance/callback/called.ts';
import type { Context } from '../../provenance/point.ts';
import type { Frame, PropertyWrite, VariableWrite } from '../../timeline.ts';
import { isNullish, isSameValue, primitiveText, refOf } from '../../value-text.ts';

export interface SubjectEvent {
  readonly event:
    | VariableWrite
    | PropertyWrite
    | Extract<ScopeEvent, { type: 'property-read' }>
    | Extract<ScopeEvent, { type: 'call-end' }>
    | Extract<ScopeEvent, { type: 'call-start' | 'call-result' | 'value-read' }>;
  readonly frame: Frame;
  readonly site: Site;
  readonly value: Value | null;
  /** The value that the same place held before. */
  readonly was: Value | null;
  readonly isWrite: boolean;
  /** What it was asked to belong to was found as well; false where only the last name fits. */
  readonly isExact?: boolean;
}

/**
 * @param subject `total`, `order.total`, `applyDiscount`, `Cart.add`
 * @returns all events of the subject, in order
 */
export function subjectEvents(context: Context, subject: string): readonly SubjectEvent[] {
  const parts = subject.split(/[.#]|::/u);
  const name = parts.at(-1) ?? subject;
  const owner = parts.length > 1 ? (parts.at(-2) ?? null) : null;
  const all: (SubjectEvent & { readonly isExact: boolean })[] = [];
  const last = new Map<string, Value>();
  for (const event of context.timeline.events) {
    if (!('site' in event) || !('frame' in event)) continue;
    const site = context.timeline.sites[event.site];
    const frame = context.timeline.frame(event.process, event.frame);
    if (site === undefined || frame === null) continue;
    const place = placeOf(context, event, site, name, owner, frame);
    if (place === null) continue;
    const was = last.get(place.key) ?? null;
    if (place.value !== null) last.set(place.key, place.value);
    all.push({
      ...place,
      frame,
      site,
      was: was !== null && place.value !== null && isSameValue(was, place.value) ? null : was,
    });
  }
  const exact = all.filter((one) => one.isExact);
  if (exact.length > 0) return exact;
  return all.length > 0 || owner !== null ? all : resultsOf(context, name);
}

/** @returns of a function that is called so only where it is used, what its calls gave */
export function resultsOf(context: Context, name: string): readonly SubjectEvent[] {
  return callsNamed(context, name).flatMap(({ event, frame }) => {
    const site = context.timeline.sites[event.site];
    return site === undefined
      ? []
      : [{ event, frame, site, value: event.value, was: null, isWrite: true, isExact: true }];
  });
}

interface Place {
  readonly event: SubjectEvent['event'];
  readonly key: string;
  readonly value: Value | null;
  readonly isWrite: boolean;
  /** The owner's name was found in the text as well. */
  readonly isExact: boolean;
}

function placeOf(
  context: Context,
  event: ScopeEvent,
  site: Site,
  name: string,
  owner: string | null,
  frame: Frame,
): Place | null {
  switch (event.type) {
    case 'variable-written':
      if (site.binding === undefined || nameOf(site) !== name) return null;
      return {
        event,
        key: `v:${event.process}:${event.token}:${site.binding.declaredAt}`,
        value: event.value,
        isWrite: true,
        isExact: owner === null,
      };
    case 'property-written':
    case 'property-read': {
      if (event.key !== name) return null;
      const key = `p:${event.process}:${refOf(event.object) ?? `s${site.id}`}`;
      return {
        event,
        key,
        value: event.value,
        isWrite: event.type === 'property-written',
        isExact: owner === null || mentions(context, site, owner, event.object),
      };
    }
    case 'call-end': {
      if (!isNamed(frame.site, name, owner)) return null;
      return {
        event,
        key: `r:${frame.site.id}`,
        value: event.outcome === 'returned' ? event.value : null,
        isWrite: true,
        isExact: true,
      };
    }
    case 'call-start': {
      const index = (site.original?.names ?? site.names)?.indexOf(name) ?? -1;
      if (index < 0 || owner !== null) return null;
      return {
        event,
        key: `a:${site.id}`,
        value: event.values[index] ?? null,
        isWrite: true,
        isExact: true,
      };
    }
    default:
      return null;
  }
}

/** What the variable is called in the source. */
function nameOf({ original, binding }: Site): string | undefined {
  return original?.name ?? binding?.name;
}

/** `order.total` means this write where the receiver is spelled `order`, or is of a class of that name. */
function mentions(context: Context, site: Site, owner: string, object: Value | null): boolean {
  if (object?.kind === 'object' && object.name.toLowerCase() === owner.toLowerCase()) return true;
  const source = context.sources.file(site.file);
  const text = source?.text.slice(site.start, Math.min(site.end, site.start + 200)) ?? '';
  return (
    new RegExp(`(?:^|[^\\w$])${owner.replaceAll('$', '\\$')}\\s*[?!]?\\.`, 'u').test(text) ||
    new RegExp(`[#.]${owner.replaceAll('$', '\\$')}[./]`, 'iu').test(site.fn)
  );
}

/** @returns true for functions of that name; for one of an object or a class, where the path to it or nothing says otherwise */
export function isNamed(site: Site, name: string, owner: string | null): boolean {
  const node = site.original?.node ?? site.node;
  const path = node
    .slice(node.indexOf('#') + 1)
    .replace(/~\d+$/u, '')
    .split(/[./]/u);
  return path.at(-1) === name && (owner === null || path.at(-2) === owner || path.length === 1);
}

/** The event to explain, and whether the question's own words single it out. */
export interface Focus {
  readonly event: SubjectEvent;
  readonly isCertain: boolean;
}

export interface FocusQuery {
  readonly observed: string | null;
  readonly expected: string | null;
  readonly wantsChange: boolean;
}

/** @returns the event to explain, or null where the subject has none */
export function focusOf(events: readonly SubjectEvent[], query: FocusQuery): Focus | null {
  const writes = events.filter((one) => one.isWrite);
  const pool = writes.length > 0 ? writes : events;
  const { observed, expected } = query;
  const certain = (event: SubjectEvent | undefined): Focus | null =>
    event === undefined ? null : { event, isCertain: true };
  if (observed !== null) {
    const isObserved = (one: SubjectEvent): boolean =>
      one.value !== null && hasValue(one.value, observed);
    const isWritten = (one: SubjectEvent): boolean =>
      one.value !== null && isWrittenAs(primitiveText(one.value) ?? '', observed);
    const first = certain(pool.find(isObserved) ?? events.find(isObserved) ?? pool.find(isWritten));
    if (first !== null) return first;
  }
  const other =
    expected === null
      ? undefined
      : pool.findLast((one) => one.value !== null && !hasValue(one.value, expected));
  const wrong = pool.find((one) => one.value !== null && isTurnedWrong(one.was, one.value));
  const changed = query.wantsChange ? pool.findLast((one) => one.was !== null) : undefined;
  const found = other ?? wrong ?? changed ?? pool.at(-1);
  if (found === undefined) return null;
  return { event: found, isCertain: observed === null && found !== other };
}

/** @returns true where the value is what the text says, or an object of that class */
export function hasValue(value: Value, text: string): boolean {
  const own = primitiveText(value);
  if (own !== null) return own === text;
  return value.kind === 'object' && value.name === text;
}

const UNIT = /^[€$£](?=-?\d)|(?<=\d)[€%£$]$/u;

/**
 * @returns true where JSON shows the value as that text: it has no other word for a number that is none, or no finite one; or where the
 *   text is the number with a unit
 */
export function isWrittenAs(own: string, text: string): boolean {
  if (text === 'null') return /^(?:NaN|-?Infinity)$/u.test(own);
  if (!UNIT.test(text) || own === '') return false;
  const number = Number(text.replace(UNIT, '').replaceAll(',', ''));
  return Number(own) === number || (text.endsWith('%') && Number(own) * 100 === number);
}

/** A number that became NaN, a value that became undefined, a change of type. */
export function isTurnedWrong(was: Value | null, value: Value): boolean {
  if (value.kind === 'number' && Number.isNaN(value.value)) return true;
  if (was === null || isNullish(was)) return false;
  if (value.kind === 'undefined') return true;
  const isKnown = (kind: string): boolean =>
    kind === 'number' || kind === 'string' || kind === 'boolean';
  return isKnown(was.kind) && isKnown(value.kind) && was.kind !== value.kind;
}

const MOST_SEARCHED = 3;

/**
 * Where nothing has the asked name, the asked value is searched for: results of functions first, then any write.
 * @returns events whose value is the text, the last ones first
 */
export function eventsWithValue(
  context: Context,
  text: string,
  isWanted: (one: SubjectEvent) => boolean = () => true,
): readonly SubjectEvent[] {
  return eventsWhere(context, (value) => hasValue(value, text), isWanted);
}

function eventsWhere(
  context: Context,
  isMeant: (value: Value) => boolean,
  isWanted: (one: SubjectEvent) => boolean = () => true,
): readonly SubjectEvent[] {
  const found: SubjectEvent[] = [];
  for (
    let at = context.timeline.events.length - 1;
    at >= 0 && found.length < MOST_SEARCHED;
    at -= 1
  ) {
    const event = context.timeline.events[at];
    if (event === undefined) continue;
    if (
      event.type !== 'call-end' &&
      event.type !== 'variable-written' &&
      event.type !== 'property-written'
    )
      continue;
    if (event.type === 'call-end' && event.outcome !== 'returned') continue;
    const value = 'value' in event ? event.value : null;
    const site = context.timeline.sites[event.site];
    const frame = context.timeline.frame(event.process, event.frame);
    if (value === null || site === undefined || frame === null || !isMeant(value)) continue;
    const one = { event, frame, site, value, was: null, isWrite: true };
    if (isWanted(one)) found.push(one);
  }
  return found;
}

/** @returns events whose value is a text that holds this one as a whole, the last ones first */
export function eventsHolding(context: Context, text: string): readonly SubjectEvent[] {
  const whole = new RegExp(`(?<![\\p{L}\\d])${escapeRegExp(text)}(?![\\p{L}\\d])`, 'u');
  return eventsWhere(context, (value) => value.kind === 'string' && whole.test(value.text));
}

/** @returns the text as a regular expression that matches it and nothing else */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
}

const MOST_MENTIONED = 24;

/** A place that reads or writes a name of the question. */
export interface Mention extends SubjectEvent {
  /** How many places of what ran hold the name: one that many hold says little. */
  readonly spread: number;
}

export interface MentionQuery {
  /** As the code spells them. */
  readonly names: ReadonlySet<string>;
  readonly isTest: (file: string) => boolean;
  /** Activations that count. */
  readonly isNear: (frame: Frame) => boolean;
}

/**
 * Places that read or write a name of the question, each at its last event: what the question talks about without being
 * its subject.
 * @returns those of rare names first, at most two dozen
 */
export function mentionedEvents(
  { timeline }: Context,
  { names, isTest, isNear }: MentionQuery,
): readonly Mention[] {
  const byName = new Map<string, Map<number, SubjectEvent>>();
  for (const event of timeline.events) {
    if (
      event.type !== 'variable-written' &&
      event.type !== 'property-written' &&
      event.type !== 'property-read'
    )
      continue;
    const site = timeline.sites[event.site];
    const name = event.type === 'variable-written' ? site && nameOf(site) : event.key;
    if (site === undefined || name === null || name === undefined || !names.has(name)) continue;
    if (isTest(site.file) || isInstalled(site.file)) continue;
    const frame = timeline.frame(event.process, event.frame);
    if (frame === null || !isNear(frame)) continue;
    let places = byName.get(name);
    if (places === undefined) byName.set(name, (places = new Map()));
    const isWrite = event.type !== 'property-read';
    places.set(site.id, { event, frame, site, value: event.value, was: null, isWrite });
  }
  return [...byName.values()]
    .toSorted((a, b) => a.size - b.size)
    .flatMap((places) =>
      [...places.values()]
        .toSorted((a, b) => b.event.seq - a.event.seq)
        .map((one) => ({ ...one, spread: places.size })),
    )
    .slice(0, MOST_MENTIONED);
}

/**
 * @param node node id of a place that an anomaly was seen at
 * @param observed the value that was seen there, as text; undefined: whatever was last
 * @returns the first event of the place with that value
 */
export function eventAtNode(
  context: Context,
  node: string,
  observed: string | undefined,
): SubjectEvent | null {
  const { sites, siteHits, frame } = context.timeline;
  for (const site of sites) {
    if (site?.node !== node) continue;
    const hits = siteHits(site);
    const event =
      observed === undefined
        ? hits.at(-1)
        : hits.find((hit) => 'value' in hit && hasValue(hit.value, observed));
    const owner = event === undefined ? null : frame(event.process, event.frame);
    if (event === undefined || owner === null || !isSubjectEvent(event)) continue;
    const value = 'value' in event ? event.value : null;
    return {
      event,
      frame: owner,
      site,
      value,
      was: null,
      isWrite: event.type.endsWith('-written'),
    };
  }
  return null;
}

/** @returns true for events that can be explained: of a value that a place took, gave or had */
export function isSubjectEvent(event: ScopeEvent): event is SubjectEvent['event'] {
  return /^(?:variable-written|property-written|property-read|call-result|value-read|call-end)$/u.test(
    event.type,
  );
}
