'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { processOrder } = require('./orders.js');

test('checks before it bills', () => {
  assert.deepEqual(processOrder(false), ['check', 'bill']);
});

test('checks before it bills on a bus with wildcards', () => {
  const log = processOrder(true);
  assert.deepEqual(log, ['check', 'bill']);
});
