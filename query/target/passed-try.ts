/** An error that came as a rejected promise out of a `try` that did not wait for it: the `catch` around it never saw it. */
import { callSiteOf } from '../provenance/call.ts';
import type { CallSite } from '../provenance/call.ts';
import { expressionAt } from '../provenance/point.ts';
import type { Context } from '../provenance/point.ts';
import type { Target } from '../provenance/slice.ts';
import { valueOf } from '../provenance/value.ts';
import { isReturnedInTry } from '../suspect/unawaited.ts';
import type { Frame } from '../timeline.ts';
import { isPromise, refOf } from '../value-text.ts';
import type { Failure } from './failure.ts';

const FARTHEST = 30;

/** What throws before there is a promise is seen by the `catch`. */
function gavePromise(context: Context, { source, node, frame }: CallSite): boolean {
  return isPromise(valueOf(context, source, node, frame, Infinity));
}

/** @returns the calls on the error's way whose promise was returned out of a `try` with a `catch`; none where none was */
export function passedTry(context: Context, { error, frame }: Failure): readonly Target[] {
  const ref = refOf(error);
  if (ref === null) return [];
  const { timeline } = context;
  const thrown = timeline
    .object(frame.process, ref)
    .seen.find((event) => event.type === 'error-thrown');
  if (thrown?.type !== 'error-thrown') return [];
  const found: Target[] = [];
  let at: Frame | null = timeline.frame(frame.process, thrown.frame);
  for (let out = 0; at !== null && out < FARTHEST; out += 1) {
    const call = callSiteOf(context, at);
    if (call !== null && isReturnedInTry(call.source, call.node) && gavePromise(context, call))
      found.push({
        point: expressionAt(call.source, call.node, call.frame, call.frame.endSeq ?? at.start.seq),
        cost: 0,
        why: 'was returned without await: the catch around it did not see the error',
      });
    at = call?.frame ?? null;
  }
  return found;
}
