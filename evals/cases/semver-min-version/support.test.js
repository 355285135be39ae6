'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { oldestSupported } = require('./support.js');

test('one range', () => {
  assert.equal(oldestSupported(['^1.2.0']), '1.2.0');
});

test('an alternative', () => {
  assert.equal(oldestSupported(['>=2.0.0 || >=1.1.0']), '1.1.0');
});

test('an exclusive bound', () => {
  assert.equal(oldestSupported(['>1.0.0']), '1.0.1');
});

test('two plugins', () => {
  assert.equal(oldestSupported(['>=1.2.0', '>=1.4.0']), '1.4.0');
});
