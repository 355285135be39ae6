'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { listChanges } = require('./changes.js');

test('nothing changed', () => {
  assert.deepEqual(listChanges({ a: [1] }, { a: [1] }), []);
});

test('a value changed', () => {
  assert.deepEqual(listChanges({ a: 1 }, { a: 2 }), ['replace /a']);
});

test('a key went away', () => {
  assert.deepEqual(listChanges({ a: 1, b: 2 }, { b: 2 }), ['remove /a']);
});

test('a list became an object', () => {
  const changes = listChanges({ recipients: [] }, { recipients: {} });
  assert.deepEqual(changes, ['replace /recipients']);
});
