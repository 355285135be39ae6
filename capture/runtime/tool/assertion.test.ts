import { originalMessage, quotesRunningLine } from './assertion.ts';

const QUOTE = 'The expression evaluated to a falsy value:\n\n  ';

/** `‹›` stand around what was inserted, `|` before the call. */
function check(marked: string, message: string, expected: string, isRunningLine: boolean): void {
  const at = marked.indexOf('|');
  const before = marked.slice(0, at).replace(/[‹›]/gu, '');
  const insertions: number[] = [];
  let text = '';
  for (const part of marked.replace('|', '').split(/(‹[^›]*›)/u)) {
    const added = part.startsWith('‹');
    if (added) insertions.push(text.length, part.length - 2);
    text += added ? part.slice(1, -1) : part;
  }
  const lines = before.split('\n');
  const site = { file: '', name: '', line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  expect(originalMessage(message, { site, file: { text, insertions }, isRunningLine })).toBe(
    expected,
  );
}

describe('the message of a failed assertion', () => {
  const text = '‹$f();›let a;\n ‹$s();›|assert(‹$v(1,›a.b‹)›);';
  it.each([
    ['of the line that runs', text, `${QUOTE}assert($v(1,a.b))\n`, true],
    ['of another place in the file', text, `${QUOTE}a.b)\n`, false],
    ['that could not be quoted', text, 'false == true', false],
    ['that could not be quoted, of one line', text, 'false == true', true],
  ])('%s', (_, marked, message, isRunningLine) => {
    check(marked, message, `${QUOTE}assert(a.b)\n`, isRunningLine);
  });

  it('keeps what was blanked out when types were stripped', () => {
    const marked = '|assert(‹$v(1,›a as B‹)›)';
    check(marked, `${QUOTE}assert($v(1,a     ))\n`, `${QUOTE}assert(a     )\n`, true);
  });

  it('has all lines of a call, or the first, as this Node has', () => {
    const marked = '\n  ‹$();›|assert(‹$v(›a\n    .b‹)›\n);';
    check(marked, 'x == true', `${QUOTE}assert(a\n    .b\n  )\n`, false);
    check(marked, `${QUOTE}assert($v(a\n`, `${QUOTE}assert(a\n`, true);
  });

  it.each([
    ['a message of the program', '|assert(‹$v(›a‹)›, m)', 'x == true'],
    ['other messages', '|assert(‹$v(›a‹)›, m)', 'm'],
    ['what is not understood', '|(‹$v(›a‹)›)', 'x == true'],
  ])('leaves %s', (_, marked, message) => {
    check(marked, message, message, false);
    check(marked, message, message, true);
  });

  it.each([
    ['20.20.2', false],
    ['22.20.0', false],
    ['22.21.0', true],
    ['24.8.0', false],
    ['24.9.0', true],
    ['26.0.0', true],
  ])('of Node %s', (version, isRunningLine) => {
    expect(quotesRunningLine(version)).toBe(isRunningLine);
  });
});
