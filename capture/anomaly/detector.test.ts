/** Anomalies in events made by hand: what each rule tells, and above all what it does not. */
import { anomalySchema, type Anomaly } from '../../protocol/anomaly.ts';
import type { ScopeEvent, Value } from '../../protocol/event.ts';
import type { Site } from '../../protocol/site.ts';
import { createDetector } from './detector.ts';
import { detectAnomalies } from './tail.ts';

const UNDEFINED: Value = { kind: 'undefined' };
const num = (value: number): Value => ({ kind: 'number', value });
const str = (text: string): Value => ({ kind: 'string', text, length: text.length });
const seen = (ref: number): Value => ({ kind: 'seen', ref }) as unknown as Value;
const object = (ref: number, name: string, fields: Readonly<Record<string, Value>> = {}): Value =>
  ({
    kind: 'object',
    ref,
    shape: name.endsWith('Error') ? 'error' : name === 'Array' ? 'array' : 'object',
    name,
    size: Object.keys(fields).length,
    fields: Object.entries(fields).map(([key, value]) => ({ key, value })),
  }) as unknown as Value;
const boom = (ref: number): Value => object(ref, 'TypeError', { message: str('boom') });

const site = (id: number, kind: Site['kind'], more: Partial<Site> = {}): Site =>
  ({
    id,
    kind,
    node: `src/a.ts#f/${kind}[${id}]`,
    fn: 'src/a.ts#f',
    file: 'src/a.ts',
    start: id,
    end: id + 1,
    probe: 'p',
    ...more,
  }) as unknown as Site;

const total = { name: 'total', declaredIn: null, declaredAt: 5 };
const SITES: readonly Site[] = [
  site(1, 'write', { binding: total }),
  site(2, 'write', { binding: total }),
  site(3, 'property', { key: 'total' }),
  site(4, 'property', { key: 'total' }),
  site(5, 'read', { key: 'total' }),
  site(6, 'call'),
  site(7, 'function', { names: ['this', 'order'] }),
  site(8, 'return'),
  site(9, 'throw'),
  site(10, 'catch'),
  site(11, 'receiver'),
  site(12, 'argument'),
  site(13, 'snapshot', { names: ['total'] }),
  site(14, 'catch', { fn: 'src/a.ts#' as Site['fn'] }),
  site(15, 'literal'),
];

interface Draft {
  readonly type: ScopeEvent['type'];
  readonly [property: string]: unknown;
}
const write = (id: number, value: Value): Draft => ({ type: 'variable-written', site: id, value });
const set = (id: number, on: Value | null, value: Value): Draft => ({
  type: 'property-written',
  site: id,
  object: on,
  key: 'total',
  value,
});
const call = (value: Value): Draft => ({
  type: 'call-result',
  site: 6,
  object: null,
  key: null,
  value,
});
const start = (frame: number, ...values: Value[]): Draft => ({
  type: 'call-start',
  site: 7,
  frame,
  values,
});
const thrown = (frame: number, value: Value): Draft => ({
  type: 'error-thrown',
  site: 9,
  frame,
  value,
});
const caught = (frame: number, value: Value, at = 10): Draft => ({
  type: 'error-caught',
  site: at,
  frame,
  value,
});
const returns = (frame: number, value: Value = UNDEFINED): Draft => ({
  type: 'call-end',
  outcome: 'returned',
  site: 8,
  frame,
  value,
});
const throws = (frame: number): Draft => ({ type: 'call-end', outcome: 'threw', site: 7, frame });

function eventsOf(drafts: readonly Draft[]): readonly ScopeEvent[] {
  return drafts.map(
    (draft, index) => ({ seq: index + 1, process: 0, frame: 1, ...draft }) as unknown as ScopeEvent,
  );
}

const options = { sites: SITES, session: 's', run: 1, now: () => 1_000 };

function detect(drafts: readonly Draft[]): readonly Anomaly[] {
  const detector = createDetector(options);
  return [...eventsOf(drafts).flatMap((event) => detector.push(event)), ...detector.end()];
}

/** `kind@seq message` of each anomaly. */
function check(drafts: readonly Draft[], expected: readonly string[]): void {
  const anomalies = detect(drafts);
  expect(anomalies.map(({ kind, seq, message }) => `${kind}@${seq} ${message}`)).toEqual(expected);
  for (const anomaly of anomalies) expect(anomalySchema.parse(anomaly)).toEqual(anomaly);
}

describe('not-a-number', () => {
  it('is told where a variable had numbers, at whichever of its sites', () =>
    check(
      [write(1, num(118.8)), write(2, num(NaN))],
      ['not-a-number@2 total is NaN, was 118.8 before'],
    ));
  it('is told of a property of a class, on any object of it', () =>
    check(
      [set(3, object(1, 'Order'), num(5)), set(4, object(2, 'Order'), num(NaN))],
      ['not-a-number@2 Order.total is NaN, was 5 before'],
    ));
  it('knows the class of an object that was snapshotted earlier', () =>
    check(
      [start(1, UNDEFINED, object(1, 'Order')), set(3, seen(1), num(5)), set(4, seen(1), num(NaN))],
      ['not-a-number@3 Order.total is NaN, was 5 before'],
    ));
  it('is told of a field seen in passing', () =>
    check(
      [
        start(1, object(1, 'Cart', { sum: num(1) })),
        start(2, object(1, 'Cart', { sum: num(NaN) })),
      ],
      ['not-a-number@2 Cart.sum is NaN, was 1 before'],
    ));
  it('is told of a result without a name', () =>
    check([call(num(0)), call(num(NaN))], ['not-a-number@2 the call is NaN, was 0 before']));
  it('is told of what a function returned', () =>
    check([returns(1, num(2)), returns(2, num(NaN))], ['not-a-number@2 f() is NaN, was 2 before']));
  it('is told of a local in a snapshot', () =>
    check(
      [num(1), num(NaN)].map((value) => ({ type: 'snapshot-taken', site: 13, values: [value] })),
      ['not-a-number@2 total is NaN, was 1 before'],
    ));
  it('is not told where the first number is NaN', () => check([write(1, num(NaN))], []));
  it('is not told where only Infinity came before', () =>
    check([write(1, num(Infinity)), write(1, num(NaN))], []));
  it('is not told across two plain objects at two sites', () =>
    check([set(3, object(1, 'Object'), num(5)), set(4, object(2, 'Object'), num(NaN))], []));
  it('is not told across two classes', () =>
    check([set(3, object(1, 'Order'), num(5)), set(4, object(2, 'Cart'), num(NaN))], []));
});

describe('became-undefined', () => {
  it('is told at a site that had numbers', () =>
    check(
      [call(num(1)), call(num(2)), call(UNDEFINED)],
      ['became-undefined@3 the call is undefined, was 2 before'],
    ));
  it('is told at a site that had objects, known by identity or not', () =>
    check(
      [write(1, object(1, 'User')), write(1, seen(1)), write(1, UNDEFINED)],
      ['became-undefined@3 total is undefined, was an object before'],
    ));
  it('is told of a parameter, by its name', () =>
    check(
      [start(1, UNDEFINED, num(1)), start(2, UNDEFINED, num(2)), start(3, UNDEFINED, UNDEFINED)],
      ['became-undefined@3 order is undefined, was 2 before'],
    ));
  it('is not told where it always was', () =>
    check([call(UNDEFINED), call(UNDEFINED), call(UNDEFINED)], []));
  it('is not told after a single value', () => check([call(num(1)), call(UNDEFINED)], []));
  it('is not told where undefined came before the habit', () =>
    check([call(num(1)), call(UNDEFINED), call(num(1)), call(num(1)), call(UNDEFINED)], []));
  it('is not told of a reset at another site', () =>
    check([write(1, num(1)), write(1, num(2)), write(2, UNDEFINED), write(2, UNDEFINED)], []));
  it('is not told of null or of strings', () =>
    check([call(str('a')), call(str('b')), call({ kind: 'null' }), call(UNDEFINED)], []));
  it('is not told of an optional field in passing', () =>
    check(
      [1, 2, 3].map((n) => start(n, object(n, 'Cart', { tip: n < 3 ? num(n) : UNDEFINED }))),
      [],
    ));
  it('is not told of what was not recorded', () =>
    check([call(num(1)), call(num(2)), call({ kind: 'omitted', reason: 'dropped' })], []));
});

describe('type-flip', () => {
  it('is told of a property of a class', () =>
    check(
      [set(3, object(1, 'Order'), num(5)), set(4, object(2, 'Order'), str('5'))],
      ['type-flip@2 Order.total is string "5", was number 5 before'],
    ));
  it('is told of a property of a plain object at the same site', () =>
    check(
      [set(3, object(1, 'Object'), num(5)), set(3, object(2, 'Object'), str('5'))],
      ['type-flip@2 total is string "5", was number 5 before'],
    ));
  it('is told where the receiver was not recorded', () =>
    check(
      [set(3, null, object(1, 'Order')), set(3, null, object(2, 'Array'))],
      ['type-flip@2 total is array Array, was object Order before'],
    ));
  it('is told once for a class, however many sites see it', () =>
    check(
      [
        set(3, object(1, 'Order'), num(5)),
        set(4, object(1, 'Order'), str('5')),
        start(1, UNDEFINED, object(1, 'Order', { total: str('5') })),
        { type: 'property-read', site: 5, object: seen(1), key: 'total', value: str('5') },
      ],
      ['type-flip@2 Order.total is string "5", was number 5 before'],
    ));
  it('is not told of a variable', () => check([write(1, num(5)), write(1, str('5'))], []));
  it('is not told of null and undefined', () =>
    check(
      [UNDEFINED, num(5), { kind: 'null' } as const, num(6)].map((v) =>
        set(3, object(1, 'Order'), v),
      ),
      [],
    ));
  it('is not told of an object known by identity alone', () =>
    check([set(3, null, object(1, 'Array')), set(3, null, seen(2))], []));
  it('is not told across plain objects at two sites', () =>
    check([set(3, object(1, 'Object'), num(5)), set(4, object(1, 'Object'), str('5'))], []));
});

describe('errors that nobody caught', () => {
  const ends = (origin: string, value: Value, frame = 0): Draft => ({
    type: 'process-error',
    origin,
    frame,
    value,
  });
  it('are told where they were thrown', () => {
    const [anomaly] = detect([
      start(1),
      thrown(1, boom(9)),
      throws(1),
      ends('uncaught-exception', seen(9)),
    ]);
    expect(anomaly).toMatchObject({
      kind: 'uncaught-exception',
      node: 'src/a.ts#f/throw[9]',
      seq: 4,
    });
  });
  it('are told with the function that was active, else without a node', () => {
    const [active] = detect([start(1), ends('unhandled-rejection', boom(9), 1)]);
    expect(active).toMatchObject({ kind: 'unhandled-rejection', node: 'src/a.ts#f/function[7]' });
    const [bare] = detect([ends('unhandled-rejection', str('no'))]);
    expect(bare).not.toHaveProperty('node');
    expect(bare?.message).toBe('"no" rejected a promise that nobody handles');
  });
  it('are told with their message', () =>
    check(
      [ends('uncaught-exception', boom(1))],
      ['uncaught-exception@1 TypeError: boom was not caught'],
    ));
});

describe('swallowed-exception', () => {
  const TOLD = ['swallowed-exception@2 TypeError: boom was caught in f and not passed on'];
  it('is told where the frame returns', () =>
    check([start(1), caught(1, boom(9)), returns(1)], TOLD));
  it('is told where the variable of the clause is all that took it', () =>
    check([start(1), caught(1, boom(9)), write(1, seen(9)), returns(1)], TOLD));
  it('is told of a clause without a variable', () =>
    check(
      [start(1), caught(1, UNDEFINED), returns(1)],
      ['swallowed-exception@2 an error was caught in f and not passed on'],
    ));
  it('is told at module level when the events end', () =>
    check(
      [caught(0, boom(9), 14)],
      ['swallowed-exception@1 TypeError: boom was caught in src/a.ts and not passed on'],
    ));
  it.each<[string, readonly Draft[]]>([
    ['rethrown', [thrown(1, seen(9)), throws(1)]],
    ['wrapped and thrown', [thrown(1, boom(10)), throws(1)]],
    ['followed by another error', [throws(1)]],
    ['returned', [returns(1, seen(9))]],
    ['returned inside an object', [returns(1, object(3, 'Object', { error: seen(9) }))]],
    ['passed to a function', [start(2, UNDEFINED, seen(9)), returns(2), returns(1)]],
    ['read from', [{ type: 'value-read', site: 11, value: seen(9) }, returns(1)]],
    ['stored in a property', [set(3, null, seen(9)), returns(1)]],
    ['stored in a variable later', [call(num(1)), write(1, seen(9)), returns(1)]],
    ['still being handled at the end', []],
  ])('is not told where the error is %s', (_, after) =>
    check([start(1), caught(1, boom(9)), ...after], []),
  );
  it('is told of one error where only the other is used', () =>
    check(
      [
        start(1),
        caught(1, boom(8)),
        caught(1, boom(9)),
        { type: 'value-read', site: 12, value: seen(9) },
        returns(1),
      ],
      TOLD,
    ));
  it('keeps processes apart: the same numbers mean other errors there', () =>
    check(
      [
        start(1),
        caught(1, boom(9)),
        { ...returns(1, seen(9)), process: 1 },
        { ...returns(1), process: 0 },
      ],
      TOLD,
    ));
});

describe('detector', () => {
  const bad = [write(1, num(1)), ...Array.from({ length: 50 }, () => write(1, num(NaN)))];

  it('tells once and counts', () => {
    const detector = createDetector(options);
    const told = eventsOf(bad).flatMap((event) => detector.push(event));
    expect(told).toHaveLength(1);
    expect(detector.counts()).toEqual([{ anomaly: told[0], count: 50 }]);
  });

  it('names the place, the session, the subject and the time', () => {
    const clock: Draft = { type: 'clock', epochMs: 42 };
    expect(detect([clock, ...bad])[0]).toEqual({
      version: 1,
      id: 's/1/3/not-a-number/total',
      kind: 'not-a-number',
      session: 's',
      run: 1,
      node: 'src/a.ts#f/write[1]',
      subject: 'total',
      seq: 3,
      message: 'total is NaN, was 1 before',
      epochMs: 42,
    });
  });

  it('passes over events of unknown sites', () =>
    check([write(99, num(1)), write(99, num(NaN))], []));

  it('keeps at most twice its capacity, the places used last', () => {
    const places = (n: number): Draft[] =>
      Array.from({ length: n }, (_, i) => ({ ...set(3, null, num(1)), key: `k${i}` }));
    const after = (n: number, capacity: number): number => {
      const detector = createDetector({ ...options, capacity });
      const events = [...places(n), { ...set(3, null, num(NaN)), key: 'k0' }];
      return eventsOf(events).flatMap((event) => detector.push(event)).length;
    };
    expect(after(20, 10)).toBe(1);
    expect(after(21, 10)).toBe(0);
  });

  it('tails events into a stream, in order', async () => {
    async function* live(): AsyncGenerator<ScopeEvent> {
      yield* eventsOf([...bad, caught(0, boom(9), 14)]);
    }
    const appended: Anomaly[] = [];
    const report = await detectAnomalies(live(), createDetector(options), async (anomaly) =>
      appended.push(anomaly),
    );
    expect(appended.map(({ kind }) => kind)).toEqual(['not-a-number', 'swallowed-exception']);
    expect(report.events).toBe(52);
    expect(report.anomalies.map(({ count }) => count)).toEqual([50, 1]);
  });
});
