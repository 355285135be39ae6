/** How names, patterns and arguments take their values: one row each. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'nested destructuring with default': {
    program: `
      const port = 80 + 0;
      const config = { server: { port } };
      const { server: { port: p = 1, host = 'h' } } = config;
      const result = p;`,
    from: ['const config', 'const port'],
  },
  'nested destructuring default taken': {
    program: `
      const config = { server: {} };
      const fallback = 'local' + 'host';
      const { server: { host = fallback } } = config;
      const result = host;`,
    from: ['const fallback', 'const config'],
  },
  'array destructuring swap': {
    program: `
      let a = 1 + 0;
      let b = 2 + 0;
      [a, b] = [b, a];
      const result = a;`,
    from: ['[a, b]', 'let b'],
  },
  'rest of object': {
    program: `
      const keep = 5 + 0;
      const other = 6 + 0;
      const source = { drop: 1, keep, other };
      const { drop, ...rest } = source;
      const result = rest.keep;`,
    from: ['const { drop', 'const source', 'const keep'],
  },
  'rest of array': {
    program: `
      const two = 2 + 0;
      const list = [1, two, 3];
      const [head, ...tail] = list;
      const result = tail[0];`,
    from: ['const [head', 'const list', 'const two'],
  },
  'destructured parameter with default': {
    program: `
      const size = 3 + 0;
      function area({ width = 1, height = 2 } = {}) {
        return width * height;
      }
      const result = area({ width: size });`,
    from: ['return width', 'const result', 'const size'],
  },
  'nested destructured parameter': {
    program: `
      const size = 3 + 0;
      function area({ box: { width }, list: [first] }) {
        return width * first;
      }
      const result = area({ box: { width: size }, list: [4] });`,
    from: ['return width', 'const size'],
  },
  'spread in call': {
    program: `
      const b = 2 + 0;
      const args = [1, b];
      function add(x, y) {
        return y;
      }
      const result = add(...args);`,
    from: ['return y', 'const args', 'const b'],
  },
  'spread loses to undefined': {
    program: `
      const defaults = { size: 10 };
      const options = { size: undefined };
      const merged = { ...defaults, ...options };
      const result = merged.size * 2;`,
    from: ['const merged', 'const options'],
  },
  'template with undefined operand': {
    program: `
      const user = { name: 'Ann' };
      const greeting = 'Hi';
      const result = \`\${greeting} \${user.nick}\`;`,
    from: ['const user'],
  },
  'tagged template': {
    program: `
      const id = 7 + 0;
      function sql(strings, ...values) {
        return strings.join('?') + values[0];
      }
      const result = sql\`id = \${id}\`;`,
    from: ['return strings', 'const id'],
  },
  'NaN by operand': {
    program: `
      const price = 10 + 0;
      const count = Number('x');
      const result = price * count + 1;`,
    from: ['const count'],
  },
  'compound assignment on property': {
    program: `
      const order = { total: 0 };
      const price = 'x' * 1;
      order.total += price;
      const result = order.total;`,
    from: ['order.total += price', 'const price'],
  },
  '??= took place': {
    program: `
      const dflt = 4 + 0;
      const o = { a: null };
      o.a ??= dflt;
      const result = o.a;`,
    from: ['o.a ??= dflt', 'const dflt'],
  },
  '??= did not take place': {
    program: `
      const first = 0 + 0;
      const o = { a: first };
      o.a ??= 5;
      const result = o.a;`,
    from: ['const first', 'const o'],
  },
  '&&= on variable': {
    program: `
      let flag = 1 + 0;
      const next = 3 + 0;
      flag &&= next;
      const result = flag;`,
    from: ['flag &&= next', 'const next'],
  },
  'optional chain short': {
    program: `
      const user = { profile: null };
      const result = user.profile?.name;`,
    from: ['const user'],
  },
  'optional call': {
    program: `
      const user = {};
      const result = user.getName?.();`,
    from: ['const user'],
  },
  'comma and sequence': {
    program: `
      const b = 2 + 0;
      const result = (1, b);`,
    from: ['const b'],
  },
  'switch fallthrough': {
    program: `
      const kind = 'a' + '';
      let result = 0;
      switch (kind) {
        case 'a':
          result = 1;
        case 'b':
          result = 2;
      }`,
    from: ['result = 2', 'switch (kind)', 'const kind'],
  },
  'var hoisting': {
    program: `
      const seen = typeof value;
      var value = 1;
      const result = seen;`,
    from: ['const seen'],
  },
  'closure counter': {
    program: `
      const step = 2 + 0;
      function counter() {
        let n = 0;
        return () => {
          n += step;
          return n;
        };
      }
      const a = counter();
      const b = counter();
      a();
      b();
      const result = a();`,
    from: ['return n', 'n += step', 'let n', 'const step'],
  },
  'memo cache in closure': {
    program: `
      const cache = {};
      function load(key, make) {
        if (!(key in cache)) {
          cache[key] = make();
        }
        return cache[key];
      }
      const old = 1 + 0;
      load('k', () => old);
      const result = load('k', () => 2);`,
    from: ['return cache', 'cache[key] = make', "load('k', () => old", 'const old'],
  },
  'shared reference mutated': {
    program: `
      const defaults = { tags: [] };
      function make(tag) {
        const o = { ...defaults };
        o.tags.push(tag);
        return o;
      }
      const extra = 'x' + '';
      make(extra);
      const second = make('y');
      const result = second.tags[0];`,
    from: ['o.tags.push', 'const extra', 'make(extra)'],
  },
  'for-in': {
    program: `
      const b = 2 + 0;
      const o = {};
      o['k' + b] = 1;
      let result = '';
      for (const key in o) {
        result = key;
      }`,
    from: ['result = key', "o['k' + b]", 'const b'],
  },
};

describe('bindings', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});
