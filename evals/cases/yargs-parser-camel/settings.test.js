import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.js';

test('keys with dashes', () => {
  assert.deepEqual(readSettings({ 'out-dir': 'dist', target: 'node' }, []), {
    outDir: 'dist',
    target: 'node',
  });
});

test('keys with underscores', () => {
  assert.equal(readSettings({ source_map: true }, []).sourceMap, true);
});

test('a flag wins', () => {
  assert.equal(readSettings({ 'out-dir': 'dist' }, ['--out-dir', 'lib']).outDir, 'lib');
});

test('keys in camel case', () => {
  const settings = readSettings({ outDir: 'dist' }, []);
  assert.equal(settings.outDir, 'dist');
});
