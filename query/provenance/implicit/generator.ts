/**
 * Generators: the body of one begins when it is first asked, which is later than the call that made it and often comes from
 * somewhere else, so the activation is joined to the call by the object that the call gave. Whoever asks it (a loop, a function that
 * runs generators to their end) is given what it yields or returns.
 */
import { childOf, isFunctionNode, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import { countBefore } from '../../lists.ts';
import type { Frame, Timeline } from '../../timeline.ts';
import { isSameValue, refOf } from '../../value-text.ts';
import { simpleName } from '../../../protocol/ids.ts';
import { argumentsOf, askedAt, calleeName, callInside, receiverOf } from '../call.ts';
import type { CallSite } from '../call.ts';
import type { CallResult } from '../callback/called.ts';
import { COST } from '../cost.ts';
import { shownObject } from '../builtin/native.ts';
import { expressionOf, placeOf } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { valueStep } from '../step/dependence.ts';
import { returnOf, yieldsBefore } from '../step/return.ts';
import { evaluationOf, valueOf } from '../value.ts';
import { isGenerator } from './iteration.ts';

/** Generators of one function that nobody has asked yet, of which the last ones are looked at. */
const MOST_OPEN = 32;

interface Pairs {
  readonly makers: ReadonlyMap<Frame, Maker>;
  readonly frames: ReadonlyMap<string, Frame>;
}

interface Maker {
  readonly ref: number;
  readonly name: string;
  readonly call: CallSite;
  readonly seq: number;
}

const KNOWN = new WeakMap<Timeline, Pairs>();

/** @returns the call that made the generator whose body this activation is; null for other activations */
export function madeAt(context: Context, frame: Frame): CallSite | null {
  return isGenerator(context, frame) ? (pairsOf(context).makers.get(frame)?.call ?? null) : null;
}

/** @returns the activation of the body of this generator; null where it is none, or was never asked */
export function bodyOf(context: Context, process: number, ref: number | null): Frame | null {
  return ref === null ? null : (pairsOf(context).frames.get(keyOf(process, ref)) ?? null);
}

function keyOf(process: number, ref: number): string {
  return `${process}:${ref}`;
}

function pairsOf(context: Context): Pairs {
  const { timeline } = context;
  const known = KNOWN.get(timeline);
  if (known !== undefined) return known;
  const makers = new Map<Frame, Maker>();
  const frames = new Map<string, Frame>();
  KNOWN.set(timeline, { makers, frames });
  const made = makersOf(context);
  if (made.size === 0) return { makers, frames };
  const byName = new Map<string, Named>();
  for (const maker of made.values()) {
    const known = byName.get(maker.name);
    if (known === undefined) byName.set(maker.name, { all: [maker], next: 0, open: [] });
    else known.all.push(maker);
  }
  for (const frame of timeline.frames) {
    if (!isGenerator(context, frame)) continue;
    const exact = made.get(askedObject(context, frame) ?? loopedObject(context, frame) ?? '');
    const isFree = exact !== undefined && !frames.has(keyOf(frame.process, exact.ref));
    const named = byName.get(simpleName(frame.site.node));
    const isTaken = (one: Maker): boolean => frames.has(keyOf(frame.process, one.ref));
    const maker = isFree ? exact : takeNamed(context, frame, { named, isTaken });
    if (maker === undefined) continue;
    makers.set(frame, maker);
    frames.set(keyOf(frame.process, maker.ref), frame);
  }
  return { makers, frames };
}

/** Calls of one name: those that lie before the activation that is looked at, and of these the ones that have none yet. */
interface Named {
  readonly all: Maker[];
  next: number;
  open: Maker[];
}

/**
 * The call of this name before that gave the body what it began with; activations come in the order of their starts. Where several
 * gave the same, it is not known which one it was.
 */
function takeNamed(
  context: Context,
  frame: Frame,
  { named, isTaken }: { readonly named: Named | undefined; isTaken(maker: Maker): boolean },
): Maker | undefined {
  if (named === undefined) return undefined;
  for (let one = named.all[named.next]; one !== undefined && one.seq < frame.start.seq;) {
    named.open.push(one);
    named.next += 1;
    one = named.all[named.next];
  }
  const { open } = named;
  for (let last = open.at(-1); last !== undefined && isTaken(last); last = open.at(-1)) open.pop();
  const fitting = open
    .slice(-MOST_OPEN)
    .filter(
      (one) =>
        one.call.frame.process === frame.process &&
        !isTaken(one) &&
        gaveThese(context, one.call, frame),
    );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The calls that gave a generator first, in order. */
function makersOf(context: Context): ReadonlyMap<string, Maker> {
  const found = new Map<string, Maker>();
  const bodies = context.timeline.frames.filter((frame) => isGenerator(context, frame));
  if (bodies.length === 0) return found;
  const names = new Set(bodies.map(({ site }) => simpleName(site.node)));
  for (const event of context.timeline.events) {
    const ref = event.type === 'call-result' ? refOf(event.value) : null;
    if (event.type !== 'call-result' || ref === null) continue;
    const key = keyOf(event.process, ref);
    if (found.has(key)) continue;
    const shape = shapeSeen(context, event.process, event.value);
    if (shape !== null && shape !== 'generator') continue;
    const at = expressionOf(context, event);
    const node = callInside(at?.node ?? null);
    if (at === null || node === null) continue;
    // Of an object that was never looked into, what was called says what it is.
    if (shape === null && !names.has(calleeName(at.source, node))) continue;
    const { source, frame } = at;
    const { seq } = event;
    const call = { frame, source, node, seq, relation: 'direct', isLazy: true } as const;
    found.set(key, { ref, name: calleeName(source, node), call, seq });
  }
  return found;
}

/** @returns what the object looked like, now or when it was reported first; null where it never was looked into */
export function shapeSeen(context: Context, process: number, value: Value): string | null {
  if (value.kind === 'object') return value.shape;
  return value.kind === 'seen' ? (shownObject(context, process, value.ref)?.shape ?? null) : '';
}

/** The object that was asked when the body began: `it` of `it.next()`; null where it was no such call. */
function askedObject(context: Context, frame: Frame): string | null {
  const asked = askedAt(context, frame);
  const receiver = asked === null ? null : receiverOf(asked.node);
  if (asked === null || receiver === null) return null;
  const ref = refOf(valueOf(context, asked.source, receiver, asked.frame, frame.start.seq));
  return ref === null ? null : keyOf(frame.process, ref);
}

/** What is looped over where the next thing that the asking activation reported belongs to a loop. */
function loopedObject(context: Context, { parent, start, process }: Frame): string | null {
  const next = parent?.events[countBefore(parent.events, start.seq + 1)];
  const place = placeOf(context, next?.site);
  let loop: SyntaxNode | null = place?.node ?? null;
  while (loop !== null && loop.type !== 'for_in_statement') {
    if (isFunctionNode(loop)) return null;
    loop = loop.parent;
  }
  const iterated = loop === null ? null : childOf(loop, 'right');
  if (parent === null || place === null || iterated === null) return null;
  const ref = refOf(valueOf(context, place.source, iterated, parent, start.seq));
  return ref === null ? null : keyOf(process, ref);
}

/** Nothing that the call is known to have given is another value than what the body began with. */
function gaveThese(context: Context, { source, node, frame, seq }: CallSite, body: Frame): boolean {
  const names = body.site.names ?? [];
  const first = names[0] === 'this' ? 1 : 0;
  return argumentsOf(node).every((argument, index) => {
    const took = body.start.values[first + index];
    const given = valueOf(context, source, argument, frame, seq ?? body.start.seq);
    if (took === undefined || given === null) return true;
    return took.kind === 'omitted' || given.kind === 'omitted' || isSameValue(took, given);
  });
}

/** @returns steps to what the generator gave when it was asked by this call: what it yielded last, or what it returned */
export function askedFor(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const { source, node, frame } = point;
  const receiver = receiverOf(node);
  const own = evaluationOf(context, source, node, frame, point.before);
  if (receiver === null || own === null) return [];
  const { seq } = own.event;
  const ref = refOf(valueOf(context, source, receiver, frame, seq));
  const body = bodyOf(context, frame.process, ref);
  if (body === null) return [];
  const sent = argumentsOf(node).map((argument) =>
    valueStep(expressionAt(source, argument, frame, seq), COST.foreign, 'sent to the generator'),
  );
  return [...givenBy(context, body, seq), ...sent];
}

function givenBy(context: Context, body: Frame, before: number): readonly Dependence[] {
  if (body.endSeq !== null && body.endSeq < before)
    return returnOf(context, body, 'the generator returned it');
  return yieldsBefore(context, body, before, 1).map((step) => ({
    ...step,
    cost: COST.crossing,
    why: 'the generator yielded it',
  }));
}

/** @returns steps from the property `value` of what a generator gave when it was asked; none for other objects */
export function valueAsked(
  context: Context,
  first: CallResult,
  key: string,
): readonly Dependence[] {
  const at = key === 'value' ? expressionOf(context, first) : null;
  if (at === null || callInside(at.node) !== at.node) return [];
  return askedFor(context, at).filter(({ why }) => why !== 'sent to the generator');
}

/**
 * What a `yield` comes to: what it was sent when it was asked again. Who runs generators to their end sends what the one that was
 * yielded returned.
 */
export function expandYield(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const { source, node, frame } = point;
  const [inner] = namedChildren(node);
  const own = evaluationOf(context, source, node, frame, point.before);
  const seq = own?.event.seq ?? point.before;
  const yielded = inner === undefined ? null : valueOf(context, source, inner, frame, seq);
  const body = bodyOf(context, frame.process, refOf(yielded));
  const isOver = body?.endSeq != null && body.endSeq < seq;
  const isGiven = own === null || (body?.value != null && isSameValue(own.value, body.value));
  const ran = isOver && isGiven ? body : null;
  const cost = ran === null ? COST.operand : COST.foreign;
  const asked =
    inner === undefined
      ? []
      : [valueStep(expressionAt(source, inner, frame, seq), cost, 'yielded')];
  if (ran !== null) return [...returnOf(context, ran, 'the generator returned it'), ...asked];
  return own === null ? asked : [...sentAt(context, frame, seq), ...asked];
}

/** The argument of the call that asked a generator again. */
function sentAt(context: Context, body: Frame, seq: number): readonly Dependence[] {
  const maker = pairsOf(context).makers.get(body);
  if (maker === undefined) return [];
  const { calls } = context.timeline.object(body.process, maker.ref);
  const again = calls.find((event) => event.seq > seq);
  const at = again === undefined ? null : expressionOf(context, again);
  const [sent] = at === null ? [] : argumentsOf(at.node);
  return at === null || sent === undefined
    ? []
    : [valueStep(expressionAt(at.source, sent, at.frame, seq), COST.crossing, 'sent')];
}
