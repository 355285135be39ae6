/** The ring, where conditions, calls and errors decide: the walk arrives at what decided. */
import {
  checkSlice as check,
  linesOfSlice,
  recordProgram,
  sliceFrom,
} from './record-program.contract.ts';

describe('backwards through what decided', () => {
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

  it.each([
    ['an if', 'let out = null; if ((limit)) { out = limit; }', 'out = limit'],
    ['a while', 'let at; let out = 0; while ((at = ask())) { out += at; }', 'out += at'],
    ['a ternary', 'const out = (limit > 2) ? 1 : 0;', 'const out'],
    ['a part of an and', 'const out = (limit > 9 || limit > 2) && 1;', 'const out'],
    ['a switch', 'let out = 0; switch ((limit)) { case 3: out = 1; }', 'out = 1'],
  ])('parentheses around a condition hide nothing: %s', (_what, statement, through) =>
    check(
      `
      const limit = 1 + 2;
      let left = 2 + 0;
      const ask = () => { left -= 1; return left < limit && left; };
      ${statement.replaceAll(/(?<=[;:{]) /gu, '\n')}
      const shown = out;
      `,
      'shown',
      { via: [['const shown'], [through], ['const limit', '3']] },
    ),
  );

  it('a guard that would have thrown is further off than a condition around it', () =>
    check(
      `
      const kind = 'a' + 'b';
      const most = 2 + 3;
      function price(n) {
        let out = 0;
        if (kind === 'ab') {
          if (n > most) {
            throw new Error('too many');
          }
          out = n * 2;
        }
        return out;
      }
      const shown = price(4);
      `,
      'shown',
      {
        via: [
          ['const shown', '8'],
          ['out = n * 2', '8'],
          ['if (kind', 'true'],
          ['if (n > most', 'false'],
        ],
      },
    ));

  it('the first that takes it: each rule before it is nearer than a walk through all rounds', async () => {
    const context = await recordProgram(`
      const seen = [];
      const rules = [
        (text) => /^[A-Z]/.test(text),
        (text) => text.length > 90,
        (text) => text.length > 80,
        (text) => text.length > 70,
        (text) => text.length > 60,
        (text) => seen.push(text),
      ];
      function take(text) {
        for (const rule of rules) {
          const ok = rule(text);
          if (ok) break;
        }
      }
      take('a b');
      const shown = seen[0];
    `);
    const lines = linesOfSlice(sliceFrom(context, 'shown'));
    const far = (start: string): number =>
      lines.find(({ text }) => text.startsWith(start))?.distance ?? Infinity;
    expect(far('(text) => /^[A-Z]/')).toBeLessThan(far('(text) => text.length > 60') + 2);
  });

  it('that a method is there says nothing of what it does', () =>
    check(
      `
      const inner = 2 + 3;
      const config = { serialize(value) { return value * inner; }, *all() { yield inner; } };
      const shown = typeof config.serialize === 'function' && typeof config.all;
      `,
      'shown',
      { via: [['const shown'], ['const config']], not: ['const inner'] },
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
