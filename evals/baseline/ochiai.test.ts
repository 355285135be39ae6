import type { StatementRef } from './coverage.ts';
import { failedTests } from './coverage.ts';
import { scoreByOchiai } from './ochiai.ts';
import { rankBaseline } from './ranking.ts';

function statement(from: number, functionKey = 'a.js#1'): StatementRef {
  return { file: 'a.js', from, to: from, functionKey };
}

const statements = [statement(1), statement(2), statement(3), statement(4, 'a.js#2')];
const run = (hasFailed: boolean, ...lines: number[]) => ({
  name: '',
  hasFailed,
  executed: new Set(lines.map((line) => line - 1)),
});

describe('scoreByOchiai', () => {
  it('prefers what only failing tests ran', () => {
    const scored = scoreByOchiai({
      statements,
      tests: [run(true, 1, 2), run(false, 1), run(false, 3)],
    });
    expect(scored.map(({ statement: { from }, score }) => [from, score])).toEqual([
      [1, 1 / Math.sqrt(2)],
      [2, 1],
    ]);
  });

  it('ties everything in a program without tests', () => {
    const scored = scoreByOchiai({ statements, tests: [run(true, 1, 2, 3, 4)] });
    expect(new Set(scored.map(({ score }) => score))).toEqual(new Set([1]));
  });
});

describe('rankBaseline', () => {
  const scored = scoreByOchiai({ statements, tests: [run(true, 1, 2, 3, 4), run(false, 1)] });
  const rank = (line: number) =>
    rankBaseline(scored, [{ file: 'a.js', lines: [line, line] }], (_file, at) =>
      at === 4 ? 'a.js#2' : 'a.js#1',
    );

  it('puts ties at their mean position', () => {
    expect([rank(2).rankLine, rank(1).rankLine, rank(9).rankLine]).toEqual([2, 4, null]);
  });

  it('ranks a function by its best statement', () => {
    expect([rank(1).rankFunction, rank(4).rankFunction]).toEqual([1.5, 1.5]);
  });
});

describe('failedTests', () => {
  it('reads names as TAP escapes them', () => {
    const tap = 'ok 1 - a\nnot ok 2 - b \\# 2\n    not ok 1 - nested\nnot ok 3 - c';
    expect([...failedTests(tap)]).toEqual(['b # 2', 'c']);
  });
});
