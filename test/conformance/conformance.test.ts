/** A thousand programs of our own, plain and with every probe armed and recorded: nobody outside can tell the runs apart. */
import { drawSample } from './sample.ts';
import { LIMITS, runCases } from './pool.ts';
import { tally } from './tally.ts';
import { ownCases } from './own/cases.ts';
import { readFrontmatter } from './test262/frontmatter.ts';

const SIZE = 1000;

describe('conformance', () => {
  it('keeps what a thousand programs do', async () => {
    const cases = drawSample(ownCases(), SIZE, 262);
    const results = await runCases(cases, LIMITS);
    const sums = tally(results);
    const broken = results.filter(({ plain }) => plain?.passed !== true);
    expect(broken.map(({ one, plain }) => [one.id, plain?.thrown])).toEqual([]);
    expect(sums.diverged.map(({ id, instrumented }) => [id, instrumented])).toEqual([]);
    expect(sums.ran).toBe(SIZE);
    expect(sums.uninstrumented / sums.functions).toBeLessThan(0.005);
    expect(sums.recordedBytes).toBeGreaterThan(SIZE * 100);
  }, 240_000);
  it('draws the same sample for the same seed, and each value once', () => {
    const values = Array.from({ length: 50 }, (_, at) => at);
    const drawn = drawSample(values, 20, 7);
    expect(drawSample(values, 20, 7)).toEqual(drawn);
    expect(drawSample(values, 20, 8)).not.toEqual(drawn);
    expect(new Set(drawn).size).toBe(20);
    expect([...drawSample(values, 99, 1)].sort((a, b) => a - b)).toEqual(values);
  });
  it('reads what a test says of itself', () => {
    const text =
      '/*---\nfeatures:\n  - one\n  - two\nflags: [async, module]\nincludes: [a.js]\nnegative:\n  phase: parse\n  type: SyntaxError\n---*/';
    expect(readFrontmatter(text)).toEqual({
      features: ['one', 'two'],
      flags: ['async', 'module'],
      includes: ['a.js'],
      negative: { phase: 'parse', type: 'SyntaxError' },
    });
    expect(readFrontmatter('var x;')).toBeNull();
  });
});
