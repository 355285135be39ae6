/**
 * Whether a condition holds for the values of an event. Looks at them as everything in here does: no getter, proxy, `valueOf` or
 * `toString` of the program runs. What only running the program could tell is {@link UNKNOWN}, and so is what would take long: texts
 * of megabytes, products of big integers. Three-valued, so that one unknown part decides nothing that the others decide.
 */
import type { BinaryOperator, Condition } from '../../../protocol/condition/condition.ts';
import {
  charCodeAt,
  fromCharCode,
  is,
  mapSize,
  parseBigint,
  setSize,
  stringIncludes,
  stringSlice,
} from './intrinsic.ts';
import { lookUp, UNKNOWN } from './look-up.ts';
import { canBeSecret } from './text.ts';

/** Longer texts are not searched, nor compared letter by letter. */
const LONG = 100_000;
/** Of longer ones a big integer is not made: that takes the square of their length. */
const MOST_DIGITS = 100;

export interface Inputs {
  readonly values: readonly unknown[];
  /** Fields of this name are not looked at: an event that is there or not would tell what is in them. */
  readonly isSecret: (key: string) => boolean;
  /** Nor texts that are secret by what is in them, or may be and are too long to tell. */
  readonly isHidden: (text: string) => boolean;
}

/** @returns false only where it surely does not hold */
export function mayHold(condition: Condition, inputs: Inputs): boolean {
  const value = evaluate(condition, inputs);
  return value === UNKNOWN || isTrue(value);
}

function isTrue(value: unknown): boolean {
  return value ? true : false;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function evaluate(condition: Condition, inputs: Inputs): unknown {
  switch (condition.kind) {
    case 'literal':
      return condition.value;
    case 'undefined':
      return undefined;
    case 'nan':
      return NaN;
    case 'infinity':
      return Infinity;
    case 'bigint':
      return parseBigint(condition.digits);
    case 'input':
      return condition.at < 0 || condition.at >= inputs.values.length
        ? UNKNOWN
        : inputs.values[condition.at];
    case 'get':
      return get(condition, inputs);
    case 'unary': {
      const value = evaluate(condition.operand, inputs);
      if (value === UNKNOWN) return UNKNOWN;
      if (condition.operator === '!') return !isTrue(value);
      if (condition.operator === 'typeof') return typeof value;
      return typeof value === 'number' || typeof value === 'bigint' ? -value : UNKNOWN;
    }
    case 'binary':
      return binary(condition, inputs);
    default:
      return UNKNOWN;
  }
}

function binary(
  { operator, left: first, right: second }: Extract<Condition, { kind: 'binary' }>,
  inputs: Inputs,
): unknown {
  const left = evaluate(first, inputs);
  if (operator === '&&' || operator === '||') {
    const decides = operator === '||';
    if (left !== UNKNOWN) return isTrue(left) === decides ? left : evaluate(second, inputs);
    const right = evaluate(second, inputs);
    return right !== UNKNOWN && isTrue(right) === decides ? right : UNKNOWN;
  }
  if (left === UNKNOWN) return UNKNOWN;
  if (operator === '??')
    return left === null || left === undefined ? evaluate(second, inputs) : left;
  const right = evaluate(second, inputs);
  if (right === UNKNOWN) return UNKNOWN;
  // Whether there is any value at all tells nothing of what is in it.
  const asksWhether = isEquality(operator) && (isNothing(left) || isNothing(right));
  if (!asksWhether) if (hides(first, left, inputs) || hides(second, right, inputs)) return UNKNOWN;
  return compare(operator, left, right);
}

/** A text of the condition itself is the asker's own, and is not asked about: the answer would tell whether it is a secret. */
function hides(part: Condition, value: unknown, { isHidden }: Inputs): boolean {
  return typeof value === 'string' && part.kind !== 'literal' && isHidden(value);
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

function isEquality(operator: BinaryOperator): boolean {
  return operator === '==' || operator === '!=' || operator === '===' || operator === '!==';
}

function compare(operator: BinaryOperator, left: unknown, right: unknown): unknown {
  switch (operator) {
    case '===':
      return identical(left, right);
    case '!==':
      return negated(identical(left, right));
    case '==':
      return equal(left, right);
    case '!=':
      return negated(equal(left, right));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(operator, left, right);
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return ofTexts(operator, left, right);
    default:
      return computed(operator, left, right);
  }
}

function negated(value: unknown): unknown {
  return value === UNKNOWN ? UNKNOWN : !isTrue(value);
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.length > LONG;
}

function identical(left: unknown, right: unknown): unknown {
  if (isLong(left) && isLong(right) && (left as string).length === (right as string).length)
    return UNKNOWN;
  return left === right;
}

/** A text of many digits against a big integer. */
function isLongInteger(left: unknown, right: unknown): boolean {
  if (typeof left === 'bigint') return typeof right === 'string' && right.length > MOST_DIGITS;
  return typeof right === 'bigint' && typeof left === 'string' && left.length > MOST_DIGITS;
}

/** Of an object and something else, its own conversion would decide. */
function equal(left: unknown, right: unknown): unknown {
  if (left === null || left === undefined) return right === null || right === undefined;
  if (right === null || right === undefined) return false;
  if (typeof left === typeof right || (isObject(left) && isObject(right)))
    return identical(left, right);
  if (isObject(left) || isObject(right) || isLong(left) || isLong(right)) return UNKNOWN;
  if (isLongInteger(left, right)) return UNKNOWN;
  return left == right;
}

function ordered(operator: '<' | '<=' | '>' | '>=', left: unknown, right: unknown): unknown {
  if (isObject(left) || isObject(right) || isLong(left) || isLong(right)) return UNKNOWN;
  if (typeof left === 'symbol' || typeof right === 'symbol') return UNKNOWN;
  if (isLongInteger(left, right)) return UNKNOWN;
  const a = left as number;
  const b = right as number;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function ofTexts(
  operator: 'contains' | 'startsWith' | 'endsWith',
  left: unknown,
  right: unknown,
): unknown {
  if (typeof left !== 'string' || typeof right !== 'string') return UNKNOWN;
  if (right.length > left.length) return false;
  if (isLong(left)) return UNKNOWN;
  if (operator === 'contains') return stringIncludes(left, right);
  const from = operator === 'startsWith' ? 0 : left.length - right.length;
  return stringSlice(left, from, from + right.length) === right;
}

function computed(operator: BinaryOperator, left: unknown, right: unknown): unknown {
  if (operator === '+' && typeof left === 'string' && typeof right === 'string')
    return isLong(left) || isLong(right) ? UNKNOWN : left + right;
  if (typeof left !== 'number' || typeof right !== 'number') return UNKNOWN;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      return UNKNOWN;
  }
}

/** Whether there is something under a hidden text would tell what the text is. */
function get(condition: Extract<Condition, { kind: 'get' }>, inputs: Inputs): unknown {
  const target = evaluate(condition.object, inputs);
  const key = evaluate(condition.key, inputs);
  return hides(condition.key, key, inputs) ? UNKNOWN : field(target, key, inputs);
}

/** A field of nothing is nothing, so that a condition can ask for `order.user.id` where there may be no user. */
function field(target: unknown, key: unknown, { isSecret, isHidden }: Inputs): unknown {
  if (target === UNKNOWN || key === UNKNOWN) return UNKNOWN;
  if (target === null || target === undefined) return undefined;
  if (typeof key !== 'string' && typeof key !== 'number') return UNKNOWN;
  if (typeof target === 'string') {
    if (!isLong(target) && isHidden(target)) return UNKNOWN;
    if (key === 'length') return target.length;
    if (isLong(target)) return UNKNOWN;
    if (typeof key !== 'number' || !(key >= 0 && key < target.length && key % 1 === 0))
      return UNKNOWN;
    return fromCharCode(charCodeAt(target, key));
  }
  if (!isObject(target)) return UNKNOWN;
  if (key === 'size' && is.isMap(target)) return mapSize(target);
  if (key === 'size' && is.isSet(target)) return setSize(target);
  const found = lookUp(target, key);
  return typeof key === 'string' && canBeSecret(found) && isSecret(key) ? UNKNOWN : found;
}
