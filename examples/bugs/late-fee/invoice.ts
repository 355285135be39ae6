/** Invoices of a small workshop: due dates, reminders, late fees. */
export interface Invoice {
  readonly number: string;
  readonly amount: number;
  readonly issuedOn: string;
  readonly termDays: number;
  readonly paidOn: string | null;
}

export interface FeePolicy {
  readonly graceDays: number;
  readonly monthlyRate: number;
  readonly minimum: number;
}

const DAY_MS = 86_400_000;

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

export function daysLate(invoice: Invoice, today: string): number {
  const until = invoice.paidOn ?? today;
  return Math.max(0, daysBetween(invoice.issuedOn, until) - invoice.termDays);
}

export function lateFee(invoice: Invoice, policy: FeePolicy, today: string): number {
  const late = daysLate(invoice, today);
  const charged = late > 0 || late > policy.graceDays;
  if (!charged) return 0;
  const months = Math.ceil(late / 30);
  const interest = invoice.amount * policy.monthlyRate * months;
  return Math.max(policy.minimum, Math.round(interest * 100) / 100);
}
