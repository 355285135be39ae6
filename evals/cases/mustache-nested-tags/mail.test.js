'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { renderMail } = require('./mail.js');

const view = { name: 'Ann', shop: 'Tea & Co' };

test('a variable', () => {
  assert.equal(renderMail('Hello [[name]]', view), 'Hello Ann');
});

test('curly braces stay', () => {
  assert.equal(renderMail('{{unsubscribe}} [[name]]', view), '{{unsubscribe}} Ann');
});

test('a partial', () => {
  assert.equal(renderMail('-- [[> footer]]', view), '-- Tea &amp; Co');
});

test('a partial in a partial', () => {
  const text = renderMail('[[> greeting]]', view);
  assert.equal(text, 'Dear Ann,');
});
