import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeChange, parseQuery } from './audit.js';

test('a value changes', () => {
  assert.deepEqual(describeChange({ limit: 5 }, { limit: 10 }), ['change limit']);
});

test('a key is new', () => {
  assert.deepEqual(describeChange({}, { limit: 10 }), ['create limit']);
});

test('a value changes further in', () => {
  const before = { page: { size: 5 } };
  assert.deepEqual(describeChange(before, { page: { size: 9 } }), ['change page.size']);
});

test('a query changes', () => {
  const before = { query: parseQuery('sort=name') };
  const after = { query: parseQuery('sort=date') };
  assert.deepEqual(describeChange(before, after), ['change query.sort']);
});
