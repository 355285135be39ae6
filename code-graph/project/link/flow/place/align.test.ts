/** What two sequences have in common: alike, in the order of both, and all of it where one edit is between them. */
import fc from 'fast-check';
import { align, increasing, pairUp } from './align.ts';

const few = fc.nat({ max: 12 });
const words = fc.array(few, { maxLength: 40 });

it('keeps what is alike, in the order of both', () => {
  fc.assert(
    fc.property(words, words, (before, after) => {
      const kept = [...align(before, after)];
      kept.forEach((place, at) => {
        if (place !== -1) expect(before[place]).toBe(after[at]);
      });
      const places = kept.filter((place) => place !== -1);
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    }),
  );
});

it('keeps all but what was put in', () => {
  fc.assert(
    fc.property(
      words,
      fc.array(fc.constant(99), { minLength: 1 }),
      fc.nat(),
      (before, more, at) => {
        const place = at % (before.length + 1);
        const after = before.toSpliced(place, 0, ...more);
        expect(align(before, after).filter((one) => one !== -1)).toHaveLength(before.length);
        expect(align(after, before).filter((one) => one !== -1)).toHaveLength(before.length);
      },
    ),
  );
});

it('finds what is there once between two changes', () => {
  expect([...align([1, 2, 3, 4, 5], [9, 1, 7, 3, 8, 5, 9])]).toEqual([-1, 0, -1, 2, -1, 4, -1]);
});

it('fills in what is known', () => {
  const kept = Int32Array.from([-1, 1, -1]);
  align([1, 2, 3], [1, 9, 3], kept);
  expect([...kept]).toEqual([0, 1, 2]);
});

it('pairs as many as are left on either side', () => {
  const kept = Int32Array.from([-1, -1, 2, -1, 5]);
  pairUp(6, kept);
  expect([...kept]).toEqual([0, 1, 2, -1, 5]);
});

it.each([
  [[], []],
  [
    [3, -1, 4],
    [0, 2],
  ],
  [
    [5, 1, 2, 9, 3],
    [1, 2, 4],
  ],
])('finds what grows in %j', (values, expected) => {
  expect(increasing(values)).toEqual(expected);
});
