/** What decided: conditions that are calls, what a switch compared, what ended a loop, which default was taken. */
import { checkSlice, recordProgram, sliceFrom } from '../record-program.contract.ts';
import type { Expected } from '../record-program.contract.ts';

it.each<[string, string, Expected]>([
  [
    'a condition that is a call was decided where its callee returned',
    `
      function meets(a, b) {
        return a.start <= b.end;
      }
      let found = 0;
      if (meets({ start: 2 }, { end: 2 })) found = 1;
      const result = found;`,
    {
      via: [
        ['if (meets', 'true'],
        ['return a.start', 'true'],
      ],
    },
  ],
  [
    'so was one that is a built-in with a predicate',
    `
      const tags = ['javascript'];
      let isKnown = 'no';
      if (tags.some((tag) => {
        return tag.startsWith('java');
      })) isKnown = 'yes';
      const result = isKnown;`,
    {
      via: [
        ['if (tags.some', 'true'],
        ['return tag.startsWith', 'true'],
      ],
    },
  ],
  [
    'and one that is a getter',
    `
      const door = { locked: 1, get isOpen() {
        return this.locked < 1;
      } };
      let text = 'open';
      if (!door.isOpen) text = 'closed';
      const result = text;`,
    { via: [['return this.locked', 'false']] },
  ],
  [
    'cases that are no constants were compared until one held',
    `
      function kindOf(weight, hours) {
        switch (true) {
          case weight > 20:
            return 'heavy';
          case hours < 24:
            return 'express';
          default:
            return 'plain';
        }
      }
      const result = kindOf(2, 24);`,
    { via: [["return 'plain'"], ['case weight > 20'], ['case hours < 24']] },
  ],
  [
    'those behind the one that held were not',
    `
      function kindOf(weight, hours) {
        switch (true) {
          case weight > 20:
            return 'heavy';
          case hours < 24:
            return 'express';
        }
      }
      const result = kindOf(21, 4);`,
    { via: [['case weight > 20']], not: ['case hours < 24'] },
  ],
  [
    'what ended a loop decided how far a sum went',
    `
      const list = [1, 2, 3];
      const last = 2 + 0;
      let sum = 0;
      let at = 0;
      while (at < last) {
        sum += list[at];
        at += 1;
      }
      const result = sum;`,
    { via: [['sum += list'], ['while (at < last', 'false'], ['const last']] },
  ],
  [
    'and kept a write from another try that a condition in it had turned away from',
    `
      const n = 9 + 0;
      let prime = true;
      for (let d = 2; d * d < n; d += 1) {
        if (n % d === 0) prime = false;
      }
      const result = prime;`,
    {
      via: [
        ['for (let d', 'false'],
        ['if (n % d', 'false'],
      ],
    },
  ],
])('%s', (_what, program, expected) => checkSlice(program, 'result', expected));

it.each([
  ['taken where nothing was given', 'round(1.25)', true],
  ['taken where undefined was given', 'round(1.25, undefined)', true],
  ['not taken where something was', 'round(1.25, 1)', false],
])('a default is %s', async (_what, call, expected) => {
  const program = `const round = (value, digits = 0) => Math.round(value * 10 ** digits);
    const result = ${call};`;
  const { points } = sliceFrom(await recordProgram(program), 'result');
  expect(points.some(({ why }) => why === 'default value')).toBe(expected);
});

/** Of the step into the predicate. */
async function distanceOf(program: string): Promise<number | undefined> {
  const { points } = sliceFrom(await recordProgram(program), 'result');
  return points.find(({ why }) => why.startsWith('decided for'))?.distance;
}

it('an index and a truth are nothing but what the predicate said; an element is more', async () => {
  const [index, truth, element] = await Promise.all(
    ['findIndex', 'some', 'find'].map((name) =>
      distanceOf(`const result = [3, 5].${name}((x) => x > 4);`),
    ),
  );
  expect(index).toBeLessThan(element ?? 0);
  expect(truth).toBeLessThan(element ?? 0);
});
