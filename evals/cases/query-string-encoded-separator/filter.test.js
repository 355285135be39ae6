import assert from 'node:assert/strict';
import { test } from 'node:test';
import queryString from 'query-string';

const format = { arrayFormat: 'bracket-separator', arrayFormatSeparator: '|' };

function readColours(search) {
  const { colours } = queryString.parse(search, format);
  return colours;
}

test('no colour', () => {
  assert.deepEqual(readColours('?colours[]'), []);
});

test('one colour', () => {
  assert.deepEqual(readColours('?colours[]=sage%20green'), ['sage green']);
});

test('two colours', () => {
  assert.deepEqual(readColours('?colours[]=red|blue'), ['red', 'blue']);
});

test('two colours with an encoded separator', () => {
  const colours = readColours('?colours[]=red%7Cblue');
  assert.deepEqual(colours, ['red', 'blue']);
});
