/** What happened too often: the activation that did it again, and from where. */
import { readAssertions } from '../assertion/read.ts';
import { recordProgram } from '../../provenance/record-program.contract.ts';
import { findFailures } from '../failure.ts';
import { repeatedTargets } from './repeated.ts';

const RUNNER = `'use strict';
function it(name, body) { try { body(); } catch {} }
const assert = process.getBuiltinModule('node:assert').strict;
function read(name, done) {
  if (name === '') done(new Error('no name'));
  done(null, name);
}
function load(names, done) {
  for (const name of names) read(name, (error, text) => done(error, text));
}
`;

async function repeated(program: string): Promise<readonly string[]> {
  const context = await recordProgram(RUNNER + program);
  const failure = findFailures(context).find(({ root }) => root.parent !== null);
  if (failure?.statement == null) throw new Error('nothing failed');
  const { source, frame, seq, statement } = failure;
  const [assertion] = readAssertions(source, statement);
  if (assertion === undefined) throw new Error('nothing was asserted');
  return repeatedTargets(context, { source, frame, before: seq + 1, assertion }).map(({ point }) =>
    'node' in point ? source.text.slice(point.node.start, point.node.end) : '',
  );
}

it('a callback that was called twice by one activation', async () =>
  expect(
    await repeated(`
it('calls back once', () => {
  let count = 0;
  load(['a', ''], () => { count += 1; });
  assert.equal(count, 2);
});
`),
  ).toEqual(["done(new Error('no name'))", 'done(null, name)']));

it('what was counted by the same call in a loop is no other place', async () =>
  expect(
    await repeated(`
it('calls back once', () => {
  let count = 0;
  load(['a', 'b'], () => { count++; });
  assert.equal(count, 1);
});
`),
  ).toEqual([]));

it('nothing where it happened too seldom', async () =>
  expect(
    await repeated(`
it('calls back', () => {
  let count = 0;
  load([''], () => { count++; });
  assert.equal(count, 3);
});
`),
  ).toEqual([]));

it('nothing where it was counted anew, and happened too seldom', async () =>
  expect(
    await repeated(`
it('calls back', () => {
  let count = 0;
  load(['a', ''], () => { count++; });
  count = 0;
  load(['b'], () => { count++; });
  assert.equal(count, 2);
});
`),
  ).toEqual([]));

it('what was counted anew is counted from there', async () =>
  expect(
    await repeated(`
it('calls back', () => {
  let count = 0;
  load(['a'], () => { count++; });
  count = 5;
  load([''], () => { count++; });
  assert.equal(count, 6);
});
`),
  ).toEqual(["done(new Error('no name'))", 'done(null, name)']));

it('nothing where something was counted down', async () =>
  expect(
    await repeated(`
it('calls back', () => {
  let left = 3;
  load(['', ''], () => { left--; });
  assert.equal(left, 1);
});
`),
  ).toEqual([]));
