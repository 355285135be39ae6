/** What objects of the platform hold leads to what was written to them, and to the calls that were made for their effect. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'written to an object of the platform': {
    program: `
      const name = 'a' + 'b';
      const url = new URL('http://x.y/z');
      url.pathname = name;
      url.searchParams.append('q', '1');
      const result = url.toString();`,
    from: ['url.pathname = name', 'const name', 'const url'],
  },
  'read from an object of the platform': {
    program: `
      const name = 'a' + 'b';
      const url = new URL('http://x.y/z');
      url.pathname = name;
      const result = url.href;`,
    from: ['url.pathname = name', 'const name', 'const url'],
  },
  'a call for its effect on such an object': {
    program: `
      const name = 'a' + 'b';
      const headers = new Headers();
      headers.append('x-a', name);
      const result = headers.get('x-a');`,
    from: ['headers.append', 'const name'],
  },
};

describe('an object whose class was not recorded', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});
