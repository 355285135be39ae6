import { restsOnInference } from '../slice.ts';
import { checkSlice, recordProgram, sliceFrom } from '../record-program.contract.ts';

const GENERATED = `
const escape = (text) => text.replace('&', '&amp;');
const upper = (text) => text.toUpperCase();
const render = new Function('escape', 'upper', 'value', 'done',
  'upper("other"); var out = escape(value); done(null, "<b>" + out + "</b>");');
let shown;
render(escape, upper, 'a&b\\'', (error, html) => { shown = html; });
`;

describe('what code that is not recorded gives on', () => {
  it('leads to the function of the program that returned a part of it', () =>
    checkSlice(GENERATED, 'shown', {
      via: [
        ['render(escape', '"<b>a&amp;b\'</b>"'],
        ['const escape', '"a&amp;b\'"'],
        ['const upper'],
      ],
    }));

  it('says that no event links the two', async () => {
    const { points } = sliceFrom(await recordProgram(GENERATED), 'shown');
    const returned = points.filter(({ why }) => why === 'escape returned a part of it');
    expect(returned.map(restsOnInference)).toEqual([true]);
  });

  it('leads to what returned the very object, as the result of a call too', () =>
    checkSlice(
      `
const load = (id) => ({ id });
const touch = () => 1;
const run = new Function('load', 'touch', 'var one = load(7); touch(); touch(); touch(); touch(); return one;');
let found = run(load, touch);
`,
      'found',
      { via: [['let found'], ['const load']] },
    ));

  it('leads to where the function was made, if a call gave it', () =>
    checkSlice(
      `
const adder = new Function('parts', 'return function (x) { return parts.first + x; }');
function setUp() { return adder({ first: 2 }); }
const add = setUp();
let sum = add(3);
`,
      'sum',
      { via: [['let sum', '5'], ['function setUp']] },
    ));

  it('came to call back what threw, and never ended', () =>
    checkSlice(
      `
const each = new Function('f', 'list', 'for (const one of list) f(one);');
function check(one) { if (one > 2) throw new Error('too large'); }
function all(list) { each(check, list); }
let shown;
try { all([1, 5]); } catch (error) { shown = error.message; }
`,
      'shown',
      { via: [['function check'], ['function all']] },
    ));

  it('is not made by the first function that it happens to call', () =>
    checkSlice(
      `
const tools = {
  pick(key) { return key + '-picked'; },
  show(text) { return '<' + text + '>'; },
};
const start = new Function('tools', 'return function root() { return tools.show(tools.pick("ab")); }')(tools);
let result = start();
`,
      'result',
      { via: [['let result', '"<ab-picked>"'], ['show(text)'], ['pick(key)']] },
    ));

  it('is no caller of a getter that threw', () =>
    checkSlice(
      `
const shop = { get rate() { throw new Error('no rate'); } };
function price(log) { const rate = shop.rate; log(rate); }
let shown;
try { price(() => 1); } catch (error) { shown = error.message; }
`,
      'shown',
      { via: [['const shop']], not: ['log(rate)'] },
    ));
});
