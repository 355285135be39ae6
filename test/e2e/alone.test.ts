/** A long run of many tests is repeated for the one that failed, where the runner takes a name; and only where it fails alone as well. */
import { layProject } from './project.ts';
import type { Outcome } from './project.ts';

const NODE = process.execPath;

/** More than is watched closely at once. */
const PADDING = '// nothing\n'.repeat(2600);
const LIB = `let rate = 1;
let plan = null;
exports.configure = () => { plan = { price: 7 }; };
exports.priceOf = () => plan.price + 1;
function step(n) { return n % 7; }
exports.busy = () => { let sum = 0; for (let n = 0; n < 120000; n += 1) sum += step(n); return sum; };
exports.raise = () => { rate = 3; };
function fee(price) { return price * rate + (price > 5 ? 1 : 0); }
function total(price) { const due = price + fee(price); return due; }
exports.total = total;
${PADDING}`;

async function ask(test: string, ...question: readonly string[]): Promise<Outcome> {
  const project = layProject({
    'lib.cjs': LIB,
    'lib.test.cjs': `const test = require('node:test');
const assert = require('node:assert');
const { busy, configure, priceOf, raise, total } = require('./lib.cjs');
test('is busy', () => { assert.ok(busy() > 0); });
${test}`,
  });
  return project.scope(['ask', ...question, '--', NODE, '--test', 'lib.test.cjs']);
}

it('runs the failing test alone', async () => {
  const { out, err } = await ask(`test('adds the fee', () => { assert.equal(total(6), 12); });\n`);
  expect(err).toMatch(/the failing test runs alone: \S+ --test-name-pattern=adds the fee --test/u);
  expect(out).toMatch(/note: run 2 was told to run the failing test alone/u);
  expect(out).toMatch(/lib\.cjs:8 /u);
});

it('runs it alone where the question names nothing of the code but in passing', async () => {
  const { out, err } = await ask(
    `test('adds the fee', () => { assert.equal(total(6), 12); });\n`,
    'why is the quoted total 13 and not 12?',
  );
  expect(err).toMatch(/the failing test runs alone/u);
  expect(out).toMatch(/lib\.cjs:8 /u);
});

it('runs the whole command again where the test fails through what others did', async () => {
  const { out, err } = await ask(`test('raises', () => { raise(); });
test('adds the fee', () => { assert.equal(total(2), 4); });
`);
  expect(err).toMatch(/the failing test runs alone/u);
  expect(err).toMatch(/alone the test does not fail like that; the whole command counts/u);
  expect(out).not.toMatch(/was told to run the failing test alone/u);
  expect(out).toMatch(/lib\.cjs:7 /u);
});

it('takes another failure of the same test for another one', async () => {
  const { out, err } = await ask(`test('configures', () => { configure(); });
test('has the price', () => { assert.equal(priceOf(), 7); });
`);
  expect(err).toMatch(/alone the test does not fail like that; the whole command counts/u);
  const answer = out.slice(out.search(/^(?:Likely|Settled|Open)/mu));
  expect(answer).toMatch(/= 8\b/u);
  expect(answer).not.toMatch(/of null/u);
});

it('asks all of the run what is not about the failing test', async () => {
  const { out, err } = await ask(
    `test('raises', () => { raise(); });
test('adds up', () => { assert.equal(1, 2); });
`,
    'who writes rate',
  );
  expect(err).not.toMatch(/the failing test runs alone/u);
  expect(out).toMatch(/rate = 3/u);
});
