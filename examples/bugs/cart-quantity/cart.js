/** A cart: one line per product, quantities add up. */
const PRICES = { 'CUP-03': 9.5, 'TEA-02': 14.5 };
const MAXIMUM = 20;

export class Cart {
  constructor() {
    this.lines = new Map();
  }

  add({ sku, quantity, gift }) {
    const line = this.lines.get(sku) ?? { quantity: 0, gift: false };
    line.quantity = line.quantity + quantity;
    line.gift = line.gift || gift;
    this.lines.set(sku, line);
  }

  get pieces() {
    return [...this.lines.values()].reduce((sum, line) => sum + Number(line.quantity), 0);
  }

  get total() {
    let total = 0;
    for (const [sku, line] of this.lines) total += PRICES[sku] * line.quantity;
    return total;
  }

  get allowed() {
    return this.pieces <= MAXIMUM;
  }
}
