/** What runs without a call: conversions, iterators, accessors, traps, and errors that the engine throws: one row each. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'Date coercion': {
    program: `
      const ms = 5 + 0;
      const date = new Date(0);
      date.setTime(ms);
      const result = +date;`,
    from: ['date.setTime', 'const ms'],
  },
  'Date difference': {
    program: `
      const a = new Date(10);
      const ms = 4 + 0;
      const b = new Date(ms);
      const result = a - b;`,
    from: ['const b', 'const ms', 'const a'],
  },
  'generator with for-of': {
    program: `
      function* range(from, to) {
        for (let i = from; i < to; i++) {
          yield i * 2;
        }
      }
      const limit = 2 + 1;
      let result = 0;
      for (const n of range(0, limit)) {
        result = n;
      }`,
    from: ['yield i * 2', 'const limit', 'result = n'],
  },
  'generator spread': {
    program: `
      const factor = 2 + 0;
      function* range() {
        yield 1 * factor;
      }
      const list = [...range()];
      const result = list[0];`,
    from: ['yield 1', 'const factor'],
  },
  'generator by next': {
    program: `
      const factor = 2 + 0;
      function* range() {
        yield 1 * factor;
        yield 2 * factor;
      }
      const it = range();
      it.next();
      const result = it.next().value;`,
    from: ['yield 2', 'const factor'],
  },
  'generator is sent a value': {
    program: `
      function* dialog() {
        const got = yield 'ask';
        return got + '!';
      }
      const said = 'x' + '';
      const it = dialog();
      it.next();
      const result = it.next(said).value;`,
    from: ['return got', 'const said'],
  },
  'a generator that others run to their end': {
    program: `
      function run(it) {
        let step = it.next();
        while (!step.done) {
          const sent = step.value?.next ? run(step.value) : step.value;
          step = it.next(sent);
        }
        return step.value;
      }
      function* priceOf(amount, isGift) {
        const left = yield amount;
        if (isGift) {
          return 0;
        }
        return left * 3;
      }
      function* total(amount, options) {
        const price = yield priceOf(amount, options.gift && amount > 9);
        const other = yield 'unrelated';
        return price + 1;
      }
      const amount = 4 + 0;
      const unused = 'u' + 0;
      const it = total(amount, { gift: true });
      const result = run(it);`,
    from: ['return price', 'return left', 'if (isGift)', 'const price', 'const amount', 'const it'],
    not: ['const unused'],
  },
  'generators of one function are told apart by their objects': {
    program: `
      function* shown(text) {
        yield text;
      }
      const a = 'a' + '';
      const b = 'b' + '';
      const first = shown(a);
      const second = shown(b);
      second.next();
      const result = first.next().value;`,
    from: ['const a', 'const first'],
    not: ['const b', 'const second'],
  },
  'the getter behind the receiver of a call': {
    program: `
      const RE = /b/;
      class Page {
        constructor(path) {
          this.path = path;
        }
        get full() {
          return '/' + this.path;
        }
        get clean() {
          return this.full.trim().replace(RE, '');
        }
      }
      const raw = 'ab' + '';
      const page = new Page(raw);
      const result = page.clean;`,
    from: ["return '/'", 'return this.full', 'const raw', 'const RE'],
  },
  'yield* delegates': {
    program: `
      const v = 2 + 0;
      function* inner() {
        yield v;
      }
      function* outer() {
        yield* inner();
      }
      const [result] = outer();`,
    from: ['yield v', 'const v'],
  },
  'custom iterator': {
    program: `
      class Bag {
        constructor(items) {
          this.items = items;
        }
        [Symbol.iterator]() {
          let i = 0;
          const { items } = this;
          return {
            next() {
              return i < items.length ? { value: items[i++], done: false } : { value: undefined, done: true };
            },
          };
        }
      }
      const v = 3 + 0;
      const bag = new Bag([v]);
      let result = 0;
      for (const item of bag) {
        result = item;
      }`,
    from: ['return i < items', 'const v'],
  },
  'class iterator by generator': {
    program: `
      class Bag {
        items = [];
        *[Symbol.iterator]() {
          for (const x of this.items) {
            yield x + 1;
          }
        }
      }
      const v = 3 + 0;
      const bag = new Bag();
      bag.items.push(v);
      const [result] = bag;`,
    from: ['yield x', 'bag.items.push', 'const v'],
  },
  'async generator for await': {
    program: `
      const v = 3 + 0;
      async function* pages() {
        yield v;
      }
      async function main() {
        let result = 0;
        for await (const page of pages()) {
          result = page;
        }
      }
      main();`,
    from: ['yield v', 'const v', 'result = page'],
  },
  'private field': {
    program: `
      const n = 4 + 0;
      class Counter {
        #count = n;
        inc() {
          this.#count += 1;
          return this.#count;
        }
      }
      const counter = new Counter();
      const result = counter.inc();`,
    from: ['this.#count += 1', '#count = n', 'const n'],
  },
  'static field': {
    program: `
      const n = 4 + 0;
      class Config {
        static limit = n;
      }
      const result = Config.limit;`,
    from: ['static limit', 'const n'],
  },
  'getter through object': {
    program: `
      const rate = 2 + 0;
      const item = {
        get price() {
          return rate * 3;
        },
      };
      const result = item.price;`,
    from: ['return rate', 'const rate'],
  },
  'defineProperty getter': {
    program: `
      const rate = 2 + 0;
      const item = {};
      Object.defineProperty(item, 'price', {
        get() {
          return rate * 3;
        },
      });
      const result = item.price;`,
    from: ['return rate', 'const rate'],
  },
  'prototype lookup': {
    program: `
      const v = 2 + 0;
      function Foo() {}
      Foo.prototype.size = v;
      const foo = new Foo();
      const result = foo.size;`,
    from: ['Foo.prototype.size = v', 'const v'],
  },
  'Object.create proto': {
    program: `
      const v = 2 + 0;
      const base = { size: v };
      const derived = Object.create(base);
      const result = derived.size;`,
    from: ['const base', 'const v'],
  },
  'proxy get trap': {
    program: `
      const v = 2 + 0;
      const target = { size: v };
      const proxy = new Proxy(target, {
        get(t, key) {
          return t[key];
        },
      });
      const result = proxy.size;`,
    from: ['return t[key]', 'const v'],
  },
  'proxy without trap': {
    program: `
      const v = 2 + 0;
      const target = { size: v };
      const proxy = new Proxy(target, {});
      const result = proxy.size;`,
    from: ['const proxy', 'const target', 'const v'],
  },
  'write through a proxy': {
    program: `
      const v = 2 + 0;
      const target = { size: 1 };
      const proxy = new Proxy(target, {
        set(t, key, value) {
          t[key] = value * 2;
          return true;
        },
      });
      proxy.size = v;
      const result = target.size;`,
    from: ['t[key] = value', 'proxy.size = v', 'const v'],
  },
  'thrown through frames': {
    program: `
      function inner(x) {
        throw new TypeError('bad ' + x);
      }
      function outer(x) {
        return inner(x);
      }
      const given = 5 + 0;
      let result = '';
      try {
        outer(given);
      } catch (error) {
        result = error.message;
      }`,
    from: ['result = error', 'throw new TypeError', 'const given'],
  },
  'error by native': {
    program: `
      const user = undefined;
      let result = '';
      try {
        user.name;
      } catch (error) {
        result = error.message;
      }`,
    from: ['result = error', 'user.name', 'const user'],
  },
  'error by native in callee': {
    program: `
      const user = undefined;
      function nameOf(u) {
        return u.name;
      }
      let result = '';
      try {
        nameOf(user);
      } catch (error) {
        result = error.message;
      }`,
    from: ['result = error', 'return u.name', 'const user'],
  },
  'swallowed in callee': {
    program: `
      function load(text) {
        try {
          return JSON.parse(text);
        } catch {
          return null;
        }
      }
      const text = '{oops' + '';
      const config = load(text);
      const result = config?.size ?? 0;`,
    from: ['return null', 'return JSON.parse', 'const text'],
  },
  'finally overrides': {
    program: `
      function f() {
        try {
          return 1;
        } finally {
          return 2;
        }
      }
      const result = f();`,
    from: ['return 2'],
  },
  'error cause rewrapped': {
    program: `
      function low() {
        throw new Error('low');
      }
      function high() {
        try {
          low();
        } catch (cause) {
          throw new Error('high', { cause });
        }
      }
      let result = null;
      try {
        high();
      } catch (error) {
        result = error.cause.message;
      }`,
    from: ['result = error', "throw new Error('high'", "throw new Error('low'"],
  },
};

describe('without a call', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});
