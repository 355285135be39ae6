/** Variables that each round of a loop has for itself, and the closures that captured them: one row each. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'a constant of the body': {
    program: `
      const fns = [];
      for (let i = 0; i < 3; i++) {
        const name = 'n' + i;
        fns.push(() => name);
      }
      const result = fns[0]();`,
    from: ["const name = 'n'"],
  },
  'the variable of for-of': {
    program: `
      const first = 'a' + 'x';
      const second = 'b' + 'x';
      const fns = [];
      for (const item of [first, second]) {
        fns.push(() => item);
      }
      const result = fns[0]();`,
    from: ['const first'],
  },
  'the counter of the head': {
    program: `
      const fns = [];
      for (let i = 0; i < 3; i++) {
        fns.push(() => i * 2);
      }
      const result = fns[1]();`,
    from: ['for (let i'],
  },
  'a variable of a while body': {
    program: `
      const fns = [];
      let k = 0;
      while (k < 2) {
        let v = k * 10;
        v += 1;
        fns.push(() => v);
        k++;
      }
      const result = fns[0]();`,
    from: ['v += 1', 'let v'],
  },
  'the counter of a loop, changed in its body': {
    program: `
      const fns = [];
      const jump = 10 + 0;
      for (let i = 0; i < 2; i++) {
        i += jump;
        fns.push(() => i);
      }
      const result = fns[0]();`,
    from: ['i += jump', 'const jump'],
  },
  'a closure that writes the variable of its round': {
    program: `
      const fns = [];
      const steps = [];
      const by = 5 + 0;
      for (const start of [1, 2]) {
        let n = start;
        steps.push(() => {
          n += by;
        });
        fns.push(() => n);
      }
      steps[0]();
      const result = fns[0]();`,
    from: ['n += by', 'const by', 'let n = start'],
  },
  'rounds of two loops': {
    program: `
      const fns = [];
      const rows = ['x' + '', 'y' + ''];
      for (const row of rows) {
        for (let k = 0; k < 2; k++) {
          const cell = row + k;
          fns.push(() => cell);
        }
      }
      const result = fns[1]();`,
    from: ['const cell', 'const rows', 'for (let k'],
  },
  'var is shared by all rounds': {
    program: `
      const fns = [];
      for (var i = 0; i < 3; i++) {
        fns.push(() => i);
      }
      const result = fns[0]();`,
    from: ['for (var i'],
  },
  'timers of a loop': {
    program: `
      const seen = [];
      const one = 'a' + '';
      const two = 'b' + '';
      for (const name of [one, two]) {
        setTimeout(() => {
          seen.push(name);
          if (seen.length === 2) {
            const result = seen[0];
            finished();
          }
        }, 1);
      }`,
    from: ['seen.push(name)', 'const one'],
  },
  'body without braces': {
    program: `
      const fns = [];
      for (const name of ['a', 'b']) fns.push(() => name);
      const result = fns[0]();`,
    from: ['for (const name'],
  },
  'async rounds at once': {
    program: `
      async function load(n) {
        await null;
        return n * 2;
      }
      async function main() {
        const jobs = [];
        for (let i = 1; i < 3; i++) {
          const id = i * 10;
          jobs.push(async () => {
            const got = await load(id);
            return got;
          });
        }
        const all = await Promise.all(jobs.map((job) => job()));
        const result = all[0];
        finished();
      }
      main();`,
    from: ['return got', 'const got', 'return n * 2', 'const id'],
  },
};

describe('rounds of loops', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});
