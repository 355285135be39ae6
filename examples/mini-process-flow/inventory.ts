/** Stock on hand; a reservation is all or nothing. */
import { setTimeout as delay } from 'node:timers/promises';
import type { OrderLine } from './order.ts';

export class Inventory {
  readonly #stock: Map<string, number>;

  constructor(stock: Readonly<Record<string, number>>) {
    this.#stock = new Map(Object.entries(stock));
  }

  async reserve(lines: readonly OrderLine[]): Promise<boolean> {
    await delay(2);
    const enough = lines.every((line) => (this.#stock.get(line.sku) ?? 0) >= line.quantity);
    if (!enough) return false;
    for (const line of lines) {
      this.#stock.set(line.sku, (this.#stock.get(line.sku) ?? 0) - line.quantity);
    }
    return true;
  }
}
