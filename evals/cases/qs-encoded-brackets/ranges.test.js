'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const qs = require('qs');

/** Page ranges of a print job: `ranges[]=1,9&ranges[]=20,30`. */
function readRanges(search) {
  const { ranges } = qs.parse(search, { comma: true, ignoreQueryPrefix: true });
  return ranges;
}

test('one range', () => {
  assert.deepEqual(readRanges('?ranges[]=1,9'), [['1', '9']]);
});

test('two ranges', () => {
  assert.deepEqual(readRanges('?ranges[]=1,9&ranges[]=20,30'), [
    ['1', '9'],
    ['20', '30'],
  ]);
});

test('a single page', () => {
  assert.equal(readRanges('?ranges=4'), '4');
});

test('two ranges as a browser encodes them', () => {
  const ranges = readRanges('?ranges%5B%5D=1,9&ranges%5B%5D=20,30');
  assert.deepEqual(ranges, [
    ['1', '9'],
    ['20', '30'],
  ]);
});
