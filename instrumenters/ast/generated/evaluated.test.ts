/** Literals that are given to `eval`: read as V8 reads them, and inserted into without another change. */
import { parseSource } from '../../../code-graph/index.ts';
import { findEvaluated, insertIntoLiterals } from './evaluated.ts';

const find = (file: string) => findEvaluated(parseSource('a.js', file).tree);
const MAP = '\n//# sourceMappingURL=data:,x\n';
const TEXT = `const a = "b\\n\t\u2028é\u{1F600}" + 'c\u0007';\r\nf(a)`;
const single = (text: string): string => {
  const lines = text.split('\n').map((line) => JSON.stringify(line).slice(1, -1));
  return `'${lines.join('\\x0a').replaceAll("'", "\\'")}'`;
};

describe('findEvaluated', () => {
  it.each([
    ['in double quotes', `eval(${JSON.stringify(TEXT + MAP)});`],
    ['in single quotes, with other escapes', `function f() { eval(${single(TEXT + MAP)}); }`],
    ['marked as trusted', `eval(__webpack_require__.ts(${JSON.stringify(TEXT + MAP)}));`],
  ])('reads one %s', (_, file) => {
    expect(find(file).map(({ text }) => text)).toEqual([TEXT + MAP]);
  });
  it.each([
    ['without a map', `eval(${JSON.stringify(TEXT)});`],
    ['whose value somebody has', `x = eval(${JSON.stringify(TEXT + MAP)});`],
    ['that another function makes', `eval(other(${JSON.stringify(TEXT + MAP)}));`],
    ['of two parts', `eval(${JSON.stringify(TEXT)} + ${JSON.stringify(MAP)});`],
    ['in a template', 'eval(`x//# sourceMappingURL=a`);'],
    ['with an octal escape', `eval("\\7${JSON.stringify(MAP).slice(1)});`],
    ['that continues on a line', `eval("\\\n${JSON.stringify(MAP).slice(1)});`],
    ['of something else', `evaluate(${JSON.stringify(TEXT + MAP)});`],
  ])('leaves one %s', (_, file) => {
    expect(find(file)).toEqual([]);
  });
});

describe('insertIntoLiterals', () => {
  const PROBE = `$v("x",'y',"\\n")`;
  it.each([
    ['double', (text: string) => JSON.stringify(text)],
    ['single', single],
  ])('inserts at any place of a literal in %s quotes', (_, quote) => {
    const file = `eval(${quote(TEXT + MAP)});\neval(${quote(MAP)});\nend;`;
    const [first, second] = find(file) as ReturnType<typeof find>;
    if (first === undefined || second === undefined) throw new Error('not found');
    for (let at = 0; at <= TEXT.length; at += 1) {
      const text = first.text.slice(0, at) + PROBE + first.text.slice(at);
      const made = insertIntoLiterals(file, [
        { evaluated: first, inserted: { text, insertions: [at, PROBE.length] } },
        { evaluated: second, inserted: { text: PROBE + MAP, insertions: [0, PROBE.length] } },
      ]);
      expect(find(made.text).map((one) => one.text)).toEqual([text, PROBE + MAP]);
      let back = made.text;
      for (let n = made.insertions.length - 2; n >= 0; n -= 2) {
        const from = made.insertions[n] as number;
        back = back.slice(0, from) + back.slice(from + (made.insertions[n + 1] as number));
      }
      expect(back).toBe(file);
      expect(made.text.split('\n').length).toBe(file.split('\n').length);
    }
  });
});
