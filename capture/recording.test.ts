/** What the probes are told is what the reader says: events, joins, call ends, and files that are cut or damaged. */
import { WIRE_VERSION } from '../protocol/wire.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Value } from '../protocol/event.ts';
import type { SiteId } from '../protocol/ids.ts';
import type { Sink } from '../protocol/target/sink.ts';
import { layRun, probeEvents, recordRun, runtimeConfig } from './recorded.contract.ts';
import type { SiteDraft } from './recorded.contract.ts';
import { mergeRecordings, readRecording } from './recording.ts';
import { startRuntime } from './runtime/runtime.ts';

const num = (value: number): Value => ({ kind: 'number', value });
const str = (text: string): Value => ({ kind: 'string', text, length: text.length });
const seen = (ref: number) => ({ kind: 'seen', ref });
const target = (site: number) => site as SiteId;

/** Receivers and keys are events of their own as well; left out, to check what they are joined to. */
function joinedEvents(
  sites: readonly SiteDraft[],
  recording: ReturnType<typeof recordRun>,
): readonly Record<string, unknown>[] {
  const parts = new Set(
    sites.flatMap((draft, index) => {
      const kind = typeof draft === 'string' ? draft : draft.kind;
      return kind === 'receiver' || kind === 'key' ? [index + 1] : [];
    }),
  );
  return probeEvents(recording).filter((event) => !parts.has(event['site'] as number));
}

function check(
  sites: readonly SiteDraft[],
  act: (sink: Sink) => void,
  expected: readonly Record<string, unknown>[],
): void {
  const events = joinedEvents(sites, recordRun({ sites, depth: 0 }, act));
  expect(events).toEqual(expected);
}

describe('recorded events', () => {
  it('keeps a call: arguments, caller, enclosing activation, result', () =>
    check(
      ['function', 'function', 'return'],
      (sink) => {
        const outer = sink.e1(1, 0, 'x');
        const inner = sink.e2(2, outer, 1, true);
        sink.r(3, inner, 7);
        sink.x(2, inner);
        sink.x(1, outer);
      },
      [
        { type: 'call-start', site: 1, frame: 1, parent: 0, outer: 0, values: [str('x')] },
        {
          type: 'call-start',
          site: 2,
          frame: 2,
          parent: 1,
          outer: 1,
          values: [num(1), { kind: 'boolean', value: true }],
        },
        { type: 'call-end', site: 3, frame: 2, outcome: 'returned', value: num(7) },
        { type: 'call-end', site: 1, frame: 1, outcome: 'threw' },
      ],
    ));

  it('takes every number of arguments', () => {
    const events = probeEvents(
      recordRun({ sites: ['function'] }, (sink) => {
        sink.e0(1, 0);
        sink.e3(1, 0, 1, 2, 3);
        sink.e4(1, 0, 1, 2, 3, 4);
        sink.en(1, 0, [1, 2, 3, 4, 5, 6]);
      }),
    );
    expect(events.map((event) => (event['values'] as Value[]).length)).toEqual([0, 3, 4, 6]);
    expect(events[3]?.['values']).toEqual([1, 2, 3, 4, 5, 6].map(num));
  });

  it('keeps every other event of a probe', () =>
    check(
      ['write', 'branch', 'throw', 'catch', 'suspend', 'await', 'literal', 'snapshot', 'field'],
      (sink) => {
        sink.w(1, 3, 2, 'v');
        sink.b(2, 3, 0);
        sink.t(3, 3, null);
        sink.c(4, 3, undefined);
        sink.z(5, 3, 1);
        sink.v(6, 3, 2);
        sink.v(7, 3, 3);
        sink.n(8, 3, [4, 'five']);
        const self = {};
        sink.i(9, sink.a(), 3, self, 6);
      },
      [
        { type: 'variable-written', site: 1, frame: 3, token: 2, value: str('v') },
        { type: 'branch-taken', site: 2, frame: 3, value: num(0) },
        { type: 'error-thrown', site: 3, frame: 3, value: { kind: 'null' } },
        { type: 'error-caught', site: 4, frame: 3, value: { kind: 'undefined' } },
        { type: 'suspended', site: 5, frame: 3, value: num(1) },
        { type: 'resumed', site: 6, frame: 3, value: num(2) },
        { type: 'value-read', site: 7, frame: 3, value: num(3) },
        { type: 'snapshot-taken', site: 8, frame: 3, values: [num(4), str('five')] },
        { type: 'property-written', site: 9, frame: 3, object: seen(1), key: null, value: num(6) },
      ],
    ));

  it('numbers the rounds of a loop apart from activations; a dormant one is the round or activation around it', () => {
    const { events } = recordRun({ sites: ['function', 'iteration', 'function'] }, (sink) => {
      const frame = sink.e0(1, 0);
      const round = sink.d(2, frame, frame);
      expect(round).toBeGreaterThan(frame);
      const inner = sink.e0(3, round);
      expect(inner).toBeGreaterThan(round);
      sink.x(3, inner);
      expect(sink.d(2, frame, round)).toBeGreaterThan(inner);
      expect(sink.d(2, 0, 7)).toBe(7);
      expect(sink.d(2, -1, 7)).toBe(7);
      sink.x(1, frame);
    });
    const rounds = events.filter((event) => event.type === 'iteration-started');
    expect(rounds).toMatchObject([
      { site: 2, frame: 1, token: 2, outer: 1 },
      { site: 2, frame: 1, token: 4, outer: 2 },
    ]);
    expect(events.find((event) => event.type === 'call-start' && event.site === 3)).toMatchObject({
      parent: 1,
      outer: 2,
    });
  });

  it('gives back the value that a probe was given', () =>
    void recordRun({ sites: ['value'] }, (sink) => {
      const value = {};
      expect(sink.r(1, 1, value)).toBe(value);
      expect(sink.w(1, 1, 1, value)).toBe(value);
      expect(sink.i(1, 0, 1, null, value)).toBe(value);
      for (const probe of [sink.p, sink.v, sink.b, sink.t, sink.c, sink.z])
        expect(probe(1, 1, value)).toBe(value);
    }));

  it('joins receiver and key to their write, read and call', () =>
    check(
      [
        'property',
        { kind: 'receiver', target: target(1) },
        { kind: 'key', target: target(1) },
        { kind: 'read', key: 'total' },
        { kind: 'receiver', target: target(4) },
        { kind: 'call' },
        { kind: 'receiver', target: target(6) },
      ],
      (sink) => {
        const order = {};
        sink.v(7, 1, order);
        sink.v(2, 1, order);
        sink.v(3, 1, 12);
        sink.v(5, 1, order);
        sink.v(4, 1, 5);
        sink.p(1, 1, 5);
        sink.v(6, 1, 6);
      },
      [
        { type: 'property-read', site: 4, frame: 1, object: seen(1), key: 'total', value: num(5) },
        { type: 'property-written', site: 1, frame: 1, object: seen(1), key: '12', value: num(5) },
        { type: 'call-result', site: 6, frame: 1, object: seen(1), key: null, value: num(6) },
      ],
    ));

  it('pairs by activation, and without one by nesting', () => {
    const sites: readonly SiteDraft[] = ['read', { kind: 'receiver', target: target(1) }];
    const objects = (act: (sink: Sink) => void) =>
      joinedEvents(sites, recordRun({ sites, depth: 0 }, act)).map((event) => event['object']);
    const [a, b] = [{}, {}];
    const receive = (sink: Sink, frame: number) => {
      sink.v(2, frame, a);
      sink.v(2, frame === 0 ? 0 : frame + 1, b);
      sink.v(1, frame === 0 ? 0 : frame + 1, 1);
      sink.v(1, frame, 2);
    };
    expect(objects((sink) => receive(sink, 1))).toEqual([seen(2), seen(1)]);
    expect(objects((sink) => receive(sink, 0))).toEqual([seen(2), seen(1)]);
  });

  it('says what the receiver of a call was that never ended', () => {
    const sites: readonly SiteDraft[] = ['call', { kind: 'receiver', target: target(1) }];
    const events = probeEvents(recordRun({ sites, depth: 0 }, (sink) => void sink.v(2, 1, {})));
    expect(events).toEqual([{ type: 'value-read', site: 2, frame: 1, value: seen(1) }]);
  });

  it('does not join a receiver whose write never happened to the next write', () =>
    check(
      ['property', { kind: 'receiver', target: target(1) }],
      (sink) => {
        sink.v(2, 1, {}); // the right side threw
        sink.v(2, 1, {});
        sink.p(1, 1, 1);
        sink.p(1, 1, 2);
      },
      [
        { type: 'property-written', site: 1, frame: 1, object: seen(2), key: null, value: num(1) },
        { type: 'property-written', site: 1, frame: 1, object: null, key: null, value: num(2) },
      ],
    ));

  it('does not join where one of a pair may be left out', () => {
    const sites: readonly SiteDraft[] = ['property', { kind: 'receiver', target: target(1) }];
    const recording = recordRun({ sites, config: { sample: { 1: 2 } } }, (sink) => {
      for (let n = 0; n < 4; n += 1) {
        sink.v(2, 1, {});
        sink.p(1, 1, n);
      }
    });
    const kept = joinedEvents(sites, recording).filter(({ type }) => type !== 'events-dropped');
    expect(kept.map((event) => [event['object'], event['value']])).toEqual([
      [null, num(0)],
      [null, num(2)],
    ]);
    expect(recording.dropped).toEqual({ throttled: 2 });
  });

  it.each([
    ['postfix++', 4, num(5)],
    ['postfix--', 4, num(3)],
    ['prefix++', 4, num(4)],
    ['postfix++', 4n, { kind: 'bigint', text: '5' }],
  ] as const)('computes the new value of %s', (update, reported, value) => {
    const recording = recordRun({ sites: [{ kind: 'update', update }] }, (sink) => {
      sink.w(1, 1, 1, reported);
      sink.p(1, 1, reported);
    });
    expect(probeEvents(recording).map((event) => event['value'])).toEqual([value, value]);
  });

  it('lets the last return of an activation stand, and a throw after it win', () => {
    const ends = (act: (sink: Sink) => void) =>
      probeEvents(recordRun({ sites: ['function', 'return', 'throw', 'catch'] }, act))
        .filter((event) => event['type'] === 'call-end')
        .map((event) => [event['frame'], event['outcome'], event['value']]);
    expect(
      ends((sink) => {
        sink.r(2, 1, 'try');
        sink.r(2, 1, 'finally');
        sink.x(1, 1);
        sink.r(2, 2, 'lost');
        sink.t(3, 2, 'thrown in finally');
        sink.x(1, 2);
        sink.r(2, 3, 'kept');
        sink.t(3, 3, 'caught in finally');
        sink.c(4, 3, 'caught in finally');
        sink.x(1, 3);
        sink.r(2, 4, 'no exit is recorded');
      }),
    ).toEqual([
      [1, 'returned', str('finally')],
      [2, 'threw', undefined],
      [3, 'returned', str('kept')],
      [4, 'returned', str('no exit is recorded')],
    ]);
  });

  it('says how the process went, in seq order', () => {
    const recording = recordRun({ sites: ['value'] }, (sink, runtime) => {
      sink.v(1, 0, 1);
      runtime.processError('unhandled-rejection', 'gone');
    });
    const types = recording.events.map((event) => event.type).filter((type) => type !== 'clock');
    expect(types).toEqual(['process-started', 'value-read', 'process-error', 'process-ended']);
    expect(recording.events.map((event) => event.seq)).toEqual(
      recording.events.map((_event, at) => at + 1),
    );
    expect(recording.problems).toEqual([]);
    expect(recording.processes[0]).toMatchObject({ exitCode: 0, complete: true });
  });
});

describe('a recording that is not whole', () => {
  function recordFile(texts = 50): { readonly path: string; remove(): void } {
    const options = { sites: ['value'] as const };
    const { runDir, remove } = layRun(options);
    const runtime = startRuntime({
      config: runtimeConfig(options),
      runDir,
      thread: 0,
      process: null,
    });
    for (let n = 0; n < texts; n += 1) runtime.sink.v(1, 1, { n, text: `text ${n}` });
    runtime.end(3);
    return { path: runtime.path(), remove };
  }

  it('is read up to any cut', () => {
    const { path, remove } = recordFile();
    const whole = readRecording(path);
    if (whole.header === null) throw new Error('not a recording');
    expect(whole).toMatchObject({ exitCode: 3, complete: true, problems: [] });
    const bytes = readFileSync(path);
    const body = bytes.length - whole.bytes + bytes.indexOf(10) + 8;
    for (let size = body; size < bytes.length; size += 61) {
      writeFileSync(path, bytes.subarray(0, size));
      const cut = readRecording(path);
      if (cut.header === null) throw new Error(`nothing at ${size}`);
      expect(cut.complete).toBe(false);
      expect(cut.problems.length).toBeGreaterThan(0);
      expect(cut.events).toEqual(whole.events.slice(0, cut.events.length));
    }
    remove();
  });

  it('is read as far as there is room, and says so', () => {
    const { path, remove } = recordFile(100_000);
    const whole = readRecording(path);
    const part = readRecording(path, { hasRoom: () => false });
    if (whole.header === null || part.header === null) throw new Error('not a recording');
    expect(whole.problems).toEqual([]);
    expect(part.events.slice(0, -1)).toEqual(whole.events.slice(0, part.events.length - 1));
    expect(part.events.at(-1)).toMatchObject({ type: 'events-dropped', reason: 'byte-limit' });
    expect(part.dropped['byte-limit']).toBeGreaterThan(0);
    expect(part.complete).toBe(false);
    expect(part.problems.map(({ message }) => message).join()).toContain(
      'was read only in its first 4 of ',
    );
    remove();
  });

  it('is a problem, not an exception', () => {
    const { path, remove } = recordFile();
    const bytes = readFileSync(path);
    const problemOf = (content: Uint8Array) => {
      writeFileSync(path, content);
      const read = readRecording(path);
      return [read.header === null, read.problems.map((found) => found.message).join()];
    };
    expect(problemOf(Buffer.alloc(0))).toEqual([true, 'recording is not a recording']);
    expect(problemOf(bytes.subarray(0, 30))).toEqual([true, 'recording is cut off in its header']);
    const newer = Buffer.from(
      bytes.toString('latin1').replace(`"version":${WIRE_VERSION}`, '"version":9'),
    );
    expect(problemOf(newer)[1]).toContain('format version 9');
    const damaged = Buffer.from(bytes);
    damaged.fill(0xee, bytes.length - 400);
    expect(problemOf(damaged)[1]).toContain('is damaged after');
    remove();
    expect(readRecording(path)).toMatchObject({ header: null });
  });

  it('is renamed when its process is gone, and merged by time with the others', () => {
    const { path, remove } = recordFile();
    const folder = join(path, '..');
    const bytes = readFileSync(path);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '999999999-0.scope.part'), bytes.subarray(0, bytes.length - 16));
    const recording = mergeRecordings(join(folder, '..'));
    expect(
      recording.processes.map(({ file, complete }) => [/^9{9}/u.test(file), complete]),
    ).toEqual(
      expect.arrayContaining([
        [true, false],
        [false, true],
      ]),
    );
    expect(recording.processes.some(({ file }) => file.endsWith('.part'))).toBe(false);
    expect(recording.events.filter(({ type }) => type === 'value-read')).toHaveLength(100);
    remove();
  });

  it('is not replaced by what came later under the name that it had before', () => {
    const { path, remove } = recordFile();
    const folder = join(path, '..');
    const late = '999999999-0.scope';
    writeFileSync(join(folder, late), readFileSync(path));
    writeFileSync(join(folder, `${late}.part`), '');
    const { processes } = mergeRecordings(join(folder, '..'));
    const whole = processes.filter(({ complete }) => complete);
    expect(whole.map(({ file }) => file.endsWith(late))).toContain(true);
    remove();
  });
});

describe('the sources of a run', () => {
  it('are known by the names of the sites, also where one name is the end of another', () => {
    const sites: readonly SiteDraft[] = [
      { kind: 'function', file: 'order.js' },
      { kind: 'function', file: 'test/order.js' },
    ];
    const { runDir, remove } = layRun({ sites });
    mkdirSync(join(runDir, 'sources'));
    const files = ['/p/order.js', '/p/test/order.js'].map((path, k) => {
      writeFileSync(join(runDir, 'sources', String(k)), `text of ${path}`);
      return { path, overlay: String(k), sha1: '' };
    });
    writeFileSync(join(runDir, 'files.json'), JSON.stringify({ version: 1, files }));
    const { sources } = mergeRecordings(runDir);
    expect(['order.js', 'test/order.js'].map((file) => sources.get(file))).toEqual([
      'text of /p/order.js',
      'text of /p/test/order.js',
    ]);
    remove();
  });
});
