'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { readArchive, readLabels } = require('./routes.js');

test('a year', () => {
  assert.equal(readArchive('/archive/2024'), 2024);
});

test('no year', () => {
  assert.equal(readArchive('/archive/next'), null);
});

test('one label', () => {
  assert.deepEqual(readLabels('/labels-a'), ['a']);
});

test('three labels', () => {
  const label = readLabels('/labels-abc');
  assert.deepEqual(label, ['a', 'b', 'c']);
});
