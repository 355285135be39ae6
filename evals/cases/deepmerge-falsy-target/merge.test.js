'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { mergeMetadata } = require('./merge.js');

test('tags of both are combined', () => {
  const merged = mergeMetadata({ tags: ['Tea'] }, { tags: ['Japan'] });
  assert.deepEqual(merged.tags, ['japan', 'tea']);
});

test('other keys are overridden', () => {
  const merged = mergeMetadata({ title: 'Draft', tags: [] }, { title: 'Sencha' });
  assert.equal(merged.title, 'Sencha');
});

test('nested objects are merged', () => {
  const merged = mergeMetadata({ author: { name: 'Ann' } }, { author: { mail: 'a@example.org' } });
  assert.deepEqual(merged.author, { name: 'Ann', mail: 'a@example.org' });
});

test('a page whose tags are null', () => {
  const merged = mergeMetadata({ title: 'Sencha', tags: null }, { tags: ['Tea', 'Japan'] });
  assert.deepEqual(merged.tags, ['japan', 'tea']);
});
