/** Which walk is begun first, where compared values part in several places. */
import { recordProgram } from '../../../query/provenance/record-program.contract.ts';
import { findFailures } from '../../../query/target/failure.ts';
import { failureTargets } from './failure.ts';

const RUNNER = `'use strict';
function it(name, body) { try { body(); } catch {} }
const assert = process.getBuiltinModule('node:assert').strict;
`;

/** Why each target is one, the nearest first. */
async function targetsOf(program: string): Promise<readonly string[]> {
  const context = await recordProgram(RUNNER + program);
  const failure = findFailures(context).find(({ root }) => root.parent !== null);
  if (failure === undefined) throw new Error('nothing failed');
  return (failureTargets(context, { ...failure, isOwnThrow: false }, 0)?.targets ?? [])
    .toSorted((a, b) => a.cost - b.cost)
    .map(({ why, cost }) => `${cost.toFixed(2)} ${why}`);
}

it('begins with the first element of a sequence that differs', async () => {
  const targets = await targetsOf(`
const list = [1, 2, 3].map((n) => (n > 1 ? n + 1 : n));
it('counts', () => { assert.deepEqual(list, [1, 2, 3]); });
`);
  expect(targets.slice(0, 3)).toEqual([
    '0.05 actual[1] is 3, where 2 was expected',
    '0.35 actual[2] is 4, where 3 was expected',
    '0.50 what the test looked at',
  ]);
});

it('takes properties that differ for equals', async () => {
  const targets = await targetsOf(`
const point = { x: 1 + 1, y: 2 + 1 };
it('moves', () => { assert.deepEqual(point, { x: 1, y: 2 }); });
`);
  expect(targets.slice(0, 2)).toEqual([
    '0.05 x is 2, where 1 was expected',
    '0.05 y is 3, where 2 was expected',
  ]);
});

it('looks at what was printed, and not at the printer', async () => {
  const targets = await targetsOf(`
const print = (value) => JSON.stringify(value);
const point = { x: 1 + 1, y: 2 };
it('moves', () => { assert.equal(print(point), print({ x: 1, y: 2 })); });
`);
  expect(targets[0]).toBe('0.05 x is 2, where 1 was expected');
});

it('looks at the printer where what differs was not printed', async () => {
  const targets = await targetsOf(`
let printed = 0;
const print = (value) => value.name + (printed++ === 0 ? '?' : '!');
const [one, two] = [{ name: 'a', id: 1 }, { name: 'a', id: 2 }];
it('prints', () => { assert.equal(print(one), print(two)); });
`);
  expect(targets.filter((why) => why.includes('id is'))).toEqual([]);
  expect(targets).not.toEqual([]);
});

describe('an element that is missing', () => {
  it('was turned away by the callback of filter that saw it', async () => {
    const targets = await targetsOf(`
const named = [150, 156, 160].map(String).filter((v) => Number(v) > 155).map((v) => 'ios ' + v);
it('selects', () => { assert.deepEqual(select(), ['ios 156', 'ios 160', 'ios 158']); });
function select() {
  return ['156', '158', '160'].filter((v) => v !== '158').map((v) => 'ios ' + v);
}
`);
    expect(targets.find((why) => why.includes('filter'))).toBe(
      '0.05 turned ios 158 away from filter',
    );
  });

  it.each<[string, string, string]>([
    ['before the test began', `const list = [1, 2, 3].filter((n) => n !== 2);`, 'list'],
    ['as a part of another word', '', `['1', '1b'].filter((v) => v !== '1').map(() => 'v11')`],
    ['of a list that has it', '', `[2, 2].filter((n, at) => at === 0)`],
  ])('was not turned away %s', async (_what, before, list) => {
    const targets = await targetsOf(`
${before}
it('selects', () => { assert.deepEqual(${list}, ['x', 'y 11b']); });
`);
    expect(targets.filter((why) => why.includes('filter'))).toEqual([]);
    expect(targets).not.toEqual([]);
  });
});
