/**
 * Events packed for a stream: one entry holds hundreds, because an entry per event is two orders of magnitude slower. The
 * entry is JSON with the events deflated inside, so any stream can carry it. JSON has no NaN, Infinity or -0, and they are
 * what an investigation is about: they travel as text.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { EVENT_VERSION, type ScopeEvent } from '../../protocol/event.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { Stream } from './stream.ts';

/** An inflated batch is refused beyond this: the stream may hold what others wrote. */
const MAX_BYTES = 256 * 1024 * 1024;

export const batchSchema = z.object({
  version: z.literal(1),
  events: z.literal(EVENT_VERSION).describe('version of the event union'),
  session: z.string(),
  run: z.number().int(),
  firstSeq: z.number().int(),
  lastSeq: z.number().int(),
  count: z.number().int().min(1),
  data: z.string().describe('base64 of the deflated JSON array of events'),
});

export type EventBatch = Readonly<z.infer<typeof batchSchema>>;

export interface BatchSource {
  readonly session: string;
  readonly run: number;
}

/** @param events  at least one, in the order of `seq` */
export function packEvents(events: readonly ScopeEvent[], source: BatchSource): EventBatch {
  const json = JSON.stringify(events, numberToText);
  return {
    version: 1,
    events: EVENT_VERSION,
    session: source.session,
    run: source.run,
    firstSeq: events[0]?.seq ?? 0,
    lastSeq: events.at(-1)?.seq ?? 0,
    count: events.length,
    data: deflateRawSync(json, { level: 1 }).toString('base64'),
  };
}

/** @returns the events, or the problem where the batch is damaged */
export function unpackEvents(
  batch: EventBatch,
): { readonly events: readonly ScopeEvent[] } | { readonly problem: Problem } {
  try {
    const bytes = inflateRawSync(Buffer.from(batch.data, 'base64'), { maxOutputLength: MAX_BYTES });
    const events: unknown = JSON.parse(bytes.toString('utf8'), textToNumber);
    if (!Array.isArray(events) || events.length !== batch.count || !events.every(isEvent))
      return damaged(batch, `it does not hold ${batch.count} events`);
    return { events };
  } catch (error) {
    return damaged(batch, (error as Error).message);
  }
}

export interface ShipOptions extends BatchSource {
  /** Events per entry at most; 512 where absent, 4,096 is the fastest measured. */
  readonly size?: number;
  /** A batch that is not full is sent after so long; 250 where absent. */
  readonly flushMs?: number;
}

/** Sends events as they come, until they end or fail (then what came is sent first). Waits for the stream, so a slow server slows the reading. */
export async function shipEvents(
  events: AsyncIterable<ScopeEvent>,
  stream: Stream<EventBatch>,
  { size = 512, flushMs = 250, ...source }: ShipOptions,
): Promise<{ readonly events: number; readonly batches: number }> {
  const iterator = events[Symbol.asyncIterator]();
  let open: ScopeEvent[] = [];
  let shipped = 0;
  let batches = 0;
  let timer = new AbortController();
  let due: Promise<null> = Promise.resolve(null);

  async function send(): Promise<void> {
    timer.abort();
    const full = open;
    open = [];
    await stream.append(packEvents(full, source));
    shipped += full.length;
    batches += 1;
  }

  async function pump(): Promise<void> {
    let next = iterator.next();
    for (;;) {
      const result = open.length === 0 ? await next : await Promise.race([next, due]);
      if (result === null) {
        await send();
        continue;
      }
      if (result.done === true) break;
      if (open.length === 0) {
        timer = new AbortController();
        due = delay(flushMs, null, { signal: timer.signal }).catch(() => null);
      }
      open.push(result.value);
      next = iterator.next();
      if (open.length >= size) await send();
    }
  }

  try {
    await pump();
  } finally {
    if (open.length > 0) await send();
  }
  return { events: shipped, batches };
}

function numberToText(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) && !Object.is(value, -0) ? value : textOf(value);
}

const textOf = (value: number): string => (value === 0 ? '-0' : String(value));

/** Only `value` of a number can be text: in every other value of that name it is a boolean or an object. */
function textToNumber(key: string, value: unknown): unknown {
  return key === 'value' && typeof value === 'string' ? Number(value) : value;
}

function isEvent(event: unknown): event is ScopeEvent {
  if (typeof event !== 'object' || event === null) return false;
  return 'type' in event && typeof event.type === 'string' && 'seq' in event;
}

function damaged(batch: EventBatch, what: string): { readonly problem: Problem } {
  return {
    problem: {
      message: `events ${batch.firstSeq} to ${batch.lastSeq} of session ${batch.session} cannot be read: ${what}`,
      severity: 'error',
    },
  };
}
