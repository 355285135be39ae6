import { parseDiff } from './change.ts';

const check = (text: string, expected: unknown): void =>
  expect(parseDiff(text).map(({ from, to, hunks }) => [from, to, ...hunks])).toEqual(expected);

describe('parseDiff', () => {
  it('nothing', () => check('', []));
  it('lines that changed, came and went', () =>
    check(
      '--- a/x.js\n+++ b/x.js\n@@ -3 +3 @@\n-a\n+b\n@@ -7,0 +8,2 @@\n+c\n+d\n@@ -9,2 +11,0 @@\n-e\n-f\n',
      [
        [
          'x.js',
          'x.js',
          { from: [3, 1], to: [3, 1] },
          { from: [7, 0], to: [8, 2] },
          { from: [9, 2], to: [11, 0] },
        ],
      ],
    ));
  it('a new and a removed file', () =>
    check(
      '--- /dev/null\n+++ b/n.js\n@@ -0,0 +1 @@\n+a\n--- a/o.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n',
      [
        [null, 'n.js', { from: [0, 0], to: [1, 1] }],
        ['o.js', null, { from: [1, 1], to: [0, 0] }],
      ],
    ));
  it('lines that look like headers', () =>
    check(
      '--- a/x.js\n+++ b/x.js\n@@ -1,2 +1,2 @@\n--- a/y.js\n--- b\n+++ b/y.js\n+@@ -1 +1 @@\n',
      [['x.js', 'x.js', { from: [1, 2], to: [1, 2] }]],
    ));
  it('names with blanks and quotes', () =>
    check('--- a/a b.js\t\n+++ "b/a\\"b.js"\n', [['a b.js', 'a"b.js']]));
});
