/**
 * Recorded values as people read them: short, one line, close to what the source would say. Never a claim about what was
 * not recorded: holes show their reason.
 */
import { shortened } from '../protocol/answer.ts';
import type { Field, ObjectValue, Value } from '../protocol/event.ts';

const DEFAULT_LENGTH = 80;

/** @returns one line of at most about `length` characters */
export function formatValue(value: Value, length = DEFAULT_LENGTH): string {
  return shortened(format(value, 0, length), length);
}

function format(value: Value, depth: number, length: number): string {
  switch (value.kind) {
    case 'undefined':
      return 'undefined';
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
      return Object.is(value.value, -0) ? '-0' : String(value.value);
    case 'bigint':
      return `${value.text}n`;
    case 'string': {
      const cut = value.text.length < value.length || value.text.length > length;
      return cut
        ? `${JSON.stringify(value.text.slice(0, length)).slice(0, -1)}…"`
        : JSON.stringify(value.text);
    }
    case 'symbol':
      return `Symbol(${value.description})`;
    case 'seen':
      return '{…}';
    case 'omitted':
      return `<${value.reason}>`;
    case 'object':
      return formatObject(value, depth, length);
  }
}

function formatObject(value: ObjectValue, depth: number, length: number): string {
  switch (value.shape) {
    case 'function':
      return value.name === '' ? 'ƒ' : `ƒ ${value.name}`;
    case 'class':
      return `class ${value.name}`;
    case 'regexp':
    case 'date':
      return value.name;
    case 'error':
      return `${value.name}: ${firstLine(messageOf(value))}`;
    case 'array':
      if (depth > 1) return `Array(${value.size})`;
      return `[${joinFields(value, (field) => format(field.value, depth + 1, length), length)}]`;
    default: {
      const prefix = value.name === '' || value.name === 'Object' ? '' : `${value.name} `;
      if (depth > 1) return `${prefix}{…}`;
      const inner = joinFields(
        value,
        (field) => `${field.key}: ${format(field.value, depth + 1, length)}`,
        length,
      );
      return inner === '' ? `${prefix}{}` : `${prefix}{ ${inner} }`;
    }
  }
}

/** @returns what an error says, whole; null where it is no object, or has no text for a message */
export function messageOf(error: Value | null): string | null {
  if (error?.kind !== 'object') return null;
  const message = error.fields.find((field) => field.key === 'message')?.value;
  return message?.kind === 'string' ? message.text : null;
}

function firstLine(text: string | null): string {
  return text?.split('\n')[0] ?? '';
}

function joinFields(value: ObjectValue, one: (field: Field) => string, length: number): string {
  const parts: string[] = [];
  let used = 0;
  for (const field of value.fields) {
    const text = one(field);
    if (used + text.length > length && parts.length > 0) break;
    parts.push(text);
    used += text.length + 2;
  }
  const left = Math.max(value.size, value.fields.length) - parts.length;
  if (left > 0) parts.push(`… ${left} more`);
  else if (value.size < 0) parts.push('…');
  return parts.join(', ');
}

/** @returns the object's identity, or null for a primitive */
export function refOf(value: Value | null | undefined): number | null {
  return value?.kind === 'object' || value?.kind === 'seen' ? value.ref : null;
}

/** Truthiness as JavaScript has it; null where it was not recorded. */
export function isTruthy(value: Value): boolean | null {
  switch (value.kind) {
    case 'undefined':
    case 'null':
      return false;
    case 'boolean':
      return value.value;
    case 'number':
      return value.value !== 0 && !Number.isNaN(value.value);
    case 'bigint':
      return value.text !== '0';
    case 'string':
      return value.length > 0;
    case 'omitted':
      return null;
    default:
      return true;
  }
}

/** Text of a primitive as `String(x)` would give it; null for objects and holes. */
export function primitiveText(value: Value): string | null {
  switch (value.kind) {
    case 'string':
    case 'bigint':
      return value.text;
    case 'undefined':
    case 'null':
      return value.kind;
    case 'boolean':
    case 'number':
      return String(value.value);
    default:
      return null;
  }
}

/** @returns true for a text of which only the beginning was recorded */
export function isCut(value: Value | null): boolean {
  return value?.kind === 'string' && value.text.length < value.length;
}

/** Same primitive, or same object identity; null where a text was cut and goes as far as it is known as the other does. */
export function isKnownSame(a: Value, b: Value): boolean | null {
  if (a.kind !== 'string' || b.kind !== 'string' || !(isCut(a) || isCut(b)))
    return isSameValue(a, b);
  const common = Math.min(a.text.length, b.text.length);
  if (a.length !== b.length || a.text.slice(0, common) !== b.text.slice(0, common)) return false;
  return null;
}

/** Same primitive, or same object identity. */
export function isSameValue(a: Value, b: Value): boolean {
  const ref = refOf(a);
  if (ref !== null) return ref === refOf(b);
  if (a.kind !== b.kind || a.kind === 'omitted') return false;
  if (a.kind === 'number' && b.kind === 'number') return Object.is(a.value, b.value);
  return primitiveText(a) === primitiveText(b);
}

/** NaN and undefined: what a computation comes to when something was not there. They pass through almost everything. */
export function isNothing(value: Value): boolean {
  return value.kind === 'undefined' || (value.kind === 'number' && Number.isNaN(value.value));
}

export function isNullish(value: Value): boolean {
  return value.kind === 'undefined' || value.kind === 'null';
}

export function isPromise(value: Value | null): boolean {
  return value?.kind === 'object' && value.shape === 'promise';
}
