'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { readColor } = require('./palette.js');

test('a hex color', () => {
  assert.equal(readColor('#ff8000'), 'rgb 255 128 0');
});

test('a name', () => {
  assert.equal(readColor('teal'), 'rgb 0 128 128');
});

test('no color', () => {
  assert.equal(readColor('sunset'), null);
});

test('a name and more', () => {
  assert.equal(readColor('blue-ish green'), null);
});
