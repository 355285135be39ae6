/** The whole ring: source text is rewritten, run, recorded, read back, and the walk arrives at the lines that made the value. */
import { checkSlice as check } from './record-program.contract.ts';

describe('backwards through a recording', () => {
  it('a closure keeps what its maker was given', () =>
    check(
      `
      function scaler(factor) {
        const used = factor * 2;
        return (n) => n * used;
      }
      const other = scaler(7);
      const triple = scaler(3);
      const result = triple(5);
      `,
      'result',
      {
        via: [
          ['const result', '30'],
          ['return (n)', '30'],
          ['const used', '6'],
          ['const triple', '3'],
        ],
        not: ['const other'],
      },
    ));

  it('a loop: the sum before, the item, and what was not looped over stays out', () =>
    check(
      `
      const prices = [4, 8];
      const weights = [1, 1];
      let sum = 0;
      for (const price of prices) {
        sum = sum + price;
      }
      const total = sum;
      `,
      'total',
      {
        via: [
          ['const total', '12'],
          ['sum = sum + price', '12'],
          ['const prices', '[4, 8]'],
          ['let sum', '0'],
        ],
        not: ['const weights'],
      },
    ));

  it('destructuring takes the property that was written', () =>
    check(
      `
      const given = { host: 'a', port: 1 };
      given.port = 80;
      const { host, port: used = 9 } = given;
      const shown = used + 1;
      `,
      'shown',
      {
        via: [
          ['const shown', '81'],
          ['const { host', '80'],
          ['given.port = 80', '80'],
        ],
      },
    ));

  it('a default supplies what the object lacks', () =>
    check(
      `
      const fallback = 9;
      const given = {};
      const { retries = fallback } = given;
      const tries = retries * 2;
      `,
      'tries',
      {
        via: [
          ['const tries', '18'],
          ['const { retries', '9'],
          ['const fallback', '9'],
        ],
      },
    ));

  it('an object literal with a spread: the key comes from what was spread', () =>
    check(
      `
      const rate = 3 + 4;
      const defaults = { rate, size: 1 };
      const noise = 5 + 5;
      const options = { noise, ...defaults };
      const found = options.rate;
      `,
      'found',
      {
        via: [
          ['const found', '7'],
          ['const defaults', '{ rate: 7, size: 1 }'],
          ['const rate', '7'],
        ],
      },
    ));

  it('an element of an array comes from what was pushed', () =>
    check(
      `
      const first = 2 * 3;
      const list = [];
      const unrelated = first + 1;
      list.push(first);
      const got = list[0];
      `,
      'got',
      {
        via: [['const got', '6'], ['list.push(first)'], ['const first', '6']],
        not: ['const unrelated'],
      },
    ));

  it('a method reads what another method wrote on this', () =>
    check(
      `
      class Cart {
        constructor() {
          this.total = 0;
        }
        add(price) {
          this.total = this.total + price;
        }
        sum() {
          return this.total;
        }
      }
      const other = new Cart();
      other.add(100);
      const cart = new Cart();
      cart.add(20);
      const result = cart.sum();
      `,
      'result',
      {
        via: [
          ['const result', '20'],
          ['return this.total', '20'],
          ['this.total = this.total + price', '20'],
          ['cart.add(20)', '20'],
        ],
        not: ['other.add(100)'],
      },
    ));

  it('a getter runs when the property is read', () =>
    check(
      `
      const box = {
        width: 2,
        get area() {
          return this.width * 10;
        },
      };
      box.width = 5;
      const area = box.area;
      `,
      'area',
      {
        via: [
          ['const area', '50'],
          ['return this.width', '50'],
          ['box.width = 5', '5'],
        ],
      },
    ));

  it('an awaited value comes from what the async function returned', () =>
    check(
      `
      async function fetchPrice(id) {
        await null;
        const price = id * 10;
        return price;
      }
      async function main() {
        const noise = await fetchPrice(9);
        const got = await fetchPrice(4);
        const shown = got + 1;
      }
      main();
      `,
      'shown',
      {
        via: [
          ['const shown', '41'],
          ['const got', '40'],
          ['return price', '40'],
          ['const price', '40'],
        ],
        not: ['const noise'],
      },
    ));
});
