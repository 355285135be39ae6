'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const bytes = require('bytes');

function usageText(used) {
  const text = bytes(used, { unit: 'KB', thousandsSeparator: ' ', decimalPlaces: 4 });
  return `${text} used`;
}

test('a little', () => {
  assert.equal(usageText(2048), '2KB used');
});

test('thousands are grouped', () => {
  assert.equal(usageText(2_048_000), '2 000KB used');
});

test('four decimals are not grouped', () => {
  assert.equal(usageText(1_024_125), '1 000.1221KB used');
});
