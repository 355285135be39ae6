/** Which element of what was put together is followed, and what a promise on the way costs. */
import { linesOfSlice, recordProgram, sliceFrom } from '../record-program.contract.ts';

const LINES = `
const head = (n) => '=' + n;
const wrong = (n) => '<' + n + '|';
const foot = (n) => '-' + n;
const out = [];
for (const make of [head, wrong, foot]) out.push(make(7));
const result = out.join(' ');
`;

it('follows the element that holds the wrong piece, and the last one where none does', async () => {
  const context = await recordProgram(LINES);
  const nearest = (wrongPiece: string | null): readonly string[] =>
    linesOfSlice(sliceFrom(context, 'result', { wrongPiece }))
      .map(({ text }) => text)
      .filter((text) => /^const (?:head|wrong|foot)/u.test(text));
  expect(nearest('7|')[0]).toMatch(/^const wrong/u);
  expect(nearest('77')[0]).toMatch(/^const foot/u);
  expect(nearest(null)[0]).toMatch(/^const foot/u);
});

it('takes what was awaited for a copy of what the call returned', async () => {
  const asked = `const result = INNER;
finished();
})();`;
  const distance = async (program: string): Promise<number | undefined> => {
    const lines = linesOfSlice(sliceFrom(await recordProgram(program), 'result'));
    return lines.find(({ text }) => text.startsWith('return 4 * 3'))?.distance;
  };
  const body = (word: string, wait: string): string => `
${word} function inner() {
  return 4 * 3;
}
${word} function outer() {
  return ${wait} inner();
}
(${word} () => {
${asked.replace('INNER', `${wait} outer()`)}`;
  const [later, now] = [await distance(body('async', 'await')), await distance(body('', ''))];
  expect(now).toBeLessThan(1);
  expect((later ?? Infinity) - (now ?? 0)).toBeLessThan(0.1);
});
