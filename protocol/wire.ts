/**
 * How events lie in the ring and on disk: a stream of little-endian float64 slots. One home for the layout, because two
 * programs depend on it: `capture/runtime` writes it inside the user's process, `capture/recording` reads it in the tool.
 * A recording file is `WIRE_MAGIC`, one line of JSON (`RecordingHeader`), a newline, zero bytes up to a multiple of 8, then slots.
 *
 * A record starts with a header slot, a plain double: `type + 32 * count + 8192 * site`. A header of 0 is padding.
 * A value slot is a double that is the number itself, or a NaN box: high word `BOX | tag`, low word the payload.
 * A genuine NaN is stored as the canonical 0x7FF80000_00000000.
 *
 * Prelude records (STRING, OBJECT) define what later slots refer to; a prelude belongs to the next event record.
 * Most events are packed (`wire/packed.ts`): their header is the high word of a slot, with the sign bit set, which no header has.
 * Bump `WIRE_VERSION` whenever a reader of the old layout would misread the new one.
 */
import { isPacked, packedSlots } from './wire/packed.ts';

export const WIRE_VERSION = 3;
/** Layouts that this one contains: version 2 has no packed records. */
export const READABLE_VERSIONS: readonly number[] = [2, WIRE_VERSION];
export const WIRE_MAGIC = 'SCOPEREC';

export const RECORD = {
  pad: 0,
  /** header(count = values, site) frame parent outer value* */
  callStart: 1,
  /** header(site) frame value : the function is about to return the value */
  returned: 2,
  /** header(site) frame : the activation is over; without a `returned` before it, it threw */
  exited: 3,
  /** header(site) frame token value */
  variableWritten: 4,
  /** header(site) frame value : receiver and key were reported by their own sites just before */
  propertyWritten: 5,
  /** header(site) frame this value : class field, receiver inline */
  fieldWritten: 6,
  /** header(site) frame value : every expression whose value is reported; the site's kind says which */
  value: 7,
  /** header(site) frame value */
  branch: 8,
  /** header(site) frame value */
  thrown: 9,
  /** header(site) frame value */
  caught: 10,
  /** header(site) frame value */
  suspended: 11,
  /** header(count = values, site) frame value* */
  snapshot: 12,
  /** header(site) frame token outer : a round of a loop begins, whose variables belong to the token */
  iteration: 14,
  /** header(count = origin: 0 uncaught exception, 1 unhandled rejection) frame value */
  processError: 13,
  /** header(site = byte length) id fullLength utf8-bytes padded to 8 : defines string `id` */
  string: 16,
  /**
   * header(count = 2 * fields, site = ref) shape*256+omitted name size (key value)* : snapshot of an object.
   * With count = COUNT_WIDE, one slot with the true count stands between size and the fields.
   */
  object: 17,
  /** header epochMs */
  clock: 18,
  /** header(count = reason index in DROP_REASONS, site = 1 where the records stood here, later ones may refer to them) number */
  dropped: 19,
  /** header(count = state index in THROTTLE_STATES, site) */
  throttled: 20,
  /** header exitCode : the process ended in an orderly way */
  ended: 21,
  /** header last current : the frames that packed records refer to; every few hundred events, for where some were lost */
  anchor: 22,
} as const;

/** In the place of a `dropped` record's site. */
export const HOLE = 1;

export const HEADER_COUNT = 32;
export const HEADER_SITE = 8192;
export const COUNT_WIDE = 255;

/** The same memory, as slots and as 32-bit words: the low word of a slot comes first. */
export interface SlotView {
  readonly slots: Float64Array;
  readonly words: Uint32Array;
}

export function viewOf(slots: Float64Array): SlotView {
  return { slots, words: new Uint32Array(slots.buffer, slots.byteOffset, slots.length * 2) };
}

/**
 * @returns slots of the record at `at`, header included; NaN where the type is unknown; Infinity where `end` cuts it off
 * before its length can be read
 */
export function recordSlots({ slots, words }: SlotView, at: number, end: number): number {
  const high = words[at * 2 + 1] as number;
  if (isPacked(high)) return packedSlots(high);
  const header = slots[at] as number;
  if (!Number.isSafeInteger(header) || header < 0) return NaN;
  const count = Math.floor(header / HEADER_COUNT) % (HEADER_SITE / HEADER_COUNT);
  switch (header % HEADER_COUNT) {
    case RECORD.pad:
      return header === 0 ? 1 : NaN;
    case RECORD.throttled:
      return 1;
    case RECORD.exited:
    case RECORD.clock:
    case RECORD.dropped:
    case RECORD.ended:
      return 2;
    case RECORD.returned:
    case RECORD.propertyWritten:
    case RECORD.value:
    case RECORD.branch:
    case RECORD.thrown:
    case RECORD.caught:
    case RECORD.suspended:
    case RECORD.processError:
    case RECORD.anchor:
      return 3;
    case RECORD.variableWritten:
    case RECORD.fieldWritten:
    case RECORD.iteration:
      return 4;
    case RECORD.callStart:
      return 4 + count;
    case RECORD.snapshot:
      return 2 + count;
    case RECORD.string:
      return 3 + Math.ceil(Math.floor(header / HEADER_SITE) / 8);
    case RECORD.object:
      if (count !== COUNT_WIDE) return 4 + count;
      return at + 4 < end ? 5 + (slots[at + 4] as number) : Infinity;
    default:
      return NaN;
  }
}

/** High word of a boxed value is BOX + tag. */
export const BOX = 0xfff90000;
export const TAG = {
  undefined: 0,
  null: 1,
  /** payload 0 or 1 */
  boolean: 2,
  /** payload: id of a STRING record */
  string: 3,
  /** payload: object ref whose snapshot is in the prelude of this event */
  object: 4,
  /** payload: object ref, identity only */
  seen: 5,
  /** payload: id of the string with the decimal digits */
  bigint: 6,
  /** payload: id of the string with the description */
  symbol: 7,
  /** payload: index in OMITTED_REASONS */
  omitted: 8,
} as const;

export const OMITTED_REASONS = [
  'depth',
  'width',
  'length',
  'time',
  'accessor',
  'proxy',
  'redacted',
  'unreadable',
  'dropped',
  'hole',
] as const;
export const OBJECT_SHAPES = [
  'object',
  'array',
  'function',
  'class',
  'map',
  'set',
  'date',
  'regexp',
  'error',
  'promise',
  'typed-array',
  'buffer',
  'weak',
  'boxed',
  'generator',
  'proxy',
  'other',
] as const;
/** Low byte of the OBJECT record's first slot: 0 nothing omitted, else 1 + index in OMITTED_REASONS. */
export const DROP_REASONS = [
  'ring-full',
  'byte-limit',
  'rate',
  'disk',
  'governor',
  'stack',
  /** Left out because the site reports too often, or is to keep one in n; receivers from before are not joined to what follows. */
  'throttled',
  /** Left out because the `when` of a probe did not hold. */
  'condition',
] as const;
export const THROTTLE_STATES = ['full', 'sampled', 'counted', 'off'] as const;

/** First line of a recording file. */
export interface RecordingHeader {
  readonly version: number;
  readonly session: string;
  readonly run: number;
  readonly pid: number;
  readonly parentPid: number;
  readonly thread: number;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly node: string;
  /** Epoch milliseconds of the process's start of recording. */
  readonly startedMs: number;
}
