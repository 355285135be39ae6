import { nodesNear, probesOn } from './layout.ts';

const calls = new Map(Object.entries({ never: 0, a: 1, b: 2, c: 5, d: 90, e: 1000 }));

describe('nodes of a directed plan', () => {
  it.each([
    [0.5, 1, ['c']],
    [0.5, 3, ['b', 'c', 'd']],
    [0, 2, ['a', 'b']],
    [1, 2, ['d', 'e']],
    [0.5, 99, ['a', 'b', 'c', 'd', 'e']],
  ])('at share %d, %d of them', (share, count, expected) =>
    expect(nodesNear(calls, share, count)).toEqual(expected),
  );

  it('has one probe of each kind on each node, with ids of their own', () => {
    const ids = probesOn(['a#f', 'a#g'], ['function', 'write']).map(({ id }) => id);
    expect(ids).toEqual(['function:a#f', 'write:a#f', 'function:a#g', 'write:a#g']);
  });
});
