/**
 * Events of emitters, by the emitter's identity and the event's name: what `once` waited for was emitted where, where a listener was
 * registered, and what was emitted before it was.
 */
import type { Value } from '../../../protocol/event.ts';
import { refOf, isSameValue } from '../../value-text.ts';
import { push } from '../../lists.ts';
import type { Frame, Timeline } from '../../timeline.ts';
import { simpleName } from '../../../protocol/ids.ts';
import { argumentsOf, calleeName, receiverOf } from '../call.ts';
import type { CallSite } from '../call.ts';
import { withoutSpread } from '../builtin/contents.ts';
import { COST } from '../cost.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { placeStep, valueStep } from '../step/dependence.ts';
import { valueOf } from '../value.ts';
import { calledBetween, callsNamed } from './called.ts';
import type { Called, CallResult } from './called.ts';
import { functionOrigin, isActivationOf } from './origin.ts';

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
    return (
      context.timeline.receiverOf(one.event) === ref && said !== null && isSameValue(said, name)
    );
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

const EMITS = ['emit', 'dispatchEvent'];
const REGISTERS = ['on', 'once', 'addListener', 'prependListener', 'addEventListener', 'subscribe'];
const MOST_REGISTERED = 4;
/** Of what one emitter was given for one event so many are looked at, the latest. */
const MOST_TRIED = 2000;

/** A call of an emitter; its receiver, where the call's own event shows it. */
interface OfEmitter extends Pick<Called, 'source' | 'node' | 'frame' | 'seq'> {
  readonly event?: CallResult;
}

/**
 * @param call the emission that had the listener run
 * @returns steps to where the listener was registered with that emitter for that event: the first time, and each time again
 */
export function registeredBy(
  context: Context,
  call: CallSite,
  frame: Frame,
): readonly Dependence[] {
  if (!EMITS.includes(calleeName(call.source, call.node))) return [];
  const before = call.seq ?? frame.start.seq;
  const { source, node, frame: by } = call;
  const own = context.timeline.at(before);
  const found = sameEvent(context, REGISTERS, {
    ...{ source, node, frame: by, seq: before },
    ...(own?.type === 'call-result' ? { event: own } : {}),
  })
    .filter(({ seq }) => seq < before)
    .slice(-MOST_TRIED)
    .filter((one) => {
      const listener = argumentsOf(one.node)[1];
      const at = listener && expressionAt(one.source, listener, one.frame, one.seq);
      const origin = at === undefined ? null : functionOrigin(context, at);
      return origin !== null && isActivationOf(frame, origin);
    });
  const name = simpleName(frame.site.node) || 'this';
  return found.slice(0, MOST_REGISTERED).map((one, index) => {
    const isAgain = index > 0;
    const why = isAgain ? `${name} was registered once more` : `${name} was registered`;
    const place = [one.source, one.node, one.frame, one.seq + 1] as const;
    return placeStep([...place], isAgain ? COST.crossing : COST.call, why);
  });
}

/** @returns steps to emissions of an event that came before this registration for it, which nothing emitted later */
export function emittedBefore(context: Context, at: OfEmitter): readonly Dependence[] {
  if (!REGISTERS.includes(calleeName(at.source, at.node))) return [];
  const all = sameEvent(context, EMITS, at);
  if (all.some(({ seq }) => seq > at.seq)) return [];
  return all.slice(-1).map(({ source, node, frame, seq }) => {
    const place = [source, node, frame, seq + 1] as const;
    return placeStep([...place], COST.turned, 'was emitted before this was registered');
  });
}

type ByEmitter = ReadonlyMap<string, readonly Called[]>;

const indexed = new WeakMap<Timeline, Map<readonly string[], ByEmitter>>();

/** @returns the calls of these names on the same emitter, by its identity, for an event of the same name; in order */
function sameEvent(context: Context, names: readonly string[], at: OfEmitter): readonly Called[] {
  const key = emitterKey(context, at);
  const event = key === null ? null : eventOf(context, at);
  if (key === null || event === null) return [];
  return (byEmitter(context, names).get(key) ?? []).filter((one) => {
    const other = eventOf(context, one);
    return other !== null && isSameValue(other, event);
  });
}

/** Found once for each recording: a program may have any number of emitters. */
function byEmitter(context: Context, names: readonly string[]): ByEmitter {
  const ofTimeline = indexed.get(context.timeline) ?? new Map<readonly string[], ByEmitter>();
  indexed.set(context.timeline, ofTimeline);
  const known = ofTimeline.get(names);
  if (known !== undefined) return known;
  const found = new Map<string, Called[]>();
  const all = names.flatMap((name) => callsNamed(context, name));
  for (const one of all.toSorted((a, b) => a.seq - b.seq)) {
    const key = emitterKey(context, one);
    if (key !== null) push(found, key, one);
  }
  ofTimeline.set(names, found);
  return found;
}

/** References count anew in each process. */
function emitterKey(
  context: Context,
  { source, node, frame, seq, event }: OfEmitter,
): string | null {
  const receiver = receiverOf(node);
  const shown = refOf(event?.object ?? null);
  const ref =
    shown ?? (receiver === null ? null : refOf(valueOf(context, source, receiver, frame, seq)));
  return ref === null ? null : `${frame.process}:${ref}`;
}

function eventOf(context: Context, { source, node, frame, seq }: OfEmitter): Value | null {
  const [event] = argumentsOf(node);
  return event === undefined ? null : valueOf(context, source, event, frame, seq);
}
