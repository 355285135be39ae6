/**
 * What a recorded value holds as it would be sent: its text, and its structure where all of it was recorded. Two values that crossed a
 * border between processes, or a stream, have no identity in common; this is what they are told by.
 */
import type { ObjectValue, Value } from '../../../protocol/event.ts';
import { isNullish, primitiveText } from '../../value-text.ts';
import { shownObject } from '../builtin/native.ts';
import type { Context } from '../point.ts';

export interface Content {
  /** Without white space around it; null for objects. */
  readonly text: string | null;
  /** JSON with its keys in order; null where a part of it was not recorded, and for what is no object. */
  readonly structure: string | null;
  /** As JSON would have it, with `UNKNOWN` for parts that were not recorded; null where nothing of it is known. */
  readonly plain: object | null;
}

/** How sure it is that one came of the other: the same, a part of it, made of it; 0 is not at all. */
export type Likeness = 0 | 1 | 2 | 3;

const MOST_DEPTH = 6;
/** Shorter texts are everywhere. */
const LEAST_LENGTH = 3;
const UNKNOWN = Symbol('unknown');

export function contentOf(context: Context, process: number, value: Value): Content {
  const text = value.kind === 'object' ? textOfBytes(value) : plainText(value);
  const plain = text === null ? plainOf(context, process, value, 0) : parsed(text);
  const known = typeof plain === 'object' ? plain : null;
  const structure = known === null || holdsUnknown(known) ? null : ordered(known);
  return { text: text?.trim() ?? null, structure, plain: known };
}

/** A text that was cut when it was recorded says only how it began. */
function plainText(value: Value): string | null {
  return isNullish(value) ? null : primitiveText(value);
}

/** @returns how alike what was received is to what was sent */
export function likenessOf(received: Content, sent: Content): Likeness {
  if (received.structure !== null && received.structure === sent.structure) return 3;
  if (received.plain !== null && sent.plain !== null && fits(received.plain, sent.plain)) return 2;
  if (received.text === null || sent.text === null) return 0;
  if (received.text === sent.text) return 3;
  if (received.text.length >= LEAST_LENGTH && holds(sent.text, received.text)) return 2;
  return sent.text.length >= LEAST_LENGTH && received.text.includes(sent.text) ? 1 : 0;
}

/** @returns true where equality says something: no empty object, no short text */
export function isTelling({ text, structure, plain }: Content): boolean {
  if (structure !== null) return structure.length > 4;
  return (text?.length ?? 0) >= LEAST_LENGTH || (plain !== null && Object.keys(plain).length > 0);
}

/** Nothing that is known of both differs. */
function fits(a: unknown, b: unknown): boolean {
  if (a === UNKNOWN || b === UNKNOWN) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [ours, theirs] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    ours.length === theirs.size &&
    ours.every(([key, part]) => theirs.has(key) && fits(part, theirs.get(key)))
  );
}

function holdsUnknown(plain: unknown): boolean {
  if (plain === UNKNOWN) return true;
  return typeof plain === 'object' && plain !== null && Object.values(plain).some(holdsUnknown);
}

function holds(whole: string, part: string): boolean {
  if (whole.includes(part)) return true;
  if (!/[%+]/u.test(whole)) return false;
  try {
    return decodeURIComponent(whole.replaceAll('+', ' ')).includes(part);
  } catch {
    return false;
  }
}

function textOfBytes(value: ObjectValue): string | null {
  if (value.shape !== 'buffer' && value.shape !== 'typed-array') return null;
  const bytes = value.fields.map((field) =>
    field.value.kind === 'number' ? field.value.value : -1,
  );
  return bytes.length === 0 || bytes.some((byte) => byte < 0 || byte > 255)
    ? null
    : Buffer.from(bytes).toString('utf8');
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/u.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function ordered(plain: unknown): string {
  return JSON.stringify(plain, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The value as JSON would have it, parts that were not recorded being `UNKNOWN`. */
function plainOf(context: Context, process: number, value: Value, depth: number): unknown {
  switch (value.kind) {
    case 'object':
      return plainObject(context, process, value, depth);
    case 'seen': {
      const shown = shownObject(context, process, value.ref);
      return shown === null ? UNKNOWN : plainObject(context, process, shown, depth);
    }
    case 'string':
      return value.text.length < value.length ? UNKNOWN : value.text;
    case 'number':
    case 'boolean':
      return value.value;
    case 'null':
      return null;
    case 'undefined':
      return undefined;
    default:
      return UNKNOWN;
  }
}

function plainObject(
  context: Context,
  process: number,
  value: ObjectValue,
  depth: number,
): unknown {
  if (value.shape === 'date') return value.name;
  if (value.shape !== 'object' && value.shape !== 'array') return UNKNOWN;
  if (depth >= MOST_DEPTH || value.fields.length < value.size) return UNKNOWN;
  const parts = value.fields.map(
    ({ key, value: part }) => [key, plainOf(context, process, part, depth + 1)] as const,
  );
  return value.shape === 'array' ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}
