/** Files that are heard of at these times; when they are taken in, and how many. */
import { Quiet } from './quiet.ts';

function check(times: readonly number[], expected: readonly string[]): void {
  const taken: string[] = [];
  let now = 0;
  let count = 0;
  const due: { readonly at: number; readonly call: () => void }[] = [];
  const quiet = new Quiet(
    () => {
      taken.push(`${count} at ${now}`);
      count = 0;
    },
    {
      now: () => now,
      after(ms, call) {
        due.push({ at: now + ms, call });
        return () => void due.pop();
      },
    },
  );
  for (const time of [...times, Infinity]) {
    for (const next = due[0]; next !== undefined && next.at <= time && due.length > 0;) {
      due.pop();
      now = next.at;
      next.call();
    }
    if (time === Infinity) break;
    now = time;
    quiet.hear(++count);
  }
  expect(taken).toEqual(expected);
}

const each = (count: number, ms: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => at * ms);

it.each([
  ['one file, soon', [0], ['1 at 30']],
  ['a few that come together', [0, 20, 40], ['3 at 70']],
  ['one after the other', [0, 100], ['1 at 30', '1 at 130']],
  ['five hundred, once', each(500, 5), ['500 at 2795']],
  ['many with pauses, once', [...each(10, 1), 250, 500], ['12 at 800']],
  [
    'what never ends, from time to time',
    each(500, 20),
    ['200 at 4000', '200 at 8000', '100 at 10280'],
  ],
] as const)('%s', (_, times, expected) => check(times, expected));
