/**
 * One event of a recording as a hop: its place, its value in full, the activation it happened in and who called that, and the
 * hops that it was made from, one step back. From there one can go on, hop by hop, to anywhere in the recording.
 */
import type { CitedHop } from '../../protocol/answer.ts';
import type { ScopeEvent, SiteEvent, StateChange, Value } from '../../protocol/event.ts';
import { eventId, placeId } from '../../query/look/event-id.ts';
import type { NamedEvent } from '../../query/look/event-id.ts';
import { stackOf } from '../../query/look/stack.ts';
import type { StackLine } from '../../query/look/stack.ts';
import { evidenceOf } from '../../query/provenance/evidence.ts';
import { expressionOf, placeOfSite } from '../../query/provenance/place.ts';
import type { Context } from '../../query/provenance/point.ts';
import { sliceBackward } from '../../query/provenance/slice.ts';
import type { SlicePoint, Target } from '../../query/provenance/slice.ts';
import type { SubjectEvent } from '../../query/target/subject/focus.ts';
import { formatValue, isSameValue } from '../../query/value-text.ts';
import { hopOf } from '../evidence/chain.ts';
import { evidenceOfEvent, targetsOf } from '../evidence/target/subject.ts';

export interface Inspected {
  readonly hop: CitedHop;
  readonly event: SiteEvent;
  /** As much of the value as was recorded; null where the event has none. */
  readonly value: Value | null;
  /** Innermost first. */
  readonly stack: readonly StackLine[];
  /** What it was made from or decided by, nearest first. */
  readonly causes: readonly CitedHop[];
  /** Causes that are not listed. */
  readonly moreCauses: number;
}

const MOST_CAUSES = 8;
const MOST_CHANGES = 6;
/** Steps of the walk: enough to get past what only connects. */
const NEAR = 160;

const SUBJECT =
  /^(?:variable-written|property-written|property-read|error-caught|call-start|call-end|call-result|value-read)$/u;

/** @returns null for an event without a place, or whose source was not recorded */
export function inspectEvent(context: Context, { event, parameter }: NamedEvent): Inspected | null {
  if (!('site' in event) || !('frame' in event)) return null;
  const site = context.timeline.sites[event.site];
  const frame = context.timeline.frame(event.process, event.frame);
  if (site === undefined || frame === null) return null;
  const place = placeOfSite(context, site);
  if (place === null) return null;
  const given = event.type === 'call-start' && parameter !== null ? event.values[parameter] : null;
  const value = 'value' in event ? event.value : (given ?? null);
  const subject = SUBJECT.test(event.type)
    ? ({ event, frame, site, value, was: null, isWrite: false } as SubjectEvent)
    : null;
  const targets = subject === null ? [] : targetsOf(context, subject);
  const point = targets[0]?.point;
  const own =
    point?.kind === 'parameter'
      ? evidenceOf(context, point)
      : subject === null
        ? null
        : evidenceOfEvent(context, subject);
  const evidence = own ?? { source: place.source, node: place.node, frame, seq: event.seq, value };
  const hop = cite(
    context,
    hopOf(context, evidence, roleOf(event), whatHappened(event), null),
    event,
  );
  const found = causesOf(context, targets, event);
  return {
    hop,
    event,
    value,
    stack: stackOf(context, frame, event.seq),
    causes: found.slice(0, MOST_CAUSES),
    moreCauses: Math.max(0, found.length - MOST_CAUSES),
  };
}

function cite(
  { timeline }: Context,
  hop: Omit<CitedHop, 'id'>,
  event: ScopeEvent | null,
): CitedHop {
  const isCall = event === null || event.type === 'call-start';
  // By the event's own name it can be found again; a parameter has one beside the call's.
  const id = isCall ? null : eventId(timeline, event);
  return { ...hop, id: id ?? placeId(timeline, event, hop.node) };
}

function roleOf({ type }: SiteEvent): CitedHop['role'] {
  if (type.endsWith('-written')) return 'change';
  if (type === 'branch-taken') return 'control';
  return type === 'call-start' ? 'call' : 'value';
}

const HAPPENED: Readonly<Partial<Record<ScopeEvent['type'], string>>> = {
  'call-start': 'the function was entered',
  'variable-written': 'a variable was written',
  'property-written': 'a property was written',
  'property-read': 'a property was read',
  'call-result': 'a call came back',
  'value-read': 'the expression had this value',
  'branch-taken': 'the condition decided here',
  'snapshot-taken': 'locals were copied here',
  'message-sent': 'this was handed over',
  'message-received': 'a listener got this',
  'state-changed': 'the method left its object like this; no change is known',
  suspended: 'the function waits from here on',
  resumed: 'the function went on here',
  'error-thrown': 'an error was thrown',
  'error-caught': 'an error was caught',
};

/** @returns in a few words what an event says */
export function whatHappened(event: ScopeEvent): string {
  if (event.type === 'call-end')
    return event.outcome === 'threw' ? 'the function threw' : 'the function returned';
  if (event.type === 'state-changed' && event.changed.length > 0) return changesText(event.changed);
  return HAPPENED[event.type] ?? event.type;
}

function changesText(changed: readonly StateChange[]): string {
  const text = (value: Value | null): string =>
    value === null ? 'nothing' : formatValue(value, 40);
  const shown = changed
    .slice(0, MOST_CHANGES)
    .map(({ key, was, value }) => `${key} from ${text(was)} to ${text(value)}`);
  const more = changed.length > MOST_CHANGES ? `, and ${changed.length - MOST_CHANGES} more` : '';
  return `the method changed ${shown.join(', ')}${more}`;
}

function causesOf(
  context: Context,
  targets: readonly Target[],
  event: SiteEvent,
): readonly CitedHop[] {
  const expression = expressionOf(context, event);
  const from =
    targets.length > 0
      ? targets
      : expression === null
        ? []
        : [{ point: expression, cost: 0, why: 'asked' }];
  const { points } = sliceBackward(context, from, { limit: NEAR });
  const found = new Map<string, CitedHop>();
  const root = points[0];
  if (root === undefined) return [];
  for (const point of points) {
    if (!isNext(point, root)) continue;
    const { evidence } = point;
    if (evidence === null || point.point.kind === 'frontier') continue;
    const proof = evidence.seq === null ? null : context.timeline.at(evidence.seq);
    const hop = cite(context, hopOf(context, evidence, point.role, point.why, null), proof);
    if (!found.has(hop.id)) found.set(hop.id, hop);
  }
  return [...found.values()];
}

/** Nothing else that shows something lies between it and what was asked about. */
function isNext(point: SlicePoint, root: SlicePoint): boolean {
  if (!isShown(point, root)) return false;
  for (let at = point.via; at !== null; at = at.via) if (isShown(at, root)) return false;
  return true;
}

/** It has a value, and is not the same value on the same line of the same activation. */
function isShown({ via, evidence }: SlicePoint, root: SlicePoint): boolean {
  const own = root.evidence;
  if (via === null || evidence === null || evidence.value === null) return false;
  if (own === null || evidence.source !== own.source || evidence.frame !== own.frame) return true;
  if (evidence.node === own.node) return false;
  const isLine = evidence.source.lineAt(evidence.node.start) === own.source.lineAt(own.node.start);
  return !isLine || own.value === null || !isSameValue(evidence.value, own.value);
}
