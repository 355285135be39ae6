/** One backward step from a parameter: to the argument at the call that really happened, or to why there was none. */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { SourceFile } from '../../source-index.ts';
import { refOf } from '../../value-text.ts';
import { argumentsOf, calleeName, callSiteOf, receiverOf } from '../call.ts';
import type { CallSite } from '../call.ts';
import { withoutSpread } from '../builtin/contents.ts';
import { COST } from '../cost.ts';
import { bindingSource, parameterDefault } from '../pattern.ts';
import { expressionAt, reachedAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { valueOf } from '../value.ts';
import { isMentioned, valueStep } from './dependence.ts';
import type { Of } from './dependence.ts';

type Parameter = Of<'parameter'>;

export function expandParameter(context: Context, point: Parameter): readonly Dependence[] {
  const { frame, source } = point;
  const name = frame.site.names?.[point.index];
  const fn = source.scopes.nodeById(frame.site.node);
  const call = callSiteOf(context, frame);
  if (call === null || name === undefined || fn === null) return [external(point)];
  if (name === 'this') return receiverStep(call, frame.start.seq);
  const fallback = defaultOf(point, fn);
  if (call.relation === 'callback') return [...fallback, ...givenByNative(call, frame.start.seq)];
  const shape = parameterShape(source, fn, point.node);
  if (shape.isRest) return restSteps(call, shape.position, frame.start.seq, name);
  const argument = argumentAt(call, shape.position);
  if (argument === null)
    return fallback.length > 0 ? fallback : [notGiven(call, frame.start.seq, name)];
  return [...argumentSteps(context, point, { call, argument, key: shape.key, name }), ...fallback];
}

function defaultOf({ source, frame, node }: Parameter, fn: SyntaxNode): readonly Dependence[] {
  const fallback = parameterDefault(node, fn);
  if (fallback === null) return [];
  const from = expressionAt(source, fallback, frame, frame.start.seq + 1);
  return [valueStep(from, COST.foreign, 'default value')];
}

/** A built-in called back: what it was given, other functions aside, and its receiver. */
function givenByNative(call: CallSite, before: number): readonly Dependence[] {
  const receiver = receiverOf(call.node);
  const rest = argumentsOf(call.node).filter((node) => !/function|arrow/u.test(node.type));
  const why = `given by ${calleeName(call.source, call.node)}`;
  return (receiver === null ? rest : [receiver, ...rest]).map((node) =>
    valueStep(expressionAt(call.source, node, call.frame, before), COST.foreign, why),
  );
}

/** The argument that binds the parameter at a position; a spread stands for all that follow it. */
function argumentAt(call: CallSite, position: number): SyntaxNode | null {
  const list = argumentsOf(call.node);
  const shift = calleeName(call.source, call.node) === 'call' ? 1 : 0;
  const spread = list.findIndex((node) => node.type === 'spread_element');
  const at = spread >= 0 && spread <= position + shift ? spread : position + shift;
  return list[at] ?? null;
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

interface Given {
  readonly call: CallSite;
  readonly argument: SyntaxNode;
  /** The key that destructuring takes from the argument. */
  readonly key: string | null;
  readonly name: string;
}

function argumentSteps(context: Context, point: Parameter, given: Given): readonly Dependence[] {
  const { call, argument, key, name } = given;
  const { frame, index } = point;
  const before = frame.start.seq;
  const node =
    argument.type === 'spread_element' ? (namedChildren(argument)[0] ?? argument) : argument;
  const from = expressionAt(call.source, node, call.frame, before);
  const ref =
    key === null ? null : refOf(valueOf(context, from.source, from.node, from.frame, before));
  const isUndefined = frame.start.values[index]?.kind === 'undefined';
  const why = isUndefined ? 'undefined was passed' : `argument ${name}`;
  if (ref === null || key === null) return [valueStep(from, COST.crossing, why)];
  const { process } = frame;
  return [
    valueStep(from, COST.base, why),
    valueStep(
      { kind: 'member', process, ref, key, before, at: from },
      COST.crossing,
      `property ${key}`,
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

function receiverStep({ source, node, frame }: CallSite, before: number): readonly Dependence[] {
  const receiver = receiverOf(node);
  return receiver === null
    ? []
    : [valueStep(expressionAt(source, receiver, frame, before), COST.base, 'the receiver')];
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
