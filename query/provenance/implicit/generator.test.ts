/** What a generator is known to have given, by the words of the steps. */
import { checkSlice, recordProgram, sliceFrom } from '../record-program.contract.ts';

async function stepsOf(program: string): Promise<readonly string[]> {
  const slice = sliceFrom(await recordProgram(program), 'result');
  return [...new Set(slice.points.map(({ why }) => why))];
}

const INNER = `
function* inner() {
  yield 1;
  return 40 + 2;
}
const seen = [];
let result;
function* outer() {
  const got = yield inner();
  result = String(got);
}
`;

it('a loop sends nothing, whatever the generator that was yielded returned', async () =>
  expect(
    await stepsOf(`${INNER}
for (const part of outer()) {
  for (const one of part) {
    seen.push(one);
  }
}`),
  ).not.toContain('the generator returned it'));

it('who runs a generator to its end sends what the one that was yielded returned', async () =>
  expect(
    await stepsOf(`${INNER}
function run(it) {
  let step = it.next();
  while (!step.done) step = it.next(step.value?.next ? run(step.value) : step.value);
  return step.value;
}
run(outer());`),
  ).toContain('the generator returned it'));

it('generators of one function are told apart by the loops over them', () =>
  checkSlice(
    `
let made = 0;
function* shown() {
  if (made++ === 0) {
    const bad = 'bad' + '';
    yield bad;
  } else {
    const good = 'good' + '';
    yield good;
  }
}
const a = shown();
const b = shown();
let result;
let other;
for (const v of a) {
  result = v;
}
for (const v of b) {
  other = v;
}
`,
    'result',
    { via: [['const bad']], not: ['const good'] },
  ));

describe('what a loop was given is what was yielded just before', () => {
  const program = (head: string, loop: string): string => `
let tick = 0;
function early() { tick += 1; return tick === 2 ? tick * 10 : 0; }
${head} {
  for (let at = 0; at < 4; at += 1) {
    const now = early();
    yield now;
  }
}
let result = 0;
async function main() {
  ${loop}
  finished();
}
main();
`;
  it.each([
    [
      'of a generator',
      'function* ticks()',
      'for (const now of ticks()) if (now > 0) result = now;',
    ],
    [
      'of an asynchronous one, which waits in between',
      'async function* ticks()',
      'for await (const now of ticks()) { await null; if (now > 0) result = now; }',
    ],
  ])('%s', async (_what, head, loop) => {
    const slice = sliceFrom(await recordProgram(program(head, loop)), 'result');
    const yielded = slice.points.filter(({ why, isData }) => why === 'yielded' && isData);
    expect(yielded.map(({ evidence }) => evidence?.value)).toContainEqual(
      expect.objectContaining({ value: 20 }),
    );
    const [first] = yielded;
    expect(first?.evidence?.value).toMatchObject({ value: 20 });
    const seen = slice.points[0]?.evidence?.seq ?? 0;
    expect(yielded.every(({ evidence }) => (evidence?.seq ?? 0) < seen)).toBe(true);
  });
});
