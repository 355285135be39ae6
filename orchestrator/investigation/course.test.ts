/** Which run an answer is made from, and how its command went. */
import { contextOf } from './context.ts';
import { isCutOff } from './course.ts';

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

describe('a command', () => {
  const after = (exitCode: number | null, timedOut = false): boolean | undefined =>
    contextOf(
      {
        recording: { events: [], sites: [], sources: new Map(), maps: new Map() },
        launch: { exitCode, timedOut },
      } as unknown as Parameters<typeof contextOf>[0],
      () => null,
    ).hasFailed;
  it('failed where it ended with another exit code than 0', () =>
    expect([after(0), after(1), after(13)]).toEqual([false, true, true]));
  it('that a signal stopped did not fail; one that ran out of time may have', () =>
    expect([after(null), after(null, true)]).toEqual([false, undefined]));
  it('knows the files of tests', () => {
    const context = contextOf(
      {
        recording: { events: [], sites: [], sources: new Map(), maps: new Map() },
      } as unknown as Parameters<typeof contextOf>[0],
      () => null,
    );
    expect([context.isTest?.('test/a.js'), context.isTest?.('src/a.js')]).toEqual([true, false]);
  });
});
