/**
 * What packed records leave out, found from the records before them, by the rules of `protocol/wire/packed.ts`. Where records were
 * lost, what cannot be known is not guessed: it is lost too, and counted.
 */
import type { Value } from '../protocol/event.ts';
import type { FrameId, SiteId } from '../protocol/ids.ts';
import type { SlotView } from '../protocol/wire.ts';
import * as packed from '../protocol/wire/packed.ts';
import type { ValueReader } from './decode-values.ts';

/** Nobody knows. */
const UNKNOWN = -1;

export interface Implied {
  started(frame: number, parent: number): void;
  /** The end of a frame, in the long form. */
  exited(frame: number): void;
  /** A round of a loop has a number of its own. */
  numbered(token: number): void;
  /** What writer and reader know here. */
  anchor(last: number, current: number): void;
  /** Records were lost here, for that reason. */
  hole(reason: string): void;
  /** The frame of a packed start, and its caller; null where that is not known. */
  start(): { readonly frame: FrameId; readonly parent: FrameId } | null;
  /** The frame of a packed event; null where that is not known. */
  current(): FrameId | null;
  /** The current frame is over. */
  end(): void;
  /** @returns what could not be read since the last time */
  takeUnread(): { readonly count: number; readonly reason: string } | null;
}

export function createImplied(): Implied {
  const callers = new Map<number, number>();
  let last = 0;
  let model = 0;
  let unread = 0;
  let why = 'ring-full';

  function started(frame: number, parent: number): void {
    last = frame;
    model = frame;
    callers.set(frame, parent);
  }

  return {
    started,
    exited(frame) {
      if (model === frame) model = 0;
      callers.delete(frame);
    },
    numbered(token) {
      last = token;
    },
    anchor(number, current) {
      last = number;
      model = current;
    },
    hole(reason) {
      last = UNKNOWN;
      model = UNKNOWN;
      callers.clear();
      why = reason;
    },
    start() {
      if (last === UNKNOWN || model === UNKNOWN) {
        unread += 1;
        // The numbers of those that follow are not known either.
        last = UNKNOWN;
        return null;
      }
      const implied = { frame: (last + 1) as FrameId, parent: model as FrameId };
      started(implied.frame, implied.parent);
      return implied;
    },
    current() {
      if (model !== UNKNOWN) return model as FrameId;
      unread += 1;
      return null;
    },
    end() {
      const caller = callers.get(model);
      callers.delete(model);
      model = caller ?? UNKNOWN;
    },
    takeUnread() {
      if (unread === 0) return null;
      const taken = { count: unread, reason: why };
      unread = 0;
      return taken;
    },
  };
}

type Values = Pick<ValueReader, 'inWord' | 'numberAt'>;

export interface PackedStart {
  readonly site: SiteId;
  /** null: it is the caller. */
  readonly outer: FrameId | null;
  readonly values: readonly Value[];
}

/** @returns null where the packed record at `at` is another one */
export function readPackedStart({ words }: SlotView, at: number, all: Values): PackedStart | null {
  const high = words[at * 2 + 1] as number;
  if (high >= packed.PACKED_EVENT) return null;
  const count = (high >>> packed.COUNT_SHIFT) & packed.MOST_PACKED_VALUES;
  const code = (high >>> packed.OUTER_SHIFT) & packed.OUTER_IS_WORD;
  const outer =
    code === packed.OUTER_IS_WORD ? (words[packed.dataWord(at, count)] as number) : code;
  const values: Value[] = [];
  for (let n = 0; n < count; n += 1) values.push(all.inWord(packed.dataWord(at, n)));
  return {
    site: (high & packed.MOST_PACKED_SITE) as SiteId,
    outer: code === packed.OUTER_IS_PARENT ? null : (outer as FrameId),
    values,
  };
}

export interface PackedEvent {
  readonly type: number;
  readonly site: SiteId;
  readonly value: Value;
  /** null: the activation itself. */
  readonly token: FrameId | null;
}

/** The packed record at `at`, which is no start. */
export function readPackedEvent({ words }: SlotView, at: number, all: Values): PackedEvent {
  const high = words[at * 2 + 1] as number;
  const form = (high >>> packed.FORM_SHIFT) & 3;
  return {
    type: (high >>> packed.TYPE_SHIFT) & 15,
    site: (high & packed.MOST_PACKED_SITE) as SiteId,
    value: form === packed.FORM_NUMBER ? all.numberAt(at + 1) : all.inWord(at * 2),
    token: form === packed.FORM_TOKEN ? (words[at * 2 + 2] as FrameId) : null,
  };
}
