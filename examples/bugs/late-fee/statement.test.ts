import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween } from './invoice.ts';
import { buildStatement } from './statement.ts';

const policy = { graceDays: 7, monthlyRate: 0.01, minimum: 5 };
const base = { amount: 400, issuedOn: '2025-03-01', termDays: 14, paidOn: null };

test('counts calendar days', () => {
  assert.equal(daysBetween('2025-02-27', '2025-03-02'), 3);
});

test('charges nothing before the due date', () => {
  const statement = buildStatement([{ ...base, number: 'R-17' }], policy, '2025-03-10');
  assert.deepEqual(statement, { open: 400, fees: 0, reminders: [] });
});

test('charges one month of interest well after the due date', () => {
  const invoice = { ...base, number: 'R-18', amount: 1200 };
  assert.equal(buildStatement([invoice], policy, '2025-04-10').fees, 12);
});

test('charges nothing inside the grace period', () => {
  const statement = buildStatement([{ ...base, number: 'R-19' }], policy, '2025-03-19');
  assert.equal(statement.fees, 0);
});
