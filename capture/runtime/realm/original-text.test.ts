import { restoreText } from './original-text.ts';

/** `‹›` stand around what was inserted. */
function fileOf(marked: string) {
  const insertions: number[] = [];
  let text = '';
  for (const part of marked.split(/(‹[^›]*›)/u)) {
    const added = part.startsWith('‹');
    if (added) insertions.push(text.length, part.length - 2);
    text += added ? part.slice(1, -1) : part;
  }
  return { text, insertions };
}

const file = fileOf(
  'f(‹$v(1,0,›a => ‹{const $f1=$e1(2,0,a);try{return $r(3,$f1,›a + b(‹$v(4,$f1,›1‹)›)‹)}finally{$x(2,$f1)}})›);' +
    ' function g(x: T) {‹const $f2=$e1(5,0,x);›}',
);
const arrow = file.text.slice(file.text.indexOf('a =>'), file.text.indexOf('finally{') + 20);

describe('restoreText', () => {
  it('leaves out what was inserted, also where an insertion goes on behind the text', () => {
    expect(arrow.endsWith('}}')).toBe(false);
    const end = arrow.lastIndexOf('}');
    expect(restoreText(arrow.slice(0, end + 1), '$', file)).toBe('a => a + b(1)');
  });
  it('keeps the place of tokens where types were blanked out', () => {
    expect(restoreText('function g(x   ) {const $f2=$e1(5,0,x);}', '$', file)).toBe(
      'function g(x   ) {}',
    );
  });
  it('makes the probes inert in text that was printed anew', () => {
    const printed = `(function (T) {
      const $f1 = $e1(2, $f0, T); let _a$v = $(3, 1) + $v(77, 0, 1);
      try { return $r(3, $f1, T + $v(4, $f1, 1)); } finally { $x(2, $f1); }
    })`;
    const text = restoreText(printed, '$', file) ?? '';
    expect(text).toContain(
      'const $f1 = ((...a)=>a.pop())(2, 0, T); let _a$v = $(3, 1) + $v(77, 0, 1);',
    );
    const run = new Function('$', '$v', `return ${text}`) as (...of: unknown[]) => unknown;
    const fn = run(
      () => 0,
      () => 0,
    ) as (value: number) => number;
    expect(fn(5)).toBe(6);
  });
  it.each([
    ['text without probes', 'a => a + b(1)'],
    ['probes of another file', '$e1(9,0,a)'],
    ['names that only look alike', '$(1,2); $e1; $e1(a,2); $e1(0,1)'],
  ])('does not know %s', (_, text) => {
    expect(restoreText(text, '$', file)).toBeNull();
  });
});
