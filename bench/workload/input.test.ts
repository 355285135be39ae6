import { parseSource } from '../../code-graph/index.ts';
import { makeDocument, makeSource, seeded } from './input.ts';

describe('inputs of the workloads', () => {
  it('draws the same numbers for the same seed, in their range', () => {
    const draw = (seed: number): readonly number[] => {
      const pick = seeded(seed);
      return Array.from({ length: 200 }, () => pick(7));
    };
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
    expect(new Set(draw(5))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
  });

  it.each([makeSource, makeDocument])(
    'reaches the size that was asked, and not much more',
    (make) => {
      const { length } = make(20_000);
      expect(length).toBeGreaterThanOrEqual(20_000);
      expect(length).toBeLessThan(30_000);
    },
  );

  it('makes sources that parse', () => {
    expect(parseSource('input.js', makeSource(60_000)).problems).toEqual([]);
  });
});
