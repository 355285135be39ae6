/** Getters that ran without a call, and what is none. */
import { checkSlice } from '../record-program.contract.ts';

const PAGE = `
class Page {
  get length() {
    return 40 + 2;
  }
}
const page = new Page();
const text = 'a' + 'b';
`;

it('the getter of an object stands behind a receiver', () =>
  checkSlice(`${PAGE}const result = page.length.toFixed(1);`, 'result', {
    via: [['const result'], ['return 40']],
  }));

it('a text has no getter of the program', () =>
  checkSlice(
    `${PAGE}
page.length.toFixed(0);
const result = text.length.toFixed(1);`,
    'result',
    { via: [['const result'], ['const text']], not: ['return 40'] },
  ));
