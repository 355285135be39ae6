/** What was expected stands in a function of the test that never ran: what left the loop, and where the function was handed over. */
import { recordProgram } from '../../provenance/record-program.contract.ts';
import { findFailures } from '../failure.ts';
import { unrunTargets } from './unrun.ts';

const RUNNER = `'use strict';
function it(name, body) { try { body(); } catch {} }
const assert = process.getBuiltinModule('node:assert').strict;
`;

async function unrun(program: string, text: string): Promise<readonly string[]> {
  const context = await recordProgram(RUNNER + program);
  const failure = findFailures(context).find(({ root }) => root.parent !== null);
  if (failure === undefined) throw new Error('nothing failed');
  return unrunTargets(context, failure.root, text).map(({ point }) =>
    'node' in point
      ? point.source.text.slice(point.node.start, point.node.end).slice(0, 40)
      : point.kind,
  );
}

const CHAIN = `
function runAll(steps, first) {
  let value = first;
  for (const step of steps) {
    const next = step(value);
    if (next === null) continue;
    if (next.done) {
      value = next;
      break;
    }
  }
  return value;
}
`;

describe('a function of the test that would have made what was expected', () => {
  it('was kept from running by what left the loop over its list', async () =>
    expect(
      await unrun(
        `${CHAIN}
it('runs all', () => {
  const seen = runAll([() => ({ done: true, name: 'first' }), () => ({ name: 'second' })], {});
  assert.equal(seen.name, 'second');
});`,
        'second',
      ),
    ).toEqual(['break;']));
  it('was handed over, and never called', async () =>
    expect(
      await unrun(
        `
function retry(times, fn) { return times > 1 ? fn() : null; }
it('retries', () => {
  const seen = retry(1, () => 'again');
  assert.equal(seen, 'again');
});`,
        'again',
      ),
    ).toEqual(["retry(1, () => 'again')"]));
  it('is nothing to tell of where it ran', async () =>
    expect(
      await unrun(
        `${CHAIN}
it('runs all', () => {
  const seen = runAll([() => null, () => ({ done: true, name: 'second' })], {});
  assert.equal(seen.title, 'second');
});`,
        'second',
      ),
    ).toEqual([]));
});
