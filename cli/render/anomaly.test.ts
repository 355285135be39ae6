import type { Anomaly } from '../../protocol/anomaly.ts';
import type { NodeId, SiteId } from '../../protocol/ids.ts';
import type { Site } from '../../protocol/site.ts';
import { describeAnomaly } from './anomaly.ts';

const TEXT = 'const a = 1;\nconst b = Math.min(a,\n  $x);\n';
const CALL = 'a.ts#/call[0]' as NodeId;
const SITE: Site = {
  id: 2 as SiteId,
  kind: 'call',
  node: CALL,
  fn: 'a.ts#' as NodeId,
  file: 'a.ts',
  start: TEXT.indexOf('Math'),
  end: TEXT.indexOf(');') + 1,
  probe: 'p',
};
const ANOMALY: Anomaly = {
  version: 1,
  id: 'x',
  kind: 'not-a-number',
  session: 's',
  run: 1,
  node: CALL,
  seq: 9,
  message: 'the call is NaN, was 3 before',
  epochMs: 0,
};

describe('describeAnomaly', () => {
  const check = (change: Partial<Anomaly>, expected: string, text: string | null = TEXT): void =>
    expect(
      describeAnomaly({ ...ANOMALY, ...change }, { sites: [undefined, SITE], textOf: () => text }),
    ).toBe(expected);

  it('puts the code where there is no name', () =>
    check({}, 'Math.min(a, $x) is NaN, was 3 before, at a.ts:2'));
  it('keeps a name', () =>
    check(
      { subject: 'b', message: 'b is NaN, was 3 before' },
      'b is NaN, was 3 before, at a.ts:2',
    ));
  it('keeps an error', () =>
    check({ message: 'TypeError: the end is near' }, 'TypeError: the end is near, at a.ts:2'));
  it('says no place that is not known', () => {
    check({ node: 'a.ts#/call[7]' }, ANOMALY.message);
    check({}, ANOMALY.message, null);
  });
});
