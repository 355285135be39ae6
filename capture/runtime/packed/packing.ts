/**
 * Writes packed records (`protocol/wire/packed.ts`), the fast path of the probes: a few stores for an event. Each function writes
 * beyond the position and says whether all of it could be; the caller moves the position, or writes the long form.
 */
import * as packed from '../../../protocol/wire/packed.ts';
import { BOX, HEADER_COUNT, HEADER_SITE, RECORD, TAG } from '../../../protocol/wire.ts';
import { LAST, MODEL } from '../producer.ts';
import type { Ring } from '../ring.ts';
import { refOf } from '../value/identity.ts';
import type { Identity } from '../value/identity.ts';
import type { Texts } from '../value/text.ts';

export interface Packing {
  /** The start of a frame. @returns slots, or 0 where it must be told in full; the values are still to be written */
  start(at: number, s: number, outer: number, count: number, f: number, parent: number): number;
  /** @param word  index of the value's word. @returns 0 where the value is there, 1 where it has no word */
  value(word: number, value: unknown, s: number): number;
  /** Any other event of frame `f`. @returns slots, or 0 where its value needs records of its own */
  event(at: number, type: number, s: number, f: number, value: unknown): number;
  /** The same for a variable of activation `token`. */
  write(at: number, s: number, f: number, token: number, value: unknown): number;
  /** The end of the current frame, with what it returned. */
  end(at: number, s: number, value: unknown): number;
  /** A start in the long form. @returns slots, or 0 where a value needs records of its own */
  longStart(
    at: number,
    s: number,
    outer: number,
    count: number,
    f: number,
    parent: number,
    a: unknown,
    b: unknown,
    c: unknown,
    d: unknown,
  ): number;
}

export interface PackingParts {
  readonly ring: Ring;
  readonly state: Int32Array;
  readonly depth: Uint8Array;
  readonly identity: Identity;
  readonly texts: Texts;
}

export function createPacking({ ring, state, depth, identity, texts }: PackingParts): Packing {
  const { COUNT_SHIFT, OUTER_SHIFT, TYPE_SHIFT, FORM_SHIFT } = packed;
  const { MOST_PACKED_SITE, MOST_OUTER, OUTER_IS_PARENT, OUTER_IS_WORD } = packed;
  const { FORM_NUMBER, FORM_TOKEN } = packed;
  const { WORD_LIMIT, WORD_SHIFT, WORD_TAG, WORD_TAGS } = packed;
  const { slots, words } = ring;
  const PACKED_START = packed.PACKED | 0;
  const PACKED_EVENT = packed.PACKED_EVENT | 0;

  function value(word: number, one: unknown, s: number): number {
    if (typeof one === 'number') {
      if (one >= -WORD_LIMIT && one < WORD_LIMIT && (one | 0) === one) {
        if (one === 0 && 1 / one < 0) return 1;
        words[word] = one << WORD_SHIFT;
        return 0;
      }
      return 1;
    }
    return other(word, one, s);
  }

  function other(word: number, one: unknown, s: number): number {
    let tag: number;
    let payload = 0;
    if (one === undefined) tag = TAG.undefined;
    else if (one === null) tag = TAG.null;
    else if (typeof one === 'boolean') {
      tag = TAG.boolean;
      payload = one ? 1 : 0;
    } else if (typeof one === 'string') {
      tag = TAG.string;
      payload = texts.known(one);
      if (payload <= 0) return 1;
    } else if ((typeof one === 'object' || typeof one === 'function') && depth[s] === 0) {
      tag = TAG.seen;
      try {
        payload = refOf(identity.markOf(one));
      } catch {
        return 1;
      }
    } else return 1;
    if (payload >= WORD_LIMIT) return 1;
    words[word] = (payload << WORD_SHIFT) | (tag + WORD_TAG);
    return 0;
  }

  /** A value in a slot of its own. @returns 0 where it is there */
  function box(slot: number, one: unknown, s: number): number {
    if (typeof one === 'number') {
      slots[slot] = one;
      return one === one ? 0 : 1;
    }
    if (other(slot * 2, one, s) !== 0) return 1;
    const word = words[slot * 2] as number;
    words[slot * 2] = word >>> WORD_SHIFT;
    words[slot * 2 + 1] = BOX | ((word & WORD_TAGS) - WORD_TAG);
    return 0;
  }

  function packEvent(at: number, type: number, s: number, one: unknown): number {
    if (s > MOST_PACKED_SITE) return 0;
    if (value(at * 2, one, s) === 0) {
      words[at * 2 + 1] = PACKED_EVENT | (type << TYPE_SHIFT) | s;
      return 1;
    }
    if (typeof one !== 'number') return 0;
    words[at * 2] = 0;
    words[at * 2 + 1] = PACKED_EVENT | (type << TYPE_SHIFT) | (FORM_NUMBER << FORM_SHIFT) | s;
    slots[at + 1] = one;
    return 2;
  }

  return {
    start(at, s, outer, count, f, parent) {
      if (state[LAST] !== f - 1 || state[MODEL] !== parent || s > MOST_PACKED_SITE) return 0;
      const head = PACKED_START | (count << COUNT_SHIFT) | s;
      const word = count === 0 ? at * 2 : at * 2 + 1 + count;
      if (outer <= MOST_OUTER) {
        words[word] = 0;
        words[at * 2 + 1] = head | (outer << OUTER_SHIFT);
        return 1 + (count >> 1);
      }
      if (outer === parent) {
        words[word] = 0;
        words[at * 2 + 1] = head | (OUTER_IS_PARENT << OUTER_SHIFT);
        return 1 + (count >> 1);
      }
      words[word + 1] = 0;
      words[word] = outer;
      words[at * 2 + 1] = head | (OUTER_IS_WORD << OUTER_SHIFT);
      return 1 + ((count + 1) >> 1);
    },
    value,
    end: (at, s, one) => packEvent(at, RECORD.exited, s, one),
    event(at, type, s, f, one) {
      if (state[MODEL] === f) return packEvent(at, type, s, one);
      if (box(at + 2, one, s) !== 0) return 0;
      slots[at] = type + HEADER_SITE * s;
      slots[at + 1] = f;
      return 3;
    },
    write(at, s, f, token, one) {
      if (state[MODEL] === f) {
        const size = packEvent(at, RECORD.variableWritten, s, one);
        if (token === f || size === 0) return size;
        if (size === 1) {
          words[at * 2 + 1] = (words[at * 2 + 1] as number) | (FORM_TOKEN << FORM_SHIFT);
          words[at * 2 + 2] = token;
          words[at * 2 + 3] = 0;
          return 2;
        }
      }
      if (box(at + 3, one, s) !== 0) return 0;
      slots[at] = RECORD.variableWritten + HEADER_SITE * s;
      slots[at + 1] = f;
      slots[at + 2] = token;
      return 4;
    },
    longStart(at, s, outer, count, f, parent, a, b, c, d) {
      if (
        (count > 0 && box(at + 4, a, s) !== 0) ||
        (count > 1 && box(at + 5, b, s) !== 0) ||
        (count > 2 && box(at + 6, c, s) !== 0) ||
        (count > 3 && box(at + 7, d, s) !== 0)
      )
        return 0;
      slots[at] = RECORD.callStart + HEADER_COUNT * count + HEADER_SITE * s;
      slots[at + 1] = f;
      slots[at + 2] = parent;
      slots[at + 3] = outer;
      return 4 + count;
    },
  };
}
