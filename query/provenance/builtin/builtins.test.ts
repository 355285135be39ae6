/** One row for each built-in: a program, and the lines that its result came from and did not come from. All through the real ring. */
import { linesOfSlice, recordProgram, sliceFrom } from '../record-program.contract.ts';

interface Row {
  readonly program: string;
  /** Starts of lines that must be in the slice from `result`. */
  readonly from: readonly string[];
  readonly not?: readonly string[];
}

async function check({ program, from, not = [] }: Row): Promise<void> {
  const lines = linesOfSlice(sliceFrom(await recordProgram(program), 'result'));
  const starts = lines.map(({ text }) => text);
  const holds = (start: string): boolean => starts.some((text) => text.startsWith(start));
  expect({ missing: from.filter((start) => !holds(start)), starts }).toEqual({
    missing: [],
    starts,
  });
  expect({ extra: not.filter(holds), starts }).toEqual({ extra: [], starts });
}

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
  ['arrays', ARRAYS],
  ['texts', TEXTS],
  ['objects', OBJECTS],
  ['collections', COLLECTIONS],
  ['functions', FUNCTIONS],
  ['what comes later', LATER],
])('built-ins: %s', (_name, rows) => {
  it.each(Object.entries(rows))('%s', (_case, row) => check(row));
});
