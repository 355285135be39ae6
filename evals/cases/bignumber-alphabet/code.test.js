'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { encode, encodeShort } = require('./code.js');

test('zero in base five', () => {
  assert.equal(encodeShort(0), 'B');
});

test('a number in base five', () => {
  assert.equal(encodeShort(12), 'DD');
});

test('a larger number in base five', () => {
  assert.equal(encodeShort(624), 'GGGG');
});

test('a number in base ten', () => {
  assert.equal(encode(1234), 'CDFG');
});
