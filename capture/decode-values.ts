/**
 * Values from slots: NaN boxes, texts by number, object snapshots of the current event. A text whose record was lost is
 * `omitted: dropped`.
 */
import type { Field, ObjectValue, OmittedReason, Value } from '../protocol/event.ts';
import type { ObjectRef } from '../protocol/ids.ts';
import { BOX, COUNT_WIDE, OBJECT_SHAPES, OMITTED_REASONS, TAG } from '../protocol/wire.ts';
import type { SlotView } from '../protocol/wire.ts';
import { WORD_INTEGER, WORD_SHIFT, WORD_TAG, WORD_TAGS } from '../protocol/wire/packed.ts';
import { propertyKey } from './decode-joins.ts';

export interface ValueReader {
  /** The chunk that positions refer to. */
  use(view: SlotView): void;
  defineString(slots: Float64Array, at: number, bytes: number): void;
  defineObject(slots: Float64Array, at: number, ref: number, count: number): void;
  at(index: number): Value;
  /** The value in a word of a packed record. */
  inWord(word: number): Value;
  /** The slot is a number, whatever its bits. */
  numberAt(index: number): Value;
  list(index: number, count: number): readonly Value[];
  /** Snapshots belong to one event. */
  endEvent(): void;
}

interface Text {
  readonly text: string;
  readonly length: number;
}

const UNDEFINED: Value = { kind: 'undefined' };
const NULL: Value = { kind: 'null' };
const TRUE: Value = { kind: 'boolean', value: true };
const FALSE: Value = { kind: 'boolean', value: false };
const LOST: Value = { kind: 'omitted', reason: 'dropped' };
const OMITTED: readonly Value[] = OMITTED_REASONS.map((reason) => ({ kind: 'omitted', reason }));
/** Numbers that make up most of what programs count with are made once: a long recording holds millions of them. */
const LOWEST_SHARED = -1;
const SHARED: readonly Value[] = Array.from({ length: 1025 }, (_, n) => ({
  kind: 'number',
  value: n + LOWEST_SHARED,
}));

function numberOf(value: number): Value {
  // Zero has a sign.
  return (
    (Object.is(value, -0) ? undefined : SHARED[value - LOWEST_SHARED]) ?? { kind: 'number', value }
  );
}

/** The lowest high word that is a box: below are numbers, and the canonical NaN. */
const FIRST_BOX = BOX >>> 0;

export function createValueReader(): ValueReader {
  const texts = new Map<number, Text>();
  const strings = new Map<number, Value>();
  const objects = new Map<number, ObjectValue>();
  const seen = new Map<number, Value>();
  let slots: Float64Array = new Float64Array(0);
  let words: Uint32Array = new Uint32Array(0);

  function textAt(payload: number, make: (text: Text) => Value): Value {
    const text = texts.get(payload);
    return text === undefined ? LOST : make(text);
  }

  function stringAt(payload: number): Value {
    let value = strings.get(payload);
    if (value === undefined) {
      value = textAt(payload, ({ text, length }) => ({ kind: 'string', text, length }));
      if (value !== LOST) strings.set(payload, value);
    }
    return value;
  }

  function seenAt(ref: number): Value {
    let value = seen.get(ref);
    if (value === undefined) seen.set(ref, (value = { kind: 'seen', ref: ref as ObjectRef }));
    return value;
  }

  function at(index: number): Value {
    const high = words[index * 2 + 1] as number;
    if (high < FIRST_BOX) return numberOf(slots[index] as number);
    return tagged(high - FIRST_BOX, words[index * 2] as number);
  }

  function tagged(tag: number, payload: number): Value {
    switch (tag) {
      case TAG.undefined:
        return UNDEFINED;
      case TAG.null:
        return NULL;
      case TAG.boolean:
        return payload === 1 ? TRUE : FALSE;
      case TAG.string:
        return stringAt(payload);
      case TAG.object:
        return objects.get(payload) ?? seenAt(payload);
      case TAG.seen:
        return seenAt(payload);
      case TAG.bigint:
        return textAt(payload, ({ text }) => ({ kind: 'bigint', text }));
      case TAG.symbol:
        return textAt(payload, ({ text }) => ({ kind: 'symbol', description: text }));
      case TAG.omitted:
        return OMITTED[payload] ?? LOST;
      default:
        return LOST;
    }
  }

  function nameAt(index: number): string {
    const name = at(index);
    return name.kind === 'string' ? name.text : '';
  }

  return {
    use(view) {
      ({ slots, words } = view);
    },
    defineString(chunk, index, bytes) {
      const start = chunk.byteOffset + (index + 3) * 8;
      const text = Buffer.from(chunk.buffer as ArrayBuffer, start, bytes).toString('utf8');
      texts.set(chunk[index + 1] as number, { text, length: chunk[index + 2] as number });
    },
    defineObject(chunk, index, ref, count) {
      const head = chunk[index + 1] as number;
      const shape = OBJECT_SHAPES[Math.floor(head / 256)] ?? 'other';
      const omitted: OmittedReason | undefined = OMITTED_REASONS[(head % 256) - 1];
      const first = index + (count === COUNT_WIDE ? 5 : 4);
      const end = first + (count === COUNT_WIDE ? (chunk[index + 4] as number) : count);
      const fields: Field[] = [];
      for (let field = first; field < end; field += 2)
        fields.push({ key: keyText(at(field)), value: at(field + 1) });
      objects.set(ref, {
        kind: 'object',
        ref: ref as ObjectRef,
        shape,
        name: nameAt(index + 2),
        size: chunk[index + 3] as number,
        fields,
        ...(omitted === undefined ? {} : { omitted }),
      });
    },
    at,
    numberAt: (index) => numberOf(slots[index] as number),
    inWord(index) {
      const word = words[index] as number;
      const tag = word & WORD_TAGS;
      if (tag === WORD_INTEGER) return numberOf((word | 0) >> WORD_SHIFT);
      return tagged(tag - WORD_TAG, word >>> WORD_SHIFT);
    },
    list(index, count) {
      const all: Value[] = [];
      for (let n = 0; n < count; n += 1) all.push(at(index + n));
      return all;
    },
    endEvent() {
      if (objects.size > 0) objects.clear();
    },
  };
}

/** A Map may have any value as key: objects show as their identity. */
function keyText(key: Value): string {
  const text = propertyKey(key);
  if (text !== null) return text;
  if (key.kind === 'string') return key.text;
  return key.kind === 'seen' || key.kind === 'object' ? `[object #${key.ref}]` : '[omitted]';
}
