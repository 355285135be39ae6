/** Where recorded values part from what a test spells, over recorded programs whose last statement is an assertion that throws. */
import { recordProgram } from '../../provenance/record-program.contract.ts';
import { formatValue } from '../../value-text.ts';
import { actualSide, expectedSide } from '../assertion/broken.ts';
import { readAssertions } from '../assertion/read.ts';
import { findFailures } from '../failure.ts';
import { differences, differs, keyLeaves } from './differences.ts';
import { UNKNOWN, mapOf, primitiveOf } from './side.ts';
import type { Side } from './side.ts';

const HEAD = `'use strict';
const assert = process.getBuiltinModule('node:assert/strict');
function it(name, body) { try { body(); } catch {} }
`;

/** `path kind: actual, expected` of each leaf. */
async function parting(made: string, assertion: string): Promise<readonly string[]> {
  const context = await recordProgram(`${HEAD}${made}\nit('x', () => { ${assertion} });`);
  const failure = findFailures(context).find(
    ({ source, statement }) =>
      statement !== null && source.text.slice(statement.start, statement.end).includes('assert.'),
  );
  const [read] = failure?.statement ? readAssertions(failure.source, failure.statement) : [];
  if (failure === undefined || read === undefined) throw new Error('nothing failed');
  const { source, frame, seq } = failure;
  const at = { source, frame, before: seq + 1, assertion: read };
  const expected = expectedSide(context, at);
  if (expected === null) throw new Error('nothing was expected');
  return differences(actualSide(context, at), expected).map((leaf) => {
    const text = (value: typeof leaf.actual): string => (value === null ? '' : formatValue(value));
    return `${leaf.path} ${leaf.kind}: ${text(leaf.actual)}, ${text(leaf.expected)}`;
  });
}

describe('differences', () => {
  it('a leaf of a nested literal', async () =>
    expect(
      await parting(
        'const made = (n) => ({ a: { b: [1, n * 2] }, c: "same" });',
        'assert.deepEqual(made(3), { a: { b: [1, 5] }, c: "same" });',
      ),
    ).toEqual(['.a.b[1] other: 6, 5']));

  it('an element of an array that was pushed to, a missing one and one too many', async () => {
    const made =
      'const fill = (...n) => { const out = []; for (const one of n) out.push(one); return out; };';
    expect(await parting(made, 'assert.deepEqual(fill(1, 2), [1, 3]);')).toEqual([
      '[1] other: 2, 3',
    ]);
    expect(await parting(made, 'assert.deepEqual(fill(1), [1, 3]);')).toEqual(['[1] missing: , 3']);
    expect(await parting(made, 'assert.deepEqual(fill(1, 2), [1]);')).toEqual(['[1] extra: 2, ']);
    expect((await parting(made, 'assert.deepEqual(fill(2, 1), [1, 2]);'))[0]).toMatch(/^ order/u);
  });

  it('a missing key, and one that was not expected', async () => {
    const made =
      'const user = (name) => { const out = { id: 1 }; if (name) out.name = name; return out; };';
    expect(await parting(made, 'assert.deepEqual(user(""), { id: 1, name: "a" });')).toEqual([
      '.name missing: , "a"',
    ]);
    expect(await parting(made, 'assert.deepEqual(user("b"), { id: 1 });')).toEqual([
      '.name extra: "b", ',
    ]);
  });

  it('entries of a Map, members of a Set', async () => {
    const made = `const map = (n) => { const out = new Map(); out.set('a', 1); out.set('b', n); return out; };
const set = (...all) => { const out = new Set(); for (const one of all) out.add(one); return out; };`;
    expect(await parting(made, 'assert.deepEqual(map(3), new Map([["a", 1], ["b", 2]]));')).toEqual(
      ['.b other: 3, 2'],
    );
    expect(await parting(made, 'assert.deepEqual(map(3), new Map([["a", 1]]));')).toEqual([
      '.b extra: 3, ',
    ]);
    expect(await parting(made, 'assert.deepEqual(set(2, 1), new Set([1, 3]));')).toEqual([
      '.3 missing: , ',
      '.2 extra: , ',
    ]);
  });

  it('a date, and an instance of a class', async () => {
    const made = `class Point { constructor(x, at) { this.x = x; this.at = new Date(at); } }
const points = (n) => [new Point(1, 0), new Point(n, n)];`;
    expect(
      await parting(made, 'assert.deepEqual(points(2), [new Point(1, 0), new Point(2, 1)]);'),
    ).toEqual(['[1].at other: 1970-01-01T00:00:00.002Z, 1970-01-01T00:00:00.001Z']);
    expect(
      await parting(made, 'assert.deepEqual(points(2), [new Point(1, 0), new Point(3, 2)]);'),
    ).toEqual(['[1].x other: 2, 3']);
  });

  it('texts with escapes are read as the program has them', async () =>
    expect(
      await parting(
        'const made = (n) => ({ same: "a\\nb", other: n });',
        'assert.deepEqual(made(1), { same: "a\\nb", other: 2 });',
      ),
    ).toEqual(['.other other: 1, 2']));
});

describe('a text of which only the beginning was recorded', () => {
  const text = (value: string, length = value.length): Side =>
    primitiveOf({ kind: 'string', text: value, length });
  const one = (side: Side): Side => mapOf([['a', side]], 'object');
  const object = (side: Side): Side => ({
    ...one(side),
    value: {
      kind: 'object',
      ref: 1,
      shape: 'object',
      name: 'Object',
      size: 1,
      fields: [],
    } as never,
  });
  it.each([
    ['both are cut and go together', text('abc', 9), text('abc', 9), null],
    ['one is cut and the other begins as it does', text('abc', 6), text('abcdef'), null],
    ['another length', text('abc', 9), text('abcdef'), true],
    ['another beginning', text('abc', 6), text('abXdef'), true],
    ['both are whole', text('abc'), text('abc'), false],
    ['both are whole and other', text('abc'), text('abd'), true],
  ])('%s', (_, actual, expected, is) => {
    expect(differs(actual, expected)).toBe(is);
    expect(differs(object(actual), one(expected))).toBe(is);
  });
});

describe('a key that should be there', () => {
  const object = (name: string, keys: readonly string[], isWhole = true): Side => ({
    ...mapOf(
      keys.map((key) => [key, UNKNOWN]),
      'object',
    ),
    isWhole,
    value: {
      kind: 'object',
      ref: 1,
      shape: 'object',
      name,
      size: keys.length,
      fields: [],
    } as never,
  });
  const key = (text: string): Side => primitiveOf({ kind: 'string', text, length: text.length });
  const told = (side: Side, text: string, isPath = false): readonly string[] =>
    keyLeaves(side, key(text), null, isPath).map(
      (leaf) => `${leaf.path} ${leaf.kind}${leaf.isCertain ? '' : '?'}`,
    );
  it('is certainly missing where all keys of a plain object are known', () => {
    expect(told(object('Object', ['a']), 'b')).toEqual(['.b missing']);
    expect(told(object('Object', ['a'], false), 'b')).toEqual(['.b missing?']);
    expect(told(object('Point', ['a']), 'b')).toEqual(['.b missing?']);
    expect(told(object('Object', ['a']), 'toString')).toEqual(['.toString missing?']);
    expect(told({ ...object('Array', []), shape: 'array' }, 'length')).toEqual([
      '.length missing?',
    ]);
  });
  it('has dots that lead inwards only where the assertion says so', () => {
    expect(told(object('Object', ['a.b']), 'a.b')).toEqual(['.a.b other']);
    expect(told(object('Object', ['x']), 'a.b')).toEqual(['.a.b missing']);
    expect(told(object('Object', ['x']), 'a.b', true)).toEqual(['.a missing']);
  });
});
