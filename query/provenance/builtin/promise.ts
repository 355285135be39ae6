/**
 * Where a promise's value came from: the callbacks of `then`, `catch` and `finally` run later and outside of the call, and
 * `Promise.all` and its like take what they were given.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Frame } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { argumentsOf, calleeName, callInside, callSiteOf } from '../call.ts';
import { callsNamed, callsOf } from '../callback/called.ts';
import type { Called } from '../callback/called.ts';
import { functionOrigin, isActivationOf } from '../callback/origin.ts';
import { PASSES_ON } from '../callback/schedule.ts';
import { COST } from '../cost.ts';
import { expressionOf } from '../place.ts';
import { expressionAt, isMadeIn } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { framesOf } from '../potential/missing.ts';
import { returnOf } from '../step/return.ts';
import { valueStep } from '../step/dependence.ts';
import { valueOf } from '../value.ts';
import { contentsOf, withoutSpread } from './contents.ts';
import type { Native } from './native.ts';

const CHAINED = /^(?:then|catch|finally)$/u;
const MOST_RESOLVED = 3;

/** @returns steps to what settled the promise that this call made; none where it is no such call */
export function settledBy(
  context: Context,
  point: ExpressionPoint,
  native: Native,
  before: number,
): readonly Dependence[] {
  const { source, frame } = point;
  if (native.kind === 'promise' && CHAINED.test(native.name) && native.subject !== null) {
    const returned = native.args
      .flatMap((node) => laterFrames(context, { ...point, before }, node).slice(0, 1))
      .flatMap((callback) => returnOf(context, callback, `callback of ${native.name}`));
    const to = expressionAt(source, native.subject, frame, before);
    return [...returned, valueStep(to, COST.foreign, `what ${native.name} waited for`)];
  }
  return native.args.flatMap((part) => {
    const to = expressionAt(source, withoutSpread(part), frame, before);
    const ref = refOf(valueOf(context, source, to.node, frame, before));
    return [
      valueStep(to, COST.nativePart, `argument of ${native.name}`),
      ...(ref === null ? [] : contentsOf(context, frame.process, ref, before)),
    ];
  });
}

/** @returns the activations of a function that was handed over here, that of this very call first */
export function laterFrames(
  context: Context,
  { source, frame, before }: ExpressionPoint,
  callback: SyntaxNode,
): readonly Frame[] {
  const at = expressionAt(source, callback, frame, before);
  const origin = functionOrigin(context, at);
  const fn = origin === null ? null : origin.source.scopes.functionAt(origin.node);
  if (origin === null || fn === null) return [];
  const begun = framesOf(context, fn.id).filter(
    (one) =>
      one.process === frame.process && one.start.seq >= before && isActivationOf(one, origin),
  );
  const call = callback.parent?.parent ?? null;
  const own = begun.filter((one) => {
    const by = callSiteOf(context, one);
    return by !== null && by.node === call && by.frame === frame && by.seq === before;
  });
  return own.length > 0 ? own : begun;
}

/** @returns steps to what `resolve` and `reject` of `new Promise` were called with, wherever they were kept */
export function resolvedBy(context: Context, executor: Frame): readonly Dependence[] {
  const names = (executor.site.names ?? []).filter((name) => name !== 'this').slice(0, 2);
  const found = names.flatMap((name) => [
    ...callsOfParameter(context, executor, name).flatMap((call) => argumentStep(call, 0)),
    ...handedOn(context, executor, name),
  ]);
  return found.slice(0, MOST_RESOLVED);
}

/**
 * A function that takes a callback last, made one that returns a promise (`util.promisify`): what it called back with.
 * @returns steps to the value, or to the error
 */
export function calledBackWith(context: Context, frame: Frame): readonly Dependence[] {
  const name = frame.site.names?.at(-1);
  if (name === undefined) return [];
  return callsOfParameter(context, frame, name)
    .flatMap((call) => [...argumentStep(call, 1), ...argumentStep(call, 0)])
    .slice(0, MOST_RESOLVED);
}

/** Calls of the function that a parameter of the activation held: by its identity, else by its name inside of the activation. */
function callsOfParameter(context: Context, outer: Frame, name: string): readonly Called[] {
  const value = outer.start.values[outer.site.names?.indexOf(name) ?? -1];
  const ref = refOf(value);
  const found = ref === null ? [] : callsOf(context, outer.process, ref);
  if (found.length > 0) return found;
  return callsNamed(context, name).filter(({ frame }) => isMadeIn(frame, outer));
}

function argumentStep(
  { source, node, frame, seq }: Called,
  position: number,
): readonly Dependence[] {
  const value = argumentsOf(node)[position];
  return value === undefined || value.type === 'null'
    ? []
    : [valueStep(expressionAt(source, value, frame, seq), COST.definition, 'resolved')];
}

/** `setTimeout(resolve, 10, value)`, `socket.once('end', resolve)`: what was handed on comes from there. */
function handedOn(context: Context, executor: Frame, name: string): readonly Dependence[] {
  const source = context.sources.file(executor.site.file);
  const inside = context.timeline.frames.filter((frame) => isMadeIn(frame, executor));
  return inside.flatMap((frame) =>
    frame.events.flatMap((event): readonly Dependence[] => {
      const at = event.type === 'call-result' ? expressionOf(context, event) : null;
      const call = at === null ? null : callInside(at.node);
      if (at === null || call === null || source === null || at.source !== source) return [];
      const list = argumentsOf(call);
      const isGiven = list.some(
        (node) => node.type === 'identifier' && source.text.slice(node.start, node.end) === name,
      );
      if (!isGiven) return [];
      const from = PASSES_ON[calleeName(source, call)];
      const passed = from === undefined ? call : list[from];
      return passed === undefined
        ? []
        : [valueStep(expressionAt(source, passed, frame, at.before), COST.definition, 'resolved')];
    }),
  );
}
