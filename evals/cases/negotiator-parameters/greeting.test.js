'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { languagesOf } = require('./greeting.js');

test('one language', () => {
  assert.deepEqual(languagesOf('de'), ['de']);
});

test('the order of the header', () => {
  assert.deepEqual(languagesOf('de, en, fr'), ['de', 'en', 'fr']);
});

test('by quality', () => {
  assert.deepEqual(languagesOf('de;q=0.4, en;q=0.9'), ['en', 'de']);
});

test('the same quality keeps the order of the header', () => {
  const languages = languagesOf('de;q=0.8;level=2, en;q=0.8');
  assert.deepEqual(languages, ['de', 'en']);
});
