import type { Field, ObjectValue, Value } from '../../protocol/event.ts';
import type { ObjectRef } from '../../protocol/ids.ts';
import { createValueComparison } from './same-value.ts';
import type { Sameness } from './same-value.ts';

const number = (value: number): Value => ({ kind: 'number', value });
const string = (text: string, length = text.length): Value => ({ kind: 'string', text, length });
const seen = (ref: number): Value => ({ kind: 'seen', ref: ref as ObjectRef });
const object = (ref: number, fields: Readonly<Record<string, Value>>): ObjectValue => ({
  ...{ kind: 'object', ref: ref as ObjectRef, shape: 'object', name: 'Object' },
  size: Object.keys(fields).length,
  fields: Object.entries(fields).map(([key, value]): Field => ({ key, value })),
});

/** Pairs of values as they are met, one after the other; what the last one is. */
const check = (pairs: readonly (readonly [Value, Value])[], expected: Sameness): void => {
  const values = createValueComparison({ here: '/work/tree', there: '/tmp/other' });
  const found = pairs.map(([a, b]) =>
    values.compare({ process: 0, value: a }, { process: 3, value: b }),
  );
  expect(found.at(-1)).toBe(expected);
};

describe('createValueComparison', () => {
  it('primitives', () => check([[number(1), number(1)]], 'same'));
  it('NaN is NaN', () => check([[number(NaN), number(NaN)]], 'same'));
  it('minus zero is another number', () => check([[number(0), number(-0)]], 'different'));
  it('kinds', () => check([[number(1), string('1')]], 'different'));
  it('the project elsewhere', () =>
    check([[string('in /work/tree/a'), string('in /tmp/other/a')]], 'same'));
  it('texts that were cut', () => check([[string('ab', 9), string('abc', 9)]], 'same'));
  it('a hole is not called different', () =>
    check([[{ kind: 'omitted', reason: 'depth' }, number(1)]], 'same'));
  it('numbers of objects mean nothing across runs', () =>
    check([[object(1, { a: number(1) }), object(9, { a: number(1) })]], 'same'));
  it('a field', () =>
    check([[object(1, { a: number(1) }), object(9, { a: number(2) })]], 'different'));
  it('a field that is missing', () =>
    check([[object(1, { a: number(1) }), object(9, { b: number(1) })]], 'different'));
  it('met together again', () =>
    check(
      [
        [seen(1), seen(9)],
        [seen(1), seen(9)],
      ],
      'same',
    ));
  it('met with another one', () =>
    check(
      [
        [seen(1), seen(9)],
        [seen(2), seen(9)],
      ],
      'other-object',
    ));
});
