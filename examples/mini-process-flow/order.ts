/** What an order is while it travels through the flow; only workers change `total` and `status`. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
}

export type OrderStatus = 'received' | 'priced' | 'discounted' | 'reserved' | 'shipped' | 'held';

export interface Order {
  readonly id: string;
  readonly lines: readonly OrderLine[];
  readonly couponCode: string | null;
  total: number;
  status: OrderStatus;
}

export function createOrder(
  id: string,
  lines: readonly OrderLine[],
  couponCode: string | null,
): Order {
  return { id, lines, couponCode, total: 0, status: 'received' };
}
