/**
 * The state of an object whose class was not recorded (URL, Headers, what a package made): what one of its methods or accessors gives
 * depends on what was written to it before, and on the calls of its methods that were made for their effect.
 */
import type { ScopeEvent, SiteEvent, Value } from '../../../protocol/event.ts';
import type { Frame } from '../../timeline.ts';
import { isSameValue, refOf } from '../../value-text.ts';
import { shownObject } from '../builtin/native.ts';
import { activationsOf, argumentsOf, calleeName, callInside, receiverOf } from '../call.ts';
import { COST } from '../cost.ts';
import { expressionOf } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { controlStep, valueStep } from '../step/dependence.ts';
import { evaluationOf, valueOf } from '../value.ts';

const MOST_PLACES = 5;

/**
 * @param came  what came of it, if that is a value: a call that was given the very same counts more than a later one
 * @returns steps to what gave the receiver of a call that was not recorded its state, latest first
 */
export function receiverState(
  context: Context,
  { source, node, frame }: Pick<ExpressionPoint, 'source' | 'node' | 'frame'>,
  before: number,
  came: Value | null = null,
): readonly Dependence[] {
  const receiver = receiverOf(node);
  const ref = receiver === null ? null : refOf(valueOf(context, source, receiver, frame, before));
  return ref === null ? [] : stateOf(context, frame.process, ref, { before, came });
}

/**
 * @returns the same for a property that no write of its own explains: an accessor, since the object shows other keys or none as its
 *   own and gives a value all the same
 */
export function accessorState(
  context: Context,
  at: ExpressionPoint,
  { ref, key, before }: { readonly ref: number; readonly key: string; readonly before: number },
): readonly Dependence[] {
  const { process } = at.frame;
  const shown = shownObject(context, process, ref);
  if (shown === null || shown.omitted !== undefined || shown.shape !== 'object') return [];
  if (shown.size < 0 || shown.fields.length < shown.size) return [];
  if (shown.fields.some(({ key: own }) => own === key)) return [];
  const read = evaluationOf(context, at.source, at.node, at.frame, before + 1);
  if (read?.event.type !== 'property-read' || read.value.kind === 'undefined') return [];
  return activationsOf(at.frame, read.event.seq).length > 0
    ? []
    : stateOf(context, process, ref, { before, came: null });
}

function stateOf(
  context: Context,
  process: number,
  ref: number,
  { before, came }: { readonly before: number; readonly came: Value | null },
): readonly Dependence[] {
  const { writes, calls } = context.timeline.object(process, ref);
  const latest = new Map<number, SiteEvent>();
  const all = [...writes, ...calls, ...ownCalls(context, process, ref)];
  for (const event of all) {
    const known = latest.get(event.site);
    const isKept = known !== undefined && took(context, known, came) && !took(context, event, came);
    if (event.seq < before && !isKept) latest.set(event.site, event);
  }
  return [...latest.values()]
    .sort((a, b) => b.seq - a.seq)
    .flatMap((event) => changeBy(context, event))
    .slice(0, MOST_PLACES);
}

/** The call was given that value. */
function took(context: Context, event: SiteEvent, came: Value | null): boolean {
  const at = came === null || event.type !== 'call-result' ? null : expressionOf(context, event);
  const call = at === null ? null : callInside(at.node);
  if (came === null || at === null || call === null) return false;
  return argumentsOf(call).some((argument) => {
    const value = valueOf(context, at.source, argument, at.frame, at.before);
    return value !== null && isSameValue(value, came);
  });
}

const MOST_FRAMES = 24;

/** `this.push(x)`: in the methods that the program gave it or its class, the receiver is that of the activation. */
function ownCalls(context: Context, process: number, ref: number): readonly SiteEvent[] {
  return context.timeline
    .object(process, ref)
    .seen.flatMap((event) => {
      const names = event.type === 'call-start' ? context.timeline.sites[event.site]?.names : null;
      const self = names?.indexOf('this') ?? -1;
      const isOwn = event.type === 'call-start' && refOf(event.values[self]) === ref;
      return isOwn ? (context.timeline.frame(process, event.frame) ?? []) : [];
    })
    .slice(-MOST_FRAMES)
    .flatMap(({ events }) => events)
    .filter((event) => {
      const at = event.type === 'call-result' ? expressionOf(context, event) : null;
      const call = at === null ? null : callInside(at.node);
      return call !== null && receiverOf(call)?.type === 'this';
    });
}

function changeBy(context: Context, event: ScopeEvent): readonly Dependence[] {
  const at = expressionOf(context, event);
  if (at === null) return [];
  const { source, node, frame, before } = at;
  if (event.type === 'property-written') {
    const why = `${event.key ?? 'a property'} was written here`;
    return [valueStep({ kind: 'property', event, frame, source, node }, COST.contents, why)];
  }
  const call = callInside(node);
  if (call === null || !isForEffect(call) || wasRecorded(frame, event)) return [];
  const name = calleeName(source, call);
  const steps = [
    controlStep([source, call, frame, before], COST.contents, `${name} may have changed it`),
    ...argumentsOf(call).map((argument) =>
      valueStep(
        expressionAt(source, argument, frame, before),
        COST.contents,
        `argument of ${name}`,
      ),
    ),
  ];
  return steps.map((step) => ({ ...step, isInferred: true }));
}

/** `headers.append(k, v);`: nobody takes what it gives. */
function isForEffect({ parent }: NonNullable<ReturnType<typeof callInside>>): boolean {
  return parent?.type === 'expression_statement';
}

function wasRecorded(frame: Frame, event: ScopeEvent): boolean {
  return activationsOf(frame, event.seq).length > 0;
}
