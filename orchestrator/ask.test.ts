/** Which run an answer is made from. */
import { isCutOff } from './ask.ts';

type Shown = Parameters<typeof isCutOff>[0];

const failing = (node: string | null): Shown =>
  ({ found: { failure: node === null ? null : { root: { site: { node } } } } }) as unknown as Shown;
const run = (dropped: Record<string, number>): Parameters<typeof isCutOff>[2] => ({
  recording: { dropped } as Parameters<typeof isCutOff>[2]['recording'],
});

describe('a run that was recorded only in part', () => {
  it('is left aside where it lost the failure that the run before showed', () => {
    const full = run({ 'byte-limit': 3 });
    expect(isCutOff(failing('t.js#/arrow[0]'), failing(null), full)).toBe(true);
    expect(isCutOff(failing('t.js#/arrow[0]'), failing('lib.js#walk'), full)).toBe(true);
  });
  it('is used where it shows the same failure, where none was known, or where all was recorded', () => {
    const full = run({ 'byte-limit': 3 });
    expect(isCutOff(failing('t.js#/arrow[0]'), failing('t.js#/arrow[0]'), full)).toBe(false);
    expect(isCutOff(failing(null), failing(null), full)).toBe(false);
    expect(isCutOff(failing('t.js#/arrow[0]'), failing(null), run({}))).toBe(false);
  });
});
