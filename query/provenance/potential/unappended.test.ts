/** What was not added to a text leads to the condition that kept it out. */
import { checkSlice } from '../record-program.contract.ts';

it('a piece that a callback would have added', () =>
  checkSlice(
    `
const known = ['id'];
const each = (list, use) => { for (const one of list) use(one); };
function render(name, keys) {
  let out = '<' + name;
  each(keys, (key) => {
    if (!known.includes(key)) return;
    out += ' ' + key;
  });
  out += '>';
  return out;
}
const other = render('a', ['id']);
const shown = render('b', ['href']);
`,
    'shown',
    {
      via: [['const shown', '"<b>"'], ["out += '>'"], ['if (!known', 'true'], ['const known']],
      not: ['const other'],
    },
  ));

it('what a sum lacks; a place that did add to it is none', () =>
  checkSlice(
    `
const prices = [1, 2];
let sum = 0;
let count = 0;
prices.forEach((price) => {
  if (price > 0) count += 1;
  if (price > 1) sum += price;
  if (price > 5) sum += 100;
});
sum += 3;
const shown = sum;
`,
    'shown',
    { via: [['const shown', '5'], ['sum += 3'], ['if (price > 5)', 'false']] },
  ));
