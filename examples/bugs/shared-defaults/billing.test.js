import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthlyPrice } from './billing.js';

test('a tenant without overrides pays for five seats', () => {
  assert.equal(monthlyPrice({ name: 'Alder' }), 20);
});

test('a tenant with an own theme pays no more', () => {
  assert.equal(monthlyPrice({ name: 'Birch', overrides: { theme: 'dark' } }), 20);
});

test('a tenant pays for the features it switched on', () => {
  const overrides = { features: { audit: true }, limits: { seats: 10 } };
  assert.equal(monthlyPrice({ name: 'Cedar', overrides }), 65);
});

test('the next tenant does not pay for them', () => {
  assert.equal(monthlyPrice({ name: 'Dogwood' }), 20);
});
