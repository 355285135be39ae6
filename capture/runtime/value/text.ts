/**
 * Strings on the wire: each is written once as a STRING record and afterwards named by its number. Redaction happens here,
 * before anything is written: a text that is secret has no number at all.
 */
import { createNameTest } from '../../../protocol/target/secret-name.ts';
import { HEADER_SITE, RECORD } from '../../../protocol/wire.ts';
import type { Ring } from '../ring.ts';
import { Bytes, charCodeAt, pin, stringSlice } from './intrinsic.ts';
import { createSecretTexts } from './secret-text.ts';

/** Whether a secret name says that the value is secret: that there is none, or yes or no, is what a question is about. */
export function canBeSecret(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'boolean';
}

export const REDACTED = -1;
/** The event has no room left for the text. */
export const NO_ROOM = 0;

const MAX_TEXTS = 16_384;
const MAX_UNITS = 2_000_000;
/** Of longer texts only the last few are remembered, for a comparison that costs nothing where it is the same one. */
const MAX_KEPT = 1024;
const LONG_TEXTS = 8;
/** Still longer ones are written again each time: nothing of the program's is kept in memory for them. */
const MAX_LONG = 1_000_000;
/** Up to here a loop is faster than the encoder. */
const SHORT = 48;

/** Where the event that is being written stands in the ring. */
export interface Cursor {
  at: number;
  end: number;
}

export interface Texts {
  /** @returns the number of a text that was already written, REDACTED, or 0 */
  known(text: string): number;
  /** @returns the text's number, written now if need be; REDACTED; NO_ROOM */
  idOf(text: string): number;
  /** Whether values under that property name are never recorded. The name itself is kept. */
  isSecret(key: string): boolean;
  /** Whether something in the text is never recorded, also beyond what is kept of it; of long texts, whether that may be. */
  isHidden(text: string): boolean;
  /** A value that is never recorded: nor is any text that contains it, from now on. */
  learn(value: unknown): void;
  /** Forgets which texts were written: some of the records were lost. */
  reset(): void;
}

export interface TextOptions {
  readonly ring: Ring;
  readonly cursor: Cursor;
  readonly stringLength: number;
  readonly redactNames: readonly string[];
  readonly redactPatterns: readonly string[];
}

export function createTexts(options: TextOptions): Texts {
  const { ring, cursor, stringLength } = options;
  const { slots, bytes } = ring;
  const isSecretName = createNameTest(options.redactNames);
  const secretTexts = createSecretTexts(options.redactPatterns);
  const written = pin(new Map<string, number>(), ['get', 'set', 'clear']);
  const long: string[] = [];
  const longIds: number[] = [];
  let nextLong = 0;
  const secrets = pin(new Map<string, boolean>(), ['get', 'set', 'clear']);
  const encoder = pin(new TextEncoder(), ['encodeInto']);
  let next = 1;
  let texts = 0;
  let units = 0;
  let secretCount = 0;

  function write(text: string, kept: string): number {
    const start = (cursor.at + 3) * 8;
    const room = cursor.end * 8 - start;
    if (room < 8) return NO_ROOM;
    let length = kept.length <= SHORT && kept.length <= room ? writeAscii(bytes, start, kept) : -1;
    if (length < 0)
      length = encoder.encodeInto(
        kept,
        new Bytes(bytes.buffer, bytes.byteOffset + start, room),
      ).written;
    for (let at = length; (at & 7) !== 0; at += 1) bytes[start + at] = 0;
    slots[cursor.at] = RECORD.string + HEADER_SITE * length;
    slots[cursor.at + 1] = next;
    slots[cursor.at + 2] = text.length;
    cursor.at += 3 + ((length + 7) >> 3);
    next += 1;
    return next - 1;
  }

  function keptOf(text: string): string {
    return text.length > stringLength ? stringSlice(text, 0, stringLength) : text;
  }

  function remember(text: string, id: number): void {
    if (texts >= MAX_TEXTS || units >= MAX_UNITS) reset();
    texts += 1;
    units += text.length;
    written.set(text, id);
  }

  function knownLong(text: string): number {
    if (text.length > MAX_LONG) return 0;
    for (let at = 0; at < long.length; at += 1) if (long[at] === text) return longIds[at] as number;
    return 0;
  }

  function rememberLong(text: string, id: number): void {
    if (text.length > MAX_LONG) return;
    long[nextLong] = text;
    longIds[nextLong] = id;
    nextLong = (nextLong + 1) % LONG_TEXTS;
  }

  function reset(): void {
    written.clear();
    long.length = 0;
    nextLong = 0;
    texts = 0;
    units = 0;
  }

  return {
    known: (text) => (text.length <= MAX_KEPT ? (written.get(text) ?? 0) : knownLong(text)),
    idOf(text) {
      const keep = text.length <= MAX_KEPT;
      const known = keep ? (written.get(text) ?? 0) : knownLong(text);
      if (known !== 0) return known;
      const kept = keptOf(text);
      const id = secretTexts.isSecret(text, kept) ? REDACTED : write(text, kept);
      if (id !== NO_ROOM) (keep ? remember : rememberLong)(text, id);
      return id;
    },
    isSecret(key) {
      const known = secrets.get(key);
      if (known !== undefined) return known;
      if (secretCount >= MAX_TEXTS) {
        secrets.clear();
        secretCount = 0;
      }
      secretCount += 1;
      const secret = isSecretName(key);
      secrets.set(key, secret);
      return secret;
    },
    isHidden(text) {
      const known = text.length <= MAX_KEPT ? (written.get(text) ?? 0) : 0;
      // A longer one was written for what is kept of it.
      if (known !== 0 && text.length <= stringLength) return known === REDACTED;
      return known === REDACTED || secretTexts.maybeSecret(text);
    },
    learn: secretTexts.learn,
    reset,
  };
}

/** @returns bytes written, -1 at the first unit that is not ASCII */
function writeAscii(bytes: Uint8Array, start: number, text: string): number {
  const { length } = text;
  for (let at = 0; at < length; at += 1) {
    const unit = charCodeAt(text, at);
    if (unit > 127) return -1;
    bytes[start + at] = unit;
  }
  return length;
}
