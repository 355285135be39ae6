/** The law on some hundreds of generated programs: the same ones each time, and others each time. `npm run generated` runs more. */
import { checkGenerated } from './generated.ts';

const random = Math.floor(Math.random() * 2 ** 31);

describe('generated programs print the same with every probe armed', () => {
  it.each([
    ['JavaScript, always the same', { runs: 150, seed: 7, isTyped: false }],
    ['JavaScript, new ones', { runs: 100, seed: random, isTyped: false }],
    ['TypeScript, always the same', { runs: 60, seed: 7, isTyped: true }],
    ['TypeScript, new ones', { runs: 40, seed: random, isTyped: true }],
  ])(
    '%s',
    async (_name, options) => {
      const report = await checkGenerated(options);
      expect(report.counterexample ?? 'none').toBe('none');
      // Programs that say nothing prove nothing.
      expect(report.invalid).toBeLessThan(options.runs / 5);
      expect(report.lines).toBeGreaterThan(options.runs * 3);
      expect(report.functions).toBeGreaterThan(options.runs * 15);
    },
    240_000,
  );
});
