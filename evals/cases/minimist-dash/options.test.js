'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { readOptions } = require('./options.js');

test('a file name', () => {
  assert.equal(readOptions(['--input', 'orders.csv']).input, 'orders.csv');
});

test('a value after an equals sign', () => {
  assert.equal(readOptions(['--format=xml', 'a.csv']).format, 'xml');
});

test('a switch before another option', () => {
  const options = readOptions(['--verbose', '--format', 'xml']);
  assert.equal(options.verbose, true);
  assert.equal(options.format, 'xml');
});

test('standard input', () => {
  const options = readOptions(['--input', '-', '--format', 'xml']);
  assert.equal(options.input, '-');
});
