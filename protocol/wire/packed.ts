/**
 * Packed records: the events that come often, in one to four slots. The header is the high word of the first slot; the first value
 * is the low word, further ones fill the words of the next slots, lower one first. What a record leaves out follows from the
 * records before it, by the same rules for writer and reader: the frame of a start is the number after the last one,
 * and its caller, like the activation of any other event, is the current frame. Where that is not so, or a value has no word, the event
 * is written in its long form, which says everything itself.
 *
 * The rules. A start, packed or long, is the last number and the current frame. A packed end makes the caller the current frame, as
 * the start named it; a long one of the current frame makes it 0. A round of a loop (`iteration`) is the last number. Where records
 * were lost nothing is known until the next long start, or `anchor`: packed records up to there cannot be read, nor those after
 * the end of a frame whose start was lost.
 *
 * A start: bit 31, 3 bits count of values, 6 bits of `outer`, 21 bits site. Any other event: bits 31 and 30, a zero, 4 bits type, 2
 * bits form, 2 unused, 21 bits site. So no slot with a packed header is a NaN.
 */
export const PACKED = 0x8000_0000;
export const PACKED_EVENT = 0xc000_0000;
export const MOST_PACKED_SITE = 0x1f_ffff;
export const MOST_PACKED_VALUES = 7;

export const COUNT_SHIFT = 27;
export const OUTER_SHIFT = 21;
/** `outer` itself up to here: the activations of modules, which come first, and none. */
export const MOST_OUTER = 61;
/** `outer` is the caller. */
export const OUTER_IS_PARENT = 62;
/** `outer` is the word after the values. */
export const OUTER_IS_WORD = 63;

export const TYPE_SHIFT = 25;
export const FORM_SHIFT = 23;
/** The value is the low word. */
export const FORM_WORD = 0;
/** The value is the next slot, a number. */
export const FORM_NUMBER = 1;
/** The next slot's low word is the token: it is not that of the activation. */
export const FORM_TOKEN = 2;

/** A value's word: 4 bits tag, 28 bits payload. */
export const WORD_INTEGER = 0;
/** Where a tag of `TAG` begins. */
export const WORD_TAG = 1;
export const WORD_SHIFT = 4;
export const WORD_TAGS = 15;
/** The integers that fit are from minus this up to, and without, this. */
export const WORD_LIMIT = 0x800_0000;

/** @param high  of a record's first slot */
export function isPacked(high: number): boolean {
  return high >= PACKED;
}

/** Bits of an event that are zero. */
const UNUSED = 0x2060_0000;

/** @returns slots of the record; NaN where there is no such record */
export function packedSlots(high: number): number {
  if (high >= PACKED_EVENT) {
    if ((high & UNUSED) !== 0) return NaN;
    const form = (high >>> FORM_SHIFT) & 3;
    return form === FORM_WORD ? 1 : form === FORM_NUMBER || form === FORM_TOKEN ? 2 : NaN;
  }
  const isOuterWord = ((high >>> OUTER_SHIFT) & 63) === OUTER_IS_WORD;
  return 1 + ((((high >>> COUNT_SHIFT) & 7) + (isOuterWord ? 1 : 0)) >> 1);
}

/** @returns the index of the record's n-th word of data, from 0; the record begins at slot `at` */
export function dataWord(at: number, n: number): number {
  return n === 0 ? at * 2 : at * 2 + 1 + n;
}
