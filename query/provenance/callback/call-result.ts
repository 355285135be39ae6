/**
 * One backward step from the result of a call: to what the callee returned, to what a built-in made it of, or, where nothing of the
 * callee was recorded, to all that it was given and to what it may have received.
 */
import { simpleName } from '../../../protocol/ids.ts';
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { Frame } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { nativeOf, shownObject } from '../builtin/native.ts';
import { calledBackWith, resolvedBy } from '../builtin/promise.ts';
import { resultOf } from '../builtin/result.ts';
import {
  activationsOf,
  argumentsOf,
  calleeName,
  callInside,
  isBuiltInCaller,
  isCallee,
  receiverOf,
} from '../call.ts';
import { COST } from '../cost.ts';
import { receivedFrom } from '../crossing/received.ts';
import { codeOf, generatorOf, makesCode } from '../generated-code.ts';
import { isAccessor } from '../implicit/accessor.ts';
import { receiverState } from '../implicit/foreign-state.ts';
import { askedFor, bodyOf, shapeSeen } from '../implicit/generator.ts';
import { expressionOf } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { frontierStep } from '../step/dependence.ts';
import { evaluatedAt, operand } from '../step/expression.ts';
import { returnOf, yieldsBefore } from '../step/return.ts';
import { evaluationOf, valueOf } from '../value.ts';
import type { Evaluation } from '../value.ts';
import { emittedTo } from './emitter.ts';
import { madeWithin } from './within.ts';

export function expandCall(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const { source, node, frame } = point;
  const asked = askedFor(context, point);
  if (asked.length > 0) return asked;
  const own = evaluationOf(context, source, node, frame, point.before);
  const name = calleeName(source, node);
  const activations = (own === null ? [] : activationsOf(frame, own.event.seq)).filter(
    (one) => !isAccessor(context, one),
  );
  const generated = generatedBy(context, point);
  const direct =
    generated.length > 0
      ? undefined
      : activations.find((callee) => isCallee(context, { source, node, parent: frame }, callee));
  if (direct !== undefined && isPromised(context, own, direct)) {
    const called = calledBackWith(context, direct);
    if (called.length > 0) return called;
  }
  if (direct !== undefined && node.type === 'call_expression') {
    return returnOf(
      context,
      direct,
      `${(direct.site.original?.node ?? direct.site.node).split('#').at(-1) ?? name} returned it`,
    );
  }
  const before = own?.event.seq ?? point.before;
  const native = makesCode(source, node) ? null : nativeOf(context, { ...point, before });
  if (native !== null && direct === undefined) {
    const executor = native.name === 'Promise' ? activations[0] : undefined;
    if (executor !== undefined) return resolvedBy(context, executor);
    const result = own?.value ?? null;
    return resultOf(context, { native, point, before, result, callbacks: activations });
  }
  const emitted = emittedTo(context, { ...point, before: point.before }, own?.event.seq ?? null);
  if (emitted.length > 0) return emitted;
  const lazy = own === null ? null : yielderOf(context, point, own, name);
  if (lazy !== null) {
    // What it yielded later had no part in it.
    const yielded = yieldsBefore(context, lazy, point.before);
    return yielded.length > 0 ? yielded : returnOf(context, lazy, `${name} yielded it`);
  }
  const isDirect = direct !== undefined;
  return [...generated, ...ofUnknownCall(context, point, { name, activations, isDirect })];
}

/** The call gave a promise, and what ran returned nothing: who made the promise waits for a callback. */
function isPromised(
  context: Context,
  own: Evaluation | null,
  { value, site, process }: Frame,
): boolean {
  const ref = refOf(own?.value);
  if (ref === null || value?.kind !== 'undefined') return false;
  const isAsync = context.sources.functionOf(site)?.isAsync === true;
  return !isAsync && shownObject(context, process, ref)?.shape === 'promise';
}

/** A generator's body begins when it is first asked, after the call that made it. */
function yielderOf(
  context: Context,
  { frame }: ExpressionPoint,
  { event, value }: Evaluation,
  name: string,
): Frame | null {
  const body = bodyOf(context, frame.process, refOf(value));
  if (body !== null) return body;
  if (shapeSeen(context, frame.process, value) !== 'generator') return null;
  const begun = context.timeline.frames.find(
    (one) =>
      one.process === frame.process &&
      one.start.seq > event.seq &&
      simpleName(one.site.node) === name,
  );
  return begun ?? null;
}

/** A constructor, or a call of something that was not recorded: what it was given, and what it called back. */
function ofUnknownCall(
  context: Context,
  point: ExpressionPoint,
  call: {
    readonly name: string;
    readonly activations: readonly Frame[];
    readonly isDirect: boolean;
  },
): readonly Dependence[] {
  const { source, node } = point;
  const { name, activations } = call;
  const deps: Dependence[] = [];
  const isScript = receiverIs(context, point, 'Script');
  const code = new Set(makesCode(source, node) && !isScript ? codeOf(source, node) : []);
  const value = evaluationOf(context, source, node, point.frame, point.before)?.value ?? null;
  const made = call.isDirect ? [] : madeWithin(context, activations, value);
  deps.push(...made);
  for (const callback of activations.slice(-4))
    deps.push(
      ...returnOf(
        context,
        callback,
        simpleName(callback.site.node) === 'constructor'
          ? 'constructed here'
          : `callback of ${name}`,
      ),
    );
  if (activations.length === 0) deps.push(...arrivedBy(context, point));
  const receiver = receiverOf(node);
  // `vm` itself says nothing.
  if (receiver !== null && code.size === 0)
    deps.push(
      ...operand(context, point, receiver, { cost: COST.foreign, why: `receiver of ${name}` }),
      ...(activations.length === 0
        ? receiverState(context, point, evaluatedAt(context, point))
        : []),
    );
  for (const argument of argumentsOf(node)) {
    const how = code.has(argument)
      ? { cost: COST.operand, why: 'the code was generated from' }
      : { cost: COST.foreign, why: `argument of ${name}` };
    deps.push(...operand(context, point, argument, how));
  }
  const callee = childOf(node, 'function');
  if (receiver === null && callee !== null && callee.type !== 'identifier') {
    deps.push(...operand(context, point, callee, { cost: COST.base, why: 'the function called' }));
  }
  if (!call.isDirect && code.size === 0) deps.push(...makerOf(context, point));
  const isKnown = activations.length > 0 && isBuiltInCaller(name);
  if (!call.isDirect && !isKnown && !isPlainClass(point)) {
    const detail =
      code.size > 0
        ? 'code that was generated here at run time is not watched'
        : `${name} was not recorded`;
    deps.push(frontierStep(point, 'not-instrumented', detail));
  }
  return deps;
}

/** A class of the program without a constructor: nothing of `new` is left to be recorded. */
function isPlainClass({ source, node }: ExpressionPoint): boolean {
  const callee = childOf(node, 'constructor');
  const binding = callee?.type === 'identifier' ? source.scopes.resolve(callee) : null;
  return (
    binding?.kind === 'class' &&
    binding.node.parent?.children.every(({ type }) => type !== 'class_heritage') === true
  );
}

function receiverIs(context: Context, point: ExpressionPoint, className: string): boolean {
  const { source, node, frame } = point;
  const receiver = receiverOf(node);
  if (receiver === null) return false;
  const value = valueOf(context, source, receiver, frame, evaluatedAt(context, point));
  return value?.kind === 'object' && value.name === className;
}

/** The line that made the function which is called here, where that was made from text. */
function generatedBy(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const { source, node, frame } = point;
  const callee = childOf(node, 'function');
  const ref =
    callee === null
      ? null
      : refOf(valueOf(context, source, callee, frame, evaluatedAt(context, point)));
  const made = ref === null ? null : generatorOf(context, frame.process, ref);
  if (made === null) return [];
  const to = expressionAt(made.source, made.node, made.frame, made.seq + 1);
  const why = `${calleeName(source, node)} is code that was generated here at run time`;
  return [{ to, role: 'value', cost: COST.crossing, why }];
}

/** A function that is not recorded and that a call gave (`curry(f)`, `typed({ … })`): what it does was given there. */
function makerOf(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const { source, node, frame } = point;
  const callee = childOf(node, 'function');
  const value =
    callee === null ? null : valueOf(context, source, callee, frame, evaluatedAt(context, point));
  const ref = refOf(value);
  const first = ref === null ? undefined : context.timeline.object(frame.process, ref).seen[0];
  if (first === undefined || first.seq >= point.before) return [];
  const why = `${calleeName(source, node)} was made here`;
  if (first.type === 'call-end') {
    const maker = context.timeline.frame(first.process, first.frame);
    return maker === null
      ? []
      : returnOf(context, maker, why).map((step) => ({ ...step, cost: COST.base }));
  }
  const to = first.type === 'call-result' ? expressionOf(context, first) : null;
  return to === null ? [] : [{ to, role: 'value', cost: COST.base, why }];
}

/** Calls and waits that what the same process sent can come out of. */
const RECEIVES =
  /^(?:fetch|json|text|read|readFile|readFileSync|getItem|request|get|post|put|patch|delete|inject|receiveMessageOnPort)$/u;

/** @returns inferred steps from the value of a call that was not recorded, or of the wait for it, to what was sent */
export function arrivedBy(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const { source, node, frame } = point;
  const own = evaluationOf(context, source, node, frame, point.before);
  const inner = node.type === 'await_expression' ? namedChildren(node)[0] : node;
  const call = callInside(inner ?? null);
  if (own === null || call === null) return [];
  const made = evaluationOf(context, source, call, frame, own.event.seq + 1);
  if (made !== null && activationsOf(frame, made.event.seq).length > 0) return [];
  const { process } = frame;
  const isForeignOnly = !RECEIVES.test(calleeName(source, call));
  return receivedFrom(context, { process, value: own.value, before: own.event.seq, isForeignOnly });
}
