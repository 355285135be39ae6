/** Conditions of probes as the runtime keeps them: what is recorded, what is counted as left out, and that nothing else changes. */
import { replaceNames } from '../../../protocol/condition/condition.ts';
import { parseCondition } from '../../../protocol/condition/parse.ts';
import type { SiteCondition } from '../../../protocol/session.ts';
import type { Recording } from '../../recording.ts';
import { recordRun } from '../../recorded.contract.ts';
import type { RunOptions } from '../../recorded.contract.ts';
import type { Sink } from '../../../protocol/target/sink.ts';

const SITES = ['function', 'return', 'write', 'value', 'snapshot', 'field', 'property'] as const;
const [F, RETURN, WRITE, VALUE, SNAPSHOT, FIELD, PROPERTY] = [1, 2, 3, 4, 5, 6, 7] as const;

function when(text: string, names: readonly string[], ...sites: readonly number[]): SiteCondition {
  const parsed = parseCondition(text);
  if ('fault' in parsed) throw new Error(parsed.fault.message);
  const condition = replaceNames(parsed.condition, (name) => ({
    ...{ kind: 'input', at: names.indexOf(name) },
  }));
  return { condition, sites };
}

function record(
  conditions: readonly SiteCondition[],
  act: (sink: Sink) => void,
  config: RunOptions['config'] = {},
): Recording {
  return recordRun({ sites: SITES, config: { ...config, conditions } }, act);
}

const namesOf = ({ events }: Recording): readonly string[] =>
  events.flatMap((event) => {
    if (event.type === 'events-dropped') return [`-${event.count} ${event.reason}`];
    if (!('site' in event) || !('frame' in event)) return [];
    const value = 'value' in event ? event.value : 'values' in event ? event.values[0] : undefined;
    return [`${event.type} ${value?.kind === 'number' ? value.value : (value?.kind ?? '')}`.trim()];
  });

const call = (s: Sink, a: number, act: (frame: number) => void = () => {}): void => {
  const frame = s.e1(F, 0, a);
  act(frame);
  s.x(F, frame, RETURN, a * 2);
};

describe('a condition', () => {
  it('on values keeps those for which it holds, and says where others were', () => {
    const recording = record([when('value >= 3', ['value'], VALUE)], (s) => {
      for (const value of [1, 3, 2, 2, 4]) expect(s.v(VALUE, 0, value)).toBe(value);
    });
    expect(namesOf(recording)).toEqual([
      '-1 condition',
      'value-read 3',
      '-2 condition',
      'value-read 4',
    ]);
    expect(recording.dropped).toEqual({ condition: 3 });
  });

  it('on a function decides about all of an activation', () => {
    const recording = record([when('a > 1', ['a'], F)], (s) => {
      for (const a of [1, 2])
        call(s, a, (frame) => {
          expect(s.w(WRITE, frame, frame, a)).toBe(a);
          expect(s.z(VALUE, frame, a)).toBe(a);
          s.n(SNAPSHOT, frame, [a]);
          s.i(FIELD, s.a(), frame, {}, a);
        });
      call(s, 0, (frame) => call(s, 5, () => s.v(VALUE, frame, 6)));
    });
    expect(namesOf(recording)).toEqual([
      '-6 condition',
      'call-start 2',
      'variable-written 2',
      'suspended 2',
      'snapshot-taken 2',
      'property-written 2',
      'call-end 4',
      '-1 condition',
      'call-start 5',
      '-1 condition',
      'call-end 10',
      '-1 condition',
    ]);
  });

  it('is there for more than four values, locals, fields and properties', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const recording = record(
      [
        when('e === 5', names, F),
        when('b === 2', ['a', 'b'], SNAPSHOT),
        when('value > 1', ['self', 'value'], FIELD),
        when('value === 7', ['value'], PROPERTY),
      ],
      (s) => {
        s.en(F, 0, [1, 2, 3, 4, 6]);
        const frame = s.en(F, 0, [1, 2, 3, 4, 5]);
        s.n(SNAPSHOT, frame, [1, 3]);
        s.n(SNAPSHOT, frame, [8, 2]);
        s.i(FIELD, s.a(), frame, {}, 1);
        s.i(FIELD, s.a(), frame, {}, 2);
        s.p(PROPERTY, frame, 6);
        s.p(PROPERTY, frame, 7);
      },
    );
    expect(namesOf(recording)).toEqual([
      '-1 condition',
      'call-start 1',
      '-1 condition',
      'snapshot-taken 8',
      '-1 condition',
      'property-written 2',
      '-1 condition',
      'property-written 7',
    ]);
  });

  it('does not tell a secret by what is recorded', () => {
    const hidden = { redactValues: { [VALUE]: [0] }, redactNames: ['password'] };
    const recording = record(
      [when('value === "sesame"', ['value'], VALUE), when('o.password === 1', ['o'], WRITE)],
      (s) => {
        s.v(VALUE, 0, 'sesame');
        s.v(VALUE, 0, 'other');
        s.v(VALUE, 0, undefined);
        s.w(WRITE, 0, 0, { password: 1 });
        s.w(WRITE, 0, 0, { password: 2 });
      },
      hidden,
    );
    const [first] = recording.events.filter(({ type }) => type === 'value-read');
    expect(first).toMatchObject({ value: { kind: 'omitted', reason: 'redacted' } });
    expect(recording.events.filter(({ type }) => type === 'value-read')).toHaveLength(2);
    expect(recording.events.filter(({ type }) => type === 'variable-written')).toHaveLength(2);
  });

  it('does not tell a text that is secret by what is in it', () => {
    const token = 'eyJabc.def.ghi';
    const recording = record(
      [when('value contains "abc" || value[4] === "b"', ['value'], VALUE)],
      (s) => [token, 'eyJxyz.def.ghi', 'plain'].forEach((value) => s.v(VALUE, 0, value)),
      { redactPatterns: ['\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+'] },
    );
    expect(namesOf(recording)).toEqual([
      'value-read omitted',
      'value-read omitted',
      '-1 condition',
    ]);
  });

  it('tells nothing of a secret beyond what is kept of a text, as a number or as a key', () => {
    const jwt = '\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+';
    const far = (tail: string): string => `${'. '.repeat(300)}${tail}`;
    const told = (condition: string, values: readonly unknown[]): readonly string[] =>
      namesOf(
        record(
          [when(condition, ['value'], VALUE)],
          (s) => {
            s.v(PROPERTY, 0, { password: '20240917' });
            values.forEach((value) => s.v(VALUE, 0, value));
          },
          { redactPatterns: [jwt], redactNames: ['password'] },
        ),
      ).slice(1);
    const search = 'value contains "eyJxyz"';
    const read = 'value-read string';
    expect(told(search, [far('eyJabc.def.ghi'), far('eyJabc')])).toEqual([read, '-1 condition']);
    const omitted = 'value-read omitted';
    expect(told(search, [far('20240917'), far('20240918')])).toEqual([omitted, '-1 condition']);
    // The same text twice: that it was written before says nothing of its end.
    expect(told(search, [far('eyJabc.d.e'), far('eyJabc.d.e')])).toEqual([read, read]);
    const long = (tail: string): string => '. '.repeat(3000) + tail;
    expect(told(search, [long('eyJ'), long('')])).toEqual([read, '-1 condition']);
    expect(told('value > 20250000', ['20240917', '20240918'])).toEqual([omitted, '-1 condition']);
  });

  it('runs nothing, whatever it is given, and is recorded where it cannot be known', () => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('the program ran');
        },
      },
    );
    const recording = record([when('value.x > 1', ['value'], VALUE)], (s) => {
      s.v(VALUE, 0, trap);
      s.v(VALUE, 0, { x: 0 });
      s.v(VALUE, 0, null);
    });
    expect(namesOf(recording)).toEqual(['value-read object', '-2 condition']);
  });

  it('goes with one in n of those for which it holds', () => {
    const recording = record(
      [when('value > 0', ['value'], VALUE)],
      (s) => [0, 1, 0, 2, 0, 3, 4].forEach((value) => s.v(VALUE, 0, value)),
      { sample: { [VALUE]: 2 } },
    );
    const kept = namesOf(recording).filter((name) => name.startsWith('value'));
    expect(kept).toEqual(['value-read 1', 'value-read 3']);
    expect(recording.dropped).toEqual({ condition: 3, throttled: 2 });
  });

  it('rests like any other place where it costs too much, also if it never holds', () => {
    let rounds = 0;
    const recording = record(
      [when('value.a.b === 2', ['value'], VALUE)],
      (s) => {
        const value = { a: { b: 1 } };
        for (; s.g[VALUE] !== 0 && rounds < 5_000_000; rounds += 1) s.v(VALUE, 0, value);
      },
      { limits: { overhead: 0.001 } },
    );
    expect(rounds).toBeLessThan(5_000_000);
    expect(recording.dropped).toEqual({ condition: rounds });
    expect(recording.events).toContainEqual(
      expect.objectContaining({ type: 'probe-throttled', site: VALUE, state: 'off' }),
    );
  });

  it('lets a place that reports too often be thinned out, before and after', () => {
    const many = record(
      [when('value % 2 === 0', ['value'], VALUE)],
      (s) => {
        for (let n = 0; n < 200_000; n += 1) s.v(VALUE, 0, n % 10);
      },
      { limits: { eventsPerSecondPerProbe: 1000 } },
    );
    expect(many.dropped['condition']).toBe(100_000);
    const odd = many.events.filter(
      (event) =>
        event.type === 'value-read' && event.value.kind === 'number' && event.value.value % 2 === 1,
    );
    expect(odd).toEqual([]);
    const read = many.events.filter(({ type }) => type === 'value-read').length;
    expect(read + (many.dropped['throttled'] ?? 0)).toBe(100_000);
  });
});
