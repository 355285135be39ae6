import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pagerText } from './pager.ts';
import { paginate } from './paginate.ts';

const rows = (count: number) => Array.from({ length: count }, (_, index) => `row ${index + 1}`);

test('one short page', () => {
  assert.equal(pagerText(paginate(rows(7), 1, 10)), '[1]');
});

test('the last page holds the rest', () => {
  const page = paginate(rows(23), 3, 10);
  assert.deepEqual(page.items, ['row 21', 'row 22', 'row 23']);
});

test('a window around the current page', () => {
  assert.equal(pagerText(paginate(rows(95), 5, 10)), '1 … 4 [5] 6 … 10');
});

test('a full last page is the last page', () => {
  const page = paginate(rows(40), 9, 10);
  assert.equal(page.last, 4);
  assert.equal(pagerText(page), '1 … 3 [4]');
});
