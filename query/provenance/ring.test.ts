/** The whole ring: source text is rewritten, run, recorded, read back, and the walk arrives at the lines that made the value. */
import { linesOfSlice, recordProgram, sliceFrom } from './record-program.contract.ts';

interface Expected {
  /** Start of a line, and a value that was recorded there; in order of distance. */
  readonly via: readonly (readonly [line: string, value?: string])[];
  /** Starts of lines that the value has nothing to do with. */
  readonly not?: readonly string[];
}

async function check(source: string, variable: string, expected: Expected): Promise<void> {
  const slice = sliceFrom(await recordProgram(source), variable);
  const lines = linesOfSlice(slice);
  const starts = lines.map(({ text }) => text);
  const at = expected.via.map(([start]) => starts.findIndex((text) => text.startsWith(start)));
  expect({ starts, missing: expected.via.filter((_, index) => at[index] === -1) }).toEqual({
    starts,
    missing: [],
  });
  const distances = at.map((index) => lines[index]?.distance);
  expect(distances).toEqual([...distances].sort((a, b) => (a ?? 0) - (b ?? 0)));
  expected.via.forEach(([start, value], index) => {
    if (value !== undefined)
      expect([start, ...(lines[at[index] ?? -1]?.values ?? [])]).toContain(value);
  });
  for (const start of expected.not ?? [])
    expect(starts.filter((text) => text.startsWith(start))).toEqual([]);
}

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
          ['let sum', '0'],
          ['const prices', '[4, 8]'],
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

  it('a caught error leads to the throw and to what decided it', () =>
    check(
      `
      function parse(text) {
        if (text.length < 3) {
          throw new Error('short ' + text);
        }
        return text;
      }
      let message = '';
      try {
        parse('ab');
      } catch (error) {
        message = error.message;
      }
      const shown = message;
      `,
      'shown',
      {
        via: [
          ['const shown', '"short ab"'],
          ['message = error', '"short ab"'],
          ['throw new Error'],
          ['if (text.length', 'true'],
        ],
      },
    ));

  it('a ternary of constants leads to its condition', () =>
    check(
      `
      const age = 17 + 1;
      const other = 3 + 3;
      const price = age > 18 ? 20 : 10;
      const paid = price;
      `,
      'paid',
      {
        via: [
          ['const paid', '10'],
          ['const price', 'false'],
          ['const age', '18'],
        ],
        not: ['const other'],
      },
    ));

  it('an argument that is missing leads to the call that lacks it', async () => {
    const context = await recordProgram(`
      function tax(amount, rate) {
        return amount * rate;
      }
      const well = tax(10, 2);
      const badly = tax(10);
      const shown = badly;
      `);
    const slice = sliceFrom(context, 'shown');
    const lacking = slice.points.filter(({ why }) => why === 'rate was not given');
    expect(linesOfSlice({ ...slice, points: lacking }).map(({ text }) => text)).toEqual([
      'const badly = tax(10);',
    ]);
    const texts = linesOfSlice(slice).map(({ text }) => text);
    expect(texts).not.toContain('const well = tax(10, 2);');
  });

  it('a write that replaces an earlier one hides what was before', () =>
    check(
      `
      const order = { total: 1 };
      const early = 40 + 1;
      const late = 50 + 1;
      order.total = early;
      order.total = late;
      const shown = order.total;
      `,
      'shown',
      {
        via: [
          ['const shown', '51'],
          ['order.total = late', '51'],
          ['const late', '51'],
        ],
        not: ['order.total = early', 'const early'],
      },
    ));

  it('a call of another activation of the same function stays out', () =>
    check(
      `
      function double(n) {
        const out = n * 2;
        return out;
      }
      const unrelated = 5;
      const near = 4;
      const first = double(unrelated);
      const second = double(near);
      `,
      'second',
      {
        via: [
          ['const second', '8'],
          ['const out', '8'],
          ['const near', '4'],
        ],
        not: ['const first', 'const unrelated'],
      },
    ));

  it('a callback of a built-in leads to the collection it was given', () =>
    check(
      `
      const names = ['b', 'a'];
      const others = ['z'];
      const long = names.map((name) => name + '!');
      const joined = long.join('-');
      `,
      'joined',
      {
        via: [['const joined', '"b!-a!"'], ['const long'], ['const names']],
        not: ['const others'],
      },
    ));

  it('a switch leads to its discriminant', () =>
    check(
      `
      const size = 'l' + 'g';
      let price = 1;
      switch (size) {
        case 'lg':
          price = 3;
          break;
        default:
          price = 2;
      }
      const shown = price;
      `,
      'shown',
      {
        via: [['const shown', '3'], ['price = 3', '3'], ['switch (size)', '"lg"'], ['const size']],
        not: ['price = 2'],
      },
    ));

  it('a counter that is incremented keeps its whole history', () =>
    check(
      `
      let count = 10;
      const step = () => {
        count += 1;
      };
      step();
      count++;
      const seen = count;
      `,
      'seen',
      {
        via: [
          ['const seen', '12'],
          ['count++', '12'],
          ['count += 1', '11'],
          ['let count', '10'],
        ],
      },
    ));

  it('NaN is followed through three functions to what was undefined', () =>
    check(
      `
      const settings = { vat: undefined };
      function rate() {
        return settings.vat;
      }
      function tax(amount) {
        return amount * rate();
      }
      function total(amount) {
        return amount + tax(amount);
      }
      const bill = total(10);
      `,
      'bill',
      {
        via: [
          ['const bill', 'NaN'],
          ['return amount + tax', 'NaN'],
          ['return amount * rate', 'NaN'],
          ['return settings.vat', 'undefined'],
        ],
      },
    ));
});
