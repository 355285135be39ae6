'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const qs = require('qs');

function searchLink(filter) {
  const query = qs.stringify(filter, { arrayFormat: 'comma', encodeValuesOnly: true });
  return `/search?${query}`;
}

test('one word', () => {
  assert.equal(searchLink({ q: 'tea' }), '/search?q=tea');
});

test('two tags', () => {
  assert.equal(searchLink({ tags: ['green', 'black'] }), '/search?tags=green,black');
});

test('a space is encoded', () => {
  assert.equal(searchLink({ tags: ['first flush', 'black'] }), '/search?tags=first%20flush,black');
});

test('a comma inside a tag is encoded', () => {
  const link = searchLink({ tags: ['Darjeeling, first flush', 'black'] });
  assert.equal(link, '/search?tags=Darjeeling%2C%20first%20flush,black');
});
