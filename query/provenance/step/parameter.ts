/** One backward step from a parameter: to the argument at the call that really happened, or to why there was none. */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import type { SourceFile } from '../../source-index.ts';
import { refOf } from '../../value-text.ts';
import {
  activationsOf,
  argumentsOf,
  calleeName,
  callSiteOf,
  givenBefore,
  isBuiltInCaller,
  receiverOf,
} from '../call.ts';
import type { CallSite } from '../call.ts';
import { callbackSteps, passedOn } from '../callback/argument.ts';
import { receivedFrom } from '../crossing/received.ts';
import { givenAt } from '../callback/given.ts';
import type { Given } from '../callback/given.ts';
import { madeWithin } from '../callback/within.ts';
import { accessSteps } from '../implicit/accessor.ts';
import { receiverState } from '../implicit/foreign-state.ts';
import { withoutSpread } from '../builtin/contents.ts';
import { COST } from '../cost.ts';
import { bindingSource, parameterDefault } from '../pattern.ts';
import { expressionAt, reachedAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { memberValue, valueOf } from '../value.ts';
import { isMentioned, valueStep } from './dependence.ts';
import type { Of } from './dependence.ts';

type Parameter = Of<'parameter'>;

export function expandParameter(context: Context, point: Parameter): readonly Dependence[] {
  const { frame, source } = point;
  const name = frame.site.names?.[point.index];
  const fn = source.scopes.nodeById(frame.site.node);
  const call = callSiteOf(context, frame);
  if (call === null || name === undefined || fn === null) {
    const position = fn === null ? 0 : parameterShape(source, fn, point.node).position;
    const accessed = accessSteps(context, frame, position);
    return accessed.length > 0 ? accessed : [...arrived(context, point), external(point)];
  }
  const before = givenBefore(call, frame);
  if (name === 'this') return receiverStep(call, before, isAbsent(point));
  const fallback = defaultOf(point, fn);
  const shape = parameterShape(source, fn, point.node);
  if (call.relation === 'callback') {
    const { position, key } = shape;
    const passed = shape.isRest ? null : passedOn(call, position);
    if (passed !== null)
      return [
        ...argumentSteps(context, point, {
          given: inCall(call, passed, before),
          key,
          name,
        }),
        ...fallback,
      ];
    const value = frame.start.values[point.index] ?? null;
    const known = callbackSteps(context, { call, frame, position, key, value });
    return [...(known ?? givenUnseen(context, point, call)), ...fallback];
  }
  if (shape.isRest) return restSteps(call, shape.position, before, name);
  const given = givenAt(context, frame, call, shape.position);
  if (given === null) {
    if (fallback.length > 0) return fallback;
    return isAbsent(point) ? [notGiven(call, before, name)] : givenByOthers(context, point, call);
  }
  const isTaken = shape.key !== null || !isKnownValue(context, given);
  const steps = argumentSteps(context, point, { given, key: shape.key, name });
  return isTaken ? [...steps, ...fallback] : steps;
}

/** It was given something: a default does not come into it. */
function isKnownValue(context: Context, { at, element }: Given): boolean {
  const value = element === null ? valueOf(context, at.source, at.node, at.frame, at.before) : null;
  return value !== null && value.kind !== 'undefined' && value.kind !== 'omitted';
}

/** Nothing of the program called: what was passed may have been sent. */
function arrived(context: Context, { frame, index }: Parameter): readonly Dependence[] {
  const value = frame.start.values[index];
  if (value === undefined) return [];
  return receivedFrom(context, { process: frame.process, value, before: frame.start.seq });
}

function defaultOf({ source, frame, node }: Parameter, fn: SyntaxNode): readonly Dependence[] {
  const fallback = parameterDefault(node, fn);
  if (fallback === null) return [];
  const from = expressionAt(source, fallback, frame, frame.start.seq + 1);
  return [valueStep(from, COST.foreign, 'default value')];
}

interface Handed {
  readonly before: number;
  /** When the callback began. */
  readonly until: number;
  readonly value: Value | null;
}

/** What is not recorded called back: what it was given, other functions aside, and its receiver. What it did with that is not known. */
function givenByNative(
  context: Context,
  call: CallSite,
  { before, until, value }: Handed,
): readonly Dependence[] {
  const isInferred = !isBuiltInCaller(calleeName(call.source, call.node));
  const receiver = receiverOf(call.node);
  const rest = argumentsOf(call.node).filter((node) => !/function|arrow/u.test(node.type));
  const why = `given by ${calleeName(call.source, call.node)}`;
  const given = (receiver === null ? rest : [receiver, ...rest]).map((node) =>
    valueStep(expressionAt(call.source, node, call.frame, before), COST.foreign, why),
  );
  return [...given, ...receiverState(context, call, until, value)].map((step) =>
    isInferred ? { ...step, isInferred } : step,
  );
}

/** The parameter was left out, or is not known. */
function isAbsent({ frame, index }: Parameter): boolean {
  const value = frame.start.values[index];
  return value === undefined || value.kind === 'undefined';
}

/** Something was given, and the call that was recorded does not give it: what it called, and nobody watched, called on. */
function givenByOthers(context: Context, point: Parameter, call: CallSite): readonly Dependence[] {
  const found = givenUnseen(context, point, call);
  return found.length > 0 ? found : [external(point)];
}

/** What may have been given where no call shows it. */
function givenUnseen(context: Context, point: Parameter, call: CallSite): readonly Dependence[] {
  const { frame, index } = point;
  const value = frame.start.values[index] ?? null;
  const until = frame.start.seq;
  return [
    ...arrived(context, point),
    ...madeWithin(context, activationsOf(call.frame, until), value),
    ...givenByNative(context, call, { before: givenBefore(call, frame), until, value }),
  ];
}

function notGiven(call: CallSite, before: number, name: string): Dependence {
  const place = { ...reachedAt(call.source, call.node, call.frame, before), isPlace: true };
  const hint = isMentioned(call.source, call.node, name) ? 'lost' : 'argument';
  return { ...valueStep(place, COST.crossing, `${name} was not given`), hint };
}

/** `...rest` takes every argument from its position on. */
function restSteps(
  call: CallSite,
  position: number,
  before: number,
  name: string,
): readonly Dependence[] {
  return argumentsOf(call.node)
    .slice(position)
    .map((node) =>
      valueStep(
        expressionAt(call.source, withoutSpread(node), call.frame, before),
        COST.crossing,
        `argument ${name}`,
      ),
    );
}

function inCall(call: CallSite, argument: SyntaxNode, before: number): Given {
  const node = withoutSpread(argument);
  return { at: expressionAt(call.source, node, call.frame, before), element: null };
}

interface Passed {
  readonly given: Given;
  /** The key that destructuring takes from the argument. */
  readonly key: string | null;
  readonly name: string;
}

function argumentSteps(context: Context, point: Parameter, passed: Passed): readonly Dependence[] {
  const { given, key, name } = passed;
  const { at, element } = given;
  const { frame, index } = point;
  const { before } = at;
  const { process } = frame;
  const isUndefined = frame.start.values[index]?.kind === 'undefined';
  const why = isUndefined ? 'undefined was passed' : `argument ${name}`;
  const whole = element === null ? valueOf(context, at.source, at.node, at.frame, before) : null;
  const inner =
    element === null ? whole : memberValue(context, process, element.ref, element.key, before);
  const ref = key === null ? (element?.ref ?? null) : refOf(inner);
  const of = key ?? element?.key ?? null;
  if (ref === null || of === null) return [valueStep(at, COST.crossing, why)];
  return [
    valueStep(at, COST.base, why),
    valueStep(
      { kind: 'member', process, ref, key: of, before, at },
      COST.crossing,
      key === null ? `element ${of}` : `property ${of}`,
    ),
  ];
}

function external({ source, node, frame }: Parameter): Dependence {
  const at = expressionAt(source, node, frame, frame.start.seq + 1);
  const detail = 'called from code that is not recorded';
  return {
    to: { kind: 'frontier', at, reason: 'external', detail, functionId: null },
    role: 'call',
    cost: COST.operand,
    why: 'called from outside',
  };
}

/** @param isNothing  `this` was undefined: what was called had been taken from its object before */
function receiverStep(
  { source, node, frame, relation }: CallSite,
  before: number,
  isNothing: boolean,
): readonly Dependence[] {
  const receiver = receiverOf(node);
  if (receiver !== null)
    return [valueStep(expressionAt(source, receiver, frame, before), COST.base, 'the receiver')];
  const callee = childOf(node, 'function');
  return callee === null || callee.type === 'super' || relation !== 'direct' || !isNothing
    ? []
    : [
        valueStep(
          expressionAt(source, callee, frame, before),
          COST.base,
          'called without a receiver',
        ),
      ];
}

/** Position of the argument that binds a name, and the key where the parameter is destructured one level deep. */
function parameterShape(
  source: SourceFile,
  fn: SyntaxNode,
  identifier: SyntaxNode,
): { readonly position: number; readonly key: string | null; readonly isRest: boolean } {
  const list = childOf(fn, 'parameters');
  const given = (list === null ? [] : namedChildren(list)).filter(
    (node) => source.text.slice(node.start, node.end).split(/\W/u)[0] !== 'this',
  );
  const position = given.findIndex(
    (node) => node.start <= identifier.start && node.end >= identifier.end,
  );
  const path = bindingSource(source, identifier)?.path ?? [];
  const key = path.length === 1 && path[0] !== '*' ? (path[0] ?? null) : null;
  const own = given[position];
  const isRest = own?.type === 'rest_pattern' || own?.children[0]?.type === 'rest_pattern';
  return { position: Math.max(0, position), key, isRest };
}
