/** A kind of value that is new, and a change where changes are rare, are news; the rest is not. */
import { createNews, kindOf } from './news.ts';

describe('what is news', () => {
  const count = (values: readonly unknown[]): number => {
    const { isNews } = createNews(2);
    return values.filter((value) => isNews(1, value, false)).length;
  };
  const many = (length: number, of: (n: number) => unknown) =>
    Array.from({ length }, (_, n) => of(n));

  it.each<[string, readonly unknown[], number]>([
    ['a value that stays', many(1000, () => 'ready'), 1],
    ['one that turns once', [...many(500, () => true), ...many(500, () => false)], 2],
    ['one that turns and turns back', [1, 1, 2, 2, 1, 1], 3],
    ['NaN is itself', [NaN, NaN, NaN], 1],
    ['kinds', [1, 0, -1, 0.5, 1e12, NaN, null, undefined, '', 'a', {}, () => 1, 2n], 13],
    ['objects are one kind, whichever they are', many(100, () => ({})), 1],
  ])('%s', (_name, values, expected) => expect(count(values)).toBe(expected));

  it('a value that always changes is news now and then', () => {
    const found = count(many(100_000, (n) => n));
    expect(found).toBeGreaterThan(15);
    expect(found).toBeLessThan(40);
  });
  it('what is written anyway costs no change', () => {
    const { isNews } = createNews(1);
    for (let n = 1; n < 1000; n += 1) isNews(0, n, true);
    expect(isNews(0, 1000, false)).toBe(true);
  });
  it('kinds of numbers are by sign and size', () =>
    expect([1, 2, 20_000, -1, -20_000].map(kindOf)).toEqual([4, 4, 5, 8, 9]));
});
