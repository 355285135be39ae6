/** How a call gives its arguments other than in their place: one row each. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  bind: {
    program: `
      const a = 2 + 0;
      function add(x, y) {
        return x + y;
      }
      const add2 = add.bind(null, a);
      const result = add2(3);`,
    from: ['return x', 'const add2', 'const a'],
  },
  curry: {
    program: `
      const a = 2 + 0;
      const add = (x) => (y) => x + y;
      const add2 = add(a);
      const result = add2(3);`,
    from: ['const add', 'const a'],
  },
  apply: {
    program: `
      const a = 2 + 0;
      function add(x, y) {
        return x + y;
      }
      const args = [a, 3];
      const result = add.apply(null, args);`,
    from: ['return x', 'const args', 'const a'],
  },
  'arguments object': {
    program: `
      const a = 2 + 0;
      function first() {
        return arguments[0];
      }
      const result = first(a);`,
    from: ['return arguments', 'const a'],
  },
  'class fields and inheritance': {
    program: `
      const n = 4 + 0;
      class Base {
        constructor(size) {
          this.size = size;
        }
      }
      class Box extends Base {
        constructor(size) {
          super(size * 2);
        }
      }
      const box = new Box(n);
      const result = box.size;`,
    from: ['this.size = size', 'super(size', 'const box', 'const n'],
  },
};

describe('given by a call', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});
