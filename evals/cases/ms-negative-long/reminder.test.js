'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { describeDistance } = require('./reminder.js');

const HOUR = 3_600_000;

test('an appointment in two hours', () => {
  assert.deepEqual(describeDistance(2 * HOUR, 0), { label: '2 hours', past: false });
});

test('an appointment in a day', () => {
  assert.equal(describeDistance(24 * HOUR, 0).label, '1 day');
});

test('an appointment right now', () => {
  assert.equal(describeDistance(5, 0).label, '5 ms');
});

test('an appointment two hours ago', () => {
  const { label } = describeDistance(0, 2 * HOUR);
  assert.equal(label, '-2 hours');
});
