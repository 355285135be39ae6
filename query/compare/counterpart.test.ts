import { recordProgram } from '../provenance/record-program.contract.ts';
import type { Context } from '../provenance/point.ts';
import { alignRuns } from './align.ts';
import { findCounterparts } from './counterpart.ts';
import { createValueComparison } from './same-value.ts';
import { changedBefore } from './step.ts';

interface Found {
  /** Kind and line of each parting in the first run, the first ones first; the line is 0 where only the other run did something. */
  readonly partings: readonly string[];
  readonly changed: readonly string[];
  /** Lines of changed code of the first run on the way to the first parting. */
  readonly onTheWay: readonly number[];
}

async function compare(here: string, there: string): Promise<Found> {
  const [a, b] = [await recordProgram(here), await recordProgram(there)];
  const places = findCounterparts(a, b);
  const side = { timeline: a.timeline, keys: places.here };
  const other = { timeline: b.timeline, keys: places.there };
  const { partings } = alignRuns(side, other, { values: createValueComparison() });
  const [first] = partings;
  const [frame] = first?.frames ?? [];
  const passed = frame == null ? [] : changedBefore(side, frame, first?.here?.seq ?? Infinity);
  return {
    partings: partings.map((one) => `${one.kind} ${lineOf(a, one.here?.site)}`),
    changed: places.changed.map((one) => `${one.here ?? '-'} ${one.there ?? '-'}`),
    onTheWay: passed.map(({ site }) => lineOf(a, site)),
  };
}

function lineOf({ timeline, sources }: Context, id: number | undefined): number {
  const site = id === undefined ? undefined : timeline.sites[id];
  return site === undefined ? 0 : (sources.file(site.file)?.lineAt(site.start) ?? 0);
}

const PROGRAM = `function share(total) {
  if (total > 100) return 0.1;
  return 0;
}
function price(total) {
  const cut = total * share(total);
  return total - cut;
}
const result = [50, 100].map((total) => price(total));
`;
const check = async (here: string, there: string, expected: Partial<Found>): Promise<void> => {
  expect(await compare(here, there)).toMatchObject(expected);
};

describe('two versions of a program', () => {
  it('the same text', () => check(PROGRAM, PROGRAM, { partings: [], changed: [] }));

  it('other blanks and comments', () =>
    check(PROGRAM, `// moved\n\n${PROGRAM.replace('  return 0;', '    return    0;')}`, {
      partings: [],
      changed: [],
    }));

  it('a condition', async () => {
    const { partings, changed, onTheWay } = await compare(PROGRAM, PROGRAM.replace('>', '>='));
    expect(partings[0]).toBe('branch 2');
    expect(changed).toEqual(['program.js#share program.js#share']);
    expect(onTheWay).toContain(2);
  });

  it('a value in a changed line', async () => {
    const { partings } = await compare(PROGRAM, PROGRAM.replace('total * share', '2 * share'));
    // A share of nothing is nothing on both sides.
    expect(partings).toEqual([]);
    const other = await compare(PROGRAM, PROGRAM.replace('total - cut', 'total + cut + 1'));
    expect(other.partings[0]).toBe('value 7');
    expect(other.onTheWay).toContain(7);
  });

  it('a statement that one side lacks, and what it leads to', async () => {
    const { partings } = await compare(
      PROGRAM,
      PROGRAM.replace('  if', '  if (total === 100) return 0.5;\n  if'),
    );
    expect(partings[0]).toMatch(/^(?:path|branch|value|call) /u);
    expect(partings.some((one) => one === 'value 6')).toBe(true);
  });

  it('a statement that changes nothing', () =>
    check(PROGRAM, PROGRAM.replace('  if', '  if (total === 7) return 0.5;\n  if'), {
      partings: [],
    }));

  it('a function that was taken out of another one is looked through', () =>
    check(
      PROGRAM,
      `${PROGRAM.replace('total * share(total)', 'part(total)')}function part(total) { return total * share(total); }\n`,
      { partings: [] },
    ));

  it('a function that was renamed', () =>
    check(PROGRAM, PROGRAM.replace('function share', 'function rate').replace('share(', 'rate('), {
      partings: [],
    }));

  it('another order of functions', () => {
    const [share = '', rest = ''] = PROGRAM.split(/(?=function price)/u);
    const [price = '', main = ''] = rest.split(/(?=const result)/u);
    return check(PROGRAM, price + share + main, { partings: [] });
  });

  it('how often a loop ran', async () => {
    const text = (most: number): string =>
      `let sum = 0;\nfor (let at = 0; at < ${most}; at += 1) sum += at;\nconst result = sum;\n`;
    const { partings } = await compare(text(3), text(2));
    expect(partings[0]).toBe('branch 2');
  });
});
