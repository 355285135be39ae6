/** What objects of the platform hold leads to what was written to them, and to the calls that were made for their effect. */
import { recordProgram, sliceFrom } from '../record-program.contract.ts';
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
  it('is an inference where a call may have changed it, and none where a property was written', async () => {
    const program = `
      const url = new URL('http://x.y/z');
      url.pathname = 'a' + 'b';
      url.searchParams.append('q', '1');
      const headers = new Headers();
      headers.append('x-a', url.href);
      const result = headers.get('x-a');`;
    const { points } = sliceFrom(await recordProgram(program), 'result');
    const steps = (why: string): readonly boolean[] =>
      points.filter((one) => one.why === why).map(({ isInferred }) => isInferred);
    expect(steps('argument of append')).toEqual([true, true]);
    expect(steps('pathname was written here')).toEqual([false]);
  });
});
