/** One worker per step of the flow. */
import type { Coupon } from './coupons.ts';
import { applyDiscount } from './discount.ts';
import type { Inventory } from './inventory.ts';
import type { Order } from './order.ts';
import { mergeTerms, priceGoods, priceShipping, roundCents } from './pricing.ts';
import type { WorkQueue } from './queue.ts';

export interface Shop {
  readonly coupons: ReadonlyMap<string, Coupon>;
  readonly inventory: Inventory;
}

export function registerWorkers(queue: WorkQueue<Order>, shop: Shop): void {
  queue.register('price', (order) => {
    order.total = roundCents(priceGoods(order));
    order.status = 'priced';
    return order.couponCode === null ? 'reserve' : 'discount';
  });

  queue.register('discount', (order) => {
    const terms = mergeTerms(shop.coupons.get(order.couponCode ?? ''));
    order.total = applyDiscount(order.total, terms);
    order.status = 'discounted';
    return 'reserve';
  });

  queue.register('reserve', async (order) => {
    const reserved = await shop.inventory.reserve(order.lines);
    order.status = reserved ? 'reserved' : 'held';
    return reserved ? 'ship' : null;
  });

  queue.register('ship', (order) => {
    order.total = roundCents(order.total + priceShipping(order));
    order.status = 'shipped';
    return null;
  });
}
