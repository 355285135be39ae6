/** The monthly statement of a customer. */
import { daysLate, lateFee } from './invoice.ts';
import type { FeePolicy, Invoice } from './invoice.ts';

export interface Statement {
  readonly open: number;
  readonly fees: number;
  readonly reminders: readonly string[];
}

export function buildStatement(
  invoices: readonly Invoice[],
  policy: FeePolicy,
  today: string,
): Statement {
  const unpaid = invoices.filter((invoice) => invoice.paidOn === null);
  const open = unpaid.reduce((sum, invoice) => sum + invoice.amount, 0);
  const fees = invoices.reduce((sum, invoice) => sum + lateFee(invoice, policy, today), 0);
  const reminders = unpaid
    .filter((invoice) => daysLate(invoice, today) > 0)
    .map((invoice) => invoice.number);
  return { open, fees, reminders };
}
