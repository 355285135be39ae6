/** What happened too seldom: the conditions that went another way the time that it did not happen. */
import { readAssertions } from '../assertion/read.ts';
import { recordProgram } from '../../provenance/record-program.contract.ts';
import { findFailures } from '../failure.ts';
import { notAgainTargets } from './again.ts';

const RUNNER = `'use strict';
function it(name, body) { Promise.resolve().then(body).catch(() => {}).then(() => finished()); }
const assert = process.getBuiltinModule('node:assert').strict;
`;

async function turns(program: string): Promise<readonly string[]> {
  const context = await recordProgram(RUNNER + program);
  const failure = findFailures(context)[0];
  if (failure?.statement == null) throw new Error('nothing failed');
  const { source, frame, seq, statement } = failure;
  const [assertion] = readAssertions(source, statement);
  if (assertion === undefined) throw new Error('nothing was asserted');
  const at = { source, frame, before: seq + 1, assertion };
  return notAgainTargets(context, at).map(({ point }) =>
    'node' in point ? source.text.slice(point.node.start, point.node.end) : '',
  );
}

const CACHE = `
function keyOf({ path, query }) { return path; }
const cache = new Map();
function ask(request, server) {
  const key = keyOf(request);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const answer = server(request);
  if (answer.length > 1) cache.set(key, answer);
  return answer;
}
`;

const RETRY = `
async function again(fn, options) {
  for (let round = 1; ; round += 1) {
    try {
      return await fn();
    } catch (error) {
      if (round >= options.limit) throw error;
    }
  }
}
`;

describe('what happened too seldom', () => {
  it('leads to the condition that found the answer of another call', async () =>
    expect(
      await turns(`${CACHE}
it('asks for each query', () => {
  let asked = 0;
  const server = () => { asked += 1; return 'ok'; };
  ask({ path: '/', query: 'a' }, server);
  ask({ path: '/', query: 'b' }, server);
  assert.equal(asked, 2);
});
`),
    ).toEqual(['known !== undefined']));
  it('leads to the condition that gave up', async () =>
    expect(
      await turns(`${RETRY}
it('tries four times', async () => {
  let tried = 0;
  const fail = async () => { tried += 1; throw new Error('busy'); };
  await again(fail, { limit: 3 }).catch(() => {});
  assert.equal(tried, 4);
});
`),
    ).toEqual(['round >= options.limit']));
  it('is nothing where it happened often enough, or never', async () => {
    const counted = (hoped: number, calls: string): string => `${CACHE}
it('asks', () => {
  let asked = 0;
  const server = () => { asked += 1; return 'ok'; };
  ${calls}
  assert.equal(asked, ${hoped});
});
`;
    const twice = `ask({ path: '/a' }, server);\n  ask({ path: '/b' }, server);`;
    expect(await turns(counted(1, twice))).toEqual([]);
    expect(await turns(counted(1, ''))).toEqual([]);
  });
});
