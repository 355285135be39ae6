/**
 * Values on the wire: primitives as NaN boxes, objects as an identity and, where the site asks for depth, an OBJECT record with
 * their fields. Looks at own data descriptors only: no getter, proxy trap, `toJSON`, `toString` or iterator of the program
 * ever runs. Whatever is left out carries its reason.
 */
import type { ObjectShape, OmittedReason } from '../../../protocol/event.ts';
import {
  BOX,
  COUNT_WIDE,
  HEADER_COUNT,
  HEADER_SITE,
  OBJECT_SHAPES,
  OMITTED_REASONS,
  RECORD,
  TAG,
} from '../../../protocol/wire.ts';
import type { Ring } from '../ring.ts';
import { describe } from './describe.ts';
import type { Description } from './describe.ts';
import { refOf, shapeOf } from './identity.ts';
import type { Identity } from './identity.ts';
import { bigintOf, bigintText, descriptorOf, hasOwn, now, symbolDescription } from './intrinsic.ts';
import { canBeSecret, NO_ROOM, REDACTED } from './text.ts';
import type { Cursor, Texts } from './text.ts';
import { Math } from '../realm/builtin.ts';

const TEMP_SLOTS = 32_768;
/** The deadline is looked at once per so many fields. */
const FIELDS_PER_CHECK = 32;
/** An error's own fields are worth more levels: an assertion's `matcherResult` holds the actual value. */
const ERROR_DEPTH = 2;
const MAX_BIGINT_BITS = 4096;

export interface Values {
  /** Encodes `value` into slot `slot` of the temporary table; objects and texts are written before the cursor moves on. */
  encode(value: unknown, depth: number, slot: number): void;
  omit(reason: OmittedReason, slot: number): void;
  /** Starts an event whose values take the first `count` temporary slots. */
  begin(count: number): void;
  /** Copies temporary slots to the cursor. */
  flush(from: number, count: number): void;
}

export interface ValueOptions {
  readonly ring: Ring;
  readonly cursor: Cursor;
  readonly texts: Texts;
  readonly identity: Identity;
  readonly width: number;
  readonly captureTimeMs: number;
}

export function createValues(options: ValueOptions): Values {
  const { ring, cursor, texts, identity, width, captureTimeMs } = options;
  const { slots, words } = ring;
  const temp = new Float64Array(TEMP_SLOTS);
  const tempWords = new Uint32Array(temp.buffer);
  let top = 0;
  let fields = 0;
  let deadline = 0;
  let late = false;

  function box(slot: number, tag: number, payload: number): void {
    tempWords[slot * 2] = payload;
    tempWords[slot * 2 + 1] = BOX | tag;
  }
  function number(slot: number, value: number): void {
    if (value === value) temp[slot] = value;
    else {
      tempWords[slot * 2] = 0;
      tempWords[slot * 2 + 1] = 0x7ff80000;
    }
  }
  function omit(reason: OmittedReason, slot: number): void {
    box(slot, TAG.omitted, OMITTED_REASONS.indexOf(reason));
  }
  function text(slot: number, tag: number, value: string): void {
    const id = texts.idOf(value);
    if (id === REDACTED) omit('redacted', slot);
    else if (id === NO_ROOM) omit('length', slot);
    else box(slot, tag, id);
  }

  function encode(value: unknown, depth: number, slot: number): void {
    switch (typeof value) {
      case 'number':
        return number(slot, value);
      case 'string':
        return text(slot, TAG.string, value);
      case 'boolean':
        return box(slot, TAG.boolean, value ? 1 : 0);
      case 'undefined':
        return box(slot, TAG.undefined, 0);
      case 'bigint':
        if (bigintOf(MAX_BIGINT_BITS, value) !== value) return omit('length', slot);
        return text(slot, TAG.bigint, bigintText(value));
      case 'symbol':
        return text(slot, TAG.symbol, symbolDescription(value) ?? '');
      default:
        return value === null ? box(slot, TAG.null, 0) : encodeObject(value as object, depth, slot);
    }
  }

  function encodeObject(target: object, depth: number, slot: number): void {
    const mark = identity.markOf(target);
    if (depth <= 0) return box(slot, TAG.seen, refOf(mark));
    const shape = OBJECT_SHAPES[shapeOf(mark)] as ObjectShape;
    const base = top;
    const written = snapshot(
      target,
      mark,
      shape,
      shape === 'error' ? Math.max(depth, ERROR_DEPTH) : depth,
    );
    top = base;
    box(slot, written ? TAG.object : TAG.seen, refOf(mark));
  }

  /** @returns false where the event has no room for the record */
  function snapshot(target: object, mark: number, shape: ObjectShape, depth: number): boolean {
    const base = top;
    let found: Description;
    try {
      found = describe(target, shape, width, identity);
    } catch {
      found = { name: '', size: -1, keys: [], values: null, omitted: 'unreadable' };
    }
    const { keys } = found;
    const name = top++;
    text(name, TAG.string, found.name);
    let omitted: OmittedReason | null = found.omitted;
    let count = 0;
    for (; count < keys.length; count += 1) {
      const reason = exhausted();
      if (reason !== null) {
        omitted = reason;
        break;
      }
      encodeField(target, found, count, depth);
    }
    return record(mark, base, count * 2, found.size, omitted);
  }

  function exhausted(): OmittedReason | null {
    fields += 1;
    if (fields % FIELDS_PER_CHECK === 0 && captureTimeMs > 0) {
      if (deadline === 0) deadline = now() + captureTimeMs;
      else late ||= now() > deadline;
    }
    if (late) return 'time';
    // A record needs its header slots and the event its own; what children take is checked as they come.
    if (top + 64 > TEMP_SLOTS || cursor.at + top + 64 > cursor.end) return 'width';
    return null;
  }

  function encodeField(target: object, found: Description, index: number, depth: number): void {
    const key = found.keys[index];
    const slot = top;
    top += 2;
    encode(key, 0, slot);
    if (typeof key === 'string' && texts.isSecret(key)) {
      const held =
        found.values === null ? descriptorOf(target, key) : { value: found.values[index] };
      const isData = held !== undefined && hasOwn(held, 'value');
      if (!isData || canBeSecret(held.value)) {
        if (isData) texts.learn(held.value);
        return omit('redacted', slot + 1);
      }
    }
    if (found.values !== null) return encode(found.values[index], depth - 1, slot + 1);
    const descriptor = descriptorOf(target, key as PropertyKey);
    if (descriptor === undefined) return omit('hole', slot + 1);
    if (!hasOwn(descriptor, 'value')) return omit('accessor', slot + 1);
    return encode(descriptor.value, depth - 1, slot + 1);
  }

  function record(
    mark: number,
    base: number,
    count: number,
    size: number,
    omitted: OmittedReason | null,
  ): boolean {
    const wide = count >= COUNT_WIDE;
    if (cursor.at + count + 5 > cursor.end) return false;
    let at = cursor.at;
    slots[at++] =
      RECORD.object + HEADER_COUNT * (wide ? COUNT_WIDE : count) + HEADER_SITE * refOf(mark);
    slots[at++] =
      shapeOf(mark) * 256 + (omitted === null ? 0 : 1 + OMITTED_REASONS.indexOf(omitted));
    cursor.at = at;
    flush(base, 1);
    at = cursor.at;
    slots[at++] = size;
    if (wide) slots[at++] = count;
    cursor.at = at;
    flush(base + 1, count);
    return true;
  }

  function flush(from: number, count: number): void {
    let to = cursor.at * 2;
    const end = (from + count) * 2;
    for (let at = from * 2; at < end; at += 1) words[to++] = tempWords[at] as number;
    cursor.at += count;
  }

  return {
    encode,
    omit,
    begin(count) {
      top = count;
      fields = 0;
      deadline = 0;
      late = false;
    },
    flush,
  };
}
