import { callAt } from './call-text.ts';

/** `|` stands where the call is said to be. */
function check(marked: string, expected: string | null, commas = 0): void {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const call = callAt(text, offset);
  expect(call === null ? null : text.slice(call.start, call.end)).toBe(expected);
  if (call !== null) expect(call.commas).toBe(commas);
}

describe('the text of a call', () => {
  it.each<[string, string | null, number?]>([
    ['f(|assert(a.b), c)', 'assert(a.b)'],
    ['  t.assert.|ok(a)', 't.assert.ok(a)'],
    ['|assert.ok(a)', 'assert.ok(a)'],
    ['assert?.|ok(a)', 'assert?.ok(a)'],
    ['|assert(a, [1, 2], "m")', 'assert(a, [1, 2], "m")', 2],
    ['|assert(a,\n)', 'assert(a,\n)'],
    ["|assert(\")\" + '\\')' + /[/)]\\)/.x)", "assert(\")\" + '\\')' + /[/)]\\)/.x)"],
    ['|assert(a / b) / c', 'assert(a / b)'],
    ['|assert(`)${f(`}`)})`) )', 'assert(`)${f(`}`)})`)'],
    ['|assert(a /* ) */ // )\n)', 'assert(a /* ) */ // )\n)'],
    ['as|sert(a)', null],
    ['|assert + (a)', null],
    ['|(assert)(a)', null],
  ])('%s', check);

  it('knows of a semicolon within', () => {
    const text = 'assert(a.every((b) => { return b; }));';
    expect(callAt(text, 0)).toMatchObject({ end: text.length - 1, hasSemicolon: true });
    expect(callAt('assert(";")', 0)).toMatchObject({ hasSemicolon: false });
  });
});
