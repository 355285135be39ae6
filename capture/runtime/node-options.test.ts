import { quoteOption, withPreload } from './node-options.ts';

describe('NODE_OPTIONS', () => {
  it.each([
    ['/a/b.cjs', '/a/b.cjs'],
    ['/a b/c.cjs', '"/a b/c.cjs"'],
    ['/a"b\\c', '"/a\\"b\\\\c"'],
  ])('quotes %s', (path, quoted) => {
    expect(quoteOption(path)).toBe(quoted);
  });

  it.each([
    [undefined, '--require /p.cjs'],
    [' ', '--require /p.cjs'],
    ['--no-warnings', '--require /p.cjs --no-warnings'],
    ['--no-warnings --require /p.cjs', '--no-warnings --require /p.cjs'],
    ['--require /p.cjs.other', '--require /p.cjs --require /p.cjs.other'],
  ])('of %s becomes %s', (before, after) => {
    expect(withPreload(before, '/p.cjs')).toBe(after);
  });
});
