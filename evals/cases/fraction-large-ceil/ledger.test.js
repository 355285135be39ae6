'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { boxesFor } = require('./ledger.js');

test('a full box', () => {
  assert.equal(boxesFor(12, 12), '1');
});

test('a box that is not full', () => {
  assert.equal(boxesFor(13, 12), '2');
});

test('many items', () => {
  assert.equal(boxesFor(1_000_000, 7), '142858');
});

test('more items than a double can count', () => {
  assert.equal(boxesFor(90071992547409921n, 10n), '9007199254740993');
});
