/**
 * What a recording holds, counted on the raw slots: events, calls by site, what was lost. A recording of a whole library has tens
 * of millions of events, too many to decode for a count.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEADER_SITE, RECORD, WIRE_MAGIC, recordSlots, viewOf } from '../../protocol/wire.ts';
import { MOST_PACKED_SITE, PACKED_EVENT, isPacked } from '../../protocol/wire/packed.ts';

export interface Tally {
  readonly events: number;
  readonly bytes: number;
  readonly lost: number;
  readonly callsBySite: ReadonlyMap<number, number>;
}

const TYPES = 32;
const NO_EVENTS: ReadonlySet<number> = new Set([
  RECORD.pad,
  RECORD.string,
  RECORD.object,
  RECORD.clock,
  RECORD.dropped,
  RECORD.throttled,
  RECORD.ended,
  RECORD.anchor,
]);

/** @param text  a recording as it lies on disk. @throws where it is none, or is damaged */
export function tallyRecording(text: Buffer): Tally {
  if (text.toString('latin1', 0, WIRE_MAGIC.length) !== WIRE_MAGIC)
    throw new Error('this is no recording');
  const from = Math.ceil((text.indexOf(0x0a) + 1) / 8) * 8;
  const bytes = new Uint8Array(text.subarray(from));
  const slots = new Float64Array(bytes.buffer, 0, bytes.length >> 3);
  const callsBySite = new Map<number, number>();
  let events = 0;
  let lost = 0;
  const view = viewOf(slots);
  const call = (site: number): void => void callsBySite.set(site, (callsBySite.get(site) ?? 0) + 1);
  for (let at = 0; at < slots.length;) {
    const length = recordSlots(view, at, slots.length);
    if (Number.isNaN(length)) throw new Error(`the recording is damaged at slot ${at}`);
    const high = view.words[at * 2 + 1] as number;
    if (isPacked(high)) {
      events += 1;
      if (high < PACKED_EVENT) call(high & MOST_PACKED_SITE);
      at += length;
      continue;
    }
    const header = slots[at] as number;
    const type = header % TYPES;
    if (!NO_EVENTS.has(type)) events += 1;
    if (type === RECORD.callStart) call(Math.floor(header / HEADER_SITE));
    else if (type === RECORD.dropped) lost += slots[at + 1] as number;
    at += length;
  }
  return { events, bytes: text.length, lost, callsBySite };
}

/** @returns the tally of all recordings of a run */
export function tallyRun(runDir: string): Tally {
  const folder = join(runDir, 'recordings');
  const all = readdirSync(folder).map((file) => tallyRecording(readFileSync(join(folder, file))));
  const callsBySite = new Map<number, number>();
  for (const one of all) {
    for (const [site, calls] of one.callsBySite)
      callsBySite.set(site, (callsBySite.get(site) ?? 0) + calls);
  }
  const sum = (of: (one: Tally) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  return {
    events: sum((one) => one.events),
    bytes: sum((one) => one.bytes),
    lost: sum((one) => one.lost),
    callsBySite,
  };
}
