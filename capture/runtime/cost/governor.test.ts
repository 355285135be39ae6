/** A site is turned down by what it reports in a second, and comes back when it has calmed down. */
import { probeEvents, recordRun } from '../../recorded.contract.ts';
import { ARMED, DORMANT, knock, SPECIAL } from './gates.ts';
import { CLOSED, createGovernor, KEPT } from './governor.ts';
import type { Governor } from './governor.ts';

interface Watched {
  readonly governor: Governor;
  readonly changes: string[];
  leftOut(): number;
  /** Lets processor time pass. */
  spend(ms: number): void;
  /** The site reports `count` times, as its probe would. */
  report(site: number, count: number): number;
}

function watch(limits: { perSite?: number; all?: number; overhead?: number }): Watched {
  const changes: string[] = [];
  let leftOut = 0;
  let cpuMs = 0;
  const governor = createGovernor({
    armed: new Uint8Array([0, 1, 1, 0]),
    sample: {},
    special: [],
    owners: new Uint32Array([0, 1, 1, 3]),
    limits: {
      eventsPerSecondPerProbe: limits.perSite ?? 0,
      eventsPerSecond: limits.all ?? 0,
      overhead: limits.overhead ?? 0,
    },
    onChange: (site, state) =>
      changes.push(`${site}:${['full', 'sampled', 'counted', 'off'][state]}`),
    cpuMs: () => cpuMs,
    nowMs: () => cpuMs,
  });
  governor.look(1, 0, 0);
  return {
    governor,
    changes,
    leftOut: () => leftOut,
    spend: (ms) => (cpuMs += ms),
    report(site, count) {
      let kept = 0;
      for (let n = 0; n < count; n += 1) {
        if (governor.gates[site] === ARMED) {
          governor.counts[site] = (governor.counts[site] as number) + 1;
          kept += 1;
          continue;
        }
        const verdict = governor.admit(site);
        if (verdict === KEPT) kept += 1;
        else if (verdict !== CLOSED) leftOut += 1;
      }
      return kept;
    },
  };
}

describe('governor', () => {
  it('leaves a site alone up to the limit and thins it out beyond', () => {
    const { governor, changes, leftOut, report } = watch({ perSite: 100 });
    report(1, 100);
    governor.look(1, 10, 0);
    expect(changes).toEqual([]);
    report(1, 1);
    governor.look(1, 20, 0);
    expect(changes).toEqual(['1:sampled']);
    expect(governor.gates[1]).toBe(SPECIAL);
    expect(leftOut()).toBe(0);
    expect(report(1, 160)).toBe(0);
    expect(leftOut()).toBe(160);
  });

  it('switches a site off at sixteen times the limit, and back step by step', () => {
    const { governor, changes, report } = watch({ perSite: 100 });
    report(1, 1601);
    governor.look(1, 500, 0);
    expect(changes).toEqual(['1:counted']);
    expect(report(1, 10)).toBe(0);
    governor.look(2, 1000, 0);
    expect(changes).toEqual(['1:counted']);
    report(1, 900);
    governor.look(2, 2000, 0);
    governor.look(2, 3000, 0);
    expect(changes).toEqual(['1:counted', '1:sampled', '1:full']);
    expect(governor.gates[1]).toBe(ARMED);
  });

  it('samples the heavy sites when all together report too much', () => {
    const { governor, changes, report } = watch({ all: 1000 });
    report(1, 5);
    report(2, 1000);
    for (let look = 0; look < 16; look += 1) governor.look(1, 100, 0);
    expect(changes).toEqual(['2:sampled']);
  });

  it('knows no limit where it is 0', () => {
    const { governor, changes, report } = watch({});
    report(1, 1_000_000);
    for (let look = 0; look < 32; look += 1) governor.look(1, look, 0);
    expect(changes).toEqual([]);
  });

  it('lets the functions that cost most rest when the share of time is spent, and wakes them when there is some again', () => {
    const { governor, changes, report, spend } = watch({ overhead: 0.1 });
    report(2, 1000);
    governor.look(2, 10, 2_000_000);
    expect(changes).toEqual([]);
    governor.look(2, 20, 2_000_000);
    expect(changes).toEqual(['1:off']);
    expect([...governor.gates.subarray(1, 3)]).toEqual([DORMANT, DORMANT]);
    knock(governor.shared);
    expect([...governor.gates.subarray(1, 3)]).toEqual([SPECIAL, SPECIAL]);
    // Nothing has come in yet: the gates close again.
    expect(governor.admit(1)).toBe(CLOSED);
    expect(governor.gates[1]).toBe(DORMANT);
    spend(1000);
    knock(governor.shared);
    expect(governor.admit(2)).toBe(KEPT);
    expect(changes).toEqual(['1:off', '1:full']);
    expect([...governor.gates.subarray(1, 3)]).toEqual([ARMED, ARMED]);
  });

  it('counts the time of the slow path', () => {
    const { governor, changes, report } = watch({ overhead: 0.1 });
    report(1, 10);
    governor.timedNs[0] = 40e6;
    governor.look(1, 0, 0);
    expect(changes).toEqual(['1:off']);
    expect(governor.timedNs[0]).toBe(0);
  });

  it('stops for good', () => {
    const { governor } = watch({ overhead: 0.1 });
    governor.stop();
    governor.shared.resting[1] = 1;
    knock(governor.shared);
    expect(governor.admit(1)).toBe(CLOSED);
    expect(governor.gates[1]).toBe(DORMANT);
  });

  it('leaves dormant sites dormant', () => {
    const { governor } = watch({});
    expect(governor.gates[3]).toBe(DORMANT);
    governor.arm(3, true);
    expect(governor.gates[3]).toBe(ARMED);
    governor.slowDown();
    expect([...governor.gates]).toEqual([DORMANT, SPECIAL, SPECIAL, SPECIAL]);
  });
});

describe('a throttled program', () => {
  const SITES = ['function', 'return', 'write', 'branch'] as const;
  const hot = (times: number, isOdd: (n: number) => boolean) =>
    recordRun({ sites: SITES, config: { limits: { eventsPerSecondPerProbe: 500 } } }, (sink) => {
      for (let n = 0; n < times; n += 1) {
        const f = sink.e1(1, 0, n);
        if (sink.b(4, f, isOdd(n))) sink.w(3, f, f, -n);
        else sink.w(3, f, f, n);
        sink.x(1, f, 2, n);
      }
    });
  type Told = Readonly<Record<string, unknown>>;
  const framesOf = (events: readonly Told[], type: string) =>
    events.filter((event) => event['type'] === type).map((event) => event['frame']);

  it('keeps the start of each activation of which it keeps an event, and says when it was turned down', () => {
    const recording = hot(20_000, () => false);
    const events = probeEvents(recording);
    const starts = framesOf(events, 'call-start');
    expect(starts.length).toBeLessThan(6000);
    expect(new Set(starts).size).toBe(starts.length);
    const known = new Set(starts);
    for (const type of ['variable-written', 'branch-taken', 'call-end'])
      expect(framesOf(events, type).filter((frame) => !known.has(frame))).toEqual([]);
    const written = events.filter(({ type }) => type !== 'probe-throttled').length;
    // Starts of activations that nothing is known of, and which were not yet forgotten, are no loss of an event.
    expect(written + (recording.dropped['throttled'] ?? 0)).toBeGreaterThan(20_000 * 4 - 1100);
    expect(written + (recording.dropped['throttled'] ?? 0)).toBeLessThanOrEqual(20_000 * 4);
    expect(events).toContainEqual({ type: 'probe-throttled', site: 1, state: 'sampled' });
  });

  it('keeps what changes, with the activation in which it does, and what is last', () => {
    const events = probeEvents(hot(300_000, (n) => n === 234_567));
    const odd = events.findIndex(
      ({ type, value }) => type === 'branch-taken' && (value as { value: unknown }).value === true,
    );
    const frame = events[odd]?.['frame'];
    expect(events.filter((event) => event['frame'] === frame)).toMatchObject([
      { type: 'call-start', values: [{ value: 234_567 }] },
      { type: 'branch-taken' },
      { type: 'variable-written', value: { value: -234_567 } },
      { type: 'call-end', value: { value: 234_567 } },
    ]);
    expect(events.filter(({ type }) => type === 'variable-written').at(-1)).toMatchObject({
      value: { value: 299_999 },
    });
    expect(events.length).toBeLessThan(30_000);
  });

  it('samples a site as the plan says', () => {
    const recording = recordRun({ sites: ['branch'], config: { sample: { 1: 4 } } }, (sink) => {
      for (let n = 0; n < 12; n += 1) sink.b(1, 0, n);
    });
    const values = probeEvents(recording).flatMap(({ type, value }) =>
      type === 'branch-taken' ? [(value as { value: number }).value] : [],
    );
    expect(values).toEqual([0, 4, 8]);
    expect(recording.dropped).toEqual({ throttled: 9 });
  });
});
