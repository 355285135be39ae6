import fc from 'fast-check';
import { matchSequences } from './sequence.ts';
import type { Match } from './sequence.ts';

const check = (here: string, there: string, expected: string): void => {
  const codes = (text: string): number[] => [...text].map((one) => one.charCodeAt(0));
  const found = matchSequences(codes(here), codes(there));
  expect(found.map(([a]) => here[a]).join('')).toBe(expected);
};

const items = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 });

/** The length of the longest common subsequence, by the textbook table. */
function longest(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const item of a) {
    const next = [0];
    b.forEach((other, at) => {
      next.push(item === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

function isAscending(found: readonly Match[]): boolean {
  return found.every(([a, b], at) => {
    const before = found[at - 1];
    return before === undefined || (before[0] < a && before[1] < b);
  });
}

describe('matchSequences', () => {
  it('nothing in nothing', () => check('', '', ''));
  it('equal', () => check('abc', 'abc', 'abc'));
  it('an insertion', () => check('abc', 'axbc', 'abc'));
  it('a removal', () => check('axbc', 'abc', 'abc'));
  it('a replacement', () => check('abc', 'axc', 'ac'));
  it('another order', () => check('abcabba', 'cbabac', 'caba'));

  it('is a common subsequence, and a longest one', () => {
    fc.assert(
      fc.property(items, items, (a, b) => {
        const found = matchSequences(a, b);
        expect(isAscending(found)).toBe(true);
        expect(found.every(([x, y]) => a[x] === b[y])).toBe(true);
        expect(found).toHaveLength(longest(a, b));
      }),
    );
  });

  it('stays correct where it gives up', () => {
    fc.assert(
      fc.property(items, items, (a, b) => {
        const found = matchSequences(a, b, 2);
        expect(isAscending(found)).toBe(true);
        expect(found.every(([x, y]) => a[x] === b[y])).toBe(true);
      }),
    );
  });
});
