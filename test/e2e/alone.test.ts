/** A long run of many tests is repeated for the one that failed, where the runner takes a name; and only where it fails alone as well. */
import { layProject } from './project.ts';
import type { Outcome } from './project.ts';

const NODE = process.execPath;

/** More than is watched closely at once. */
const PADDING = '// nothing\n'.repeat(2600);
const LIB = `let rate = 1;
function step(n) { return n % 7; }
exports.busy = () => { let sum = 0; for (let n = 0; n < 120000; n += 1) sum += step(n); return sum; };
exports.raise = () => { rate = 3; };
function fee(price) { return price * rate + (price > 5 ? 1 : 0); }
function total(price) { const due = price + fee(price); return due; }
exports.total = total;
${PADDING}`;

async function ask(test: string): Promise<Outcome> {
  const project = layProject({
    'lib.cjs': LIB,
    'lib.test.cjs': `const test = require('node:test');
const assert = require('node:assert');
const { busy, raise, total } = require('./lib.cjs');
test('is busy', () => { assert.ok(busy() > 0); });
${test}`,
  });
  return project.scope(['ask', '--', NODE, '--test', 'lib.test.cjs']);
}

it('runs the failing test alone', async () => {
  const { out, err } = await ask(`test('adds the fee', () => { assert.equal(total(6), 12); });\n`);
  expect(err).toMatch(/the failing test runs alone: \S+ --test-name-pattern=adds the fee --test/u);
  expect(out).toMatch(/note: run 2 was of the failing test alone/u);
  expect(out).toMatch(/lib\.cjs:5 /u);
});

it('runs the whole command again where the test fails through what others did', async () => {
  const { out, err } = await ask(`test('raises', () => { raise(); });
test('adds the fee', () => { assert.equal(total(2), 4); });
`);
  expect(err).toMatch(/the failing test runs alone/u);
  expect(err).toMatch(/alone the test does not fail like that; the whole command counts/u);
  expect(out).not.toMatch(/was of the failing test alone/u);
  expect(out).toMatch(/lib\.cjs:4 /u);
});
