/** What a promise came to that an assertion looks into (`eventually`, `resolves`): the asynchronous call that gave it ends with that. */
import type { Value } from '../../../protocol/event.ts';
import { activationsOf } from '../../provenance/call.ts';
import type { Context } from '../../provenance/point.ts';
import { isPromise, refOf } from '../../value-text.ts';

export interface Settled {
  readonly value: Value;
  /** Just behind the end of the call: what the value held then is what was compared. */
  readonly before: number;
}

/** @returns what the promise was fulfilled with; null where no recorded call gave it, or did not end with a value */
export function settledValue(
  { timeline, sources }: Context,
  process: number,
  promise: Value | null,
): Settled | null {
  const ref = refOf(promise);
  if (ref === null) return null;
  const made = timeline.object(process, ref).seen.find(({ type }) => type === 'call-result');
  if (made?.type !== 'call-result') return null;
  const caller = timeline.frame(process, made.frame);
  // What one call caused directly: with several it is not known whose promise this is.
  const [callee, ...others] = caller === null ? [] : activationsOf(caller, made.seq);
  if (callee === undefined || others.length > 0 || callee.outcome !== 'returned') return null;
  // Of any other function it is the promise that was given back, if it gave it.
  if (sources.functionOf(callee.site)?.isAsync !== true) return null;
  const { value, endSeq } = callee;
  return value === null || endSeq === null || isPromise(value) || value.kind === 'seen'
    ? null
    : { value, before: endSeq + 1 };
}
