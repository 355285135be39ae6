/** A small tea shop: three orders travel through pricing, discounts, inventory and shipping. */
import { loadCoupons } from './coupons.ts';
import { Inventory } from './inventory.ts';
import { createOrder } from './order.ts';
import type { Order } from './order.ts';
import { WorkQueue } from './queue.ts';
import { registerWorkers } from './workers.ts';

const orders = [
  createOrder('A-1001', [{ sku: 'TEA-01', quantity: 2 }], 'WELCOME'),
  createOrder(
    'A-1002',
    [
      { sku: 'POT-07', quantity: 1 },
      { sku: 'CUP-03', quantity: 4 },
    ],
    'TEATIME',
  ),
  createOrder('A-1003', [{ sku: 'TEA-02', quantity: 3 }], null),
];

const queue = new WorkQueue<Order>();
const inventory = new Inventory({ 'TEA-01': 12, 'TEA-02': 6, 'POT-07': 2, 'CUP-03': 16 });
registerWorkers(queue, { coupons: loadCoupons(), inventory });

queue.on('step-done', (step: string, order: Order) => {
  console.log(
    `${order.id}  ${step.padEnd(9)} ${order.status.padEnd(11)} ${order.total.toFixed(2).padStart(8)}`,
  );
});

for (const order of orders) queue.push('price', order);
await queue.drain();

const revenue = orders.reduce((sum, order) => sum + order.total, 0);
console.log(`${orders.length} orders, revenue ${revenue.toFixed(2)}`);
