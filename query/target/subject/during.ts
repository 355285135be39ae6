/**
 * What came about while the failing statement was evaluated. A function that is asked about may have given the same value before,
 * where that was right: the statement that failed is about this call.
 */
import type { SiteEvent } from '../../../protocol/event.ts';
import type { Goal } from '../../../protocol/plan.ts';
import type { Context } from '../../provenance/point.ts';
import { countBefore } from '../../lists.ts';
import type { Failure } from '../failure.ts';
import { hasValue } from './focus.ts';
import type { SubjectEvent } from './focus.ts';

/** @returns the events that gave the value that was asked about during the last evaluation of the failing statement, in order */
export function duringStatement(
  context: Context,
  failure: Failure,
  events: readonly SubjectEvent[],
  { observed }: Pick<Goal, 'observed'>,
): readonly SubjectEvent[] {
  const since = observed === undefined ? null : beginningOf(context, failure);
  if (observed === undefined || since === null) return [];
  return events.filter(
    ({ event, value, isWrite }) =>
      isWrite &&
      event.seq > since &&
      event.seq <= failure.errorSeq &&
      value !== null &&
      hasValue(value, observed),
  );
}

/** The last event of the activation before the failing statement was evaluated; null where the statement recorded nothing. */
function beginningOf(
  { timeline }: Context,
  { frame, source, statement, seq }: Failure,
): number | null {
  if (statement === null || frame.site.file !== source.path) return null;
  const isOf = ({ site: id }: SiteEvent): boolean => {
    const site = timeline.sites[id];
    return site !== undefined && site.start >= statement.start && site.end <= statement.end;
  };
  const own = frame.events.slice(0, countBefore(frame.events, seq + 1));
  const last = own.findLastIndex(isOf);
  const before = own.slice(0, last + 1).findLast((event) => !isOf(event));
  return last < 0 ? null : (before?.seq ?? null);
}
