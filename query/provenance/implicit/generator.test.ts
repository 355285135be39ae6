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
