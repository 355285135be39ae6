import { forbidsPreload, quoteOption, withoutPreload, withPreload } from './node-options.ts';

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

  it.each([
    ['--require /p.cjs', ''],
    ['--require /p.cjs --no-warnings', '--no-warnings'],
    ['--no-warnings --require /p.cjs.other', '--no-warnings --require /p.cjs.other'],
  ])('%s without us is %s', (before, after) => {
    expect(withoutPreload(before, '/p.cjs')).toBe(after);
  });

  it.each([
    [['node', 'main.js'], false],
    [['node', '--permission', 'main.js'], true],
    [['node', '--permission', '--allow-fs-read=*', 'main.js'], false],
    [['node', '--experimental-permission', '--allow-fs-read=/app/*', 'main.js'], true],
    [['node', '--experimental-permission', '--allow-fs-read=/app/*,/s/', 'main.js'], false],
    [['node', '--permission', '--allow-fs-read', '/s/dist/*', 'main.js'], false],
    [['sh', '-c', 'node --permission --allow-fs-read="/app/*" main.js'], true],
    [['node', 'main.js', '--permissions'], false],
  ])('of %j keep us out: %s', (words, isForbidden) => {
    expect(forbidsPreload(words, '/s/dist/p.cjs')).toBe(isForbidden);
  });
});
