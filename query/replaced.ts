/**
 * What an assignment put its value in the place of. That a total was 3 before it became 1 tells as much as the 1: a statement
 * that was to add to a value, and replaced it, shows so.
 */
import type { Value } from '../protocol/event.ts';
import type { Point } from './provenance/point.ts';
import { lastBefore, lastPropertyWrite } from './timeline.ts';
import type { Timeline } from './timeline.ts';
import { isNothing, isSameValue, refOf } from './value-text.ts';

const ASSIGNMENT = /^(?:assignment|augmented_assignment|update)_expression$/u;

/** @returns the other value that was written there last; null for a declaration, and where there was none or nothing */
export function replacedBy(timeline: Timeline, point: Point): Value | null {
  if (point.kind !== 'variable' && point.kind !== 'property') return null;
  const { node } = point;
  if (!ASSIGNMENT.test(node.type) && !ASSIGNMENT.test(node.parent?.type ?? '')) return null;
  const was = writtenBefore(timeline, point);
  return was === null || isNothing(was) || isSameValue(was, point.event.value) ? null : was;
}

function writtenBefore(
  timeline: Timeline,
  point: Extract<Point, { kind: 'variable' | 'property' }>,
): Value | null {
  const { event, frame } = point;
  if (point.kind === 'property') {
    const { object, key } = point.event;
    const ref = refOf(object);
    if (ref === null || key === null) return null;
    const history = timeline.object(frame.process, ref);
    return lastPropertyWrite(history, key, event.seq)?.write.value ?? null;
  }
  const site = timeline.sites[event.site];
  if (site?.binding === undefined || event.type !== 'variable-written') return null;
  const { declaredAt } = site.binding;
  const writes = timeline.variableWrites(frame.process, event.token, site.file, declaredAt);
  return lastBefore(writes, event.seq)?.value ?? null;
}
