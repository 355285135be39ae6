import { atMost, median, spread } from './row.ts';

describe('figures of a row', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 3],
    [[], Number.NaN],
  ])('takes the middle of %j', (values, expected) => expect(median(values)).toBe(expected));

  it('says how far apart values lay', () => expect(spread([2, 1.25, 3], 2)).toBe('1.25 to 3.00'));

  it('meets a target on the limit and misses it above', () => {
    expect(atMost(1.2, '×', 1.2)).toEqual({ text: '≤ ×1.2', met: true });
    expect(atMost(15, 'ns', 15.1)).toEqual({ text: '≤ 15 ns', met: false });
  });
});
