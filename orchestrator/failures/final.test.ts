/** What a runner counts as a failing test, over recorded programs that call functions as a runner would. */
import { recordProgram } from '../../query/provenance/record-program.contract.ts';
import { findFailures } from '../../query/target/failure.ts';
import type { Failure } from '../../query/target/failure.ts';
import { finalFailures } from './final.ts';
import { nameOfTest } from './name.ts';

/** A runner that tries three times; what asserts is not watched. */
const RUNNER = `'use strict';
const assert = process.getBuiltinModule('node:assert/strict');
function it(name, options, body = options) {
  for (let n = 0; n < 3; n += 1) try { return body(); } catch {}
}
it.fails = it;
it.each = (rows) => (name, body) => { for (const row of rows) it(name, () => body(row)); };
`;

async function check(program: string, expected: readonly string[]): Promise<void> {
  const context = await recordProgram(RUNNER + program);
  const failures = findFailures(context, 1000).filter(({ root }) => {
    const node = context.sources.file(root.site.file)?.scopes.nodeById(root.site.node);
    const call = node?.parent?.parent;
    return call?.type === 'call_expression' && !/body\(row\)$/u.test(nameOf(call.start, call.end));
  });
  function nameOf(start: number, end: number): string {
    return (RUNNER + program).slice(start, end - 1);
  }
  expect(finalFailures(context, failures).map((one) => nameOfTest(context, one))).toEqual(expected);
}

it('an attempt after an attempt is the same test', () =>
  check(`it('a', () => { assert.equal(1, 2); });\nit('b', () => { assert.equal(1, 3); });`, [
    'a',
    'b',
  ]));
it('rows of a table and rounds of a loop are tests of their own', () =>
  check(
    `it.each([1, 2, 3])('row', (n) => { assert.equal(n, 2); });
for (const n of [4, 5]) it('round', () => { assert.equal(n, 0); });`,
    ['row', 'row', 'round', 'round'],
  ));
it('a test that passed later did not fail, unless no other did', async () => {
  const FLAKY = `let n = 0;\nit('flaky', () => { n += 1; assert.equal(n, 2); });\n`;
  await check(`${FLAKY}it('a', () => { assert.equal(1, 2); });`, ['a']);
  await check(FLAKY, ['flaky']);
});
it('a test that is meant to fail did not fail', () =>
  check(
    `it.fails('known', () => { assert.equal(1, 2); });
it('told', { fails: true }, () => { assert.equal(1, 2); });
it('a', { retry: 2 }, () => { assert.equal(1, 2); });`,
    ['a'],
  ));
it('an attempt that ended well and noted a failure did not pass', async () => {
  const context = await recordProgram(`'use strict';
function it(name, body) { for (let n = 0; n < 2; n += 1) try { body(); } catch {} }
it('soft', () => 1);
it('a', () => { throw new Error('a'); });`);
  const soft = context.timeline.frames.filter(({ value }) => value?.kind === 'number');
  const noted = soft.map((root) => ({ root, kind: 'assertion' }) as unknown as Failure);
  expect(noted).toHaveLength(2);
  const all = finalFailures(context, [...noted, ...findFailures(context)]);
  expect(all.map(({ kind }) => kind)).toEqual(['assertion', undefined]);
});
