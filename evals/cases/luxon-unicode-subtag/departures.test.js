import assert from 'node:assert/strict';
import { test } from 'node:test';
import { departureLine } from './departures.js';

test('an American traveller', () => {
  assert.equal(departureLine('NJ 401', '2025-03-01T23:05:00Z', 'en-US'), '11:05 PM NJ 401');
});

test('a German traveller', () => {
  assert.equal(departureLine('NJ 401', '2025-03-01T23:05:00Z', 'de-DE'), '23:05 NJ 401');
});

test('an American traveller who reads 24 hours', () => {
  const line = departureLine('NJ 401', '2025-03-01T23:05:00Z', 'en-US-u-hc-h23');
  assert.equal(line, '23:05 NJ 401');
});
