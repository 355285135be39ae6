/** Stores that the engine refused: what the message means, and what made the property what it is. */
import { findFailures } from '../../target/failure.ts';
import { blamedBy } from './blamed.ts';
import type { ExpressionPoint } from '../point.ts';
import { recordProgram } from '../record-program.contract.ts';
import { lockedBy, refusalOf } from './refused.ts';

const RUNNER = `'use strict'; function it(name, body) { try { body(); } catch {} }\n`;

/** The expressions that the message means, and the lines that locked the property. */
async function refused(
  program: string,
): Promise<{ readonly blamed: readonly string[]; readonly locks: readonly string[] }> {
  const context = await recordProgram(RUNNER + program);
  const failure = findFailures(context).find(({ root }) => root.parent !== null);
  const { error, source, frame, statement = null, seq = 0 } = failure ?? {};
  const message =
    error?.kind === 'object' ? error.fields.find(({ key }) => key === 'message') : null;
  const refusal = message?.value.kind === 'string' ? refusalOf(message.value.text) : null;
  if (source === undefined || frame === undefined || statement === null || refusal === null)
    throw new Error('nothing was refused');
  const before = seq + 1;
  return {
    blamed: blamedBy(source, statement, error ?? null).map((node) =>
      source.text.slice(node.start, node.end),
    ),
    locks: lockedBy(context, { source, statement, frame, before, ...refusal }).map(({ to }) => {
      const { node } = to.kind === 'member' ? to.at : (to as ExpressionPoint);
      return `${to.kind} ${source.text.slice(node.start, node.end)}`;
    }),
  };
}

it('a computed key of a frozen object', async () =>
  expect(
    await refused(`
const defaults = Object.freeze({ mode: 'a' });
const other = Object.freeze({ mode: 'b' });
function set(options, name, value) {
  options[name] = value.trim();
}
it('sets', () => set(defaults, ['mo', 'de'].join(''), ' b '));
`),
  ).toEqual({ blamed: ['name', 'options'], locks: ["expression Object.freeze({ mode: 'a' })"] }));

it('a method that its prototype does not let go', async () =>
  expect(
    await refused(`
class Headers {
  set(name, value) {
    this[name] = value;
  }
}
const locked = { writable: false };
Object.defineProperty(Headers.prototype, 'has', { writable: true, value: 1 });
Object.defineProperty(Headers.prototype, 'set', locked);
it('sets', () => new Headers().set('set', 'x'));
`),
  ).toEqual({ blamed: ['name', 'this'], locks: ['expression locked'] }));

it('several properties at once', async () =>
  expect(
    await refused(`
const point = { x: 1, y: 2 };
const flags = {};
flags.x = { writable: false };
Object.defineProperties(point, flags);
it('moves', () => {
  point.y = 3;
  point.x = 4;
});
`),
  ).toEqual({ blamed: ['point'], locks: ['member flags'] }));

it('a property more than the object takes', async () =>
  expect(
    await refused(`
const point = { x: 1 };
Object.preventExtensions(point);
it('grows', () => { point.z = 4; });
`),
  ).toEqual({ blamed: ['point'], locks: ['expression Object.preventExtensions(point)'] }));

it('another object with such a property has no part in it', async () => {
  const program = `
const a = { name: 'a' };
const b = { name: 'b' };
Object.freeze(a);
Object.defineProperty(b, 'name', { writable: false });
it('renames', () => { a.name = 'c'; });
`;
  expect((await refused(program)).locks).toEqual(['expression Object.freeze(a)']);
});

it('what only keeps keys from being added is no reason for a property that is read-only', async () =>
  expect(
    await refused(`
const place = {};
Object.defineProperty(place, 'name', { value: 'a', writable: false });
Object.preventExtensions(place);
it('sets', () => { place.name = 'b'; });
`),
  ).toEqual({ blamed: ['place'], locks: ["expression { value: 'a', writable: false }"] }));
