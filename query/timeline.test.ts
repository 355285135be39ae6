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
