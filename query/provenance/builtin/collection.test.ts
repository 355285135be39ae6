/** Maps, sets, dates, regular expressions, JSON and objects as a whole: one row each. */
import { recordProgram, sliceFrom } from '../record-program.contract.ts';
import { checkRow } from './row.contract.ts';
import type { Row } from './row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'Map from entries': {
    program: `
      const price = 4 + 0;
      const map = new Map([['tea', price]]);
      const result = map.get('tea');`,
    from: ['const map', 'const price'],
  },
  'Map in object by set chain': {
    program: `
      const price = 4 + 0;
      const map = new Map().set('a', 1).set('tea', price);
      const result = map.get('tea');`,
    from: ['const map', 'const price'],
  },
  'a map of a class of its own, filled through this': {
    program: `
      const price = 4 + 0;
      class Prices extends Map {
        add(name, value) {
          this.set(name, value * 2);
        }
      }
      const prices = new Prices();
      prices.add('tea', price);
      const result = prices.get('tea');`,
    from: ['this.set(name, value * 2)', 'const price'],
  },
  'a list of a class of its own, filled through this in an arrow function': {
    program: `
      const price = 4 + 0;
      class List extends Array {
        addAll(values) {
          values.forEach((value) => this.push(value));
        }
      }
      const list = new List();
      list.addAll([1, price]);
      const result = list.join('+');`,
    from: ['values.forEach((value) => this.push(value))', 'const price'],
  },
  'Map.size': {
    program: `
      const key = 'a' + '';
      const map = new Map();
      map.set('a', 1);
      map.set(key, 2);
      const result = map.size;`,
    from: ['map.set(key', 'const key'],
  },
  'Map.values spread': {
    program: `
      const v = 1 + 0;
      const map = new Map();
      map.set('a', v);
      const result = [...map.values()][0];`,
    from: ["map.set('a'", 'const v'],
  },
  'Map.forEach': {
    program: `
      const v = 1 + 0;
      const map = new Map();
      map.set('a', v);
      let result = 0;
      map.forEach((value, key) => {
        result = value;
      });`,
    from: ['result = value', "map.set('a'", 'const v'],
  },
  'Map.delete': {
    program: `
      const map = new Map();
      map.set('a', 1);
      const gone = 'a' + '';
      map.delete(gone);
      const result = map.get('a');`,
    from: ['map.delete(gone)', 'const gone'],
  },
  'a delete that found nothing': {
    program: `
      const map = new Map();
      const price = 4 + 0;
      function drop() {
        return map.delete('tea');
      }
      function dropAgain() {
        return map.delete('tea');
      }
      map.set('tea', price);
      drop();
      dropAgain();
      const result = map.get('tea');`,
    from: ["return map.delete('tea')", 'drop()'],
    not: ['dropAgain()'],
  },
  'object key identity in Map': {
    program: `
      const map = new Map();
      map.set({ id: 1 }, 'x');
      const result = map.get({ id: 1 });`,
    from: ['map.set('],
  },
  'Set dedupe': {
    program: `
      const dup = 'a' + '';
      const list = ['a', dup];
      const unique = [...new Set(list)];
      const result = unique.length;`,
    from: ['const unique', 'const list', 'const dup'],
  },
  'WeakMap private data': {
    program: `
      const store = new WeakMap();
      class Account {
        constructor(balance) {
          store.set(this, { balance });
        }
        get balance() {
          return store.get(this).balance;
        }
      }
      const start = 10 + 0;
      const account = new Account(start);
      const result = account.balance;`,
    from: ['return store.get', 'store.set', 'const start'],
  },
  'JSON round trip loses undefined': {
    program: `
      const size = undefined;
      const box = { size, other: 1 };
      const copy = JSON.parse(JSON.stringify(box));
      const result = copy.size;`,
    from: ['const copy', 'const box', 'const size'],
  },
  'JSON reviver': {
    program: `
      const text = '{"a":1}';
      const parsed = JSON.parse(text, (key, value) => {
        return typeof value === 'number' ? value + 1 : value;
      });
      const result = parsed.a;`,
    from: ['return typeof value', 'const text'],
  },
  toJSON: {
    program: `
      class Money {
        constructor(n) {
          this.n = n;
        }
        toJSON() {
          return this.n / 100;
        }
      }
      const cents = 100 + 50;
      const result = JSON.stringify({ m: new Money(cents) });`,
    from: ['return this.n', 'const cents'],
  },
  'Date invalid': {
    program: `
      const text = '2020-13' + '-01';
      const date = new Date(text);
      const result = date.getTime();`,
    from: ['const date', 'const text'],
  },
  'Date shared mutation': {
    program: `
      const start = new Date(0);
      function addDays(date, n) {
        date.setUTCDate(date.getUTCDate() + n);
        return date;
      }
      const days = 3 + 0;
      const end = addDays(start, days);
      const result = start.getUTCDate();`,
    from: ['date.setUTCDate', 'const days'],
  },
  'regexp exec': {
    program: `
      const re = /(\\d+)-(\\d+)/;
      const text = '10-20' + '';
      const m = re.exec(text);
      const [, low, high] = m;
      const result = high;`,
    from: ['const [, low', 'const m', 'const text', 'const re'],
  },
  'regexp lastIndex': {
    program: `
      const re = /a/g;
      re.test('a');
      const result = re.test('a');`,
    from: ["re.test('a')", 'const re'],
  },
  matchAll: {
    program: `
      const text = 'a1b2' + '';
      const result = [...text.matchAll(/\\d/g)].map((m) => m[0]).join('');`,
    from: ['const text'],
  },
  'named groups': {
    program: `
      const text = 'y2020' + '';
      const { groups: { year } } = text.match(/y(?<year>\\d+)/);
      const result = year;`,
    from: ['const { groups', 'const text'],
  },
  'replace with pattern string': {
    program: `
      const to = 'b' + '';
      const result = 'aa'.replace('a', to);`,
    from: ['const to'],
  },
  'Object.values': {
    program: `
      const b = 2 + 0;
      const o = { a: 1, b };
      const result = Object.values(o)[1];`,
    from: ['const o', 'const b'],
  },
  'Object.entries for-of': {
    program: `
      const b = 2 + 0;
      const o = { b };
      let result = 0;
      for (const [key, value] of Object.entries(o)) {
        result = value;
      }`,
    from: ['result = value', 'const o', 'const b'],
  },
  'Object.assign to new': {
    program: `
      const dark = 'dark' + '';
      const user = { theme: dark };
      const settings = Object.assign({}, { theme: 'light' }, user);
      const result = settings.theme;`,
    from: ['const settings', 'const user', 'const dark'],
  },
  'frozen write ignored': {
    program: `
      const config = Object.freeze({ size: 1 });
      const bigger = 2 + 0;
      config.size = bigger;
      const result = config.size;`,
    from: ['const config'],
  },
  structuredClone: {
    program: `
      const v = 2 + 0;
      const o = { inner: { v } };
      const copy = structuredClone(o);
      const result = copy.inner.v;`,
    from: ['const copy', 'const o', 'const v'],
  },
};

describe('collections and objects', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});

it('of other keys the one that is spelled alike is nearest', async () => {
  const slice = sliceFrom(
    await recordProgram(`
      const map = new Map();
      map.set('T' + 'ea', 1);
      map.set('mi' + 'lk', 2);
      const asked = 'te' + 'a';
      const result = map.get(asked);`),
    'result',
  );
  const keys = slice.points.filter(({ why }) => why.startsWith('was the key'));
  const texts = keys.map(({ evidence }) => evidence?.value);
  expect(texts).toMatchObject([{ text: 'Tea' }, { text: 'milk' }]);
});
