/** Packed records say what long ones say, whatever the probes are told in whatever order; and what was lost is never made up. */
import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import type { ScopeEvent } from '../protocol/event.ts';
import type { Sink } from '../protocol/target/sink.ts';
import { DROP_REASONS, HEADER_COUNT, HEADER_SITE, HOLE, RECORD } from '../protocol/wire.ts';
import { recordSlots, viewOf, WIRE_VERSION } from '../protocol/wire.ts';
import type { SlotView } from '../protocol/wire.ts';
import { createDecoder } from './decode.ts';
import { layRun, probeEvents, recordRun, runtimeConfig, siteTable } from './recorded.contract.ts';
import type { SiteDraft } from './recorded.contract.ts';
import { readRecording } from './recording.ts';
import { eventsIn } from './runtime/ring.ts';
import { startRuntime } from './runtime/runtime.ts';

/** Sites 1 to 8. */
const SITES: readonly SiteDraft[] = [
  ...['function', 'return', 'write', 'branch', 'throw', 'catch', 'suspend'],
  ...['iteration', 'literal', 'snapshot'],
] as readonly SiteDraft[];
const [FUNCTION, RETURN, WRITE, BRANCH, THROW, CATCH, SUSPEND, ITERATION, LITERAL, SNAPSHOT] =
  SITES.map((_site, at) => at + 1) as unknown as readonly [
    ...[number, number, number, number, number],
    ...[number, number, number, number, number],
  ];
const SHARED = [{}, () => 1, []];
const EDGES = [2 ** 27, -(2 ** 27), 2 ** 27 - 1, -(2 ** 27) - 1, 2 ** 31, -0, 0.5, NaN, Infinity];

type Step = (sink: Sink, frames: number[]) => void;

const value = fc.oneof(
  fc.integer({ min: -5, max: 300 }),
  fc.constantFrom<unknown>(...EDGES, undefined, null, true, false, 7n, Symbol.for('s')),
  fc.constantFrom<unknown>('a', 'bb', 'a longer text that has no number yet', ...SHARED),
  fc.string({ maxLength: 5 }),
);
/** Which of the frames that are known: 0 is the newest. */
const which = fc.nat({ max: 3 });
const frameOf = (frames: readonly number[], from: number): number => frames.at(-1 - from) ?? 0;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.array(value, { maxLength: 9 }), which, fc.nat({ max: 6 }))
      .map(([values, outer, far]): Step => (sink, frames) => {
        // Also activations that are long over, with a number that has no place in the header.
        const o = far === 0 ? 1000 : frameOf(frames, outer);
        frames.push(start(sink, o, values));
      }),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(value, fc.constantFrom(RETURN, -RETURN, 0, undefined), which)
      .map(([result, y, from]): Step => (sink, frames) => {
        // Now and then another one than the newest ends.
        const at = from === 3 ? Math.max(0, frames.length - 2) : frames.length - 1;
        const [f = 0] = frames.splice(at, 1);
        sink.x(FUNCTION, f, y, result);
      }),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('v', 'b', 't', 'c', 'w', 'z', 'd', 'n', 'r'), value, which, which)
      .map(([probe, told, from, other]): Step => (sink, frames) => {
        const f = frameOf(frames, from === 1 ? 0 : from);
        if (probe === 'v') sink.v(LITERAL, f, told);
        else if (probe === 'b') sink.b(BRANCH, f, told);
        else if (probe === 't') sink.t(THROW, f, told);
        else if (probe === 'c') sink.c(CATCH, f, told);
        else if (probe === 'w') sink.w(WRITE, f, frameOf(frames, other), told);
        else if (probe === 'z') sink.z(SUSPEND, f, told);
        else if (probe === 'd') sink.d(ITERATION, f, f);
        else if (probe === 'n') sink.n(SNAPSHOT, f, [told, told]);
        else sink.r(RETURN, f, told);
      }),
  },
);

function start(sink: Sink, o: number, values: readonly unknown[]): number {
  const [a, b, c, d] = values;
  if (values.length === 0) return sink.e0(FUNCTION, o);
  if (values.length === 1) return sink.e1(FUNCTION, o, a);
  if (values.length === 2) return sink.e2(FUNCTION, o, a, b);
  if (values.length === 3) return sink.e3(FUNCTION, o, a, b, c);
  if (values.length === 4) return sink.e4(FUNCTION, o, a, b, c, d);
  return sink.en(FUNCTION, o, values);
}

function run(steps: readonly Step[], config: object) {
  return recordRun({ sites: SITES, depth: 0, config }, (sink) => {
    const frames: number[] = [];
    for (const one of steps) one(sink, frames);
  });
}

/** Sites with a list of hidden values, though an empty one, are never packed. */
const LONG = { redactValues: Object.fromEntries(SITES.map((_site, at) => [at + 1, []])) };

it('say the same as long ones', () => {
  let packedBytes = 0;
  let longBytes = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
      const packed = run(steps, {});
      const long = run(steps, LONG);
      expect(probeEvents(packed)).toEqual(probeEvents(long));
      packedBytes += packed.bytes;
      longBytes += long.bytes;
    }),
    { numRuns: 300 },
  );
  expect(packedBytes).toBeLessThan(longBytes);
});

describe('a stream of records', () => {
  /** Calls of each other with ends, so that nearly all is packed, and long enough for anchors. */
  function slotsOf(): SlotView {
    const { runDir, remove } = layRun({ sites: SITES });
    const config = runtimeConfig({ sites: SITES, depth: 0 });
    const { sink, end, path } = startRuntime({ config, runDir, thread: 0, process: null });
    const call = (depth: number, n: number): void => {
      const f = sink.e2(FUNCTION, 0, depth, n);
      sink.w(WRITE, f, f, n);
      for (let k = 0; k < 2 && depth > 0; k += 1) call(depth - 1, n * 2 + k);
      sink.x(FUNCTION, f, RETURN, n);
    };
    for (let n = 0; n < 8; n += 1) call(6, n);
    end(0);
    const bytes = readFileSync(path());
    remove();
    const body = bytes.subarray(Math.ceil((bytes.indexOf(10) + 1) / 8) * 8);
    return viewOf(new Float64Array(new Uint8Array(body).buffer));
  }
  const view = slotsOf();
  const borders: number[] = [];
  for (let at = 0; at < view.slots.length; at += recordSlots(view, at, view.slots.length))
    borders.push(at);

  function decode(slots: Float64Array): {
    readonly events: readonly ScopeEvent[];
    readonly lost: number;
  } {
    const decoder = createDecoder([undefined, ...siteTable(SITES)], { process: 1 });
    expect(decoder.push(slots, slots.length)).toBe(slots.length);
    const { events, dropped, corrupt } = decoder.finish();
    expect(corrupt).toBe(false);
    const told = events.filter(({ type }) => type !== 'clock' && type !== 'events-dropped');
    return { events: told, lost: dropped['disk'] ?? 0 };
  }
  const textOf = ({ seq: _seq, ...event }: ScopeEvent): string => JSON.stringify(event);
  const whole = decode(view.slots).events.map(textOf);

  /** An end in the long form is two records. */
  const recorded = borders.reduce((sum, at) => sum + eventsIn(view, at), 0);

  it('is packed, four slots for a call', () => {
    expect(whole).toHaveLength(8 * 127 * 3);
    expect(view.slots.length).toBeLessThan(8 * 127 * 4.2);
  });

  it('in which some are missing says nothing that was not, and counts the rest', () => {
    fc.assert(
      fc.property(fc.nat({ max: borders.length - 2 }), fc.integer({ min: 1 }), (first, more) => {
        const end = first + 1 + (more % (borders.length - 1 - first));
        let missing = 0;
        for (const at of borders.slice(first, end)) missing += eventsIn(view, at);
        const from = borders[first] as number;
        const rest = borders[end] as number;
        const note = RECORD.dropped + HEADER_COUNT * DROP_REASONS.indexOf('disk');
        const cut = new Float64Array(from + 2 + view.slots.length - rest);
        new Uint8Array(cut.buffer).set(new Uint8Array(view.slots.buffer, 0, from * 8));
        cut.set([note + HEADER_SITE * HOLE, missing], from);
        new Uint8Array(cut.buffer).set(new Uint8Array(view.slots.buffer, rest * 8), (from + 2) * 8);
        const { events, lost } = decode(cut);
        expect(events.length + lost).toBeGreaterThanOrEqual(whole.length);
        expect(events.length + lost).toBeLessThanOrEqual(recorded);
        let at = 0;
        // An end in the long form whose value is among what is missing reads as a throw, as it always did.
        const sure = events.filter((event) => !('outcome' in event) || event.outcome !== 'threw');
        for (const text of sure.map(textOf)) {
          at = whole.indexOf(text, at) + 1;
          expect(at).toBeGreaterThan(0);
        }
        // An anchor is never far.
        expect(lost - missing).toBeLessThan(6 * 700);
      }),
      { numRuns: 40 },
    );
  });
});

it('are in no recording of the version before, which is read as well', () => {
  const { runDir, remove } = layRun({ sites: SITES });
  const config = { ...runtimeConfig({ sites: SITES }), ...LONG };
  const { sink, end, path } = startRuntime({ config, runDir, thread: 0, process: null });
  sink.x(FUNCTION, sink.e1(FUNCTION, 0, 5), RETURN, 6);
  end(0);
  const text = readFileSync(path(), 'latin1');
  const read = readRecording(path());
  writeFileSync(path(), text.replace(`"version":${WIRE_VERSION}`, '"version":2'), 'latin1');
  expect({ ...readRecording(path()), header: null }).toEqual({ ...read, header: null });
  expect(read).toMatchObject({ problems: [], events: [{}, {}, {}] });
  writeFileSync(path(), text.replace(`"version":${WIRE_VERSION}`, '"version":1'), 'latin1');
  expect(readRecording(path()).problems[0]?.message).toContain('format version 1');
  remove();
});
