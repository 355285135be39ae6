/** From a question to where the walk begins, over recorded programs that call functions as a runner would. */
import type { Goal } from '../../../protocol/plan.ts';
import { recordProgram } from '../../../query/provenance/record-program.contract.ts';
import { findTarget } from './find.ts';

const RUNNER = `'use strict';
function test(name, body) { Promise.resolve().then(body).catch(() => {}).then(() => finished()); }
const assert = require('node:assert');
`;

/** @returns lines of the first targets, counted in the program itself, with why */
async function targetsOf(program: string, goal: Goal): Promise<readonly string[]> {
  const context = await recordProgram(RUNNER + program);
  const found = findTarget(context, { goal, names: new Set(), isTest: () => false });
  return found.targets.map(({ point, why }) => {
    if (!('node' in point)) return why;
    const line = point.source.lineAt(point.node.start) - RUNNER.split('\n').length + 1;
    return `${line}: ${why}`;
  });
}

const CACHED = `const prices = new Map();
function priceOf(name) {
  if (prices.has(name)) return prices.get(name);
  prices.set(name, name.length);
  return prices.get(name);
}
function fee(name) { return priceOf(name) > 3 ? 2 : 0; }
test('fees', () => {
  assert.equal(fee('ann'), 0);
  assert.equal(fee('bob'), 0);
  assert.equal(fee('eve'), 2);
});
`;

describe('a function that gave the same value before, where it was right', () => {
  it('is asked about in the statement that failed', async () => {
    const context = await recordProgram(RUNNER + CACHED);
    const goal: Goal = { kind: 'value', subject: 'fee', observed: '0', expected: '2' };
    const { focus } = findTarget(context, { goal, names: new Set(), isTest: () => false });
    expect(focus?.frame.start.values.at(-1)).toMatchObject({ text: 'eve' });
  });
});

const TWO = `function total(cart) { return cart.length === 0 ? 1 : cart.length; }
test('counts two', () => { assert.equal(total([1, 2]), 3); });
test('counts nothing in an empty cart', () => { assert.equal(total([]), 0); finished(); });
`;

describe('of two tests that fail', () => {
  const goal: Goal = { kind: 'value', subject: 'total' };
  it.each([
    ['why is total 1 for an empty cart', 3],
    ['why is total 2 and not 3', 2],
  ])('%s: the one whose title says so, else the first', async (question, line) => {
    const context = await recordProgram(RUNNER + TWO);
    const { failure } = findTarget(context, {
      ...{ goal, names: new Set<string>(), isTest: () => false, question },
    });
    const at = failure?.source.lineAt(failure.statement?.start ?? 0) ?? 0;
    expect(at - RUNNER.split('\n').length + 1).toBe(line);
  });
  it('is the one in which the name had the value that was asked about', async () => {
    const context = await recordProgram(RUNNER + TWO);
    const asked: Goal = { kind: 'value', subject: 'total', observed: '1' };
    const { failure } = findTarget(context, {
      ...{ goal: asked, names: new Set<string>(), isTest: () => false, question: 'why is total 1' },
    });
    const at = failure?.source.lineAt(failure.statement?.start ?? 0) ?? 0;
    expect(at - RUNNER.split('\n').length + 1).toBe(3);
  });
  it('says little by words that every question has', async () => {
    const context = await recordProgram(`${RUNNER}function total(cart) { return cart.length; }
test('should keep the test', () => { assert.equal(1, 2); });
test('adds', () => { assert.equal(total([1, 2]), 1); finished(); });
`);
    const question = 'why is total 2, it should be 1 in this test';
    const { failure } = findTarget(context, {
      ...{ goal, names: new Set<string>(), isTest: () => false, question },
    });
    const { start = 0, end = 0 } = failure?.statement ?? {};
    expect(failure?.source.text.slice(start, end)).toContain('total(');
  });
});

const QUEUE = `let onEmpty = () => undefined;
function later(fn) { setTimeout(() => fn(), 1); }
function add(tasks) {
  if (tasks.length === 0) later(() => onEmpty());
}
let count = 0;
onEmpty = function onEmpty() {
  count += 1;
  finished();
};
add([]);
`;

describe('why a function ran', () => {
  it('begins at the call that had it run', async () =>
    expect((await targetsOf(QUEUE, { kind: 'run', subject: 'onEmpty' }))[0]).toBe(
      '4: had onEmpty run',
    ));
  it('begins at the last call, and at where the one who called went on to call again', async () => {
    const program = `function show() { return 1; }
function mount() {
  show();
  const again = 1;
  show();
}
mount();
finished();
`;
    expect(await targetsOf(program, { kind: 'run', subject: 'show' })).toEqual([
      '5: had show run',
      '3: had show run',
      '1: had show run',
      '3: went on from here to do it once more',
      '5: did it once more',
    ]);
  });
  it('has no place where nothing of that name ran', async () =>
    expect(await targetsOf(QUEUE, { kind: 'run', subject: 'onFull' })).toEqual([]));
});
