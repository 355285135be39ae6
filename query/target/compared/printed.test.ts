/** Stored snapshots, read back: what pretty-format prints of plain values, and nothing where it prints something else. */
import { primitiveText } from '../../value-text.ts';
import { printedSide, storedSnapshot } from './printed.ts';
import type { Side } from './side.ts';

/** The side as plain data; `?` where nothing is known of it. */
function plain(side: Side | null): unknown {
  if (side === null) return '?';
  if (side.primitive !== null) return primitiveText(side.primitive);
  if (side.shape === null) return '?';
  return [side.shape, Object.fromEntries([...side.keys].map((key) => [key, plain(side.at(key))]))];
}

it.each([
  ['"a \\"b\\" \\\\n"', 'a "b" \\n'],
  ['-1.5', '-1.5'],
  ['undefined', 'undefined'],
  ['[\n  1,\n  "b",\n]', ['array', { 0: '1', 1: 'b' }]],
  ['Array []', ['array', {}]],
  ['Object {\n  "a": Array [\n    true,\n  ],\n}', ['object', { a: ['array', { 0: 'true' }] }]],
  ['Point {\n  "x": 1,\n}', ['object', { x: '1' }]],
  ['Map {\n  "a" => 1,\n  2 => "b",\n}', ['map', { a: '1', 2: 'b' }]],
  ['Set {\n  "a",\n}', ['set', { 0: 'a' }]],
  ['{\n  "at": 2020-01-01T00:00:00.000Z,\n  "b": 1,\n}', ['object', { at: '?', b: '1' }]],
  ['<div />', '?'],
  ['[\n  [Function f],\n  1,\n]', '?'],
  ['[\n  <div>\n    a\n  </div>,\n]', '?'],
  ['[Function f]', '?'],
])('%s', (text, expected) => expect(plain(printedSide(text))).toEqual(expected));

it('a stored file holds texts by the names of tests', () => {
  const file = [
    '// Jest Snapshot v1',
    '',
    'exports[`suite \\`a\\` 1`] = `"x \\${y}"`;',
    '',
    'exports[`suite b 1`] = `',
    '"two',
    'lines"',
    '`;',
    '',
  ].join('\n');
  expect(storedSnapshot(file, 'suite `a` 1')).toBe('"x ${y}"');
  expect(plain(printedSide(storedSnapshot(file, 'suite b 1') ?? ''))).toBe('two\nlines');
  expect(storedSnapshot(file, 'suite b 2')).toBeNull();
});
