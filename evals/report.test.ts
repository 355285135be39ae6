import { median, renderReport, summarize } from './report.ts';
import type { CaseResult } from './report.ts';
import { NO_SCORE } from './score.ts';

function result(id: string, rankLine: number | null, problem: string | null = null): CaseResult {
  return {
    id,
    group: 'npm',
    kind: 'off-by-one',
    omission: id === 'c',
    scope: { ...NO_SCORE, rankLine, rankFunction: rankLine },
    ochiai: { ...NO_SCORE, rankLine: 3.5, rankFunction: 1 },
    slice: null,
    verdict: 'likely',
    hops: 4,
    runs: 2,
    wallMs: 300,
    bareMs: 100,
    exitCode: 0,
    problem,
  };
}

describe('summarize', () => {
  const totals = summarize([
    result('a', 1),
    result('b', 5),
    result('c', 6),
    result('d', null, 'no answer'),
  ]);

  it('counts a rank up to k, and a case without an answer as a miss', () => {
    expect(totals.hits.line).toEqual({ '@1': 0.25, '@3': 0.25, '@5': 0.5, '@10': 0.75 });
  });

  it('takes mean ranks of a baseline as they are', () => {
    expect(totals.ochiai?.line).toEqual({ '@1': 0, '@3': 0, '@5': 1, '@10': 1 });
    expect(totals.slice).toBeNull();
  });

  it('measures time over answered cases only', () => {
    expect([totals.answered, totals.medianWallRatio]).toEqual([3, 3]);
  });
});

describe('median', () => {
  it('is the middle, or the mean of the two middle ones', () => {
    expect([median([]), median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([null, 2, 2.5]);
  });
});

describe('renderReport', () => {
  it('lists omissions apart and every problem', () => {
    const page = renderReport([result('a', 1), result('c', null, 'no answer in 10 ms')]);
    expect(page).toContain('| scope, 1 omissions | 0 % | 0 % | 0 % | 0 % |');
    expect(page).toContain('| scope, without omissions | 100 % |');
    expect(page).toContain('- c: no answer in 10 ms');
  });
});
