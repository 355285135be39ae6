/** Text in columns. */
import { inOneLine } from '../../protocol/answer.ts';
import { cut, wrap } from './text.ts';

describe('text in columns', () => {
  it('becomes one line, in which texts in quotes stay as they are', () => {
    expect(inOneLine("a(\n    'x  y',\n\t1\n  );\n")).toBe("a( 'x  y', 1 );");
    expect(cut("'x  y'\n", 80)).toBe("'x  y'");
    expect(wrap("'x  y' is\nnot 'xy'", 80)).toEqual(["'x  y' is not 'xy'"]);
  });
  it('breaks at blanks, and ends no line with one', () =>
    expect(wrap('one two  three four', 8, ' ')).toEqual([' one two', ' three', ' four']));
});
