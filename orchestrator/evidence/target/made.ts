/** From an error that did not come through calls, but as a promise that was rejected, to where it was thrown, else to where it was made. */
import { expressionOf } from '../../../query/provenance/place.ts';
import { reachedAt } from '../../../query/provenance/point.ts';
import type { Context } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { differenceOf } from '../../../query/target/asserted.ts';
import type { Failure } from '../../../query/target/failure.ts';
import { refOf } from '../../../query/value-text.ts';

/** What making the error costs beside why it was made. */
const MADE_VALUE = 0.3;

/** @returns none where the error is that of an assertion, or came about in the activation that failed */
export function madeElsewhere(
  context: Context,
  { error, frame, errorSeq }: Failure,
  base: number,
): readonly Target[] {
  const ref = refOf(error);
  if (ref === null || differenceOf(error).expected !== null) return [];
  const { object, sites } = context.timeline;
  const { seen } = object(frame.process, ref);
  const thrown = seen.find(
    (event) => event.type === 'error-thrown' && sites[event.site]?.kind === 'throw',
  );
  const made = seen.find(
    (event) =>
      event.type === 'call-result' && expressionOf(context, event)?.node.type === 'new_expression',
  );
  const origin = thrown ?? made;
  const at = origin === undefined || origin.seq >= errorSeq ? null : expressionOf(context, origin);
  if (at === null || at.frame === frame) return [];
  const why = { ...reachedAt(at.source, at.node, at.frame, at.before), isDecisive: true };
  return [
    { point: why, cost: base, why: 'where the error was made' },
    { point: at, cost: base + MADE_VALUE, why: 'the error' },
  ];
}
