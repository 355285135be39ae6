/** Which test fails is looked for first where not everything can be watched, or recorded, at once. */
import { layProject } from './project.ts';
import type { Files } from './project.ts';

const NODE = process.execPath;
const FEE = `function rate(price) { return price > 5 ? 2 : 1; }
function fee(price) { return price + rate(price); }
exports.fee = fee;
`;
const HEAD = `const test = require('node:test');
const assert = require('node:assert');
`;
const FAILING = `${HEAD}const { fee } = require('../zzz/fee.cjs');
test('small', () => { assert.equal(fee(1), 2); });
test('large', () => { assert.equal(fee(6), 7); });
`;

/** More files than a first plan takes; those of tests have no weight among them. */
function manyFiles(): Files {
  const filler = Array.from({ length: 640 }, (_, at): readonly [string, string] => [
    `lib/m${at}.cjs`,
    `const next = require('./m${(at + 1) % 640}.cjs');\nexports.f${at} = function f${at}(n) {\n  if (n > 1000) return next.f${(at + 1) % 640}(n);\n  return n + ${at};\n};\n`,
  ]);
  return Object.fromEntries(filler);
}

it('in a project with more files than are watched at once', async () => {
  const project = layProject({
    ...manyFiles(),
    'zzz/fee.cjs': FEE,
    'test/fee.test.cjs': FAILING,
    'test/used.test.cjs': `${HEAD}const { f639 } = require('../lib/m639.cjs');
test('used', () => { assert.equal(f639(1), 640); });
`,
  });
  const { out, err } = await project.scope(['ask', '--', NODE, '--test']);
  expect(err).toMatch(/which test fails is looked for first/u);
  expect(err).toMatch(/the failing test runs alone: \S+ --test-name-pattern=large --test/u);
  expect(out).toMatch(/zzz\/fee\.cjs:[12] /u);
  const named = await project.scope(['ask', '--', NODE, '--test', 'test/fee.test.cjs']);
  expect(named.err).not.toMatch(/looked for first/u);
});

it('where the recording was full before it failed', async () => {
  const project = layProject({
    'zzz/fee.cjs': `${FEE}
function step(n) { return { n: n % 7 }; }
function check(n) { if (n > 5) throw new Error('large'); return step(n); }
exports.busy = () => { let sum = 0; for (let n = 0; n < 9000; n += 1) sum += check(n % 5).n; return sum; };
exports.check = check;
${'// nothing\n'.repeat(2600)}`,
    'test/fee.test.cjs': `${HEAD}const { busy, check, fee } = require('../zzz/fee.cjs');
test('refuses', () => { assert.throws(() => check(6)); assert.throws(() => check(7)); });
test('is busy', () => { assert.ok(busy() > 0); });
test('small', () => { assert.equal(fee(1), 2); });
test('large', () => { assert.equal(fee(6), 7); });
`,
  });
  const { out, err } = await project.scope([
    ...['ask', '--limit', 'bytesPerRecording=65536', '--limit', 'overhead=0'],
    ...['--limit', 'eventsPerSecondPerProbe=0', '--', NODE, '--test'],
  ]);
  expect(err).toMatch(/which test fails is looked for first/u);
  expect(err).toMatch(/the failing test runs alone: \S+ --test-name-pattern=large --test/u);
  expect(out).not.toMatch(/failing tests/u);
  expect(out).toMatch(/zzz\/fee\.cjs:[12] /u);
});
