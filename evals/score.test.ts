import { bestOf, scoreAnswer, worstOf } from './score.ts';
import type { Fault } from './case.ts';

const key = (file: string, line: number): string => `${file}#${Math.floor(line / 10)}`;

function suspect(rank: number, file: string, line: number, endLine = line) {
  return { rank, file, line, endLine, function: 'f', score: 1 / rank, why: '' };
}

function hop(file: string, line: number, role: 'change' | 'frontier' = 'change') {
  return {
    id: 'h000000',
    role,
    node: '',
    file,
    line,
    endLine: line,
    function: 'f',
    code: '',
    why: '',
  };
}

const faulty: readonly Fault[] = [
  { file: 'a.ts', lines: [12, 13] },
  { file: 'b.ts', lines: [40, 40] },
];

describe('scoreAnswer', () => {
  it('ranks the first suspect that overlaps a range', () => {
    const suspects = [suspect(1, 'a.ts', 30), suspect(2, 'a.ts', 10, 12), suspect(3, 'b.ts', 40)];
    const score = scoreAnswer({ suspects, chain: [] }, faulty, key);
    expect(score).toEqual({ rankLine: 2, rankFunction: 2, rankAll: 3, isInChain: false });
  });

  it('takes suspects by rank, not by order', () => {
    const suspects = [suspect(2, 'x.ts', 1), suspect(1, 'a.ts', 13)];
    expect(scoreAnswer({ suspects, chain: [] }, faulty, key).rankLine).toBe(1);
  });

  it('counts suspects of one function once', () => {
    const suspects = [suspect(1, 'a.ts', 31), suspect(2, 'a.ts', 32), suspect(3, 'a.ts', 19)];
    const score = scoreAnswer({ suspects, chain: [] }, faulty, key);
    expect([score.rankLine, score.rankFunction]).toEqual([null, 2]);
  });

  it('does not let a suspect span a file', () => {
    const at = (endLine: number) =>
      scoreAnswer({ suspects: [suspect(1, 'a.ts', 3, endLine)], chain: [] }, faulty, key).rankLine;
    expect([at(12), at(13)]).toEqual([1, null]);
  });

  it('keeps files apart', () => {
    const suspects = [suspect(1, 'b.ts', 12)];
    expect(scoreAnswer({ suspects, chain: [] }, faulty, key).rankLine).toBeNull();
  });

  it('sees a hit in the chain, but not at a frontier', () => {
    const chained = (role: 'change' | 'frontier') =>
      scoreAnswer({ suspects: [], chain: [hop('b.ts', 40, role)] }, faulty, key).isInChain;
    expect([chained('change'), chained('frontier')]).toEqual([true, false]);
  });
});

describe('ranks', () => {
  it('best ignores what is missing, worst does not', () => {
    expect([bestOf([null, 4, 2]), worstOf([null, 4, 2]), worstOf([4, 2]), bestOf([null])]).toEqual([
      2,
      null,
      4,
      null,
    ]);
  });
});
