/**
 * One backward step from a property of an object at a time: to its last write, to the part of the literal that made the object,
 * or to the built-in that changed the object. Where nothing explains it, to what may have.
 */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { ScopeEvent, Value } from '../../../protocol/event.ts';
import { countBefore, firstFrom, lastBefore } from '../../lists.ts';
import { lastPropertyWrite, nextPropertyWrites } from '../../written.ts';
import type { ObjectHistory, PropertyWrite } from '../../timeline.ts';
import { isNullish, isSameValue, primitiveText, refOf } from '../../value-text.ts';
import { argumentsOf, calleeName, callInside } from '../call.ts';
import { contentsOf, decidersOf, withoutSpread } from '../builtin/contents.ts';
import { literalPart, nameOfPart, spreadsWithout, throughEntries } from '../builtin/literal.ts';
import { mutationsOf } from '../builtin/mutation.ts';
import { COST } from '../cost.ts';
import { accessorState } from '../implicit/foreign-state.ts';
import { valueAsked } from '../implicit/generator.ts';
import { creationAt, expressionOf, placeOf } from '../place.ts';
import { expressionAt, reachedAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { receivedPart } from '../crossing/received.ts';
import { droppedCopies } from '../potential/dropped.ts';
import { otherPropertyWrites } from '../potential/missing.ts';
import { unfilled } from '../potential/unfilled.ts';
import { evaluationOf, memberValue } from '../value.ts';
import { controlStep, isMentioned, placeStep, valueStep } from './dependence.ts';
import type { Of } from './dependence.ts';
import { foreignCallsWith } from './effect.ts';

/** A property takes its value from its last write, the literal that made the object, or a built-in that changed the object. */
export function expandMemberState(context: Context, point: Of<'member'>): readonly Dependence[] {
  const history = context.timeline.object(point.process, point.ref);
  const isMissing = lastPropertyWrite(history, point.key, point.before) === null;
  return [
    ...givenBy(context, point),
    ...(isMissing ? receivedPart(context, point) : []),
    ...writtenLater(context, point),
    ...otherPropertyWrites(context, point, isMissing),
    ...handedOut(context, point),
    ...notAdded(context, point, isMissing),
    ...droppedCopies(context, point),
  ];
}

/** How long a list is, or an element that it does not have: what kept one from being added. */
function notAdded(
  context: Context,
  { process, ref, key, before, at }: Of<'member'>,
  isMissing: boolean,
): readonly Dependence[] {
  if (!isMissing || !(key === 'length' || INDEX.test(key))) return [];
  const { seen } = context.timeline.object(process, ref);
  const isList = seen.some((event) => 'value' in event && shapeOf(event.value) === 'array');
  if (!isList) return [];
  const read = memberValue(context, process, ref, key, before);
  const isThere = key !== 'length' && read !== null && read.kind !== 'undefined';
  return isThere || at.frame.process !== process ? [] : unfilled(context, { process, ref, before });
}

function shapeOf(value: Value): string | null {
  return value.kind === 'object' ? value.shape : null;
}

/** No write explains the property: code that is not recorded may have changed the object. */
function handedOut(context: Context, point: Of<'member'>): readonly Dependence[] {
  const { process, ref, key, before } = point;
  const isKnown = lastPropertyWrite(context.timeline.object(process, ref), key, before) !== null;
  return isKnown ? [] : foreignCallsWith(context, process, ref, before);
}

const MOST_LATER = 3;

/** What was written only after it was read came too late: the order is part of the explanation. */
function writtenLater(context: Context, point: Of<'member'>): readonly Dependence[] {
  const history = context.timeline.object(point.process, point.ref);
  const { process, ref, key, before } = point;
  const read = memberValue(context, process, ref, key, before);
  // Of what was not there yet any of them would have been early enough to matter.
  const most = read === null || isNullish(read) ? MOST_LATER : 1;
  const writes = nextPropertyWrites(history, key, before, most);
  const call = firstFrom(mutationsOf(context, history).calls, point.before + 1);
  const from = call === undefined ? null : expressionOf(context, call);
  const late = writes.flatMap((write) => writeOf(context, write));
  const changed = from === null ? [] : changedBy(context, from);
  return [...late, ...changed].map((step) => ({
    ...step,
    role: 'control',
    cost: COST.later,
    why: 'happened only after it was read',
    hint: 'late',
  }));
}

function givenBy(context: Context, point: Of<'member'>): readonly Dependence[] {
  const history = context.timeline.object(point.process, point.ref);
  const written = lastPropertyWrite(history, point.key, point.before)?.write ?? null;
  const pushed = pushOf(context, point);
  if (pushed.length > 0) return pushed;
  const cut = cutOff(history, point, written?.seq ?? 0);
  if (cut !== null) return writeOf(context, cut);
  const call = lastBefore(mutationsOf(context, history).calls, point.before);
  if (call !== null && (written === null || call.seq > written.seq)) {
    const from = expressionOf(context, call);
    const held = INDEX.test(point.key)
      ? contentsOf(context, point.process, point.ref, call.seq)
      : [];
    if (from !== null)
      return [
        ...changedBy(context, from),
        ...(written === null ? [] : writeOf(context, written)),
        ...held,
      ];
  }
  if (written !== null && contradicts(context, point, written.value)) return [notRecorded(point)];
  if (written !== null && mayBeOld(context, point, written.seq)) return [notRecorded(point)];
  if (written !== null) return writeOf(context, written);
  const inherited = inheritedFrom(context, point);
  if (inherited !== null) return writeOf(context, inherited);
  const made = history.seen.find((event) => event.seq < point.before && isCreation(context, event));
  const from = made === undefined ? null : creationAt(context, made);
  if (from === null) return [notRecorded(point)];
  const asked = made?.type === 'call-result' ? valueAsked(context, made, point.key) : [];
  if (asked.length > 0) return asked;
  const inLiteral =
    from.node.type === 'object' || from.node.type === 'array'
      ? literalPart(context, from, point.key)
      : null;
  if (inLiteral !== null) return inLiteral;
  const entries = throughEntries(context, from, point.key);
  if (entries.length > 0) return [...entries, valueStep(from, COST.foreign, 'made by')];
  return mayLack(from.node) && !wasThere(context, point)
    ? [...lacking(from, point.key), ...spreadsWithout(context, from, point.key)]
    : [...accessorState(context, point.at, point), valueStep(from, COST.foreign, 'made by')];
}

/** An object literal that names its keys; an empty one is filled later, a computed key may be any. */
function mayLack(node: SyntaxNode): boolean {
  const parts = node.type === 'object' ? namedChildren(node) : [];
  return (
    parts.length > 0 && !parts.some((part) => nameOfPart(part)?.type === 'computed_property_name')
  );
}

/** The read itself shows a value: the object has it from elsewhere. */
function wasThere(context: Context, { at, key, before }: Of<'member'>): boolean {
  const read = evaluationOf(context, at.source, at.node, at.frame, before + 1);
  return (
    read?.event.type === 'property-read' &&
    read.event.key === key &&
    read.value.kind !== 'undefined'
  );
}

/** The object has no such property of its own: the last write of that key to a prototype, if it shows the value that was read. */
function inheritedFrom(
  context: Context,
  { at, key, before, process }: Of<'member'>,
): PropertyWrite | null {
  const read = evaluationOf(context, at.source, at.node, at.frame, before + 1);
  if (
    read?.event.type !== 'property-read' ||
    read.event.key !== key ||
    read.value.kind === 'undefined'
  )
    return null;
  const writes = prototypeWrites(context).get(key) ?? [];
  const write = writes.findLast((one) => one.process === process && one.seq < before);
  return write !== undefined && isSameValue(write.value, read.value) ? write : null;
}

const prototypes = new WeakMap<
  Context['timeline'],
  ReadonlyMap<string, readonly PropertyWrite[]>
>();

/** Writes to `F.prototype`, by key. */
function prototypeWrites(context: Context): ReadonlyMap<string, readonly PropertyWrite[]> {
  const { timeline } = context;
  const known = prototypes.get(timeline);
  if (known !== undefined) return known;
  const found = new Map<string, PropertyWrite[]>();
  for (const site of timeline.sites) {
    const place = site?.kind === 'property' ? placeOf(context, site.id) : null;
    const left = place === null ? null : childOf(place.node, 'left');
    const object = left === null ? null : childOf(left, 'object');
    if (site === undefined || place === null || object === null) continue;
    if (!place.source.text.slice(object.start, object.end).endsWith('.prototype')) continue;
    for (const event of timeline.siteHits(site)) {
      if (event.type !== 'property-written' || event.key === null) continue;
      const list = found.get(event.key) ?? [];
      found.set(event.key, [...list, event]);
    }
  }
  prototypes.set(timeline, found);
  return found;
}

const INDEX = /^\d+$/u;

/** `list.length = n` took the elements from n on away. */
function cutOff(
  history: ObjectHistory,
  { key, before }: Of<'member'>,
  since: number,
): PropertyWrite | null {
  const write = INDEX.test(key)
    ? (lastPropertyWrite(history, 'length', before)?.write ?? null)
    : null;
  if (write === null || write.seq < since || write.value.kind !== 'number') return null;
  return write.value.value <= Number(key) ? write : null;
}

/** The literal that made the object does not name the key: what is not there is the cause. */
function lacking({ source, node, frame, before }: ExpressionPoint, key: string): Dependence[] {
  const place = { ...reachedAt(source, node, frame, before), isPlace: true };
  const hint = isMentioned(source, node, key) ? 'lost' : 'property';
  return [{ ...valueStep(place, COST.definition, `${key} was not given`), hint }];
}

/** Code that writes such a property was left out of the recording for a while in between. */
function mayBeOld({ timeline }: Context, point: Of<'member'>, since: number): boolean {
  return timeline.mayHaveMissed(
    point.process,
    since,
    point.before,
    ({ kind, key }) => kind === 'property' && (key === undefined || key === point.key),
  );
}

/** The read saw something else than was written last: what changed it left no event (a delete, native code). */
function contradicts(context: Context, point: Of<'member'>, written: Value): boolean {
  const { source, node, frame, before } = point.at;
  const read = evaluationOf(context, source, node, frame, before + 1);
  if (read === null || read.event.type !== 'property-read' || read.event.key !== point.key)
    return false;
  if (read.event.seq !== point.before || refOf(read.event.object) !== point.ref) return false;
  const isPlain = primitiveText(read.value) !== null && primitiveText(written) !== null;
  return isPlain && !isSameValue(read.value, written);
}

/** Where an array began as a literal and was only ever pushed to, each element has a call of its own. */
function pushOf(
  context: Context,
  { process, ref, key, before }: Of<'member'>,
): readonly Dependence[] {
  const history = context.timeline.object(process, ref);
  const { seen, writes } = history;
  const made = seen[0] === undefined ? null : creationAt(context, seen[0]);
  const { calls, pushes } = mutationsOf(context, history);
  const count = countBefore(calls, before);
  const index = Number(key) - (made === null ? 0 : namedChildren(made.node).length);
  const call = index < count ? calls[index] : undefined;
  const isPlain = made?.node.type === 'array' && writes.length === 0 && pushes >= count;
  const from = isPlain && call !== undefined ? expressionOf(context, call) : null;
  return from === null ? [] : changedBy(context, from);
}

function notRecorded({ at, key }: Of<'member'>): Dependence {
  const detail = `no write of ${key} was recorded`;
  return valueStep(
    { kind: 'frontier', at, reason: 'not-recorded', detail, functionId: null },
    COST.operand,
    'not recorded',
  );
}

function writeOf(context: Context, event: Of<'property'>['event']): readonly Dependence[] {
  const frame = context.timeline.frame(event.process, event.frame);
  const place = placeOf(context, event.site);
  if (frame === null || place === null) return [];
  const { source, node } = place;
  return [
    valueStep(
      { kind: 'property', event, frame, source, node },
      COST.definition,
      `${event.key ?? 'element'} was last written here`,
    ),
  ];
}

function changedBy(context: Context, from: ExpressionPoint): readonly Dependence[] {
  const call = callInside(from.node);
  if (call === null) return [valueStep(from, COST.foreign, 'changed by')];
  const { source, frame, before } = from;
  const name = calleeName(source, call);
  const where: Parameters<typeof placeStep>[0] = [source, call, frame, before];
  const isBare = argumentsOf(call).every((node) => /function|arrow/u.test(node.type));
  return [
    (isBare ? placeStep : controlStep)(where, COST.definition, `${name} changed it`),
    ...argumentsOf(call).map((node) =>
      valueStep(
        expressionAt(source, withoutSpread(node), frame, before),
        COST.definition,
        `argument of ${name}`,
      ),
    ),
    ...decidersOf(context, expressionAt(source, call, frame, before), name),
  ];
}

function isCreation(context: Context, event: ScopeEvent): boolean {
  if (event.type === 'call-result') return true;
  if (event.type === 'value-read') return context.timeline.sites[event.site]?.kind === 'literal';
  const at = creationAt(context, event);
  return at !== null && /^(?:object|array)$/u.test(at.node.type);
}
