'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { productXml } = require('./feed.js');

test('a product with a note', () => {
  const xml = productXml({ sku: 'T1', name: 'Sencha', note: 'new' });
  assert.equal(xml, '<product sku="T1" note="new"><name>Sencha</name></product>');
});

test('a product whose note is not given', () => {
  const xml = productXml({ sku: 'T1', name: 'Sencha' });
  assert.equal(xml, '<product sku="T1"><name>Sencha</name></product>');
});

test('a product whose note is null', () => {
  const xml = productXml({ sku: 'T1', name: 'Sencha', note: null });
  assert.equal(xml, '<product sku="T1"><name>Sencha</name></product>');
});
