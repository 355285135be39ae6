'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { listSources } = require('./sources.js');

const FILES = ['a.ts', 'a.d.ts', 'b.tsx', 'c.js'];

test('all of a kind', () => {
  assert.deepEqual(listSources(FILES, '*.ts'), ['a.ts', 'a.d.ts']);
});

test('two kinds', () => {
  assert.deepEqual(listSources(FILES, '*.{tsx,js}'), ['b.tsx', 'c.js']);
});

test('one kind without declarations', () => {
  assert.deepEqual(listSources(FILES, '!(*.d).ts'), ['a.ts']);
});

test('two kinds without declarations', () => {
  const sources = listSources(FILES, '!(*.d).{ts,tsx}');
  assert.deepEqual(sources, ['a.ts', 'b.tsx']);
});
