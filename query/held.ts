/**
 * What an object held at a time: its last snapshot, and what was written to it, pushed, set, added and taken away since. Where a change
 * is not understood, only that is said: the object is not known as a whole.
 */
import type { ScopeEvent, Value } from '../protocol/event.ts';
import { argumentsOf, callInside, MUTATES_RECEIVER } from './provenance/call.ts';
import { expressionOf } from './provenance/place.ts';
import type { Context, Evidence } from './provenance/point.ts';
import { valueOf } from './provenance/value.ts';
import { formatValue, primitiveText, refOf } from './value-text.ts';

type ObjectValue = Extract<Value, { kind: 'object' }>;

export interface Held {
  /** The last snapshot; null where none was recorded. */
  readonly shown: ObjectValue | null;
  /** By key, index or the text of a Map's key; null where the value is not known. */
  readonly entries: ReadonlyMap<string, Value | null>;
  /** All entries are there. */
  readonly isWhole: boolean;
  /** Elements or entries; null where it is not known. */
  readonly size: number | null;
}

type Call = Extract<ScopeEvent, { type: 'call-result' }>;

interface Holding {
  readonly entries: Map<string, Value | null>;
  isWhole: boolean;
  size: number | null;
}

/** @returns what the object with this reference held just before `before` */
export function heldBy(context: Context, process: number, ref: number, before: number): Held {
  const history = context.timeline.object(process, ref);
  const { shown, seq } = lastShown(history.seen, ref, before);
  const held: Holding = {
    entries: new Map(shown?.fields.map(({ key, value }) => [key, value])),
    isWhole: shown !== null && shown.size === shown.fields.length,
    size: shown === null || shown.size < 0 ? null : shown.size,
  };
  const isSince = (event: ScopeEvent): boolean => event.seq > seq && event.seq < before;
  const changes = [...history.writes.filter(isSince), ...history.calls.filter(isSince)];
  for (const event of changes.sort((a, b) => a.seq - b.seq)) {
    if (event.type === 'call-result') change(context, held, event);
    else if (event.key !== null) write(held, event.key, event.value, shown?.shape === 'array');
  }
  return { shown, ...held };
}

function lastShown(
  seen: readonly ScopeEvent[],
  ref: number,
  before: number,
): { readonly shown: ObjectValue | null; readonly seq: number } {
  for (let at = seen.length - 1; at >= 0; at -= 1) {
    const event = seen[at] as ScopeEvent;
    if (event.seq >= before) continue;
    const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
    for (const value of values)
      if (value.kind === 'object' && value.ref === ref) return { shown: value, seq: event.seq };
  }
  return { shown: null, seq: 0 };
}

function write(held: Holding, key: string, value: Value, isArray: boolean): void {
  if (isArray && key === 'length') {
    held.size = value.kind === 'number' ? value.value : null;
    for (const one of [...held.entries.keys()])
      if (held.size === null || Number(one) >= held.size) held.entries.delete(one);
    return;
  }
  if (!held.entries.has(key) && held.size !== null)
    held.size = isArray ? Math.max(held.size, Number(key) + 1 || 0) : held.size + 1;
  held.entries.set(key, value);
}

/** One call of a method on the object. */
function change(context: Context, held: Holding, event: Call): void {
  const { size, entries } = held;
  const name = event.key ?? '';
  if (!MUTATES_RECEIVER.has(name)) return;
  const given = givenTo(context, event);
  if (given === null || size === null) return lose(held);
  switch (name) {
    case 'push':
      given.forEach((value, index) => entries.set(String(size + index), value));
      held.size = size + given.length;
      return;
    case 'pop':
      entries.delete(String(size - 1));
      held.size = Math.max(0, size - 1);
      return;
    case 'add':
      if (event.value.kind !== 'object' || event.value.shape !== 'set') return lose(held);
      return;
    case 'set': {
      const [key, value] = given;
      const text = key === undefined || key === null ? null : primitiveText(key);
      if (text === null) return lose(held);
      if (!entries.has(text)) held.size = size + 1;
      entries.set(text, value ?? null);
      return;
    }
    case 'delete': {
      const [key] = given;
      const text = key === undefined || key === null ? null : primitiveText(key);
      if (text === null) return lose(held);
      if (entries.delete(text)) held.size = size - 1;
      return;
    }
    case 'clear':
      entries.clear();
      held.size = 0;
      return;
    default:
      return lose(held);
  }
}

function lose(held: Holding): void {
  held.isWhole = false;
  held.size = null;
}

/** What the call was given; null where a part of that is a spread. */
function givenTo(context: Context, event: Call): readonly (Value | null)[] | null {
  const at = expressionOf(context, event);
  const call = at === null ? null : callInside(at.node);
  if (at === null || call === null) return null;
  const list = argumentsOf(call);
  if (list.some(({ type }) => type === 'spread_element')) return null;
  return list.map((node) => valueOf(context, at.source, node, at.frame, event.seq));
}

/** How deep within an object what it holds is followed. */
const DEEPEST = 2;
/** What changes in its parts; the others say what they are by their text. */
const CHANGES: ReadonlySet<string> = new Set(['array', 'map', 'object', 'set']);

/**
 * @returns the value with what it held just before `before`, as far as that is known: the snapshot may be older. The value itself where
 *   nothing more is known of it
 */
export function asHeld(
  context: Context,
  process: number,
  value: Value,
  before: number,
  depth = 0,
): Value {
  const ref = refOf(value);
  if (ref === null || depth > DEEPEST) return value;
  if (value.kind === 'object' && !CHANGES.has(value.shape)) return value;
  const { shown, entries, isWhole, size } = heldBy(context, process, ref, before);
  if (shown === null || !CHANGES.has(shown.shape)) return shown ?? value;
  const isKnown = isWhole || size !== null;
  const fields = [...(isKnown ? entries : [])].flatMap(([key, one]) =>
    one === null ? [] : [{ key, value: asHeld(context, process, one, before, depth + 1) }],
  );
  return { ...shown, fields, size: size ?? -1 };
}

/** What a place shows of an object, where that is another thing than its event does. */
export interface HeldHere {
  readonly value: Value;
  /** What came until then is part of it. */
  readonly before: number;
}

/** @returns null where the event shows all of it */
export function heldAt(context: Context, { frame, value, before }: Evidence): HeldHere | null {
  if (value === null || before === undefined) return null;
  const now = asHeld(context, frame.process, value, before);
  return formatValue(now) === formatValue(value) ? null : { value: now, before };
}
