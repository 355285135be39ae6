'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { loadEnvironment } = require('./environment.js');

test('one file', () => {
  assert.deepEqual(loadEnvironment('base.env'), { DATABASE: 'orders', PORT: '8080' });
});

test('a file that does not exist is passed over', () => {
  assert.equal(loadEnvironment('missing.env', 'local.env').PORT, '9090');
});

test('two files', () => {
  const environment = loadEnvironment('local.env', 'base.env');
  assert.equal(environment.PORT, '9090');
  assert.equal(environment.DATABASE, 'orders');
});
