import { Cart } from './cart.js';
import { readForm } from './form.js';

const cart = new Cart();
for (const body of ['sku=CUP-03&quantity=2', 'sku=TEA-02&quantity=1', 'sku=CUP-03&quantity=4']) {
  cart.add(readForm(body));
  console.log(`${body.padEnd(24)} pieces ${cart.pieces}, total ${cart.total.toFixed(2)}`);
}
if (!cart.allowed) {
  console.error(`too many pieces: ${cart.pieces}`);
  process.exitCode = 1;
}
