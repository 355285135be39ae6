/**
 * A property that was never given a value: what would have given it one. Writes of that key to the same object that a condition
 * kept from running, and writes to the same object whose key was computed and came out as another one.
 */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import type { Site } from '../../../protocol/site.ts';
import type { SourceFile } from '../../source-index.ts';
import { lastBefore, push } from '../../lists.ts';
import type { Frame } from '../../timeline.ts';
import { primitiveText, refOf } from '../../value-text.ts';
import { changesBySite } from '../builtin/mutation.ts';
import { COST } from '../cost.ts';
import { placeOf, placeOfSite } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { valueOf } from '../value.ts';
import type { Of } from '../step/dependence.ts';
import { turnedAway } from './untaken.ts';

const MOST_SITES = 6;
const MOST_FRAMES = 12;
const MOST_COMPUTED = 40;

/** @returns why this object has no such property, or not another value of it */
export function otherPropertyWrites(
  context: Context,
  point: Of<'member'>,
  isMissing: boolean,
): readonly Dependence[] {
  return [...(isMissing ? computedKeys(context, point) : []), ...keptFrom(context, point)];
}

/** `o[k] = v` on the same object: the key might have been this one. */
function computedKeys(context: Context, point: Of<'member'>): readonly Dependence[] {
  const history = context.timeline.object(point.process, point.ref);
  const latest = [...changesBySite(history).values()].flatMap((changes) => {
    const write = lastBefore(changes, point.before);
    return write?.type === 'property-written' ? [write] : [];
  });
  const found: Dependence[] = [];
  for (const write of latest.slice(-MOST_SITES)) {
    if (context.timeline.sites[write.site]?.key !== undefined) continue;
    const place = placeOf(context, write.site);
    const frame = context.timeline.frame(write.process, write.frame);
    const link = place === null ? null : targetOf(place.node);
    const index = link === null ? null : childOf(link, 'index');
    if (place === null || frame === null || index === null) continue;
    found.push({
      to: expressionAt(place.source, index, frame, write.seq),
      role: 'value',
      cost: COST.otherKey,
      why: `was ${write.key ?? 'another key'} where ${point.key} might have been written`,
    });
  }
  return found;
}

function targetOf(write: SyntaxNode): SyntaxNode | null {
  const left = childOf(write, 'left') ?? childOf(write, 'argument');
  return left?.type === 'subscript_expression' ? left : null;
}

/** Writes of the key, spelled out or computed, whose receiver was this object when a condition turned away from them. */
function keptFrom(context: Context, point: Of<'member'>): readonly Dependence[] {
  const found: Dependence[] = [];
  for (const site of [
    ...propertySites(context, point.key),
    ...propertySites(context, null).slice(0, MOST_COMPUTED),
  ]) {
    if (found.length >= MOST_SITES) break;
    const place = placeOfSite(context, site);
    const left = place === null ? null : childOf(place.node, 'left');
    const object = left === null ? null : childOf(left, 'object');
    if (place === null || left === null || object === null) continue;
    const index = site.key === undefined ? childOf(left, 'index') : null;
    if (site.key === undefined && index === null) continue;
    for (const frame of activationsOfFunction(context, site.fn, point)) {
      const after = frame.start.seq;
      const span = { frame, after, before: Math.min(point.before, frame.endSeq ?? Infinity) };
      if (lastBefore(context.timeline.hits(frame, site), point.before) !== null) continue;
      const valueIn = (node: SyntaxNode): Value | null =>
        lastValue(context, place.source, node, frame, point);
      if (refOf(valueIn(object)) !== point.ref) continue;
      if (index !== null && !isKey(valueIn(index), point)) continue;
      const what = `${point.key} from being written`;
      found.push(...turnedAway(context, place.source, place.node, span, what));
    }
  }
  return found.slice(0, MOST_SITES);
}

const sitesByKey = new WeakMap<object, Map<string | null, Site[]>>();

/** @returns the sites that write a property of that name, in the order of their numbers; with null those whose key is computed */
function propertySites({ timeline }: Context, key: string | null): readonly Site[] {
  let known = sitesByKey.get(timeline);
  if (known === undefined) {
    known = new Map();
    for (const site of timeline.sites) {
      if (site?.kind === 'property') push(known, site.key ?? null, site);
    }
    sitesByKey.set(timeline, known);
  }
  return known.get(key) ?? [];
}

/** @returns what an expression of the activation came to last, before the point */
function lastValue(
  context: Context,
  source: SourceFile,
  node: SyntaxNode,
  frame: Frame,
  { before }: Of<'member'>,
): Value | null {
  return valueOf(context, source, node, frame, Math.min(before, frame.endSeq ?? before));
}

/** The key is known where it is a name or a property whose value was recorded. */
function isKey(value: Value | null, { key }: Of<'member'>): boolean {
  return value !== null && primitiveText(value) === key;
}

const framesByFunction = new WeakMap<object, Map<string, Frame[]>>();

/** @returns the latest activations of a function that began before the point, latest first */
function activationsOfFunction(
  context: Context,
  fn: string,
  { process, before }: Of<'member'>,
): readonly Frame[] {
  const frames = framesOf(context, fn);
  const found: Frame[] = [];
  for (let at = begunBefore(frames, before) - 1; at >= 0 && found.length < MOST_FRAMES; at -= 1) {
    const frame = frames[at] as Frame;
    if (frame.process === process) found.push(frame);
  }
  return found;
}

/** How many of the activations, in order, began before that time. */
function begunBefore(frames: readonly Frame[], before: number): number {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((frames[middle] as Frame).start.seq < before) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns all recorded activations of a function, in order */
export function framesOf(context: Context, fn: string): readonly Frame[] {
  let known = framesByFunction.get(context.timeline);
  if (known === undefined) {
    known = new Map();
    for (const frame of context.timeline.frames) push(known, frame.site.node, frame);
    framesByFunction.set(context.timeline, known);
  }
  return known.get(fn) ?? [];
}
