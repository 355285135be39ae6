/** Which part of a literal gave a property, or could have: one row each. */
import { recordProgram, sliceFrom } from '../record-program.contract.ts';
import { restsOnInference } from '../slice.ts';
import { checkRow } from './row.contract.ts';
import type { Row } from './row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'an element behind a spread': {
    program: `
      const first = { id: 1 + 0 };
      const rest = { id: 2 + 0 };
      const list = [rest];
      const all = [first, ...list];
      const result = all[1].id;`,
    from: ['const all', 'const list', 'const rest'],
  },
  'a later spread that lacks the key': {
    program: `
      const defaults = { limit: 2 + 0 };
      function read(text) {
        const found = {};
        if (text.includes('=')) found.limit = Number(text.slice(6));
        return found;
      }
      const text = 'limit:' + 5;
      const options = { ...defaults, ...read(text) };
      const result = options.limit;`,
    from: ['const options', 'const defaults', "if (text.includes('='))", 'const text'],
  },
  'a literal none of whose spreads has the key': {
    program: `
      const given = 'limit:' + 5;
      function read(text) {
        const found = {};
        if (text.includes('=')) found.limit = Number(text.slice(6));
        return found;
      }
      const parsed = { ...read(given), seen: true };
      const result = parsed.limit;`,
    from: ['const parsed', "if (text.includes('='))", 'const given'],
  },
  'entries that were put together again': {
    program: `
      const size = 3 + 0;
      const other = 4 + 0;
      const whole = { size, other };
      const kept = Object.fromEntries(Object.entries(whole).filter(([, value]) => value > 1));
      const result = kept.size;`,
    from: ['const kept', 'const whole', 'const size'],
  },
};

describe('literals', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
  it.each([
    ['filter(([, value]) => value > 1)', false],
    ['map(([key, value]) => [key, value * 2])', true],
  ])('entries after %s: the same key is an inference: %s', async (call, isInferred) => {
    const program = `
      const whole = { size: 3 + 0 };
      const kept = Object.fromEntries(Object.entries(whole).${call});
      const result = kept.size;`;
    const { points } = sliceFrom(await recordProgram(program), 'result');
    const found = points.filter(
      ({ point }) =>
        point.kind === 'expression' &&
        point.source.text.slice(point.node.start, point.node.end) === '3 + 0',
    );
    expect(found.slice(0, 1).map(restsOnInference)).toEqual([isInferred]);
  });
});
