/**
 * All recorded values of a variable, a property or a function's results, in the order of time. Each names the event that shows it
 * and the activation or object that it belongs to: two variables of one name are two things. A value that only a copy of the
 * object shows, and that no recorded write gave it, is `seen`: it was so at the latest then.
 */
import { withinFile } from '../../protocol/ids.ts';
import type { ScopeEvent, Value } from '../../protocol/event.ts';
import type { Context } from '../provenance/point.ts';
import { subjectEvents } from '../target/subject/focus.ts';
import type { SubjectEvent } from '../target/subject/focus.ts';
import { isSameValue, refOf } from '../value-text.ts';
import { eventId } from './event-id.ts';
import { lineOf } from './stack.ts';

export type HistoryKind = 'variable' | 'parameter' | 'property' | 'result';
export type HistoryHow = 'written' | 'read' | 'passed' | 'returned' | 'threw' | 'seen' | 'caught';

export interface HistoryEntry {
  readonly seq: number;
  /** For `scope show`. */
  readonly id: string;
  readonly process: number;
  readonly how: HistoryHow;
  /** Null where it threw or was left out. */
  readonly value: Value | null;
  /** What the same variable or property held before; null where it is the same or not known. */
  readonly was: Value | null;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** The activation in which it happened. */
  readonly activation: number;
  /** Which of several it belongs to: the activation that owns the variable, or the object. */
  readonly owner: number | null;
}

/** One name with one meaning. */
export interface HistoryThing {
  readonly kind: HistoryKind;
  readonly name: string;
  /** Where the variable or function is declared; null for properties, which belong to objects. */
  readonly file: string | null;
  readonly line: number | null;
  readonly function: string | null;
  /** Class or constructor of the objects, where they have one. */
  readonly of: readonly string[];
  /** How many activations or objects it is in. */
  readonly owners: number;
  readonly entries: readonly HistoryEntry[];
}

export interface History {
  readonly subject: string;
  readonly things: readonly HistoryThing[];
  /** What the last name was asked to belong to was not found; these are all of that name. */
  readonly isLoose: boolean;
}

/** `this.items[0].total` → `items.0.total`; `f()` → `f`. */
export function normalizeSubject(subject: string): string {
  return subject
    .trim()
    .replaceAll(/\[\s*['"`]?([^\]'"`]*)['"`]?\s*\]/gu, '.$1')
    .replaceAll('?.', '.')
    .replace(/\(\s*\)$/u, '')
    .replace(/^this\./u, '');
}

/** @returns what is known of the name; no things where nothing of it was recorded */
export function historyOf(context: Context, asked: string): History {
  const subject = normalizeSubject(asked);
  const events = subjectEvents(context, subject);
  const things = new Map<string, Building>();
  const isProperty = (one: SubjectEvent): boolean => one.event.type.startsWith('property-');
  for (const one of events) if (!isProperty(one)) add(context, things, one);
  const properties = events.filter(isProperty);
  for (const one of withCopies(context, subject, properties)) add(context, things, one);
  return {
    subject,
    things: [...things.values()].map(finish),
    isLoose: events.length > 0 && events.every(({ isExact }) => isExact === false),
  };
}

type Noted = Pick<SubjectEvent, 'frame' | 'value' | 'was'> & {
  readonly event: ScopeEvent & { readonly site: number };
  readonly ref?: number;
  /** The property that a copy shows. */
  readonly property?: string;
  readonly className?: string;
};

interface Building {
  readonly kind: HistoryKind;
  readonly name: string;
  readonly declared: Pick<HistoryThing, 'file' | 'line' | 'function'>;
  readonly of: Set<string>;
  readonly entries: HistoryEntry[];
}

function add(context: Context, things: Map<string, Building>, one: Noted): void {
  const { event, frame } = one;
  const site = context.timeline.sites[event.site];
  if (site === undefined) return;
  const kind = kindOf(event);
  const name = nameOf(context, one, kind);
  const at = site.binding?.declaredAt ?? frame.site.start;
  const key = kind === 'property' ? `property ${name}` : `${kind} ${site.file} ${at} ${name}`;
  let thing = things.get(key);
  if (thing === undefined) {
    thing = { kind, name, declared: declaredAt(context, one, kind), of: new Set(), entries: [] };
    things.set(key, thing);
  }
  const className = one.className ?? classOf(event);
  if (className !== '' && className !== 'Object') thing.of.add(className);
  const { file, line, function: fn } = lineOf(context, frame, event.seq);
  thing.entries.push({
    seq: event.seq,
    id: eventId(context.timeline, event) ?? '',
    process: event.process,
    how: one.ref === undefined ? howOf(event) : 'seen',
    ...{ value: one.value, was: one.was, file, line },
    function: fn,
    activation: frame.id,
    owner: ownerOf(event, one.ref),
  });
}

function kindOf({ type }: ScopeEvent): HistoryKind {
  if (type === 'variable-written' || type === 'error-caught') return 'variable';
  if (type === 'call-start') return 'parameter';
  return type === 'call-end' ? 'result' : 'property';
}

const HOW: Readonly<Record<string, HistoryHow>> = {
  'variable-written': 'written',
  'property-written': 'written',
  'property-read': 'read',
  'call-start': 'passed',
  'error-caught': 'caught',
};

function howOf(event: ScopeEvent): HistoryHow {
  if (event.type === 'call-end') return event.outcome === 'threw' ? 'threw' : 'returned';
  return HOW[event.type] ?? 'seen';
}

function nameOf(context: Context, one: Noted, kind: HistoryKind): string {
  const { event, frame, value } = one;
  const site = context.timeline.sites[event.site];
  if (kind === 'variable') return site?.original?.name ?? site?.binding?.name ?? '';
  if (one.property !== undefined) return one.property;
  if (kind === 'result') return lineOf(context, frame, event.seq).function;
  if (event.type === 'call-start') {
    const index = value === null ? -1 : event.values.indexOf(value);
    return (site?.original?.names ?? site?.names)?.[index] ?? '';
  }
  return 'key' in event ? (event.key ?? '') : '';
}

function declaredAt(
  context: Context,
  { event, frame }: Noted,
  kind: HistoryKind,
): Building['declared'] {
  if (kind === 'property') return { file: null, line: null, function: null };
  const site = context.timeline.sites[event.site];
  const source = site === undefined ? null : context.sources.file(site.file);
  const at = kind === 'variable' ? (site?.binding?.declaredAt ?? 0) : frame.site.start;
  const node = kind === 'variable' ? undefined : context.sources.nodeOf(frame.site);
  const shown = node === undefined || node === null ? null : (source?.original(node) ?? null);
  return {
    file: shown?.source.path ?? site?.file ?? null,
    line: shown === null ? (source?.lineAt(at) ?? null) : shown.source.lineAt(shown.node.start),
    function: lineOf(context, frame, event.seq).function,
  };
}

function classOf(event: ScopeEvent): string {
  const object = 'object' in event ? event.object : null;
  return object?.kind === 'object' ? object.name : '';
}

function ownerOf(event: ScopeEvent, ref: number | undefined): number | null {
  if (ref !== undefined) return ref;
  if ('object' in event) return refOf(event.object);
  if (event.type === 'variable-written') return event.token === 0 ? null : event.token;
  return 'frame' in event ? event.frame : null;
}

function finish({ kind, name, declared, of, entries }: Building): HistoryThing {
  const owners = new Set(entries.map(({ process, owner }) => `${process}:${owner ?? '?'}`));
  return { kind, name, ...declared, of: [...of], owners: owners.size, entries };
}

/**
 * The property events and, between them, copies of objects that show the property with another value than was known. Of objects
 * that no event of the property names only those count that are of the asked class, or that a variable of the asked name holds.
 */
function withCopies(
  context: Context,
  subject: string,
  events: readonly SubjectEvent[],
): readonly Noted[] {
  const parts = subject.split('.');
  const [name, owner] = [parts.at(-1) ?? '', parts.at(-2)];
  const known = new Map(events.map((one) => [one.event.seq as number, one]));
  const objects = new Set(events.flatMap(({ event }) => objectKey(event)));
  const last = new Map<string, Value>();
  const found: Noted[] = [];
  for (const event of context.timeline.events) {
    for (const copy of copiesIn(event)) {
      const value = copy.fields.find(({ key }) => key === name)?.value;
      if (value === undefined || value.kind === 'omitted' || !('frame' in event)) continue;
      const key = `${event.process}:${copy.ref}`;
      const isMeant =
        objects.has(key) || (owner !== undefined && isOf(context, event, copy.name, owner));
      const before = last.get(key);
      if (!isMeant || (before !== undefined && isSameValue(before, value))) continue;
      const frame = context.timeline.frame(event.process, event.frame);
      if (frame === null || !('site' in event)) continue;
      objects.add(key);
      last.set(key, value);
      if (known.has(event.seq)) continue;
      const noted = { event, frame, value, was: before ?? null, ref: copy.ref, property: name };
      found.push({ ...noted, className: copy.name } as Noted);
    }
    const own = known.get(event.seq);
    if (own === undefined) continue;
    const [key] = objectKey(own.event);
    const before = key === undefined ? undefined : last.get(key);
    if (key !== undefined && own.value !== null) last.set(key, own.value);
    // A read that shows what was known already says nothing new.
    const isOld = before !== undefined && own.value !== null && isSameValue(before, own.value);
    if (own.event.type === 'property-read' && isOld) continue;
    // Whose property it was is not known, so neither is what it was before.
    const was = key === undefined || isOld ? null : (before ?? own.was);
    found.push({ ...own, was } as Noted);
  }
  return found;
}

function objectKey(event: ScopeEvent): readonly string[] {
  const ref = 'object' in event ? refOf(event.object) : null;
  return ref === null ? [] : [`${event.process}:${ref}`];
}

type Copy = Extract<Value, { kind: 'object' }>;

function copiesIn(event: ScopeEvent): readonly Copy[] {
  const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
  return values.filter((value): value is Copy => value.kind === 'object');
}

function isOf(context: Context, event: ScopeEvent, className: string, owner: string): boolean {
  if (className.toLowerCase() === owner.toLowerCase()) return true;
  const site = 'site' in event ? context.timeline.sites[event.site] : undefined;
  return event.type === 'variable-written' && site?.binding?.name === owner;
}

/** @returns every name that could have been asked for, nothing twice */
export function recordedNames({ timeline }: Context): readonly string[] {
  const names = new Set<string>();
  for (const site of timeline.sites) {
    if (site === undefined) continue;
    if (site.binding !== undefined) names.add(site.original?.name ?? site.binding.name);
    if (site.key !== undefined) names.add(site.key);
    for (const name of site.names ?? []) names.add(name);
    const path = site.kind === 'function' ? withinFile(site.node) : '';
    if (/^[\w$.]+$/u.test(path)) names.add(path);
  }
  names.delete('this');
  return [...names];
}
