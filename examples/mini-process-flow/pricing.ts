/** Turns lines into money: goods, shipping, and the terms under which a discount is granted. */
import { findProduct } from './catalog.ts';
import type { Coupon } from './coupons.ts';
import type { Order } from './order.ts';

export interface Terms {
  readonly percent: number;
  readonly minimum: number;
  readonly cap: number;
}

const STANDARD_TERMS: Terms = { percent: 0, minimum: 0, cap: 40 };

export function roundCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

export function priceGoods(order: Order): number {
  return order.lines.reduce((sum, line) => sum + findProduct(line.sku).price * line.quantity, 0);
}

export function priceShipping(order: Order): number {
  const grams = order.lines.reduce((sum, l) => sum + findProduct(l.sku).grams * l.quantity, 0);
  return grams > 2000 ? 9.9 : 4.9;
}

export function mergeTerms(coupon: Coupon | undefined): Terms {
  return { ...STANDARD_TERMS, ...coupon };
}
