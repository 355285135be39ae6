'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { readCounts } = require('./labels.js');

test('nothing', () => {
  assert.deepEqual(readCounts('{}'), []);
});

test('two words', () => {
  assert.deepEqual(readCounts('{ tea: 3, milk: 1 }'), ['tea=3', 'milk=1']);
});

test('quoted words', () => {
  assert.deepEqual(readCounts('{ "green tea": 2 }'), ['green tea=2']);
});

test('any word', () => {
  assert.deepEqual(readCounts('{ tea: 3, __proto__: 1 }'), ['tea=3', '__proto__=1']);
});
