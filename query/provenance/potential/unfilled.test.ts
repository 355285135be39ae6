/** What is not in a collection leads to the conditions that kept it from being put there. */
import { recordProgram, sliceFrom } from '../record-program.contract.ts';

/** @returns the conditions of the slice that kept an element out, as the program spells them */
async function kept(program: string): Promise<readonly string[]> {
  const { points } = sliceFrom(await recordProgram(program), 'result');
  return points.flatMap(({ point, why }) =>
    why.includes('kept an element') && point.kind === 'expression'
      ? [point.source.text.slice(point.node.start, point.node.end)]
      : [],
  );
}

describe('what was never put in', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'an entry of a Map',
      `
      const granted = new Map();
      function grant(name, sum) {
        if (sum >= 100) granted.set(name, 10);
      }
      grant('ann', 60);
      const result = granted.get('ann');`,
      ['sum >= 100'],
    ],
    [
      'an element of a Set that another one is in',
      `
      const seen = new Set();
      function see(name) {
        if (name.length > 3) seen.add(name);
      }
      see('paula');
      see('ann');
      const result = seen.has('ann');`,
      ['name.length > 3'],
    ],
    [
      'what the length of a list counts',
      `
      const list = [];
      for (const n of [1, 2, 3]) if (n > 5) list.push(n);
      const result = list.length;`,
      ['n > 5'],
    ],
    [
      'what somebody would have added who was not given the list',
      `
      function check(value, issues) {
        if (typeof value !== 'string') issues.push('no text');
      }
      function optional(value, issues) {
        if (!value) return;
        check(value, issues);
      }
      const issues = [];
      optional(0, issues);
      const result = issues.length;`,
      ['!value'],
    ],
    [
      'an element behind the last one',
      `
      const list = [1];
      if (list[0] > 1) list.push(2);
      const result = list[1];`,
      ['list[0] > 1'],
    ],
  ])('%s', async (_what, program, conditions) =>
    expect(await kept(program)).toEqual(expect.arrayContaining([...conditions])),
  );

  it.each<[string, string]>([
    [
      'an element that is there',
      `
      const list = [1];
      if (list[0] > 1) list.push(2);
      const result = list[0];`,
    ],
    [
      'another list',
      `
      const other = [];
      const list = [1];
      if (list[0] > 1) other.push(2);
      const result = list.length;`,
    ],
  ])('asks nothing of %s', async (_what, program) => expect(await kept(program)).toEqual([]));
});
