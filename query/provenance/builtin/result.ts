/**
 * What the result of a built-in call was computed from: its receiver and arguments, the callbacks whose results it is made of,
 * and the contents of the collections that it took in.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import type { Frame } from '../../timeline.ts';
import { primitiveText, refOf } from '../../value-text.ts';
import { COST } from '../cost.ts';
import { expressionOf } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { returnOf } from '../step/return.ts';
import { valueStep } from '../step/dependence.ts';
import { valueOf } from '../value.ts';
import { contentsOf, withoutSpread } from './contents.ts';
import { shapeOf } from './native.ts';
import type { Native } from './native.ts';
import { presenceRead } from './presence.ts';
import { settledBy } from './promise.ts';
import { storesOf } from './stores.ts';

/** Their callback's result only says which elements are kept or in what order they come. */
const SELECT: ReadonlySet<string> = new Set([
  'filter',
  'find',
  'findLast',
  'findIndex',
  'findLastIndex',
  'some',
  'every',
  'sort',
  'toSorted',
]);

/** Of these nothing else explains the result: no element comes out. */
const SAYS_ONLY_THAT = /^(?:some|every|find(?:Last)?Index)$/u;

/** Take no more of a collection than one element or its size. */
const TAKE_ONE: ReadonlySet<string> = new Set([
  'at',
  'pop',
  'shift',
  'get',
  'isArray',
  'find',
  'findLast',
  'freeze',
  'set',
  'add',
  'has',
  'hasOwn',
  'hasOwnProperty',
  'propertyIsEnumerable',
]);

const MOST_CALLBACKS = 4;

export interface NativeCall {
  readonly native: Native;
  readonly point: ExpressionPoint;
  /** Just before the result. */
  readonly before: number;
  readonly result: Value | null;
  readonly callbacks: readonly Frame[];
}

/** @returns the steps from the result of a built-in call */
export function resultOf(context: Context, call: NativeCall): readonly Dependence[] {
  const { native, point } = call;
  if (native.kind === 'promise' || native.owner === 'Promise') {
    const settled = settledBy(context, point, native, call.before);
    if (settled.length > 0) return settled;
  }
  if (native.kind === 'map' && native.name === 'get') {
    const stored = storedUnder(context, call);
    if (stored.length > 0) return stored;
  }
  return [
    ...presenceRead(context, native, { ...point, before: call.before }),
    ...ofCallbacks(context, call),
    ...ofParts(context, call),
    ...searchedBefore(context, call),
  ];
}

/** A regular expression with the flag g or y goes on where its last search ended. */
function searchedBefore(
  context: Context,
  { native, point, before }: NativeCall,
): readonly Dependence[] {
  const { frame } = point;
  if (native.kind !== 'regexp' || native.subject === null) return [];
  const value = shapeOf(context, { ...point, before }, native.subject);
  if (value?.kind !== 'object' || !/\/[a-z]*[gy][a-z]*$/u.test(value.name)) return [];
  const { calls } = context.timeline.object(frame.process, value.ref);
  const last = calls.findLast(
    (event) => event.seq < before && /^(?:test|exec)$/u.test(event.key ?? ''),
  );
  const at = last === undefined ? null : expressionOf(context, last);
  return at === null ? [] : [valueStep(at, COST.base, 'moved its lastIndex')];
}

function ofCallbacks(context: Context, call: NativeCall): readonly Dependence[] {
  const { native, callbacks, result } = call;
  const isSelecting = SELECT.has(native.name);
  const cost = SAYS_ONLY_THAT.test(native.name) ? COST.decisive : COST.control;
  return telling(native.name, callbacks, result).flatMap((frame) =>
    returnOf(context, frame, `callback of ${native.name}`).map((step): Dependence => {
      if (!isSelecting) return step;
      return { ...step, role: 'control', cost, why: `decided for ${native.name}` };
    }),
  );
}

/** The activations that say most about the result: those that ended a search, or whose text or object is in it. */
function telling(
  name: string,
  callbacks: readonly Frame[],
  result: Value | null,
): readonly Frame[] {
  const latest = callbacks.slice(-MOST_CALLBACKS);
  if (name === 'reduce' || name === 'reduceRight') return callbacks.slice(-1);
  if (/^find|^(?:some|every)$/u.test(name))
    return callbacks.slice(
      -(endedSearch(name, result) ? (ALONE.test(name) ? 1 : 2) : MOST_CALLBACKS),
    );
  const text = result === null ? null : primitiveText(result);
  if (/^replace/u.test(name) && text !== null) {
    const used = callbacks.filter(({ value }) => {
      const part = value === null ? null : primitiveText(value);
      return part !== null && text.includes(part);
    });
    return used.slice(-MOST_CALLBACKS);
  }
  return latest;
}

/** What the one call of the callback that ended the search gave is what these give. */
const ALONE = /^(?:some|every)$/u;

/** The search was over before the last element, or with it: the callbacks before had no other say than to let it go on. */
function endedSearch(name: string, result: Value | null): boolean {
  const text = result === null ? null : primitiveText(result);
  if (name === 'some') return text === 'true';
  if (name === 'every') return text === 'false';
  return /Index$/u.test(name) ? text !== '-1' : result !== null && result.kind !== 'undefined';
}

function ofParts(context: Context, { native, point, before }: NativeCall): readonly Dependence[] {
  const { source, frame } = point;
  const parts = native.subject === null ? native.args : [native.subject, ...native.args];
  const isStatic = native.kind === 'static';
  return parts.flatMap((part, index): readonly Dependence[] => {
    if (isFunction(part)) return [];
    const node = withoutSpread(part);
    const isSubject = native.subject !== null && index === 0;
    const to = expressionAt(source, node, frame, before);
    const isText = native.kind === 'text' || native.kind === 'number' || isStatic;
    const step = valueStep(
      to,
      isSubject && isText ? COST.nativeSubject : COST.nativePart,
      isSubject ? `receiver of ${native.name}` : `argument of ${native.name}`,
    );
    return [step, ...(takesAll(native, isSubject) ? contents(context, to) : [])];
  });
}

function takesAll({ name, args }: Native, isSubject: boolean): boolean {
  if (TAKE_ONE.has(name)) return false;
  return isSubject || args.length > 0;
}

function contents(context: Context, at: ExpressionPoint): readonly Dependence[] {
  const ref = refOf(valueOf(context, at.source, at.node, at.frame, at.before));
  return ref === null ? [] : contentsOf(context, at.frame.process, ref, at.before);
}

function isFunction(node: SyntaxNode): boolean {
  return /function|arrow/u.test(node.type);
}

/** `map.get(k)`: the last `set` under that key; where there is none, the keys that were used instead. */
function storedUnder(
  context: Context,
  { native, point, before }: NativeCall,
): readonly Dependence[] {
  const { source, frame } = point;
  const [key] = native.args;
  if (native.subject === null || key === undefined) return [];
  const ref = refOf(valueOf(context, source, native.subject, frame, before));
  const asked = valueOf(context, source, key, frame, before);
  if (ref === null || asked === null) return [];
  return storesOf(context, { process: frame.process, ref, before }, asked);
}
