/** What a function that ended without a value leads to. */
import { checkSlice } from '../record-program.contract.ts';

it('a call whose value was there and was not given on; what gave none is no part of it', () =>
  checkSlice(
    `
const load = (id) => ({ id });
const note = () => undefined;
function run(id) {
  load(id);
  note();
}
let shown = run(7);
`,
    'shown',
    { via: [['let shown', 'undefined'], ['load(id);']], not: ['note();'] },
  ));
