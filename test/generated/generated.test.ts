/**
 * The law on some hundreds of generated programs: the same ones each time, and others each time. `npm run generated` runs more.
 * They run in a process of their own, because their unhandled rejections are part of what they print, and jest fails on them.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Generated } from './generated.ts';

const RUN = fileURLToPath(new URL('run.ts', import.meta.url));
const random = Math.floor(Math.random() * 2 ** 31);

describe('generated programs print the same with every probe armed', () => {
  it.each([
    ['JavaScript, always the same', 150, 7, []],
    ['JavaScript, new ones', 100, random, []],
    ['TypeScript, always the same', 60, 7, ['--typed']],
    ['TypeScript, new ones', 40, random, ['--typed']],
  ])(
    '%s',
    (_name, runs, seed, more) => {
      const words = ['--import', 'tsx', RUN, '--runs', `${runs}`, '--seed', `${seed}`, ...more];
      const options = { encoding: 'utf8', env: { PATH: process.env['PATH'] } } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, words, options);
      expect(`${status}\n${stderr}`).toMatch(/^0\n/u);
      const report = JSON.parse(stdout) as Generated;
      expect(report).toMatchObject({ runs, seed });
      // Programs that say nothing prove nothing.
      expect(report.invalid).toBeLessThan(runs / 5);
      expect(report.lines).toBeGreaterThan(runs * 3);
      expect(report.functions).toBeGreaterThan(runs * 15);
    },
    240_000,
  );
});
