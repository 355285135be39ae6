/**
 * One backward step from the value of an expression: the operands, definitions, returns and properties that it was computed
 * from in that evaluation. A table of one case per kind of expression; what has no case depends on all its operands.
 */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { isTruthy, refOf } from '../../value-text.ts';
import { activationsOf, callSiteOf } from '../call.ts';
import { presenceOf } from '../builtin/presence.ts';
import { argumentsObject, givenAt } from '../callback/given.ts';
import { arrivedBy, expandCall } from '../callback/call-result.ts';
import { COST } from '../cost.ts';
import { getterBehind } from '../implicit/accessor.ts';
import { coercedBy } from '../implicit/coercion.ts';
import { expandYield } from '../implicit/generator.ts';
import { expressionAt, isConstant } from '../point.ts';
import { changedEarlier } from '../potential/left-behind.ts';
import type { Context, Dependence, ExpressionPoint, Role } from '../point.ts';
import type { Frame } from '../../timeline.ts';
import { evaluationOf, valueOf } from '../value.ts';
import { valueStep } from './dependence.ts';
import { expandIdentifier, expandThis } from './identifier.ts';
import { returnOf } from './return.ts';

type Expand = (context: Context, point: ExpressionPoint) => readonly Dependence[];

const NOTHING: ReadonlySet<string> = new Set([
  'number',
  'string',
  'true',
  'false',
  'null',
  'undefined',
  'regex',
  'arrow_function',
  'function_expression',
  'generator_function',
  'function_declaration',
  'generator_function_declaration',
  'method_definition',
  'class',
  'class_declaration',
  'super',
  'import',
  'meta_property',
  'property_identifier',
  'private_property_identifier',
  'comment',
  'type_annotation',
  'type_arguments',
  'string_fragment',
]);

const CASES: Readonly<Record<string, Expand>> = {
  identifier: expandIdentifier,
  shorthand_property_identifier: expandIdentifier,
  this: expandThis,
  member_expression: expandMember,
  subscript_expression: expandMember,
  call_expression: (context, point) => expandCall(context, point),
  new_expression: (context, point) => expandCall(context, point),
  await_expression: expandAwait,
  yield_expression: (context, point) => expandYield(context, point),
  ternary_expression: expandTernary,
  binary_expression: expandBinary,
  assignment_expression: (context, point) =>
    [operand(context, point, childOf(point.node, 'right'))].flat(),
  sequence_expression: (context, point) =>
    operand(context, point, namedChildren(point.node).at(-1) ?? null),
  pair: (context, point) => operand(context, point, childOf(point.node, 'value')),
  object: expandLiteral,
  array: expandLiteral,
};

/** @returns what the value at this point was computed from; empty for a constant */
export function expandExpression(context: Context, point: ExpressionPoint): readonly Dependence[] {
  if (NOTHING.has(point.node.type)) return [];
  const expand = CASES[point.node.type];
  if (expand !== undefined) return expand(context, point);
  const isCoerced = COERCES.has(point.node.type);
  return namedChildren(point.node).flatMap((child) => [
    ...operand(context, point, child),
    ...(isCoerced ? coerced(context, point, child) : []),
  ]);
}

/** They take a number or a text, whatever they are given. */
const COERCES: ReadonlySet<string> = new Set(['unary_expression', 'template_substitution']);

function coerced(
  context: Context,
  point: ExpressionPoint,
  node: SyntaxNode | null,
): readonly Dependence[] {
  const before = evaluatedAt(context, point);
  return node === null ? [] : coercedBy(context, { ...point, before }, node);
}

/** The moment before which the parts of this expression were evaluated. */
export function evaluatedAt(context: Context, point: ExpressionPoint): number {
  const own = evaluationOf(context, point.source, point.node, point.frame, point.before);
  return own?.event.seq ?? point.before;
}

/** @returns the step to a part of the expression */
export function operand(
  context: Context,
  point: ExpressionPoint,
  node: SyntaxNode | null,
  options: { readonly role?: Role; readonly cost?: number; readonly why?: string } = {},
): readonly Dependence[] {
  if (node === null || NOTHING.has(node.type)) return [];
  return [
    {
      to: expressionAt(point.source, node, point.frame, evaluatedAt(context, point)),
      role: options.role ?? 'value',
      cost: options.cost ?? COST.operand,
      why: options.why ?? 'computed from',
    },
  ];
}

function expandMember(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const { source, node, frame } = point;
  const object = childOf(node, 'object');
  if (object === null) return [];
  const own = evaluationOf(context, source, node, frame, point.before);
  const before = own?.event.seq ?? point.before;
  const property = childOf(node, 'property');
  const index = childOf(node, 'index');
  const read = own?.event.type === 'property-read' ? own.event : null;
  const key = read?.key ?? keyOf(context, point, property, index, before);
  const value = read?.object ?? valueOf(context, source, object, frame, before);
  const ref = refOf(value);
  const deps: Dependence[] = [];
  const activation = argumentsObject(context, expressionAt(source, object, frame, before));
  if (activation !== null && key !== null) return argumentOf(context, activation, Number(key));
  if (ref !== null && key !== null) {
    deps.push({
      to: { kind: 'member', process: frame.process, ref, key, before, at: point },
      role: 'value',
      cost: COST.operand,
      why: `property ${key}`,
    });
  }
  const behind =
    own === null && key !== null
      ? getterBehind(context, { frame, key, object: value, before })
      : null;
  const getters =
    own === null ? [behind].flatMap((one) => one ?? []) : activationsOf(frame, own.event.seq);
  for (const getter of getters) {
    deps.push(...returnOf(context, getter, `getter ${key ?? ''} returned`));
  }
  const isText = ref === null && value !== null;
  const by =
    ref === null || key === null
      ? null
      : changedEarlier(context, { process: frame.process, ref, before }, key);
  deps.push(
    ...operand(context, point, object, {
      cost: isText ? COST.operand : by === null ? COST.base : COST.definition,
      why: by === null ? 'read from' : `the same object that an earlier ${by} changed`,
    }),
  );
  if (index !== null) deps.push(...operand(context, point, index, { cost: COST.base, why: 'key' }));
  return deps;
}

/** `arguments[0]` is what the call gave. */
function argumentOf(context: Context, frame: Frame, position: number): readonly Dependence[] {
  const call = callSiteOf(context, frame);
  const given = call === null ? null : givenAt(context, frame, call, position);
  return given === null ? [] : [valueStep(given.at, COST.crossing, `argument ${position}`)];
}

function keyOf(
  context: Context,
  point: ExpressionPoint,
  property: SyntaxNode | null,
  index: SyntaxNode | null,
  before: number,
): string | null {
  if (property !== null) return point.source.text.slice(property.start, property.end);
  if (index === null) return null;
  const value = valueOf(context, point.source, index, point.frame, before);
  if (value?.kind === 'string') return value.text;
  return value?.kind === 'number' ? String(value.value) : null;
}

/** That an object is meant does not say that its parts are: who asks for a part comes by its key. */
function expandLiteral(context: Context, point: ExpressionPoint): readonly Dependence[] {
  return namedChildren(point.node).flatMap((part) =>
    operand(context, point, part, { cost: COST.part, why: 'a part of it' }),
  );
}

function expandAwait(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const inner = namedChildren(point.node)[0];
  return inner === undefined
    ? []
    : [...operand(context, point, inner, { why: 'awaited' }), ...arrivedBy(context, point)];
}

function expandTernary(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const condition = childOf(point.node, 'condition');
  const value =
    condition === null
      ? null
      : valueOf(context, point.source, condition, point.frame, point.before);
  const truth = value === null ? null : isTruthy(value);
  const taken =
    truth === null ? ['consequence', 'alternative'] : [truth ? 'consequence' : 'alternative'];
  return [
    ...taken.flatMap((field) => operand(context, point, childOf(point.node, field))),
    ...operand(context, point, condition, {
      role: 'control',
      cost: taken.every((field) => isConstantField(point.node, field))
        ? COST.decisive
        : COST.control,
      why: 'chose the value',
    }),
  ];
}

function isConstantField(node: SyntaxNode, field: string): boolean {
  const arm = childOf(node, field);
  return arm !== null && isConstant(arm);
}

function expandBinary(context: Context, point: ExpressionPoint): readonly Dependence[] {
  const left = childOf(point.node, 'left');
  const right = childOf(point.node, 'right');
  const operator = childOf(point.node, 'operator');
  const text = operator === null ? '' : point.source.text.slice(operator.start, operator.end);
  if (left === null || (text !== '&&' && text !== '||' && text !== '??')) {
    const presence =
      text === 'in' ? presenceOf(context, point, right ?? undefined, left ?? undefined) : [];
    const sides = [left, right].flatMap((side) => [
      ...operand(context, point, side),
      ...(COMPARES.has(text) ? [] : coerced(context, point, side)),
    ]);
    return [...presence, ...sides];
  }
  const value = valueOf(context, point.source, left, point.frame, point.before);
  const stops = value === null ? null : shortCircuits(text, value);
  if (stops === true) return operand(context, point, left);
  const control = operand(context, point, left, {
    role: 'control',
    cost: COST.control,
    why: 'let the other side decide',
  });
  if (stops === false) return [...operand(context, point, right), ...control];
  return [...operand(context, point, left), ...operand(context, point, right)];
}

/** Operators that take an object as it is. */
const COMPARES: ReadonlySet<string> = new Set(['===', '!==', 'in', 'instanceof']);

function shortCircuits(
  operator: string,
  value: NonNullable<ReturnType<typeof valueOf>>,
): boolean | null {
  if (operator === '??')
    return value.kind === 'omitted' ? null : value.kind !== 'null' && value.kind !== 'undefined';
  const truth = isTruthy(value);
  if (truth === null) return null;
  return operator === '&&' ? !truth : truth;
}
