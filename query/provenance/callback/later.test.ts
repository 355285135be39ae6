/** Promises, timers, queues and emitters: what runs later, and what it was given: one row each. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'await chain': {
    program: `
      async function load(id) {
        await null;
        return id * 2;
      }
      async function total(id) {
        const one = await load(id);
        return one + 1;
      }
      async function main() {
        const id = 3 + 0;
        const result = await total(id);
      }
      main();`,
    from: ['return one', 'return id * 2', 'const id'],
  },
  'un-awaited async writes later': {
    program: `
      const state = { count: 0 };
      const step = 2 + 0;
      async function bump() {
        await null;
        state.count += step;
      }
      async function main() {
        bump();
        await null;
        await null;
        const result = state.count;
      }
      main();`,
    from: ['state.count += step', 'const step', 'bump();'],
  },
  'un-awaited async is late': {
    program: `
      const state = { count: 0 };
      async function load(n) {
        await null;
        state.count = n;
      }
      async function main() {
        load(5);
        const result = state.count;
        await null;
        await null;
      }
      main();`,
    from: ['const state', 'state.count = n'],
  },
  'forEach does not wait': {
    program: `
      async function save(n) {
        await null;
        if (n < 0) throw new Error('negative');
      }
      async function count(list) {
        let failed = 0;
        list.forEach(async (n) => {
          try {
            await save(n);
          } catch {
            failed += 1;
          }
        });
        return failed;
      }
      async function main() {
        const result = await count([1, -1]);
      }
      main();`,
    from: ['return failed', 'failed += 1', 'list.forEach(async'],
  },
  'a callback that runs in time is not late': {
    program: `
      function count(list) {
        let seen = 0;
        list.forEach((n) => {
          seen += n;
        });
        const result = seen;
        later(() => {
          seen = 100;
        });
      }
      function later(fn) {
        fn();
      }
      count([1, 2]);`,
    from: ['const result = seen', 'seen += n'],
    not: ['seen = 100', 'later(() =>'],
  },
  'missing await gives promise': {
    program: `
      async function load() {
        return 5;
      }
      async function main() {
        const value = load();
        const result = value + 1;
      }
      main();`,
    from: ['const value'],
  },
  'then via named callback': {
    program: `
      const factor = 2 + 0;
      const double = (n) => {
        return n * factor;
      };
      async function main() {
        const result = await Promise.resolve(4).then(double);
      }
      main();`,
    from: ['return n * factor', 'const factor'],
  },
  'then chain two': {
    program: `
      const base = 4 + 0;
      function load() {
        return Promise.resolve(base);
      }
      load()
        .then((n) => {
          return n + 1;
        })
        .then((m) => {
          const result = m * 2;
        });`,
    from: ['const result', 'return n + 1', 'const base'],
  },
  'then parameter from async fn': {
    program: `
      const base = 4 + 0;
      async function load() {
        await null;
        return base;
      }
      let result = 0;
      load().then((n) => {
        result = n;
      });`,
    from: ['result = n', 'return base', 'const base'],
  },
  'catch gets rejection': {
    program: `
      async function load(id) {
        if (id > 2) {
          throw new Error('no ' + id);
        }
      }
      const id = 3 + 0;
      let result = '';
      load(id).catch((error) => {
        result = error.message;
      });`,
    from: ['result = error', 'throw new Error', 'const id'],
  },
  'try await catch': {
    program: `
      async function load(id) {
        await null;
        throw new Error('no ' + id);
      }
      async function main() {
        const id = 3 + 0;
        let result = '';
        try {
          await load(id);
        } catch (error) {
          result = error.message;
        }
      }
      main();`,
    from: ['result = error', 'throw new Error', 'const id'],
  },
  'promise reject': {
    program: `
      function load(id) {
        return new Promise((resolve, reject) => {
          reject(new Error('no ' + id));
        });
      }
      async function main() {
        const id = 3 + 0;
        let result = '';
        try {
          await load(id);
        } catch (error) {
          result = error.message;
        }
      }
      main();`,
    from: ['result = error', 'reject(new Error', 'const id'],
  },
  'all picks element': {
    program: `
      async function load(n) {
        await null;
        return n * 10;
      }
      async function main() {
        const two = 2 + 0;
        const [a, b] = await Promise.all([load(1), load(two)]);
        const result = b;
      }
      main();`,
    from: ['return n * 10', 'const two', 'const [a'],
  },
  'all over map': {
    program: `
      const rate = 2 + 0;
      async function price(item) {
        await null;
        return item.cost * rate;
      }
      async function main() {
        const items = [{ cost: 1 }, { cost: 2 }];
        const prices = await Promise.all(items.map((item) => price(item)));
        const result = prices[1];
      }
      main();`,
    from: ['return item.cost', 'const rate', 'const items'],
  },
  'allSettled reason': {
    program: `
      async function load(n) {
        throw new Error('bad ' + n);
      }
      async function main() {
        const two = 2 + 0;
        const [settled] = await Promise.allSettled([load(two)]);
        const result = settled.reason.message;
      }
      main();`,
    from: ['throw new Error', 'const two', 'const [settled'],
  },
  'race loser': {
    program: `
      function wait(ms, value) {
        return new Promise((resolve) => {
          setTimeout(() => resolve(value), ms);
        });
      }
      async function main() {
        const fast = 'f' + '';
        const result = await Promise.race([wait(1, fast), wait(30, 'slow')]);
        finished();
      }
      main();`,
    from: ['setTimeout(() => resolve', 'const fast', 'const result'],
  },
  'promise callback through wrapper': {
    program: `
      const base = 3 + 0;
      function promisify(fn) {
        return (arg) => new Promise((resolve, reject) => {
          fn(arg, (error, value) => {
            if (error) {
              reject(error);
            } else {
              resolve(value);
            }
          });
        });
      }
      const read = promisify((n, done) => {
        setTimeout(() => {
          done(null, n * base);
        }, 1);
      });
      async function main() {
        const result = await read(2);
        finished();
      }
      main();`,
    from: ['resolve(value)', 'done(null, n * base)', 'const base'],
  },
  'util.promisify': {
    program: `
      const { promisify } = require('node:util');
      const base = 3 + 0;
      const read = promisify((n, done) => {
        setTimeout(() => {
          done(null, n * base);
        }, 1);
      });
      async function main() {
        const result = await read(2);
        finished();
      }
      main();`,
    from: ['done(null, n * base)', 'const base'],
  },
  deferred: {
    program: `
      function defer() {
        let resolve;
        const promise = new Promise((r) => {
          resolve = r;
        });
        return { promise, resolve };
      }
      const value = 4 + 0;
      const d = defer();
      setTimeout(() => {
        d.resolve(value);
      }, 1);
      async function main() {
        const result = await d.promise;
        finished();
      }
      main();`,
    from: ['d.resolve(value)', 'const value'],
  },
  'race condition lost update': {
    program: `
      const db = { n: 0 };
      async function read() {
        await null;
        return db.n;
      }
      async function add(k) {
        const n = await read();
        await null;
        db.n = n + k;
      }
      async function main() {
        await Promise.all([add(1), add(2)]);
        const result = db.n;
      }
      main();`,
    from: ['db.n = n + k', 'const n = await', 'return db.n', 'await Promise.all'],
  },
};

describe('what runs later', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});
