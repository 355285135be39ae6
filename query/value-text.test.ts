import type { Field, ObjectValue, Value } from '../protocol/event.ts';
import {
  formatValue,
  isNothing,
  isSameValue,
  isTruthy,
  primitiveText,
  refOf,
} from './value-text.ts';

const number = (value: number): Value => ({ kind: 'number', value });
const string = (text: string, length = text.length): Value => ({ kind: 'string', text, length });
const field = (key: string, value: Value): Field => ({ key, value }) as Field;

function object(over: Partial<Omit<ObjectValue, 'ref'>> & { readonly ref?: number }): Value {
  const fields = over.fields ?? [];
  const base = { kind: 'object', ref: 1, shape: 'object', name: 'Object', size: fields.length };
  return { ...base, ...over, fields } as Value;
}

describe('formatValue', () => {
  const check = (value: Value, expected: string, length?: number): void =>
    expect(formatValue(value, length)).toBe(expected);
  it('negative zero', () => check(number(-0), '-0'));
  it('NaN', () => check(number(NaN), 'NaN'));
  it('a big integer', () => check({ kind: 'bigint', text: '12' }, '12n'));
  it('quotes in a string', () => check(string('a"b'), '"a\\"b"'));
  it('a string that was cut when it was recorded', () => check(string('abc', 900), '"abc…"'));
  it('a string that is longer than the line', () => check(string('abcdef'), '"abc…', 5));
  it('an object seen before', () => check({ kind: 'seen', ref: 4 } as Value, '{…}'));
  it('an empty object', () => check(object({}), '{}'));
  it('an instance', () =>
    check(object({ name: 'Cart', fields: [field('n', number(1))] }), 'Cart { n: 1 }'));
  it('an error is its message, one line of it', () =>
    check(
      object({ shape: 'error', name: 'TypeError', fields: [field('message', string('a\nb'))] }),
      'TypeError: a',
    ));
  it('an array says how much it leaves out', () =>
    check(
      object({ shape: 'array', size: 9, fields: [field('0', number(1)), field('1', number(2))] }),
      '[1, 2, … 7 more]',
    ));
  it('what lies deep is only named', () => {
    const inner = object({ fields: [field('x', number(1))] });
    const middle = object({ fields: [field('c', inner)] });
    check(object({ fields: [field('b', middle)] }), '{ b: { c: {…} } }');
  });
  it('an anonymous function', () => check(object({ shape: 'function', name: '' }), 'ƒ'));
});

describe('isTruthy', () => {
  const check = (value: Value, expected: boolean | null): void =>
    expect(isTruthy(value)).toBe(expected);
  it('NaN', () => check(number(NaN), false));
  it('the empty string', () => check(string(''), false));
  it('a string whose text was not kept', () => check(string('', 5), true));
  it('big zero', () => check({ kind: 'bigint', text: '0' }, false));
  it('an empty object', () => check(object({}), true));
  it('a hole is not known', () => check({ kind: 'omitted', reason: 'redacted' } as Value, null));
});

describe('isSameValue', () => {
  const check = (a: Value, b: Value, expected: boolean): void =>
    expect([isSameValue(a, b), isSameValue(b, a)]).toEqual([expected, expected]);
  it('NaN is itself', () => check(number(NaN), number(NaN), true));
  it('zeros differ', () => check(number(0), number(-0), false));
  it('a number is not its text', () => check(number(1), string('1'), false));
  it('an object by identity, however it is shown', () =>
    check(object({ ref: 3 }), { kind: 'seen', ref: 3 } as Value, true));
  it('equal objects are two', () => check(object({ ref: 3 }), object({ ref: 4 }), false));
  it('two holes are never the same', () => {
    const hole = { kind: 'omitted', reason: 'redacted' } as Value;
    check(hole, hole, false);
  });
});

it('nothing is NaN or undefined, and neither null nor 0', () =>
  expect(
    [number(NaN), { kind: 'undefined' }, { kind: 'null' }, number(0)].map((value) =>
      isNothing(value as Value),
    ),
  ).toEqual([true, true, false, false]));

it('the text of a primitive; none of an object', () => {
  expect(primitiveText(string('a'))).toBe('a');
  expect(primitiveText({ kind: 'undefined' })).toBe('undefined');
  expect(primitiveText(object({}))).toBeNull();
});

it('identity of objects only', () => {
  expect(refOf(object({ ref: 7 }))).toBe(7);
  expect(refOf(number(7))).toBeNull();
  expect(refOf(undefined)).toBeNull();
});
