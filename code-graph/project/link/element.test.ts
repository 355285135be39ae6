/** Elements of arrays are told apart by their indexes while they keep their places: what is called at one of them. */
import { edgesOf, short } from './linked.contract.ts';

const FUNCTIONS = 'function f() {} function g() {} function h() {}';

function check(program: string, expected: string): void {
  const seen = edgesOf(`${FUNCTIONS} ${program}`).filter(({ from }) => short(from) === 'm');
  const text = seen
    .map(({ to, via, choices }) => `${via} ${short(to)}${choices > 1 ? ` of ${choices}` : ''}`)
    .sort();
  expect(text.join(', ')).toBe(expected);
}

describe('elements of arrays', () => {
  it.each([
    ['by their index', 'const p = [f, g]; function m() { p[1]() }', 'call g'],
    ['by a constant index', 'const ONE = 1; const p = [f, g]; function m() { p[ONE]() }', 'call g'],
    [
      'in a pattern',
      'function u() { return [f, g, h] } function m() { const [a, , c] = u(); c() }',
      'call h, call u',
    ],
    [
      'the rest of a pattern',
      'const p = [f, g, h]; function m() { const [a, ...o] = p; o[0]() }',
      'call f of 3, call g of 3, call h of 3',
    ],
    [
      'all of them',
      'const p = [f, g]; function m() { for (const x of p) x() }',
      'call f of 2, call g of 2',
    ],
    [
      'what is written later, under any index',
      'const p = [f]; function m(i) { p[i] = h; p[0]() }',
      'call f of 2, call h of 2',
    ],
    [
      'what was put in counts for every place',
      'const p = [f]; p.push(g); function m() { p[0]() }',
      'call f of 2, call g of 2',
    ],
    [
      'sorted: none has its place any more',
      'const p = [f, g]; p.sort(); function m() { p[0]() }',
      'call f of 2, call g of 2',
    ],
    [
      'shifted',
      'const p = [f, g]; function m() { p.shift()(); p[0]() }',
      'call f of 2, call g of 2',
    ],
    ['copied', 'const p = [f, g]; function m() { p.slice()[1]() }', 'call g'],
    ['cut', 'const p = [f, g]; function m() { p.slice(1)[0]() }', 'call f of 2, call g of 2'],
    [
      'behind a spread',
      'const p = [f]; const q = [...p, g]; function m() { q[0]() }',
      'call f of 2, call g of 2',
    ],
    [
      'spread behind another',
      'const p = [f]; const q = [g, ...p]; function m() { q[0]() }',
      'call f of 2, call g of 2',
    ],
    ['spread as arguments', 'function m(a, b) { b() } m(...[f, g])', 'call g'],
    ['spread behind one', 'function m(a, b) { b() } m(h, ...[f, g])', 'call f'],
    [
      'handed on by apply',
      'function m(a, b) { b() } function w() { m.apply(this, arguments) } w(f, g)',
      'call g',
    ],
    [
      'handed on by a rest',
      'function m(a, b) { b() } function w(...all) { m(...all) } w(f, g)',
      'call g',
    ],
    ['handed on by call', 'function m(a, b) { b() } m.call(h, ...[f, g])', 'call g'],
    ['behind what call is given', 'function m(a, b) { b() } m.call(null, h, ...[f, g])', 'call f'],
    ['of entries', 'function m() { for (const [k, v] of Object.entries([f])) v() }', 'call f'],
    [
      'beyond those that are told apart',
      'const p = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, f, g]; function m() { p[11]() }',
      'call f of 2, call g of 2',
    ],
  ])('%s', (_, program, expected) => check(program, expected));
});
