import { withPreloadInShell, withPreloadInWords } from './shell-text.ts';

const shown = (text: string): string => text.replaceAll(`'--require /p.cjs '`, '+');

describe('the text of a shell', () => {
  it.each([
    ['NODE_OPTIONS=--a jest', 'NODE_OPTIONS=+--a jest'],
    [`A=1 NODE_OPTIONS="--a --b" jest`, `A=1 NODE_OPTIONS=+"--a --b" jest`],
    [`NODE_OPTIONS='--a' x && NODE_OPTIONS= y`, `NODE_OPTIONS=+'--a' x && NODE_OPTIONS=+ y`],
    ['export NODE_OPTIONS=--a; x', 'export NODE_OPTIONS=+--a; x'],
    ['env NODE_OPTIONS=--a x', 'env NODE_OPTIONS=+--a x'],
    ['if t; then NODE_OPTIONS=--a x; fi', 'if t; then NODE_OPTIONS=+--a x; fi'],
    ['(NODE_OPTIONS=--a x)', '(NODE_OPTIONS=+--a x)'],
    ['x |\nNODE_OPTIONS=--a y', 'x |\nNODE_OPTIONS=+--a y'],
  ])('%s', (text, expected) => {
    expect(shown(withPreloadInShell(text, '/p.cjs'))).toBe(expected);
  });

  it.each([
    'jest',
    'NODE_OPTIONS="$NODE_OPTIONS --a" jest',
    'NODE_OPTIONS=${NODE_OPTIONS:-} jest',
    'echo NODE_OPTIONS=--a',
    `echo "x; NODE_OPTIONS=--a y"`,
    `echo 'x' \\; NODE_OPTIONS=--a y`,
    'env -i NODE_OPTIONS=--a x',
    'cross-env NODE_OPTIONS=--a x',
    'x # ; NODE_OPTIONS=--a y',
    'MY_NODE_OPTIONS=--a y',
    'cat <<E\nNODE_OPTIONS=--a y\nE',
  ])('leaves as it is: %s', (text) => {
    expect(withPreloadInShell(text, '/p.cjs')).toBe(text);
  });

  it('is found behind the option of a shell, and nowhere else', () => {
    const text = 'NODE_OPTIONS=--a x';
    const changed = withPreloadInShell(text, '/p.cjs');
    expect(withPreloadInWords(['/bin/sh', '-c', text, 'y'], '/p.cjs')).toEqual([
      ...['/bin/sh', '-c', changed, 'y'],
    ]);
    expect(withPreloadInWords(['bash', '-ec', text], '/p.cjs')).toEqual(['bash', '-ec', changed]);
    for (const argv of [['sh', text], ['node', '-c', text], ['sh', '-c'], []])
      expect(withPreloadInWords(argv, '/p.cjs')).toBe(argv);
  });

  it('is one word for a shell, whatever the path holds', () => {
    const text = withPreloadInShell('NODE_OPTIONS="--a b"', `/it's "here".cjs`);
    expect(text).toBe(`NODE_OPTIONS='--require "/it'\\''s \\"here\\".cjs" '"--a b"`);
  });
});
