/** Words in, distances and nearest names out. */
import { editDistance, nearestNames } from './search.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 5, 0],
    ['total', 'total', 5, 0],
    ['total', 'totla', 5, 1],
    ['total', 'totals', 5, 1],
    ['kitten', 'sitting', 5, 3],
    ['kitten', 'sitting', 3, 3],
    ['kitten', 'sitting', 2, 3],
    ['a', 'abcdef', 2, 3],
  ])('%s %s within %d', (a, b, limit, expected) => {
    expect(editDistance(a, b, limit)).toBe(expected);
    expect(editDistance(b, a, limit)).toBe(expected);
  });
});

describe('nearestNames', () => {
  it.each([
    ['aply', ['apply', 'app', 'applyDiscount', 'zebra'], 'apply'],
    ['discount', ['applyDiscount', 'count', 'Cart.discount'], 'Cart.discount applyDiscount count'],
    ['TOTAL', ['total', 'totals'], 'total totals'],
    ['order.totl', ['total', 'order'], 'total order'],
    ['xyzzy', ['total'], ''],
  ])('%s', (wanted, names, expected) => {
    expect(nearestNames(wanted, names, 3).join(' ')).toBe(expected);
  });
});
