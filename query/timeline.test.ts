/** What a recording that left something out for its cost still lets one say. */
import type { ScopeEvent } from '../protocol/event.ts';
import type { NodeId, SiteId } from '../protocol/ids.ts';
import type { Site, SiteKind } from '../protocol/site.ts';
import { buildTimeline } from './timeline.ts';

const site = (id: number, kind: SiteKind, fn: string): Site => ({
  id: id as SiteId,
  kind,
  node: `a.ts#${fn}` as NodeId,
  fn: `a.ts#${fn}` as NodeId,
  file: 'a.ts',
  start: id,
  end: id + 1,
  probe: 'p',
});
const SITES = [
  undefined,
  site(1, 'function', 'f'),
  site(2, 'write', 'f'),
  site(3, 'function', 'g'),
  site(4, 'write', 'g'),
];
const throttled = (seq: number, at: number, state: 'off' | 'sampled' | 'full'): ScopeEvent =>
  ({ seq, process: 1, type: 'probe-throttled', site: at as SiteId, state }) as ScopeEvent;

it('takes no event of a conditional site for the last one where a condition did not hold in between', () => {
  const when = (one: Site): Site => ({ ...one, when: 'value > 1' });
  const left = (seq: number, reason: string): ScopeEvent =>
    ({ seq, process: 1, type: 'events-dropped', count: 1, reason }) as ScopeEvent;
  const { mayHaveMissed } = buildTimeline({
    sites: [
      undefined,
      when(site(1, 'function', 'f')),
      site(2, 'write', 'f'),
      when(site(3, 'write', 'g')),
    ],
    events: [left(10, 'condition'), left(20, 'throttled')],
  });
  const is = (id: number) => (one: Site) => one.id === id;
  expect(mayHaveMissed(1, 5, 15, is(2))).toBe(true);
  expect(mayHaveMissed(1, 5, 15, is(3))).toBe(true);
  expect(mayHaveMissed(1, 5, 15, is(4))).toBe(false);
  expect(mayHaveMissed(1, 11, 15, is(2))).toBe(false);
  expect(mayHaveMissed(1, 15, 25, is(3))).toBe(false);
  expect(mayHaveMissed(2, 5, 15, is(3))).toBe(false);
});

describe('times in which something was left out', () => {
  const { mayHaveMissed } = buildTimeline({
    sites: SITES,
    events: [
      throttled(10, 1, 'off'),
      throttled(20, 1, 'full'),
      throttled(30, 4, 'sampled'),
      throttled(35, 4, 'off'),
    ],
  });
  const writesOf = (fn: string) => (one: Site) => one.fn === `a.ts#${fn}` && one.kind === 'write';

  it('concern all sites of a function that rested', () => {
    expect(mayHaveMissed(1, 5, 15, writesOf('f'))).toBe(true);
    expect(mayHaveMissed(1, 12, 13, writesOf('f'))).toBe(true);
    expect(mayHaveMissed(1, 15, 25, writesOf('f'))).toBe(true);
  });
  it('do not concern other times, functions and processes', () => {
    expect(mayHaveMissed(1, 1, 9, writesOf('f'))).toBe(false);
    expect(mayHaveMissed(1, 21, 25, writesOf('f'))).toBe(false);
    expect(mayHaveMissed(1, 5, 15, writesOf('g'))).toBe(false);
    expect(mayHaveMissed(2, 5, 15, writesOf('f'))).toBe(false);
  });
  it('last until the end where nothing came back', () => {
    expect(mayHaveMissed(1, 31, 99, writesOf('g'))).toBe(true);
    expect(mayHaveMissed(1, 31, 99, ({ kind }) => kind === 'function')).toBe(false);
  });
});
