import { originalCoverage, originalOffset } from './v8-coverage.ts';

/** Inserted text stands in brackets. @returns original text and insertions */
function read(marked: string): { readonly text: string; readonly insertions: readonly number[] } {
  const insertions: number[] = [];
  let text = '';
  for (const part of marked.split(/(\[[^\]]*\])/u)) {
    if (part.startsWith('[')) insertions.push(text.length, part.length);
    text += part;
  }
  return { text, insertions };
}

describe('an offset in rewritten text', () => {
  const { text, insertions } = read('ab[1234]cd[5]e');
  it.each([
    ['a', 0],
    ['b', 1],
    ['c', 2],
    ['d', 3],
    ['e', 4],
    ['[1234]', 2],
    ['234]', 2],
  ])('%s', (part, expected) => {
    expect(originalOffset(text.indexOf(part), insertions)).toBe(expected);
  });
});

describe('a report', () => {
  const { text, insertions } = read('[probe]f(){ [if(x)]body; [()=>0]}');
  const span = (part: string) => ({
    startOffset: text.indexOf(part),
    endOffset: text.indexOf(part) + part.length,
    count: 1,
  });
  const whole = { startOffset: 0, endOffset: text.length, count: 1 };
  const report = (more: object = {}): string =>
    JSON.stringify({
      result: [
        {
          url: 'file:///p/a.js',
          functions: [
            { functionName: '', ranges: [whole] },
            { functionName: 'f', ranges: [span(text.slice(text.indexOf('f('))), span('if(x)')] },
            { functionName: 'probe', ranges: [span('()=>0')] },
          ],
        },
        {
          url: 'file:///p/other.js',
          functions: [{ ranges: [{ startOffset: 40, endOffset: 50 }] }],
        },
      ],
      ...more,
    });
  const insertionsOf = (url: string) => (url === 'file:///p/a.js' ? insertions : null);

  it('is told in the original, without what was inserted', () => {
    const { result } = JSON.parse(originalCoverage(report(), insertionsOf));
    const original = 'f(){ body; }';
    expect(result[0].functions).toEqual([
      { functionName: '', ranges: [{ startOffset: 0, endOffset: original.length, count: 1 }] },
      { functionName: 'f', ranges: [{ startOffset: 0, endOffset: original.length, count: 1 }] },
    ]);
    expect(result[1].functions[0].ranges).toEqual([{ startOffset: 40, endOffset: 50 }]);
  });

  it('of a transpiled script, or of none that was rewritten, stays', () => {
    const transpiled = report({ 'source-map-cache': { 'file:///p/a.js': {} } });
    expect(originalCoverage(transpiled, insertionsOf)).toBe(transpiled);
    expect(originalCoverage(report(), () => null)).toBe(report());
  });
});
