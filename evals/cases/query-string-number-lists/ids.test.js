'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const queryString = require('query-string');

function readFilter(search) {
  const options = { parseNumbers: true, parseBooleans: true, arrayFormat: 'comma' };
  const { ids, open } = queryString.parse(search, options);
  return { ids, open };
}

test('one id', () => {
  assert.equal(readFilter('?ids=7').ids, 7);
});

test('a switch', () => {
  assert.equal(readFilter('?ids=7&open=true').open, true);
});

test('a name stays a name', () => {
  assert.equal(readFilter('?ids=seven').ids, 'seven');
});

test('two ids', () => {
  const { ids } = readFilter('?ids=7,8');
  assert.deepEqual(ids, [7, 8]);
});
