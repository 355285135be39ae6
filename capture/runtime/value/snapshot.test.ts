/** What is kept of a value, what is left out and why, and that looking never runs code of the program. */
import { runInNewContext } from 'node:vm';
import type { ObjectValue, Value } from '../../../protocol/event.ts';
import { OBJECT_SHAPES } from '../../../protocol/wire.ts';
import { DEFAULT_LIMITS } from '../../../protocol/plan.ts';
import { probeEvents, recordRun } from '../../recorded.contract.ts';
import type { RunOptions } from '../../recorded.contract.ts';
import { createIdentity, shapeOf } from './identity.ts';

function record(value: unknown, options: Partial<RunOptions> = {}): Value {
  const recording = recordRun({ sites: ['value'], ...options }, (sink) => sink.v(1, 0, value));
  return probeEvents(recording)[0]?.['value'] as Value;
}

/** `name{key: value, …} size omitted` of an object, the essence of any other value. */
function show(value: Value): string {
  switch (value.kind) {
    case 'number':
      return Object.is(value.value, -0) ? '-0' : String(value.value);
    case 'boolean':
      return String(value.value);
    case 'string':
      return value.text.length === value.length
        ? JSON.stringify(value.text)
        : `${JSON.stringify(value.text)}…${value.length}`;
    case 'bigint':
      return `${value.text}n`;
    case 'symbol':
      return `Symbol(${value.description})`;
    case 'seen':
      return `#`;
    case 'omitted':
      return `<${value.reason}>`;
    case 'object': {
      const fields = value.fields.map(({ key, value: field }) => `${key}: ${show(field)}`);
      const omitted = value.omitted === undefined ? '' : ` <${value.omitted}>`;
      return `${value.shape} ${value.name}{${fields.join(', ')}} ${value.size}${omitted}`;
    }
    default:
      return value.kind;
  }
}

const check = (value: unknown, expected: string, options: Partial<RunOptions> = {}) =>
  expect(show(record(value, options))).toBe(expected);

class Cart {
  total = 12;
  items = [1];
}
class Odd extends Error {
  override name = 'OddError';
  actual = undefined;
  matcherResult = { actual: { a: 1 }, pass: false };
}
const sparse: unknown[] = [1, , 3]; // eslint-disable-line no-sparse-arrays

/** The object as it is seen once the runtime was told to leave it closed. */
function showClosed(target: object): string {
  const identity = createIdentity();
  identity.close(target);
  return OBJECT_SHAPES[shapeOf(identity.markOf(target))] as string;
}

describe('values', () => {
  it('does not look into an object that was closed before it was seen', () => {
    expect(showClosed(new Cart())).toBe('other');
    expect(showClosed(Object.freeze({ a: 1 }))).toBe('other');
  });
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [false, 'false'],
    [0, '0'],
    [-0, '-0'],
    [1.5, '1.5'],
    [-1e300, '-1e+300'],
    [Infinity, 'Infinity'],
    [-Infinity, '-Infinity'],
    [NaN, 'NaN'],
    ['', '""'],
    ['grüße 🎈', '"grüße 🎈"'],
    ['x'.repeat(401), `"${'x'.repeat(400)}"…401`],
    [12n ** 20n, `${12n ** 20n}n`],
    [1n << 5000n, '<length>'],
    [Symbol('s'), 'Symbol(s)'],
    [{ a: 1, b: 'x', c: {} }, 'object Object{a: 1, b: "x", c: #} 3'],
    [new Cart(), 'object Cart{total: 12, items: #} 2'],
    [Object.create(null), 'object {} 0'],
    [[1, 'b', null], 'array Array{0: 1, 1: "b", 2: null} 3'],
    [sparse, 'array Array{0: 1, 1: <hole>, 2: 3} 3'],
    [function f() {}, 'function f{} 0'],
    [Cart, 'class Cart{} 0'],
    [() => 1, 'function {} 0'],
    [
      new Map<unknown, unknown>([
        ['a', 1],
        [2, 'b'],
        [{}, 3],
      ]),
      'map Map{a: 1, 2: "b", [object #2]: 3} 3',
    ],
    [new Set([5, 'x']), 'set Set{0: 5, 1: "x"} 2'],
    [new Date(0), 'date 1970-01-01T00:00:00.000Z{} 0'],
    [new Date(NaN), 'date Invalid Date{} 0'],
    [/a+/giu, 'regexp /a+/giu{} 0'],
    [new TypeError('no'), 'error TypeError{message: "no"} 1'],
    [Promise.resolve(1), 'promise Promise{} 0'],
    [new Uint8Array([1, 2]), 'typed-array Uint8Array{0: 1, 1: 2} 2'],
    [new BigInt64Array([7n]), 'typed-array BigInt64Array{0: 7n} 1'],
    [new Uint8Array([9]).buffer, 'buffer ArrayBuffer{0: 9} 1'],
    [new WeakMap(), 'weak WeakMap{} -1'],
    [new Number(3), 'boxed Number{value: 3} 1'],
    [(function* () {})(), 'generator Object{} -1'],
    [new Proxy({ a: 1 }, {}), 'proxy {} -1 <proxy>'],
    [runInNewContext('({ a: [1] })'), 'object Object{a: #} 1'],
  ])('%p', (value, expected) => check(value, expected));

  it('keeps what an assertion knows: own fields of an error, one level further', () =>
    check(
      new Odd('wrong', { cause: 'why' }),
      'error Odd{message: "wrong", name: "OddError", actual: undefined, cause: "why", ' +
        'matcherResult: object Object{actual: #, pass: false} 2} 5',
    ));

  it('goes as deep as the site asks', () => {
    const value = { a: { b: { c: 1 } } };
    check(value, '#', { depth: 0 });
    check(value, 'object Object{a: #} 1', { depth: 1 });
    check(value, 'object Object{a: object Object{b: #} 1} 1', { depth: 2 });
  });

  it('says how much there was where it stops at the width', () => {
    const limits = { width: 2 };
    check([1, 2, 3], 'array Array{0: 1, 1: 2} 3 <width>', { config: { limits } });
    check({ a: 1, b: 2 }, 'object Object{a: 1, b: 2} 2', { config: { limits } });
    check({ a: 1, b: 2, c: 3 }, 'object Object{a: 1, b: 2} 3 <width>', { config: { limits } });
    check(new Set([1, 2, 3]), 'set Set{0: 1, 1: 2} 3 <width>', { config: { limits } });
  });

  it('keeps more fields than a record header can count', () => {
    const many = Array.from({ length: 300 }, (_none, at) => at);
    const value = record(many, { config: { limits: { width: 1000 } } }) as ObjectValue;
    expect(value.fields.map(({ key }) => Number(key))).toEqual(many);
  });

  it('stops at the time limit', () => {
    const value = record(new Array(1000).fill({ a: 1 }), {
      depth: 3,
      config: { limits: { width: 1000, captureTimeMs: 0.000001 } },
    }) as ObjectValue;
    expect(value.omitted).toBe('time');
  });

  it('survives circles and the same object twice', () => {
    const value: Record<string, unknown> = { n: 1 };
    value['self'] = value;
    check(value, 'object Object{n: 1, self: #} 2');
    const shared = { a: 1 };
    check([shared, shared], 'array Array{0: object Object{a: 1} 1, 1: object Object{a: 1} 1} 2', {
      depth: 2,
    });
  });

  it('knows an object again: frozen, proxied, without prototype', () => {
    const objects = [{}, Object.freeze({}), new Proxy({}, {}), Object.create(null), () => 1];
    const recording = recordRun({ sites: ['value'], depth: 0 }, (sink) => {
      for (const object of [...objects, ...objects]) sink.v(1, 0, object);
    });
    const refs = probeEvents(recording).map(({ value }) => (value as { ref: number }).ref);
    expect(refs).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
    expect(Object.isFrozen(objects[1])).toBe(true);
    expect(Reflect.ownKeys(objects[0] as object)).toEqual([]);
  });
});

describe('looking at a value', () => {
  it('runs no code of the program', () => {
    let runs = 0;
    const spy = () => {
      runs += 1;
      return 'ran';
    };
    const traps = new Proxy({}, { get: () => spy });
    class Spied {
      own = 1;
      get lazy() {
        return spy();
      }
      toString = spy;
      toJSON = spy;
      valueOf = spy;
      [Symbol.iterator] = spy;
      [Symbol.toPrimitive] = spy;
    }
    Object.defineProperty(Spied, 'name', { get: spy });
    const accessor = Object.defineProperty({}, 'x', { get: spy, enumerable: true });
    const array = Object.defineProperty([1], 0, { get: spy, enumerable: true });
    const error = Object.defineProperty(new Error('e'), 'message', { get: spy });
    const regexp = Object.defineProperties(/x/u, {
      source: { get: spy },
      flags: { get: spy },
      global: { get: spy },
    });
    const map = Object.defineProperties(new Map([[{ toString: spy }, 1]]), {
      size: { get: spy },
      entries: { value: spy },
      [Symbol.iterator]: { value: spy },
    });
    const date = Object.defineProperties(new Date(0), {
      toISOString: { value: spy },
      getTime: { value: spy },
    });
    const ofProxy = Object.create(new Proxy({}, new Proxy({}, { get: () => spy })));
    Error.prepareStackTrace = spy;
    try {
      const all = [new Spied(), accessor, array, error, regexp, map, date, ofProxy];
      for (const value of [
        ...all,
        new Proxy({}, traps as ProxyHandler<object>),
        new Error('stack'),
      ])
        record(value, { depth: 3 });
      expect(runs).toBe(0);
    } finally {
      delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
    }
    check(accessor, 'object Object{x: <accessor>} 1');
    check(array, 'array Array{0: <accessor>} 1');
    expect(runs).toBe(0);
  });

  it('does not call built-ins that the program replaced', () => {
    let runs = 0;
    const replace = (target: object, name: string): (() => void) => {
      const descriptor = Object.getOwnPropertyDescriptor(target, name) as PropertyDescriptor;
      const value = function (this: unknown, ...args: unknown[]): unknown {
        runs += 1;
        return Reflect.apply(descriptor.value as () => unknown, this, args);
      };
      Object.defineProperty(target, name, { ...descriptor, value });
      return () => void Object.defineProperty(target, name, descriptor);
    };
    const value = {
      long: 'x'.repeat(500),
      map: new Map([[1, 2]]),
      set: new Set([1]),
      at: new Date(0),
    };
    recordRun({ sites: ['value'], depth: 3, config: { redactPatterns: ['no'] } }, (sink) => {
      const restore = [
        replace(Map.prototype, 'get'),
        replace(Map.prototype, 'set'),
        replace(Map.prototype, 'entries'),
        replace(Set.prototype, 'values'),
        replace(WeakMap.prototype, 'get'),
        replace(RegExp.prototype, 'exec'),
        replace(String.prototype, 'slice'),
        replace(String.prototype, 'charCodeAt'),
        replace(Date.prototype, 'toISOString'),
        replace(Object, 'keys'),
        replace(TextEncoder.prototype, 'encodeInto'),
      ];
      sink.v(1, 0, value);
      sink.v(1, 0, 'ü'.repeat(60));
      for (const undo of restore) undo();
    });
    expect(runs).toBe(0);
  });
});

describe('redaction', () => {
  const config = { redactNames: ['password'], redactPatterns: ['^sk-[a-z]+$'] };

  it('goes by the words of a property name', () => {
    check(
      { authPassword: 'hush', PASSWORD_2: 'hush', passwordless: 'no' },
      'object Object{authPassword: <redacted>, PASSWORD_2: <redacted>, passwordless: "no"} 3',
      { config },
    );
  });

  it('says of a secret that there is none, or yes or no', () =>
    check(
      { password: undefined, aPassword: null, isPassword: true, passwordOf: () => 1 },
      'object Object{password: undefined, aPassword: null, isPassword: true, passwordOf: <redacted>} 4',
      { config },
    ));

  it('hides whatever contains a value that was hidden', () => {
    const limits = { ...DEFAULT_LIMITS, stringLength: 4096 };
    const recording = recordRun(
      { sites: ['value', 'value'], config: { ...config, limits, redactValues: { 1: [0] } } },
      (sink) => {
        sink.v(1, 0, 'hunter2hunter2');
        sink.v(2, 0, { password: 'swordfish', id: 1 });
        sink.v(2, 0, { header: 'Bearer hunter2hunter2', 'a swordfish': 1, kept: 'hunter' });
        sink.v(2, 0, `${'x'.repeat(4089)}hunter2hunter2`);
      },
    );
    const text = JSON.stringify(probeEvents(recording));
    expect(text).toContain('kept');
    expect(text).not.toMatch(/hunter2|swordfish/u);
  });

  it.each([['AKIAABCDEFGHIJKLMNOP'], ['my own'], ['eyJab.cd.ef'], ['eyJ']])(
    'leaves what RegExp says of the last match of the program: %s',
    (text) => {
      const redactPatterns = [
        '\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+',
        '\\bAKIA[0-9A-Z]{16}\\b',
        'o(w)n',
        '(',
      ];
      let statics: readonly string[] = [];
      const recording = recordRun({ sites: ['value'], config: { redactPatterns } }, (sink) => {
        /^(\w+)=(\d+)$/u.exec('retries=3');
        sink.v(1, 0, `key ${text}`);
        statics = [RegExp.$1, RegExp.$2, RegExp.lastMatch];
      });
      expect(statics).toEqual(['retries', '3', 'retries=3']);
      expect(show(probeEvents(recording)[0]?.['value'] as Value)).toBe(
        text === 'eyJ' ? '"key eyJ"' : '<redacted>',
      );
    },
  );
  const bytesOf = (options: RunOptions, value: unknown): string => {
    let text = '';
    recordRun(options, (sink, runtime) => {
      sink.e2(1, 0, value, 'plain');
      runtime.flushSync();
      text = JSON.stringify(
        probeEvents(recordRun(options, (other) => other.e2(1, 0, value, 'plain'))),
      );
    });
    return text;
  };

  it('leaves out values by name and by pattern, and says so', () => {
    check({ userPassword: 'hush', id: 1 }, 'object Object{userPassword: <redacted>, id: 1} 2', {
      config,
    });
    check(['sk-abc', 'sk-1'], 'array Array{0: <redacted>, 1: "sk-1"} 2', { config });
    check('sk-abc', '<redacted>', { config });
  });

  it('leaves out values of a site that the tool names', () => {
    const options = {
      sites: ['function'] as const,
      config: { ...config, redactValues: { 1: [0] } },
    };
    const text = bytesOf(options, { secret: 'hush' });
    expect(text).toContain('redacted');
    expect(text).toContain('plain');
    expect(text).not.toContain('hush');
  });
});
