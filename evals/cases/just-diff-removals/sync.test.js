'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { synchronize } = require('./sync.js');

test('a value changes', () => {
  assert.deepEqual(synchronize({ a: 1 }, { a: 2 }), { a: 2 });
});

test('an item is gone', () => {
  assert.deepEqual(synchronize({ list: [1, 2] }, { list: [1] }), { list: [1] });
});

test('two items of a list are gone', () => {
  assert.deepEqual(synchronize([1, 2, 3], [1]), [1]);
});

test('two items are gone further in', () => {
  const before = { rows: [{ cells: [1, 2, 3] }, { cells: [4, 5, 6] }] };
  const after = { rows: [{ cells: [1] }, { cells: [4] }] };
  const result = synchronize(before, after);
  assert.deepEqual(result, after);
});
