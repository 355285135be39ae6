/** A name that kept its first value leads to the function that would have written it, and to what kept that from running. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';
import { linesOfSlice, recordProgram, sliceFrom } from '../record-program.contract.ts';

const LOADER = `
      const { EventEmitter } = require('node:events');
      class Loader extends EventEmitter {
        constructor(items) {
          super();
          this.items = items;
          this.emit('ready', items.length);
        }
      }`;

const ROWS: Readonly<Record<string, Row>> = {
  'an event that was emitted before anybody listened': {
    program: `${LOADER}
      let size = 0;
      const loader = new Loader(['a']);
      loader.on('ready', (count) => {
        size = count;
      });
      const result = size + 0;`,
    from: ['let size', "loader.on('ready'", "this.emit('ready'"],
  },
  'a callback that turned away': {
    program: `
      let total = 0;
      const limit = 5 + 0;
      [1, 2].forEach((price) => {
        if (price > limit) total = price;
      });
      const result = total + 0;`,
    from: ['let total', 'if (price > limit)', 'const limit'],
  },
};

describe('a name that was never written again', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
  it('has to do with what its own activation handed over, and no other one', async () => {
    const program = `
      const { EventEmitter } = require('node:events');
      const one = new EventEmitter();
      const two = new EventEmitter();
      function count(source) {
        let size = 0;
        source.on('ready', (n) => {
          size = n;
        });
        return size;
      }
      const result = count(one) + 1;
      count(two);`;
    const { points } = sliceFrom(await recordProgram(program), 'result');
    const asked = points[0]?.evidence?.seq ?? 0;
    const handed = points.filter(({ why }) => why.startsWith('what was handed over here'));
    expect(handed).toHaveLength(1);
    const [{ point } = { point: null }] = handed;
    expect(point?.kind === 'reached' ? point.before : Infinity).toBeLessThan(asked);
  });
  it('is nothing to explain where it was written', async () => {
    const program = `
      let total = 0;
      const never = () => {
        total = 2;
      };
      [1].forEach(() => {
        total = 1;
      });
      require('node:process').on('nothing', never);
      const result = total + 0;`;
    const lines = linesOfSlice(sliceFrom(await recordProgram(program), 'result'));
    expect(lines.filter(({ text }) => text.includes('nothing'))).toEqual([]);
  });
});
