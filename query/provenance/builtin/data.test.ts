/** Built-ins of arrays, texts and objects: one row each. */
import { checkRow } from './row.contract.ts';
import type { Row } from './row.contract.ts';

const ARRAYS: Readonly<Record<string, Row>> = {
  'map gives an element what its callback returned': {
    program: `
      const factor = 3 + 0;
      const list = [1, 2].map((n) => {
        return n * factor;
      });
      const result = list[1];`,
    from: ['return n * factor', 'const factor'],
  },
  'filter is decided by its callback': {
    program: `
      const least = 2 + 0;
      const list = [1, 5].filter((n) => {
        return n > least;
      });
      const result = list[0];`,
    from: ['return n > least', 'const least'],
  },
  'reduce ends with its last callback and goes through those before': {
    program: `
      const prices = [4, 8];
      const result = prices.reduce((sum, price) => {
        return sum + price;
      }, 0);`,
    from: ['return sum + price', 'const prices'],
  },
  'find is decided by its callback': {
    program: `
      const wanted = 'b' + '';
      const users = [{ id: 'a' }, { id: 'b' }];
      const result = users.find((user) => {
        return user.id === wanted;
      });`,
    from: ['return user.id', 'const wanted', 'const users'],
  },
  'sort is decided by its comparator': {
    program: `
      const list = [10, 9];
      list.sort((a, b) => {
        return a - b;
      });
      const result = list[0];`,
    from: ['list.sort', 'return a - b'],
  },
  'splice changes what is left': {
    program: `
      const at = 1 + 0;
      const list = [1, 2, 3];
      list.splice(at, 1);
      const result = list[1];`,
    from: ['list.splice', 'const at'],
  },
  'join takes what was pushed': {
    program: `
      const word = 'x' + 'y';
      const parts = [];
      const unrelated = 1 + 1;
      parts.push(word);
      const result = parts.join('-');`,
    from: ['parts.push', 'const word'],
    not: ['const unrelated'],
  },
  'flat takes what the inner arrays hold': {
    program: `
      const inner = 7 + 0;
      const nested = [[inner], [2]];
      const result = nested.flat();`,
    from: ['const nested', 'const inner'],
  },
  'concat takes both sides': {
    program: `
      const left = ['a'];
      const right = ['b'];
      const result = left.concat(right);`,
    from: ['const left', 'const right'],
  },
  'push.apply fills its first argument': {
    program: `
      const more = [3 + 0];
      const list = [];
      Array.prototype.push.apply(list, more);
      const result = list.join();`,
    from: ['Array.prototype.push', 'const more'],
  },
  'Array.from takes what its callback returned': {
    program: `
      const step = 2 + 0;
      const list = Array.from([1, 2], (n) => {
        return n * step;
      });
      const result = list.join();`,
    from: ['return n * step', 'const step'],
  },
  'spread takes what the array holds': {
    program: `
      const item = 5 + 0;
      const some = [item];
      const result = Math.max(...some);`,
    from: ['const some', 'const item'],
  },
};

const TEXTS: Readonly<Record<string, Row>> = {
  'split, and the piece that was taken': {
    program: `
      const text = 'a,b' + '';
      const parts = text.split(',');
      const result = parts[1];`,
    from: ['const parts', 'const text'],
  },
  'replace with a function': {
    program: `
      const mark = '!' + '';
      const result = 'ab'.replace(/b/, (found) => {
        return found + mark;
      });`,
    from: ['return found', 'const mark'],
  },
  'a match and its group': {
    program: `
      const pattern = /v(\\d+)/;
      const text = 'v12' + '';
      const match = text.match(pattern);
      const result = match[1];`,
    from: ['const match', 'const text', 'const pattern'],
  },
  'a template string takes its parts': {
    program: `
      const name = 'Ann' + '';
      const other = 1 + 1;
      const result = \`Hi \${name}\`;`,
    from: ['const name'],
    not: ['const other'],
  },
  'a text out of a number': {
    program: `
      const digits = 2 + 0;
      const price = 3 + 0.5;
      const result = price.toFixed(digits);`,
    from: ['const price', 'const digits'],
  },
};

const OBJECTS: Readonly<Record<string, Row>> = {
  'Object.assign gives what its sources hold': {
    program: `
      const rate = 3 + 4;
      const target = { rate: 1 };
      const source = { rate };
      Object.assign(target, source);
      const result = target.rate;`,
    from: ['Object.assign', 'const source', 'const rate'],
  },
  'Object.keys takes the keys that were written': {
    program: `
      const key = 'a' + 'b';
      const seen = {};
      seen[key] = 1;
      const result = Object.keys(seen);`,
    from: ['seen[key]', 'const key'],
  },
  'Object.entries and fromEntries': {
    program: `
      const price = 4 + 0;
      const prices = { tea: price };
      const doubled = Object.fromEntries(
        Object.entries(prices).map(([name, value]) => {
          return [name, value * 2];
        }),
      );
      const result = doubled.tea;`,
    from: ['return [name', 'const prices'],
  },
  'defineProperty gives what its descriptor holds': {
    program: `
      const secretless = 9 + 0;
      const box = {};
      Object.defineProperty(box, 'size', { value: secretless });
      const result = box.size;`,
    from: ['Object.defineProperty', 'const secretless'],
  },
  'freeze gives back what it was given': {
    program: `
      const size = 1 + 1;
      const frozen = Object.freeze({ size });
      const result = frozen.size;`,
    from: ['const frozen', 'const size'],
  },
  'delete takes the value away': {
    program: `
      const options = { size: 1 };
      const drop = 'si' + 'ze';
      delete options[drop];
      const result = options.size;`,
    from: ['delete options', 'const drop'],
  },
  'delete under a condition leads to the condition': {
    program: `
      const strict = 1 + 0;
      const options = { size: 1 };
      if (strict) {
        delete options.size;
      }
      const result = options.size;`,
    from: ['delete options', 'if (strict'],
  },
  'JSON.parse takes its text, stringify what the object holds': {
    program: `
      const size = 2 + 2;
      const box = {};
      box.size = size;
      const text = JSON.stringify(box);
      const result = JSON.parse(text);`,
    from: ['const text', 'box.size = size', 'const size'],
  },
  'a key that was not written leads to the keys that were': {
    program: `
      const settings = {};
      const name = 'outDir'.toLowerCase();
      settings[name] = 'dist';
      const result = settings.outDir;`,
    from: ['settings[name]', 'const name'],
  },
  'a write that a condition kept from running': {
    program: `
      const isSet = 0 + 0;
      const options = {};
      if (isSet) {
        options.size = 3;
      }
      const result = options.size;`,
    from: ['if (isSet', 'const isSet'],
  },
};

describe.each([
  ['arrays', ARRAYS],
  ['texts', TEXTS],
  ['objects', OBJECTS],
])('built-ins: %s', (_name, rows) => {
  it.each(Object.entries(rows))('%s', (_case, row) => checkRow(row));
});
