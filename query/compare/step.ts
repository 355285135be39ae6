/**
 * One activation as a sequence of steps, its own events and the calls it made, in the order of time. Activations that the other
 * run has no counterpart of are looked through: what they called counts as called from here.
 */
import type { SiteEvent } from '../../protocol/event.ts';
import type { Frame, Timeline } from '../timeline.ts';
import { CHANGED } from './counterpart.ts';
import type { SiteKeys } from './counterpart.ts';

export interface Side {
  readonly timeline: Timeline;
  readonly keys: SiteKeys;
  /** Functions of which parts of the run were not recorded: nothing is said about them. */
  readonly leavesOut?: (site: number) => boolean;
}

export interface Step {
  /** Equal on both sides for the same thing at the same place. */
  readonly key: number;
  readonly seq: number;
  /** The event, or the start of the called activation. */
  readonly event: SiteEvent;
  /** The activation that was called. */
  readonly frame: Frame | null;
}

const KINDS = 16;
const CALL = 1;
/** Ends of activations belong together, whichever `return` they came by. */
const END = 2;
const TYPES: Readonly<Partial<Record<SiteEvent['type'], number>>> = {
  'variable-written': 3,
  'property-written': 4,
  'property-read': 5,
  'call-result': 6,
  'value-read': 7,
  'branch-taken': 8,
  'snapshot-taken': 9,
  suspended: 10,
  resumed: 11,
  'error-thrown': 12,
  'error-caught': 13,
  'state-changed': 14,
  'message-sent': 15,
};
const MOST_THROUGH = 40;

export function keyOfFrame({ keys }: Side, frame: Frame): number {
  const key = keys.keyOf(frame.site.id);
  return key > 0 ? key * KINDS + CALL : key;
}

/** @returns what the activation did after its start that the other side can have a counterpart of, in the order of time */
export function stepsOf(side: Side, frame: Frame): readonly Step[] {
  return itemsOf(side, frame, 0).filter(({ key }) => key > 0);
}

/**
 * Changed code that ran on the way to an event: in its activation before it, else in the one that called that, and so on.
 * @returns the nearest first; empty where no text of the call path was changed
 */
export function changedBefore(side: Side, from: Frame, seq: number): readonly SiteEvent[] {
  let before = seq;
  for (let frame: Frame | null = from; frame !== null; frame = frame.parent) {
    const isChanged = ({ site }: SiteEvent): boolean =>
      side.keys.keyOf(site) === CHANGED || side.keys.isRewritten(site);
    const found = [...frame.events, ...frame.children.map(({ start }) => start)].filter(
      (event) => event.seq <= before && isChanged(event),
    );
    if (found.length > 0) return found.sort((a, b) => b.seq - a.seq).slice(0, MOST_CHANGED);
    before = frame.start.seq;
  }
  return [];
}

const MOST_CHANGED = 12;

/** Own events and calls, merged by time; what was called through unknown activations is put in the place of those. */
function itemsOf(side: Side, frame: Frame, depth: number): readonly Step[] {
  const items: Step[] = [];
  let child = 0;
  const callsBefore = (seq: number): void => {
    for (; child < frame.children.length; child += 1) {
      const called = frame.children[child] as Frame;
      if (called.start.seq > seq) return;
      const key = side.leavesOut?.(called.site.id) === true ? 0 : keyOfFrame(side, called);
      items.push({ key, seq: called.start.seq, event: called.start, frame: called });
      if (key <= 0 && depth < MOST_THROUGH)
        items.push(
          ...itemsOf(side, called, depth + 1).filter((one) => one.event.type !== 'call-end'),
        );
    }
  };
  for (const event of frame.events) {
    if (event.type === 'call-start') continue;
    callsBefore(event.seq);
    if (side.leavesOut?.(event.site) === true) continue;
    items.push({ key: keyOfEvent(side, frame, event), seq: event.seq, event, frame: null });
  }
  callsBefore(Infinity);
  return items;
}

function keyOfEvent(side: Side, frame: Frame, event: SiteEvent): number {
  if (event.type === 'call-end') {
    const key = side.keys.keyOf(frame.site.id);
    return key > 0 ? key * KINDS + END : key;
  }
  const key = side.keys.keyOf(event.site);
  return key > 0 ? key * KINDS + (TYPES[event.type] ?? 0) : key;
}
