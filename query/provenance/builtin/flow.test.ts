/** Collections, functions and what comes later: one row each. */
import { checkRow } from './row.contract.ts';
import type { Row } from './row.contract.ts';

const COLLECTIONS: Readonly<Record<string, Row>> = {
  'Map.get comes from the set of that key': {
    program: `
      const one = 1 + 0;
      const two = 2 + 0;
      const map = new Map();
      map.set('a', one);
      map.set('b', two);
      const result = map.get('a');`,
    from: ["map.set('a'", 'const one'],
    not: ['const two'],
  },
  'Map.get of no such key leads to the keys there are': {
    program: `
      const key = 'A'.toLowerCase();
      const map = new Map();
      map.set(key, 1);
      const result = map.get('A');`,
    from: ['map.set(key', 'const key'],
  },
  'Set.has leads to what was added': {
    program: `
      const item = 1 + 0;
      const seen = new Set();
      seen.add(item);
      const result = seen.has(1);`,
    from: ['seen.add', 'const item'],
  },
  'WeakMap.get comes from its set': {
    program: `
      const owner = {};
      const value = 4 + 4;
      const data = new WeakMap();
      data.set(owner, value);
      const result = data.get(owner);`,
    from: ['data.set', 'const value'],
  },
  'a Date changes by its setters': {
    program: `
      const hour = 3 + 0;
      const date = new Date(0);
      date.setUTCHours(hour);
      const result = date.getTime();`,
    from: ['date.setUTCHours', 'const hour'],
  },
  'for-of over entries': {
    program: `
      const price = 4 + 0;
      const map = new Map();
      map.set('tea', price);
      let total = 0;
      for (const [name, value] of map.entries()) {
        total += value;
      }
      const result = total;`,
    from: ['total += value', 'for (const [name', 'map.set', 'const price'],
  },
  'for-of takes the element of its round': {
    program: `
      const first = 1 + 0;
      const second = 2 + 0;
      const list = [];
      list.push(first);
      list.push(second);
      let last = 0;
      for (const item of list) {
        last = item;
      }
      const result = last;`,
    from: ['last = item', 'list.push(second)', 'const second'],
  },
};

const FUNCTIONS: Readonly<Record<string, Row>> = {
  'a generator gives what it yields': {
    program: `
      function* numbers(start) {
        yield start + 1;
      }
      const begin = 4 + 0;
      const [result] = numbers(begin);`,
    from: ['yield start', 'const begin'],
  },
  'rest takes the arguments': {
    program: `
      function sum(...parts) {
        return parts.reduce((a, b) => a + b, 0);
      }
      const given = 2 + 3;
      const result = sum(1, given);`,
    from: ['return parts', 'const result', 'const given'],
  },
  'a default parameter': {
    program: `
      const standard = 3 + 0;
      function scale(n, factor = standard) {
        return n * factor;
      }
      const result = scale(2);`,
    from: ['return n', 'const standard'],
  },
  'a class field': {
    program: `
      const initial = 6 + 0;
      class Box {
        size = initial;
      }
      const box = new Box();
      const result = box.size;`,
    from: ['size = initial', 'const initial'],
  },
  'a setter writes what the getter reads': {
    program: `
      class Box {
        set size(value) {
          this.inner = value * 2;
        }
        get size() {
          return this.inner;
        }
      }
      const given = 4 + 0;
      const box = new Box();
      box.size = given;
      const result = box.size;`,
    from: ['return this.inner', 'this.inner = value', 'box.size = given', 'const given'],
  },
  'f.call and f.apply pass their arguments': {
    program: `
      function add(a, b) {
        return a + b;
      }
      const left = 1 + 0;
      const right = 2 + 0;
      const result = add.call(null, left, right);`,
    from: ['return a + b', 'const left', 'const right'],
  },
  'which error was swallowed': {
    program: `
      const text = '{' + '';
      let parsed = {};
      try {
        parsed = JSON.parse(text);
      } catch (error) {
        parsed = { size: 0 };
      }
      const result = parsed.size;`,
    from: ['parsed = { size: 0', 'parsed = JSON.parse'],
  },
  'a short circuit stops at its left side': {
    program: `
      const given = 0 + 0;
      const fallback = 5 + 0;
      const result = given && fallback;`,
    from: ['const given'],
    not: ['const fallback'],
  },
  'a logical assignment that took place': {
    program: `
      const fallback = 5 + 0;
      let size = 0;
      size ||= fallback;
      const result = size;`,
    from: ['size ||= fallback', 'const fallback', 'let size'],
  },
  'NaN comes from the operand that was undefined': {
    program: `
      const item = {};
      const price = 3 + 0;
      const result = price * item.count;`,
    from: ['const item'],
  },
};

const LATER: Readonly<Record<string, Row>> = {
  'then gives what its callback returned': {
    program: `
      async function main() {
        const factor = 2 + 0;
        const result = await Promise.resolve(4).then((n) => {
          return n * factor;
        });
      }
      main();`,
    from: ['return n * factor', 'const factor'],
  },
  'Promise.all gives what its parts returned': {
    program: `
      async function load(n) {
        return n * 10;
      }
      async function main() {
        const one = 1 + 0;
        const all = await Promise.all([load(one), load(2)]);
        const result = all[0];
      }
      main();`,
    from: ['return n * 10', 'const one'],
  },
  'allSettled and race take what they were given': {
    program: `
      async function load(n) {
        return n + 1;
      }
      async function main() {
        const first = 3 + 0;
        const result = await Promise.race([load(first)]);
      }
      main();`,
    from: ['return n + 1', 'const first'],
  },
  'new Promise gives what it was resolved with': {
    program: `
      function wait(value) {
        return new Promise((resolve) => {
          queueMicrotask(() => {
            resolve(value);
          });
        });
      }
      async function main() {
        const given = 8 + 0;
        const result = await wait(given);
      }
      main();`,
    from: ['resolve(value)', 'const given'],
  },
  'a write that came after the read': {
    program: `
      let ready = 0;
      function show() {
        const seen = ready;
        ready = 1;
        return seen;
      }
      const result = show();`,
    from: ['const seen', 'let ready'],
  },
};

describe.each([
  ['collections', COLLECTIONS],
  ['functions', FUNCTIONS],
  ['what comes later', LATER],
])('built-ins: %s', (_name, rows) => {
  it.each(Object.entries(rows))('%s', (_case, row) => checkRow(row));
});
