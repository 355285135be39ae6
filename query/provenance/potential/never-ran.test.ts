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
