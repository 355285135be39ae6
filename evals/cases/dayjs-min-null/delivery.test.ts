import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextDelivery } from './delivery.ts';

test('no deliveries', () => {
  assert.equal(nextDelivery([]), null);
});

test('one delivery', () => {
  assert.equal(nextDelivery([{ order: 'A', date: '2025-06-02' }]), '2025-06-02');
});

test('the earlier of two', () => {
  const deliveries = [
    { order: 'A', date: '2025-06-09' },
    { order: 'B', date: '2025-06-02' },
  ];
  assert.equal(nextDelivery(deliveries), '2025-06-02');
});

test('one that is not planned yet', () => {
  const deliveries = [
    { order: 'A', date: null },
    { order: 'B', date: '2025-06-02' },
  ];
  assert.equal(nextDelivery(deliveries), '2025-06-02');
});
