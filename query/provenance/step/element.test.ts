/** Elements of arrays, and the built-ins that move, drop or add them: one row each. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'array hole': {
    program: `
      const list = [1, , 3];
      const picked = list[1];
      const result = picked + 1;`,
    from: ['const picked', 'const list'],
  },
  'hole by new Array': {
    program: `
      const size = 3 + 0;
      const list = new Array(size);
      list[0] = 1;
      const result = list[1];`,
    from: ['const list'],
  },
  'length cut': {
    program: `
      const list = [1, 2, 3];
      const cut = 1 + 0;
      list.length = cut;
      const result = list[2];`,
    from: ['list.length = cut', 'const cut'],
  },
  'array index write': {
    program: `
      const v = 7 + 0;
      const list = [];
      list[2] = v;
      const result = list[2];`,
    from: ['list[2] = v', 'const v'],
  },
  'reduce with missing init': {
    program: `
      const items = [{ price: 1 }, { prize: 2 }];
      const result = items.reduce((sum, item) => {
        return sum + item.price;
      }, 0);`,
    from: ['return sum', 'const items'],
  },
  'reduce into object': {
    program: `
      const people = [{ id: 'a', age: 3 }, { id: 'b', age: 4 }];
      const byId = people.reduce((acc, person) => {
        acc[person.id] = person;
        return acc;
      }, {});
      const result = byId.b.age;`,
    from: ['acc[person.id] = person', 'const people'],
  },
  flatMap: {
    program: `
      const suffix = '!' + '';
      const list = ['a', 'b'].flatMap((x) => {
        return [x, x + suffix];
      });
      const result = list[3];`,
    from: ['return [x', 'const suffix'],
  },
  'slice of array': {
    program: `
      const v = 3 + 0;
      const list = [1, 2, v];
      const part = list.slice(2);
      const result = part[0];`,
    from: ['const part', 'const list', 'const v'],
  },
  'indexOf negative': {
    program: `
      const list = ['a', 'b'];
      const wanted = 'A'.toString();
      const result = list.indexOf(wanted);`,
    from: ['const list', 'const wanted'],
  },
  includes: {
    program: `
      const list = ['a'];
      const wanted = 'b' + '';
      const result = list.includes(wanted);`,
    from: ['const list', 'const wanted'],
  },
  'forEach accumulates': {
    program: `
      let total = 0;
      const prices = [1, undefined];
      prices.forEach((p) => {
        total += p;
      });
      const result = total;`,
    from: ['total += p', 'const prices'],
  },
  'reverse in place': {
    program: `
      const list = [1, 2];
      const alias = list;
      alias.reverse();
      const result = list[0];`,
    from: ['alias.reverse'],
  },
  shift: {
    program: `
      const first = 1 + 0;
      const queue = [first, 2];
      queue.shift();
      const result = queue[0];`,
    from: ['queue.shift', 'const queue'],
  },
  unshift: {
    program: `
      const v = 9 + 0;
      const queue = [1];
      queue.unshift(v);
      const result = queue[0];`,
    from: ['queue.unshift', 'const v'],
  },
  'find returns undefined': {
    program: `
      const users = [{ id: 1 }];
      const wanted = '1' + '';
      const user = users.find((u) => u.id === wanted);
      const result = user && user.id;`,
    from: ['const user =', 'const users', 'const wanted'],
  },
  'sort aliasing': {
    program: `
      const original = [3, 1, 2];
      const sorted = original.sort();
      const result = original[0];`,
    from: ['const sorted'],
  },
  'split map join': {
    program: `
      const text = 'a b' + '';
      const result = text.split(' ').map((w) => {
        return w.toUpperCase();
      }).join('');`,
    from: ['return w', 'const text'],
  },
  'array entries': {
    program: `
      const v = 5 + 0;
      const list = ['x', v];
      let result = 0;
      for (const [i, item] of list.entries()) {
        result = item;
      }`,
    from: ['result = item', 'const list', 'const v'],
  },
  'string index and slice': {
    program: `
      const text = 'abc' + '';
      const at = 3 + 0;
      const result = text[at];`,
    from: ['const text', 'const at'],
  },
  'parseInt in map': {
    program: `
      const texts = ['1', '2', '3'];
      const result = texts.map(parseInt)[1];`,
    from: ['const texts'],
  },
};

describe('elements', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});
