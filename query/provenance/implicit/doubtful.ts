/**
 * What an operator or a built-in made of the very values it was given, where the language does with them what is seldom meant: `+`
 * of a number and a text that is one, texts of numbers put in order by their characters, a number told from the same one as
 * a text, numbers told apart by a rounding error, a pattern that remembers where it stopped, zero or an empty text taken for what is missing;
 * and constants that replaced what had been worked out.
 */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import { textOf } from '../../source-index.ts';
import type { SourceFile } from '../../source-index.ts';
import { calleeName, receiverOf } from '../call.ts';
import type { Context, ExpressionPoint, Point } from '../point.ts';
import { isConstant, unwrap, wholeOf } from '../point.ts';
import { asksForTruth, placeOf } from '../place.ts';
import { shapeOf } from '../builtin/native.ts';
import { writeBefore } from '../../replaced.ts';
import { isNothing, isSameValue } from '../../value-text.ts';
import { valueOf } from '../value.ts';

/**
 * `bound`: two equal numbers are compared by their order, and with or without `=` it comes out otherwise. `empty`: zero or an empty
 * text decided as if there were nothing. `reset`: a constant replaced what had been worked out. `pitfall`: all the others.
 */
export type Doubt = 'bound' | 'empty' | 'pitfall' | 'reset';

const ORDERS = /^[<>]=?$/u;
const IDENTITY = /^[!=]==$/u;
const ADDS = /^\+=?$/u;
const SORTS = /^(?:sort|toSorted)$/u;
const READ =
  /^(?:identifier|member_expression|subscript_expression|call_expression|await_expression)$/u;
/** How many there are, or where, is asked on purpose. */
const COUNT = /(?:length|size|count|total|index|indexof|search|depth|left|remaining)$/iu;

/** @returns why the operation of a point is worth a second look, by the values that it had; null for all others */
export function doubtOf(context: Context, point: Point): Doubt | null {
  if (point.kind !== 'expression') return isReset(context, point) ? 'reset' : null;
  const { node } = point;
  if (READ.test(node.type) && isTakenForMissing(context, point)) return 'empty';
  switch (node.type) {
    case 'binary_expression':
    case 'augmented_assignment_expression':
      return ofOperator(context, point);
    case 'call_expression':
      return isSortedAsText(context, point) || remembers(point) ? 'pitfall' : null;
    default:
      return null;
  }
}

/** A constant, or something empty, took the place of what had been worked out: not of the constant that the place began with. */
function isReset(context: Context, point: Point): boolean {
  if ((point.kind !== 'variable' && point.kind !== 'property') || !isBare(point.node)) return false;
  const last = writeBefore(context.timeline, point.event);
  if (last === null || isNothing(last.value) || isSameValue(last.value, point.event.value))
    return false;
  const before = placeOf(context, last.site);
  return before !== null && !isBare(before.node);
}

/** What is written there is a constant, or empty. */
function isBare(written: SyntaxNode): boolean {
  const given = childOf(written, 'value') ?? childOf(written, 'right');
  const node = given === null ? null : unwrap(given);
  if (node === null) return false;
  return /^(?:array|object)$/u.test(node.type)
    ? namedChildren(node).length === 0
    : isConstant(node);
}

function ofOperator(
  context: Context,
  { source, node, frame, before }: ExpressionPoint,
): Doubt | null {
  const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
  if (left === null || right === null) return null;
  const operator = textOf(source, childOf(node, 'operator'));
  if (!ORDERS.test(operator) && !IDENTITY.test(operator) && !ADDS.test(operator)) return null;
  // Of `n++` the value after it is recorded.
  const [a, b] = [left, right].map((side) =>
    unwrap(side).type === 'update_expression'
      ? null
      : valueOf(context, source, side, frame, before),
  );
  if (a == null || b == null) return null;
  if (areNearlyEqual(a, b) && !ADDS.test(operator)) return 'pitfall';
  if (ORDERS.test(operator)) {
    // Whether something is empty is asked with zero. A loop ends where what it counts has come to its bound.
    if (a.kind === 'number' && b.kind === 'number')
      return a.value === b.value && a.value !== 0 && !isHeadOfLoop(node) ? 'bound' : null;
    return isOrderedAsText(a, b) ? 'pitfall' : null;
  }
  if (!isNumberAndText(a, b) || isWritten(left) || isWritten(right)) return null;
  if (IDENTITY.test(operator)) return Number(plain(a)) === Number(plain(b)) ? 'pitfall' : null;
  // A text that grows is meant as one.
  return operator === '+=' && a.kind === 'string' ? null : 'pitfall';
}

function isHeadOfLoop(node: SyntaxNode): boolean {
  for (let up: SyntaxNode | null = node; up !== null; up = up.parent) {
    if (/^(?:for|while|do)_statement$/u.test(up.parent?.type ?? '') && up.field === 'condition')
      return true;
    if (/statement|declarat|function|arrow/u.test(up.type)) return false;
  }
  return false;
}

const plain = (value: Value): string | number =>
  value.kind === 'number' ? value.value : value.kind === 'string' ? value.text : Number.NaN;

/** A text that reads as a number. */
const isNumeric = (value: Value): boolean =>
  value.kind === 'string' && /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/iu.test(value.text);

function isNumberAndText(a: Value, b: Value): boolean {
  return (a.kind === 'number' && isNumeric(b)) || (isNumeric(a) && b.kind === 'number');
}

/** In parts of the larger one: far above what one operation rounds, far below what anybody counts. */
const ROUNDING = 1e-12;

function areNearlyEqual(a: Value, b: Value): boolean {
  if (a.kind !== 'number' || b.kind !== 'number' || a.value === b.value) return false;
  return Math.abs(a.value - b.value) < ROUNDING * Math.max(Math.abs(a.value), Math.abs(b.value));
}

function isOrderedAsText(a: Value, b: Value): boolean {
  if (!isNumeric(a) || !isNumeric(b)) return false;
  const [x, y] = [plain(a), plain(b)];
  return x < y !== Number(x) < Number(y);
}

/** A text that stands in the source is meant as one. */
const isWritten = (side: SyntaxNode): boolean => /string|template/u.test(unwrap(side).type);

/** Without a comparator elements are put in order by their texts; a comparator that says true or false never says `less`. */
function isSortedAsText(
  context: Context,
  { source, node, frame, before }: ExpressionPoint,
): boolean {
  const receiver = receiverOf(node);
  const given = childOf(node, 'arguments');
  if (receiver === null || given === null || !SORTS.test(calleeName(source, node))) return false;
  const [comparator] = namedChildren(given);
  const list = shapeOf(context, { source, node, frame, before, kind: 'expression' }, receiver);
  if (list?.kind !== 'object' || list.shape !== 'array') return false;
  if (comparator !== undefined) return saysOnlyWhether(source, comparator);
  const value = valueOf(context, source, receiver, frame, before);
  if (value?.kind !== 'object') return false;
  const numbers = value.fields.flatMap((field) =>
    field.value.kind === 'number' ? [field.value.value] : [],
  );
  const byText = [...numbers].sort();
  return [...numbers].sort((a, b) => a - b).some((one, at) => one !== byText[at]);
}

function saysOnlyWhether(source: SourceFile, comparator: SyntaxNode): boolean {
  const body = comparator.type === 'arrow_function' ? childOf(comparator, 'body') : null;
  const result = body === null ? null : unwrap(body);
  return (
    result?.type === 'binary_expression' && ORDERS.test(textOf(source, childOf(result, 'operator')))
  );
}

/** A pattern with the flag `g` or `y` that is kept outside goes on where it stopped the last time it was asked. */
function remembers({ source, node }: ExpressionPoint): boolean {
  const receiver = receiverOf(node);
  if (receiver?.type !== 'identifier' || calleeName(source, node) !== 'test') return false;
  const declarator = source.scopes.resolve(receiver)?.node.parent ?? null;
  const declared = declarator === null ? null : childOf(declarator, 'value');
  if (declared?.type !== 'regex' || !/[gy]/u.test(textOf(source, childOf(declared, 'flags'))))
    return false;
  const fn = source.scopes.functionOf(node).node;
  return (
    fn !== source.scopes.functionOf(declared).node && !textOf(source, fn).includes('lastIndex')
  );
}

function isTakenForMissing(context: Context, point: ExpressionPoint): boolean {
  const { source, node, frame, before } = point;
  if (!asksForTruth(source, wholeOf(node)) || COUNT.test(nameOf(source, node))) return false;
  const value = valueOf(context, source, node, frame, before);
  return value?.kind === 'number'
    ? value.value === 0
    : value?.kind === 'string' && value.text === '';
}

function nameOf(source: SourceFile, node: SyntaxNode): string {
  const inner = node.type === 'await_expression' ? (namedChildren(node)[0] ?? node) : node;
  if (inner.type === 'call_expression') return calleeName(source, inner);
  return textOf(source, childOf(inner, 'property') ?? inner);
}
