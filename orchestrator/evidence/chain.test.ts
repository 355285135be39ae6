import {
  linesOfSlice,
  recordProgram,
  sliceFrom,
} from '../../query/provenance/record-program.contract.ts';
import type { Hop } from '../../protocol/answer.ts';
import { buildChain } from './chain.ts';

const PLAIN = { suspect: null, beside: [], focus: null, was: null };

async function sliced(source: string, variable: string) {
  const context = await recordProgram(source);
  return { context, slice: sliceFrom(context, variable) };
}

async function chainOf(source: string, variable: string): Promise<readonly Hop[]> {
  return buildChain({ ...PLAIN, ...(await sliced(source, variable)) });
}

const FOLDED = `
function tax(amount) {
  return amount * 2;
}
const price = 4 + 1;
const taxed = tax(price) + tax(1) * 0;
const shown = taxed;
`;

const REPLACED = `
let reserved = 0;
function reserve(count) {
  reserved = count;
}
reserve(3);
reserve(1);
const free = reserved;
`;

/** Each variable is computed from the one before. */
const LONG = ['const v0 = 1 + 1;']
  .concat(Array.from({ length: 30 }, (_, at) => `const v${at + 1} = v${at} + 1;`))
  .join('\n');

describe('buildChain', () => {
  it('goes from the symptom backwards, each line once, each hop with its event', async () => {
    const hops = await chainOf(FOLDED, 'shown');
    const places = hops.map(({ line }) => line);
    expect(places.filter((line, at) => line === places[at - 1])).toEqual([]);
    expect(hops[0]).toMatchObject({ code: 'const shown = taxed;', value: '10', role: 'change' });
    expect(hops[1]).toMatchObject({ code: 'const taxed = tax(price) + tax(1) * 0;', value: '10' });
    expect(hops.every(({ seq }) => seq !== undefined)).toBe(true);
  });

  it('keeps both ends of a long chain', async () => {
    const { context, slice } = await sliced(LONG, 'v30');
    expect(linesOfSlice(slice)).toHaveLength(31);
    const hops = buildChain({ ...PLAIN, context, slice });
    expect(hops).toHaveLength(12);
    expect(hops.slice(0, 2).map(({ code }) => code)).toEqual([
      'const v30 = v29 + 1;',
      'const v29 = v28 + 1;',
    ]);
    expect(hops.at(-1)?.code).toBe('const v0 = 1 + 1;');
  });

  it('starts with what the question is about, and what it was before', async () => {
    const { context, slice } = await sliced(FOLDED, 'shown');
    const focus = slice.points[0]?.evidence ?? null;
    const hops = buildChain({ ...PLAIN, context, slice, focus, was: '7' });
    expect(hops[0]).toMatchObject({ was: '7', why: 'what the question is about', line: 7 });
    expect(hops[1]?.line).not.toBe(7);
  });

  it('says what an assignment replaced, and nothing of what a declaration found', async () => {
    const hops = await chainOf(REPLACED, 'free');
    const written = hops.filter(({ code }) => code === 'reserved = count;');
    expect(written).toMatchObject([{ value: '1', was: '3' }]);
    expect(hops.filter(({ code }) => code !== 'reserved = count;')).toEqual(
      hops.filter(({ was }) => was === undefined),
    );
  });

  it('is empty where nothing is known', async () => {
    const { context } = await sliced(FOLDED, 'shown');
    const slice = { points: [], frontiers: [], isCut: false };
    expect(buildChain({ ...PLAIN, context, slice })).toEqual([]);
  });
});
