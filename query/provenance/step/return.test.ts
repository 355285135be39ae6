/** What a function that ended without a value leads to. */
import { checkSlice, recordProgram, sliceFrom } from '../record-program.contract.ts';

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

describe('an error that came out of a function', () => {
  const caught = (body: string): string => `
      function bad(price) {
        if (price < 0) throw 'negative';
        return price;
      }
      function check(text) {
        ${body}
      }
      let result = null;
      try {
        check('{');
      } catch (error) {
        result = error + '';
      }`;
  const whys = async (body: string): Promise<readonly string[]> =>
    sliceFrom(await recordProgram(caught(body)), 'result').points.map(({ why }) => why);

  it.each([
    ['nothing was done since', 'return bad(-1);'],
    ['only a finally ran since', 'try { bad(-1); } finally { text.trim(); }'],
  ])('came through the call where %s', async (_case, body) => {
    expect(await whys(body)).toContain('the error came out of this call');
  });

  it.each([
    ['native code', "require('node:assert').throws(() => bad(-1)); return JSON.parse(text);"],
    [
      'a promise',
      'Promise.resolve().then(() => 1); new Promise(() => bad(-1)).catch(() => 0); return JSON.parse(text);',
    ],
  ])('came from elsewhere where %s had caught one', async (_case, body) => {
    expect(await whys(body)).not.toContain('the error came out of this call');
  });
});
