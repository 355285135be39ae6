/** Events of emitters, by the emitter's identity and the event's name: what `once` waited for was emitted where. */
import { refOf, isSameValue } from '../../value-text.ts';
import { argumentsOf, calleeName } from '../call.ts';
import { withoutSpread } from '../builtin/contents.ts';
import { COST } from '../cost.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { placeStep, valueStep } from '../step/dependence.ts';
import { valueOf } from '../value.ts';
import { calledBetween, callsNamed } from './called.ts';

/**
 * `await once(emitter, name)`, with `at.before` just behind the wait.
 * @returns steps to the values of the event that ended the wait; none where the call is no such wait
 */
export function emittedTo(
  context: Context,
  at: ExpressionPoint,
  since: number | null,
): readonly Dependence[] {
  const { source, node, frame, before } = at;
  const [emitter, event] = argumentsOf(node);
  if (since === null || calleeName(source, node) !== 'once') return [];
  if (emitter === undefined || event === undefined) return [];
  const ref = refOf(valueOf(context, source, emitter, frame, since));
  const name = valueOf(context, source, event, frame, since);
  if (ref === null || name === null) return [];
  const emit = calledBetween(callsNamed(context, 'emit'), since, before).find((one) => {
    const [what] = argumentsOf(one.node);
    const said = what === undefined ? null : valueOf(context, one.source, what, one.frame, one.seq);
    return refOf(one.event.object) === ref && said !== null && isSameValue(said, name);
  });
  if (emit === undefined) return [];
  const values = argumentsOf(emit.node)
    .slice(1)
    .map((value) =>
      valueStep(
        expressionAt(emit.source, withoutSpread(value), emit.frame, emit.seq),
        COST.crossing,
        'was emitted here',
      ),
    );
  const place = [emit.source, emit.node, emit.frame, emit.seq + 1] as const;
  return [...values, placeStep([...place], COST.crossing, 'was emitted here')];
}
