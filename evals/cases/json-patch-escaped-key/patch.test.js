'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { applyPatch } = require('fast-json-patch');

function patched(document, operations) {
  const validate = true;
  const copy = structuredClone(document);
  return applyPatch(copy, operations, validate).newDocument;
}

const api = { info: { title: 'Shop' }, paths: { '/orders': { get: 'list' } }, tags: ['a', 'b'] };

test('replaces a value', () => {
  const next = patched(api, [{ op: 'replace', path: '/info/title', value: 'Store' }]);
  assert.equal(next.info.title, 'Store');
});

test('removes an element', () => {
  assert.deepEqual(patched(api, [{ op: 'remove', path: '/tags/0' }]).tags, ['b']);
});

test('refuses a path that does not exist', () => {
  assert.throws(() => patched(api, [{ op: 'replace', path: '/info/name/short', value: 1 }]));
});

test('replaces a value under a key with a slash', () => {
  const next = patched(api, [{ op: 'replace', path: '/paths/~1orders/get', value: 'search' }]);
  assert.equal(next.paths['/orders'].get, 'search');
});
