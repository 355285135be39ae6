/** How much a coupon takes off. */
import { roundCents } from './pricing.ts';
import type { Terms } from './pricing.ts';

export function computeDiscount(amount: number, terms: Terms): number {
  if (amount < terms.minimum) return 0;
  const reduction = (amount * terms.percent) / 100;
  return Math.min(reduction, terms.cap);
}

export function applyDiscount(amount: number, terms: Terms): number {
  return roundCents(amount - computeDiscount(amount, terms));
}
