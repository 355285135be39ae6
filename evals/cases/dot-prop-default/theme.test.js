'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { colorOf } = require('./theme.js');

const THEME = { text: { title: '#112233' }, border: '#445566' };

test('a color', () => {
  assert.equal(colorOf(THEME, 'border'), '#445566');
});

test('a color further in', () => {
  assert.equal(colorOf(THEME, 'text.title'), '#112233');
});

test('a part that is not there', () => {
  assert.equal(colorOf(THEME, 'button.primary'), '#000000');
});

test('a color that is not there', () => {
  assert.equal(colorOf(THEME, 'text.body'), '#000000');
});
