/**
 * From slots to events: the inverse of `capture/runtime`. Receiver and key records are joined to the read, write or call that
 * they belong to and yield no event of their own. A call ends where its value is returned (`call-end` returned), unless
 * a later return of the same activation supersedes it or the activation throws after it; then it ends where it exits.
 * Tolerates a stream cut anywhere. Knows nothing of files.
 */
import type { ScopeEvent, Value } from '../protocol/event.ts';
import type { FrameId, Seq, SiteId } from '../protocol/ids.ts';
import type { Site } from '../protocol/site.ts';
import {
  DROP_REASONS,
  HEADER_COUNT,
  HEADER_SITE,
  HOLE,
  RECORD,
  recordSlots,
  THROTTLE_STATES,
  viewOf,
} from '../protocol/wire.ts';
import type { SlotView } from '../protocol/wire.ts';
import { isPacked } from '../protocol/wire/packed.ts';
import { createJoins } from './decode-joins.ts';
import { createMessages } from './decode-messages.ts';
import { createImplied, readPackedEvent, readPackedStart } from './decode-packed.ts';
import { createStates } from './decode-state.ts';
import { createValueReader } from './decode-values.ts';

export interface Decoder {
  /** @returns how many of the slots were taken: the rest begins with a record that goes on in the next chunk */
  push(slots: Float64Array, end: number): number;
  /** @returns the events in their order; nothing may be pushed afterwards */
  finish(): DecodedStream;
}

export interface DecodedStream {
  readonly events: ScopeEvent[];
  /** Where the clock stood: the index of the first event at or after each time. */
  readonly clocks: readonly { readonly index: number; readonly epochMs: number }[];
  /** Lost events by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly exitCode: number | null;
  /** The `ended` record is there. */
  readonly complete: boolean;
  /** A record that no version of the format has: what follows it cannot be read. */
  readonly corrupt: boolean;
}

type Returned = { readonly index: number; threw: boolean };
type Mutable = { seq: Seq };

/** @param sites the site table by id; a site that is not in it yields plain `value-read` events */
export function createDecoder(
  sites: readonly (Site | undefined)[],
  options: { readonly process: number; readonly unjoined?: ReadonlySet<number> },
): Decoder {
  const { process } = options;
  const events: (ScopeEvent | null)[] = [];
  const clocks: { index: number; epochMs: number }[] = [];
  const dropped: Record<string, number> = {};
  const values = createValueReader();
  const joins = createJoins(sites, options.unjoined ?? new Set());
  const states = createStates();
  const messages = createMessages();
  const implied = createImplied();
  const returned = new Map<number, Returned>();
  const seq = 0 as Seq;
  let exitCode: number | null = null;
  let complete = false;
  let corrupt = false;

  function callEnd(site: SiteId, frame: FrameId, value: Value): void {
    const earlier = returned.get(frame);
    if (earlier !== undefined) events[earlier.index] = null;
    returned.set(frame, { index: events.length, threw: false });
    events.push({ seq, process, site, frame, type: 'call-end', outcome: 'returned', value });
  }

  function callStart(
    site: SiteId,
    frame: FrameId,
    parent: FrameId,
    outer: FrameId,
    all: readonly Value[],
  ): void {
    events.push({ seq, process, site, frame, type: 'call-start', parent, outer, values: all });
  }

  function exited(site: SiteId, frame: FrameId): void {
    const end = returned.get(frame);
    if (end !== undefined) {
      returned.delete(frame);
      if (!end.threw) return;
      events[end.index] = null;
    }
    events.push({ seq, process, site, frame, type: 'call-end', outcome: 'threw' });
  }

  /** An activation that returned and then throws (in its `finally`) threw after all, unless it catches that. */
  function threw(frame: FrameId, whether: boolean): void {
    const end = returned.get(frame);
    if (end !== undefined) end.threw = whether;
  }

  function lost(count: number, reason: string): void {
    dropped[reason] = (dropped[reason] ?? 0) + count;
    if (reason === 'throttled') joins.clearThinned();
    // What a condition leaves out is all of an event and of nothing else, or all of an activation.
    else if (reason !== 'condition') joins.clear();
    if (reason !== 'condition') messages.clear();
    events.push({ seq, process, type: 'events-dropped', count, reason });
  }

  function read(slots: Float64Array, at: number): void {
    const header = slots[at] as number;
    const type = header % HEADER_COUNT;
    const count = Math.floor(header / HEADER_COUNT) % (HEADER_SITE / HEADER_COUNT);
    const site = Math.floor(header / HEADER_SITE) as SiteId;
    const frame = slots[at + 1] as FrameId;
    switch (type) {
      case RECORD.string:
        return values.defineString(slots, at, site);
      case RECORD.object:
        return values.defineObject(slots, at, site, count);
      case RECORD.callStart: {
        const parent = slots[at + 2] as FrameId;
        implied.started(frame, parent);
        callStart(site, frame, parent, slots[at + 3] as FrameId, values.list(at + 4, count));
        break;
      }
      case RECORD.exited:
        implied.exited(frame);
        exited(site, frame);
        break;
      case RECORD.variableWritten:
        written(site, frame, slots[at + 2] as FrameId, values.at(at + 3));
        break;
      case RECORD.fieldWritten: {
        const key = sites[site]?.key ?? null;
        const object = values.at(at + 2);
        const value = values.at(at + 3);
        events.push({ seq, process, site, frame, type: 'property-written', object, key, value });
        break;
      }
      case RECORD.iteration: {
        const token = slots[at + 2] as FrameId;
        const outer = slots[at + 3] as FrameId;
        implied.numbered(token);
        events.push({ seq, process, site, frame, type: 'iteration-started', token, outer });
        break;
      }
      case RECORD.snapshot:
        snapshotRecord(site, frame, values.list(at + 2, count));
        break;
      case RECORD.returned:
      case RECORD.propertyWritten:
      case RECORD.value:
      case RECORD.branch:
      case RECORD.thrown:
      case RECORD.caught:
      case RECORD.suspended:
        oneValue(type, site, frame, values.at(at + 2));
        break;
      default:
        return readProcessRecord(type, count, site, slots, at);
    }
    values.endEvent();
  }

  /** @returns false where the record is none that is packed */
  function readPacked(view: SlotView, at: number): boolean {
    const start = readPackedStart(view, at, values);
    if (start !== null) {
      const known = implied.start();
      if (known === null) return true;
      tellUnread();
      const { frame, parent } = known;
      callStart(start.site, frame, parent, start.outer ?? parent, start.values);
      return true;
    }
    const { type, site, value, token } = readPackedEvent(view, at, values);
    const frame = implied.current();
    if (type === RECORD.exited) implied.end();
    if (frame === null) return true;
    tellUnread();
    if (type === RECORD.exited) {
      callEnd(site, frame, value);
      returned.delete(frame);
    } else if (type === RECORD.variableWritten) written(site, frame, token ?? frame, value);
    else return oneValue(type, site, frame, value);
    return true;
  }

  function tellUnread(): void {
    const unread = implied.takeUnread();
    if (unread !== null) lost(unread.count, unread.reason);
  }

  function written(site: SiteId, frame: FrameId, token: FrameId, seen: Value): void {
    const value = updated(seen, sites[site]);
    events.push({ seq, process, site, frame, type: 'variable-written', token, value });
  }

  function oneValue(type: number, site: SiteId, frame: FrameId, value: Value): boolean {
    switch (type) {
      case RECORD.returned:
        callEnd(site, frame, value);
        return true;
      case RECORD.propertyWritten: {
        const { object, key } = joins.take(site, frame);
        const now = updated(value, sites[site]);
        events.push({
          ...{ seq, process, site, frame },
          ...{ type: 'property-written', object, key, value: now },
        });
        return true;
      }
      case RECORD.value:
        valueRecord(site, frame, value);
        return true;
      case RECORD.branch:
        events.push({ seq, process, site, frame, type: 'branch-taken', value });
        return true;
      case RECORD.thrown:
        threw(frame, true);
        events.push({ seq, process, site, frame, type: 'error-thrown', value });
        return true;
      case RECORD.caught:
        threw(frame, false);
        events.push({ seq, process, site, frame, type: 'error-caught', value });
        return true;
      case RECORD.suspended:
        events.push({ seq, process, site, frame, type: 'suspended', value });
        return true;
      default:
        return false;
    }
  }

  function readProcessRecord(
    type: number,
    count: number,
    site: SiteId,
    slots: Float64Array,
    at: number,
  ): void {
    const number = slots[at + 1] as number;
    switch (type) {
      case RECORD.processError: {
        const origin = count === 1 ? 'unhandled-rejection' : 'uncaught-exception';
        const value = values.at(at + 2);
        events.push({
          seq,
          process,
          type: 'process-error',
          origin,
          frame: number as FrameId,
          value,
        });
        return values.endEvent();
      }
      case RECORD.clock:
        clocks.push({ index: events.length, epochMs: number });
        events.push({ seq, process, type: 'clock', epochMs: number });
        return;
      case RECORD.dropped: {
        const reason = DROP_REASONS[count] ?? 'unknown';
        if (site === HOLE) implied.hole(reason);
        return lost(number, reason);
      }
      case RECORD.throttled: {
        const state = THROTTLE_STATES[count] ?? 'off';
        if (state === 'off') joins.disable(site);
        else joins.thin(site);
        messages.clear();
        events.push({ seq, process, type: 'probe-throttled', site, state });
        return;
      }
      case RECORD.anchor:
        return implied.anchor(number, slots[at + 2] as number);
      case RECORD.ended:
        complete = true;
        exitCode = number;
        return;
      default:
    }
  }

  function snapshotRecord(site: SiteId, frame: FrameId, all: readonly Value[]): void {
    const [value] = all;
    if (sites[site]?.kind === 'received') {
      const channel = sites[site].key ?? '';
      events.push({ seq, process, site, frame, type: 'message-received', channel, values: all });
      return;
    }
    if (sites[site]?.kind === 'state' && value !== undefined) {
      if (sites[site].phase === 'after') {
        events.push({
          seq,
          process,
          site,
          frame,
          type: 'state-changed',
          value,
          ...states.end(frame, value),
        });
        return;
      }
      states.begin(frame, value);
    }
    events.push({ seq, process, site, frame, type: 'snapshot-taken', values: all });
  }

  function valueRecord(site: SiteId, frame: FrameId, value: Value): void {
    const kind = sites[site]?.kind;
    switch (kind) {
      case 'receiver':
      case 'key':
        joins.put(site, frame, kind, value);
        // Also an event of its own: where the call throws, its receiver is the last thing seen of it.
        events.push({ seq, process, site, frame, type: 'value-read', value });
        return;
      case 'read': {
        const { object, key } = joins.take(site, frame);
        events.push({ seq, process, site, frame, type: 'property-read', object, key, value });
        return;
      }
      case 'call': {
        const { object, key } = joins.take(site, frame);
        events.push({ seq, process, site, frame, type: 'call-result', object, key, value });
        return;
      }
      case 'sent': {
        const sent = messages.add(sites[site] as Site, frame, value);
        if (sent === null) return;
        const channel = sites[site]?.key ?? '';
        events.push({ seq, process, site, frame, type: 'message-sent', channel, values: sent });
        return;
      }
      case 'await':
      case 'yield':
        events.push({ seq, process, site, frame, type: 'resumed', value });
        return;
      default:
        events.push({ seq, process, site, frame, type: 'value-read', value });
    }
  }

  return {
    push(slots, end) {
      let at = 0;
      const view = viewOf(slots);
      values.use(view);
      while (at < end && !corrupt) {
        const length = recordSlots(view, at, end);
        if (!(length >= 1)) corrupt = true;
        else if (at + length > end) break;
        else {
          if (!isPacked(view.words[at * 2 + 1] as number)) read(slots, at);
          else if (!readPacked(view, at)) corrupt = true;
          at += length;
        }
      }
      return at;
    },
    finish() {
      tellUnread();
      const kept = compact(events, clocks);
      for (let at = 0; at < kept.length; at += 1) (kept[at] as Mutable).seq = (at + 1) as Seq;
      return { events: kept, clocks, dropped, exitCode, complete, corrupt };
    },
  };
}

/** Takes out the superseded events, in place; moves the clock's indices along. */
function compact(
  events: (ScopeEvent | null)[],
  clocks: { index: number; epochMs: number }[],
): ScopeEvent[] {
  let kept = 0;
  let clock = 0;
  for (let at = 0; at < events.length; at += 1) {
    for (; clock < clocks.length && (clocks[clock]?.index ?? 0) <= at; clock += 1)
      clocks[clock] = { index: kept, epochMs: clocks[clock]?.epochMs ?? 0 };
    const event = events[at];
    if (event !== null && event !== undefined) events[kept++] = event;
  }
  events.length = kept;
  return events as ScopeEvent[];
}

/** A postfix update reports the old value, a delete whether it worked; the event carries what the place held then. */
function updated(value: Value, site: Site | undefined): Value {
  if (site?.kind === 'delete') return { kind: 'undefined' };
  const step = site?.update === 'postfix++' ? 1 : site?.update === 'postfix--' ? -1 : 0;
  if (step === 0) return value;
  if (value.kind === 'number') return { kind: 'number', value: value.value + step };
  if (value.kind === 'bigint')
    return { kind: 'bigint', text: String(BigInt(value.text) + BigInt(step)) };
  return value;
}
