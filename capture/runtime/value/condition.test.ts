/** Conditions over hostile values: nothing of the program runs, and what cannot be known keeps no event away. */
import { replaceNames } from '../../../protocol/condition/condition.ts';
import { parseCondition } from '../../../protocol/condition/parse.ts';
import { mayHold } from './condition.ts';

function holds(text: string, given: Readonly<Record<string, unknown>>): boolean {
  const parsed = parseCondition(text);
  if ('fault' in parsed) throw new Error(parsed.fault.message);
  const names = Object.keys(given);
  const condition = replaceNames(parsed.condition, (name) => ({
    ...{ kind: 'input', at: names.indexOf(name) },
  }));
  return mayHold(condition, {
    values: Object.values(given),
    isSecret: (key) => key === 'password',
    isHidden: (text) => text.startsWith('eyJ'),
  });
}

/** Both of a condition and its opposite may hold: nobody knows. */
function isUnknown(text: string, given: Readonly<Record<string, unknown>>): boolean {
  return holds(text, given) && holds(`!(${text})`, given);
}

function check(text: string, given: Readonly<Record<string, unknown>>, expected: boolean): void {
  expect([text, holds(text, given), holds(`!(${text})`, given)]).toEqual([
    text,
    expected,
    !expected,
  ]);
}

const never = (): never => {
  throw new Error('the program ran');
};

describe('a condition', () => {
  it.each([
    ['x > 3', { x: 4 }, true],
    ['x > 3', { x: 3 }, false],
    ['x > 3 && y === "a"', { x: 4, y: 'a' }, true],
    ['o.a.b.c === undefined', { o: { a: null } }, true],
    ['o.a[k] === 2', { o: { a: { z: 2 } }, k: 'z' }, true],
    ['o.length === 2 && o[1] === "b"', { o: ['a', 'b'] }, true],
    ['s.length === 3 && s[0] === "a"', { s: 'abc' }, true],
    ['s contains "b" && s startsWith "a" && s endsWith "c"', { s: 'abc' }, true],
    ['s contains "abcd"', { s: 'abc' }, false],
    ['m.size === 1 && t.size === 0', { m: new Map([[1, 2]]), t: new Set() }, true],
    ['typeof f === "function"', { f: never }, true],
    ['a === b', { a: Math, b: Math }, true],
    ['a == b', { a: {}, b: {} }, false],
    ['a == null', { a: undefined }, true],
    ['o == null', { o: {} }, false],
    ['x == "1"', { x: 1 }, true],
    ['x === 10n && x > 5', { x: 10n }, true],
    ['x !== x', { x: NaN }, true],
    ['x % 2 === 1 && x + 1 === 8 && x - 1 === 6 && x / 7 === 1 && x * 2 === 14', { x: 7 }, true],
    ['a + b === "xy"', { a: 'x', b: 'y' }, true],
    ['x ?? 5', { x: null }, true],
    ['x', { x: 0 }, false],
    ['-x < 0', { x: 1 }, true],
    ['e.message contains "boom"', { e: new Error('boom!') }, true],
    ['o.a === 1', { o: Object.create({ a: 1 }) as object }, true],
    ['b[0] === 7', { b: new Uint8Array([7]) }, true],
    ['x === y', { x: Symbol.iterator, y: Symbol.iterator }, true],
  ])('%s of %p: %p', (text, given, expected) => check(text, given, expected));

  it.each([
    [
      'a getter',
      'o.x > 1',
      {
        o: {
          get x() {
            return never();
          },
        },
      },
    ],
    [
      'an inherited getter',
      'o.x',
      {
        o: Object.create({
          get x() {
            return never();
          },
        }) as object,
      },
    ],
    [
      'a proxy',
      'o.x',
      {
        o: new Proxy(
          {},
          { get: never, has: never, getOwnPropertyDescriptor: never, getPrototypeOf: never },
        ),
      },
    ],
    [
      'a prototype that is a proxy',
      'o.x',
      { o: Object.create(new Proxy({}, { get: never, getPrototypeOf: never })) as object },
    ],
    [
      'a conversion',
      'o > 1',
      { o: { valueOf: never, toString: never, [Symbol.toPrimitive]: never } },
    ],
    ['a loose comparison', 'o == 1', { o: { valueOf: never, toString: never } }],
    ['a sum', 'o + 1', { o: { valueOf: never } }],
    ['a key that is an object', 't[o]', { t: {}, o: { toString: never } }],
    ['a symbol in an order', 's < 1', { s: Symbol('s') }],
    ['a name that has no value', 'gone > 1', {}],
    ['two huge texts', 'a === b', { a: 'x'.repeat(200_000), b: 'x'.repeat(200_000) }],
    ['a search in a huge text', 'a contains "y"', { a: 'x'.repeat(200_000) }],
    ['a product of big integers', 'a * a > 1', { a: 1n << 100_000n }],
    ['a secret field', 'o.password startsWith "a"', { o: { password: 'abc' } }],
    ['a text that is secret', 's startsWith "eyJ1"', { s: 'eyJ123' }],
    ['a letter of a secret text', 's[3] === "1"', { s: 'eyJ123' }],
    ['a number against a secret text', 's > 20240000', { s: 'eyJ20240917' }],
    ['a secret text, whatever it is compared with', 's == 5 || s === true', { s: 'eyJ' }],
    ['a sum with a secret text', 's + "" === "eyJ1"', { s: 'eyJ1' }],
    ['a field that a secret text names', 't[s] === 1', { t: { eyJ1: 1 }, s: 'eyJ1' }],
    ['digits against a big integer', 'a == b', { a: '1'.repeat(101), b: 1n }],
    ['a big integer before digits', 'b < a', { a: '1'.repeat(101), b: 1n }],
    ['a letter of a huge text', 's[3] === "1"', { s: 'x'.repeat(200_000) }],
    ['a method of a text', 's.at', { s: 'abc' }],
  ])('does not know %s', (_name, text, given) => {
    expect(isUnknown(text, given)).toBe(true);
  });

  it('is decided by the part that is known', () => {
    const o = {
      get x() {
        return never();
      },
    };
    check('o.x && n > 5', { o, n: 1 }, false);
    check('n > 5 && o.x', { o, n: 1 }, false);
    check('o.x || n === 1', { o, n: 1 }, true);
    expect(isUnknown('o.x && n === 1', { o, n: 1 })).toBe(true);
    check('o.password === undefined', { o: { password: undefined } }, true);
  });

  it('tells that there is a secret text, and of which type', () => {
    check('s === null || s == undefined', { s: 'eyJ1' }, false);
    check('s && s != null && typeof s === "string"', { s: 'eyJ1' }, true);
  });

  it('does not tell whether a text of its own is secret', () => {
    check('s === "eyJ1"', { s: 'plain' }, false);
    check('t["eyJ1"] === 1', { t: { eyJ1: 1 } }, true);
  });

  it('holds short digits against a big integer', () => {
    check('a == b && a <= b && b >= a', { a: '1'.repeat(100), b: BigInt('1'.repeat(100)) }, true);
    check('a === b', { a: '1'.repeat(101), b: 1n }, false);
  });

  it('does not believe replaced built-ins', () => {
    const { includes } = String.prototype;
    const { getOwnPropertyDescriptor } = Object;
    String.prototype.includes = never;
    Object.getOwnPropertyDescriptor = never;
    Object.defineProperty(Object.prototype, 'values', { get: never, configurable: true });
    try {
      check('s contains "b" && o.a === 1', { s: 'abc', o: { a: 1 } }, true);
    } finally {
      String.prototype.includes = includes;
      Object.getOwnPropertyDescriptor = getOwnPropertyDescriptor;
      delete (Object.prototype as { values?: unknown }).values;
    }
  });
});
