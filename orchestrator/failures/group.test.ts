/** Failing tests by what they have in common, over recorded programs that call functions as a runner would. */
import { recordProgram } from '../../query/provenance/record-program.contract.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { findFailures } from '../../query/target/failure.ts';
import { describeGroups, groupFailures } from './group.ts';
import { nameOfTest } from './name.ts';

/** A runner that goes on after a failure; what asserts is not watched. */
const RUNNER = `'use strict';
const assert = process.getBuiltinModule('node:assert/strict');
function it(name, body) { try { body(); } catch {} }
function describe(name, body) { body(); }
`;

interface Told {
  readonly total: number;
  readonly assumed: number;
  readonly groups: readonly (readonly [count: number, code: string, ...tests: string[]])[];
}

async function told(program: string): Promise<Told | null> {
  const text = RUNNER + program;
  const context = await recordProgram(text);
  const isTestLine = (): boolean => false;
  const failures = findFailures(context, 1000).filter(({ root }) => {
    const node = context.sources.file(root.site.file)?.scopes.nodeById(root.site.node);
    return node?.parent?.parent?.type === 'call_expression';
  });
  const grouped = groupFailures(context, failures, isTestLine);
  if (grouped === null) return null;
  const { total, groups } = describeGroups(context, grouped);
  const lines = text.split('\n');
  return {
    total,
    assumed: grouped.assumed,
    groups: groups.map(({ count, line, tests }) => [
      count,
      lines[line - 1]?.trim() ?? '',
      ...tests,
    ]),
  };
}

it('one failing test is no group', async () =>
  expect(await told(`it('a', () => { assert.equal(1, 2); });`)).toBeNull());

it('a line that threw in the code itself', async () =>
  expect(
    await told(`
function open(name) {
  if (name === '') throw new TypeError('no name');
  return name;
}
it('other', () => { throw new Error('here'); });
describe('opens', () => {
  it('first', () => { open(''); });
  it('second', () => { const name = ''; open(name); });
});
`),
  ).toEqual({
    total: 3,
    assumed: 0,
    groups: [
      [2, `if (name === '') throw new TypeError('no name');`, 'opens › first', 'opens › second'],
      [1, `it('other', () => { throw new Error('here'); });`, 'other'],
    ],
  }));

it('a suspect that several assertions lead to, whatever they compare', async () => {
  const found = await told(`
function rate(kind) { const share = kind === 'half' ? 5 : 1; return share; }
function price(amount, kind) { return amount * rate(kind); }
function label(text) { return text.trim() + '!'; }
it('labels', () => { assert.equal(label(' a '), 'a'); });
it('prices 10', () => { assert.equal(price(10, 'half'), 5); });
it('prices 20', () => { assert.equal(price(20, 'half'), 10); });
it('rates', () => { assert.equal(rate('half'), 0.5); });
it('passes', () => { assert.equal(label('b'), 'b!'); });
`);
  expect(found?.total).toBe(4);
  expect(found?.groups.map(([count]) => count).reduce((sum, one) => sum + one, 0)).toBe(4);
  const [first] = found?.groups ?? [];
  expect(first?.slice(2)).toEqual(expect.arrayContaining(['prices 10', 'prices 20']));
  expect(first).not.toContain('labels');
});

it('hundreds of one look are walked a few times only, and all counted', async () => {
  const found = await told(`
function twice(n) { return n * 3; }
for (let n = 1; n <= 400; n += 1) it('twice ' + n, () => { assert.equal(twice(n), n * 2); });
`);
  expect(found).toMatchObject({ total: 400, assumed: 397 });
  expect(found?.groups.reduce((sum, [count]) => sum + count, 0)).toBe(400);
});

it('does not count what failed in a process that a test started', async () => {
  const context = await recordProgram(
    `${RUNNER}it('one', () => assert.equal(1, 2));\nit('two', () => assert.equal(2, 3));\n`,
  );
  const failures = findFailures(context, 1000);
  const [first] = failures;
  if (first === undefined) throw new Error('nothing failed');
  const { root } = first;
  const started = { ...root, process: 99, site: { ...root.site, node: 'program.js#' as NodeId } };
  const all = [...failures, { ...first, root: started, frame: started }];
  const totalOf = (some: typeof all): number | undefined =>
    groupFailures(context, some, () => false)?.total;
  expect(totalOf(all)).toBe(totalOf([...failures]));
  expect(totalOf(all.filter((one) => one.root.process === 99 || one === first))).toBeUndefined();
});

it('names a test by what the runner was told, not by what stands within it', async () => {
  const context = await recordProgram(`${RUNNER}
const app = { get(path, run) { run(); } };
describe('shop', () => { it('sells', () => { app.get('/cart', () => assert.equal(1, 2)); }); });
`);
  const names = findFailures(context, 1000).map((one) => nameOfTest(context, one));
  expect(names).toContain('shop › sells');
  expect(names.join()).not.toContain('/cart');
});
