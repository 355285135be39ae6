/** A list with an index beside it: whatever is put in and taken out, places are where the numbers are. */
import fc from 'fast-check';
import { PlaceIndex, isIndexed } from './place-index.ts';

it('finds what the list has, and nothing else', () => {
  const numbers = fc.uniqueArray(fc.nat({ max: 400 }), { minLength: 17, maxLength: 60 });
  const steps = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat()), { maxLength: 120 });
  fc.assert(
    fc.property(numbers, steps, (first, then) => {
      const list = [...first];
      const index = new PlaceIndex(list);
      for (const [number, place] of then) {
        const at = list.indexOf(number);
        if (at !== -1) {
          index.remove(list, at);
          list.splice(at, 1);
        } else if (isIndexed(list.length + 1)) {
          const to = place % (list.length + 1);
          list.splice(to, 0, number);
          index.insert(number, to);
        }
      }
      for (let number = 0; number <= 400; number += 1)
        expect(index.find(list, number)).toBe(list.indexOf(number));
    }),
  );
});

it('has an index for lists of some length', () => {
  expect([16, 17, 128, 129].map(isIndexed)).toEqual([false, true, true, false]);
});
