/**
 * What an assignment put its value in the place of. That a total was 3 before it became 1 tells as much as the 1: a statement
 * that was to add to a value, and replaced it, shows so.
 */
import type { ScopeEvent, Value } from '../protocol/event.ts';
import type { Site } from '../protocol/site.ts';
import type { Point } from './provenance/point.ts';
import { lastBefore } from './lists.ts';
import { lastPropertyWrite } from './written.ts';
import type { PropertyWrite, Timeline, VariableWrite } from './timeline.ts';
import { isNothing, isSameValue, refOf } from './value-text.ts';

const ASSIGNMENT = /^(?:assignment|augmented_assignment|update)_expression$/u;

/** @returns the other value that was written there last; null for a declaration, and where there was none or nothing */
export function replacedBy(timeline: Timeline, point: Point): Value | null {
  if (point.kind !== 'variable' && point.kind !== 'property') return null;
  const { node } = point;
  if (!ASSIGNMENT.test(node.type) && !ASSIGNMENT.test(node.parent?.type ?? '')) return null;
  const was = writtenBefore(timeline, point.event);
  return was === null || isNothing(was) || isSameValue(was, point.event.value) ? null : was;
}

/** @returns what the last write before this one left in its place; null where a write between them may not have been recorded */
export function writtenBefore(timeline: Timeline, event: ScopeEvent): Value | null {
  return writeBefore(timeline, event)?.value ?? null;
}

/** @returns the last write of the same place before this one; null where one between them may not have been recorded */
export function writeBefore(
  timeline: Timeline,
  event: ScopeEvent,
): PropertyWrite | VariableWrite | null {
  const site = 'site' in event ? timeline.sites[event.site] : undefined;
  if (site === undefined) return null;
  const write =
    event.type === 'property-written'
      ? onObject(timeline, event)
      : inVariable(timeline, event, site);
  if (write === null) return null;
  const isSamePlace = (other: Site): boolean =>
    site.binding === undefined
      ? other.kind === site.kind
      : other.file === site.file && other.binding?.declaredAt === site.binding.declaredAt;
  return timeline.mayHaveMissed(event.process, write.seq, event.seq, isSamePlace) ? null : write;
}

function onObject(timeline: Timeline, event: PropertyWrite): PropertyWrite | null {
  const ref = refOf(event.object);
  if (ref === null || event.key === null) return null;
  const history = timeline.object(event.process, ref);
  return lastPropertyWrite(history, event.key, event.seq)?.write ?? null;
}

function inVariable(timeline: Timeline, event: ScopeEvent, site: Site): VariableWrite | null {
  if (site.binding === undefined || event.type !== 'variable-written') return null;
  const { declaredAt } = site.binding;
  const writes = timeline.variableWrites(event.process, event.token, site.file, declaredAt);
  return lastBefore(writes, event.seq);
}
