/**
 * What an object holds, where a built-in took all of it (`join`, `JSON.stringify`, spread, `concat`): the writes of its elements,
 * the calls that filled it, and the literal it began as, each place once and at its latest.
 */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { ScopeEvent, Value } from '../../../protocol/event.ts';
import { lastBefore } from '../../lists.ts';
import type { ObjectHistory } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { activationsOf, argumentsOf, callInside } from '../call.ts';
import { COST } from '../cost.ts';
import { creationAt, expressionOf } from '../place.ts';
import { expressionAt, reachedAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { evaluationOf, valueOf } from '../value.ts';
import { controlStep, valueStep } from '../step/dependence.ts';
import { foreignCallsWith } from '../step/effect.ts';
import { returnOf } from '../step/return.ts';
import { changesBySite, isOwnMethod } from './mutation.ts';
import type { Change } from './mutation.ts';
import { changedSubject, nativeOf } from './native.ts';

const MOST_PLACES = 5;
const MOST_PARTS = 8;

/** @returns steps to what filled the object before that time, and to the literal or the call that made it */
export function contentsOf(
  context: Context,
  process: number,
  ref: number,
  before: number,
): readonly Dependence[] {
  const history = context.timeline.object(process, ref);
  const { seen } = history;
  const latest = new Map<number, ScopeEvent>();
  for (const [site, events] of changesBySite(history)) {
    const event = lastBefore(events, before);
    if (event !== null) latest.set(site, event);
  }
  for (const event of wrongOnes(context, history, before)) latest.set(event.site, event);
  const filled = [...latest.values()]
    .sort((a, b) => b.seq - a.seq)
    .flatMap((event) => filledBy(context, event, ref));
  const made = seen[0];
  const handed = filled.length > 0 ? [] : foreignCallsWith(context, process, ref, before);
  const from = made === undefined || made.seq >= before ? null : creationAt(context, made);
  return [...filled.slice(0, MOST_PLACES), ...handed, ...(from === null ? [] : partsOf(from))];
}

const MOST_LOOKED_AT = 400;

/** Of a text that was put together, the element that is wrong says more than the one that came last. */
function wrongOnes(
  context: Context,
  { writes, calls }: ObjectHistory,
  before: number,
): readonly Change[] {
  const { wrongPiece } = context;
  if (wrongPiece === undefined) return [];
  return [...writes, ...calls].slice(-MOST_LOOKED_AT).filter((event) => {
    if (event.seq >= before) return false;
    return givenIn(context, event).some(
      (value) => value.kind === 'string' && value.text.includes(wrongPiece),
    );
  });
}

/** What was written, or handed to the call. */
function givenIn(context: Context, event: ScopeEvent): readonly Value[] {
  if (event.type === 'property-written') return [event.value];
  const at = expressionOf(context, event);
  const call = at === null ? null : callInside(at.node);
  if (at === null || call === null) return [];
  return argumentsOf(call).flatMap((argument) => {
    const value = valueOf(context, at.source, withoutSpread(argument), at.frame, event.seq);
    return value === null ? [] : [value];
  });
}

/** The literal that an object began as, by its parts. */
function partsOf({ source, node, frame, before }: ExpressionPoint): readonly Dependence[] {
  if (!/^(?:array|object)$/u.test(node.type)) return [];
  return namedChildren(node)
    .slice(0, MOST_PARTS)
    .map((part) => {
      const value = part.type === 'pair' ? (childOf(part, 'value') ?? part) : withoutSpread(part);
      return valueStep(expressionAt(source, value, frame, before), COST.contents, 'a part of it');
    });
}

function filledBy(context: Context, event: ScopeEvent, ref: number): readonly Dependence[] {
  const at = expressionOf(context, event);
  if (at === null) return [];
  const { source, node, frame, before } = at;
  if (event.type === 'property-written') {
    const why = `${event.key ?? 'an element'} was written here`;
    return [valueStep({ kind: 'property', event, frame, source, node }, COST.contents, why)];
  }
  const call = callInside(node);
  if (call === null || (event.type === 'call-result' && isOwnMethod(context, event))) return [];
  return fillSteps(context, expressionAt(source, call, frame, before), ref) ?? [];
}

/** @returns steps to why a built-in changed the object, and to what it was given; null where the call is none that changes it */
export function fillSteps(
  context: Context,
  from: ExpressionPoint,
  ref: number,
): readonly Dependence[] | null {
  const native = nativeOf(context, from);
  const subject = native === null ? null : changedSubject(native);
  if (native === null || subject === null) return null;
  const { source, node, frame, before } = from;
  if (refOf(valueOf(context, source, subject, frame, before)) !== ref) return null;
  const given = native.args
    .filter((argument) => argument !== subject)
    .map((argument) => expressionAt(source, withoutSpread(argument), frame, before));
  return [
    controlStep([source, node, frame, before], COST.contents, `${native.name} changed it`),
    ...given.map((to) => valueStep(to, COST.contents, `argument of ${native.name}`)),
    ...decidersOf(context, from, native.name),
  ];
}

const MOST_DECIDERS = 3;

/** What the callbacks of a call said: a comparator's last results. */
export function decidersOf(
  context: Context,
  { source, node, frame, before }: ExpressionPoint,
  name: string,
): readonly Dependence[] {
  const own = evaluationOf(context, source, node, frame, before);
  const callbacks = own === null ? [] : activationsOf(frame, own.event.seq);
  return callbacks
    .slice(-MOST_DECIDERS)
    .flatMap((callback) => returnOf(context, callback, `decided for ${name}`))
    .map((step): Dependence => ({ ...step, role: 'control', cost: COST.control }));
}

/** @returns `xs` of `...xs` */
export function withoutSpread(
  node: Parameters<typeof reachedAt>[1],
): Parameters<typeof reachedAt>[1] {
  return node.type === 'spread_element' ? (namedChildren(node)[0] ?? node) : node;
}
