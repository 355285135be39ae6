'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const prettyMs = require('pretty-ms');

/** The clock of a player. */
function clockAt(positionMs) {
  const clock = prettyMs(positionMs, { colonNotation: true });
  return clock;
}

test('a minute and a half', () => {
  assert.equal(clockAt(90_000), '1:30');
});

test('a second and a half', () => {
  assert.equal(clockAt(1500), '0:01.5');
});

test('an hour', () => {
  assert.equal(clockAt(3_600_000), '1:00:00');
});

test('half a second', () => {
  assert.equal(clockAt(500), '0:00.5');
});
