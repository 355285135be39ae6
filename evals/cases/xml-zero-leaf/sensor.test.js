'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { XMLParser } = require('fast-xml-parser');

/** Every leaf is a list, because a sensor may send a reading more than once. */
function readSensor(xml) {
  const parser = new XMLParser({ isArray: (name, path, isLeaf) => isLeaf });
  const readings = parser.parse(xml).sensor.reading;
  return readings;
}

test('two readings', () => {
  const xml = '<sensor><reading>12</reading><reading>13</reading></sensor>';
  assert.deepEqual(readSensor(xml), [12, 13]);
});

test('one reading', () => {
  assert.deepEqual(readSensor('<sensor><reading>12</reading></sensor>'), [12]);
});

test('an empty reading', () => {
  assert.deepEqual(readSensor('<sensor><reading></reading></sensor>'), ['']);
});

test('a reading of zero', () => {
  assert.deepEqual(readSensor('<sensor><reading>0</reading></sensor>'), [0]);
});
