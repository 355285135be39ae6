/** Two versions of a file: functions that are in both go by the numbers that they had, and of the rest only what is new does not. */
import { parseSource } from '../../../../syntax/parse.ts';
import { extractFacts } from '../../../facts/extract.ts';
import type { FileFacts } from '../../../facts/file-facts.ts';
import { CALLABLE_TOKENS } from '../../../facts/flow/flow-fact.ts';
import { matchFacts } from './match.ts';

const factsOf = (text: string): FileFacts =>
  extractFacts({ path: 'a.js', text, hash: '' }, parseSource('a.js', text));

const TEXT = `import { run } from './run.js'
export function one(a, ...rest) { const list = [a, run]; return run(() => list[0](rest)) }
export class Two extends run { constructor(b) { super(b); this.b = b } three(c) { return one(this.b, c) } }
const four = { five: one, six(d) { return new Two(d).three(four.five) } }
export { four as default }
`;

/** @returns names of functions that are not matched to the one of that name, and how many vertices are matched to none */
function check(before: string, after: string): { readonly others: string; readonly fresh: number } {
  const [earlier, later] = [factsOf(before), factsOf(after)];
  const { tokens, vertices } = matchFacts(earlier, later);
  const others = later.functions.filter(({ name }, fn) => {
    const old = tokens[fn * CALLABLE_TOKENS] as number;
    return old === -1 || earlier.functions[old / CALLABLE_TOKENS]?.name !== name;
  });
  const kept = [...tokens].filter((token) => token !== -1);
  expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
  const known = [...vertices].filter((vertex) => vertex !== -1);
  expect(new Set(known).size).toBe(known.length);
  const names = others.map(({ name }) => name).join();
  return { others: names, fresh: vertices.length - known.length };
}

const inOne = (more: string): string => TEXT.replace('{ const list', `{ ${more}; const list`);

it('matches a file with itself', () => {
  expect(check(TEXT, TEXT)).toEqual({ others: '', fresh: 0 });
});

it('matches all but what is new in a body', () => {
  const { others, fresh } = check(TEXT, inOne('if (a) a.brandNew(rest)'));
  expect(others).toBe('');
  expect(fresh).toBeLessThan(6);
  expect(check(inOne('if (a) a.brandNew(rest)'), TEXT)).toEqual({ others: '', fresh: 0 });
});

it('matches all but a function more', () => {
  const { others, fresh } = check(
    TEXT,
    TEXT.replace('export class', 'const more = (x) => x\nexport class'),
  );
  expect(others).toBe('more');
  expect(fresh).toBeLessThan(8);
});

it.each([
  ['a parameter more', TEXT.replace('three(c)', 'three(c, e)'), 'Two.three'],
  ['a rest no more', TEXT.replace('...rest', 'rest'), 'one'],
  ['another name', TEXT.replaceAll('one', 'other'), 'other'],
])('does not match a function with %s', (_, after, others) => {
  expect(check(TEXT, after).others).toContain(others);
});

it('does not match a class with another member, but its functions', () => {
  const after = TEXT.replace('three(c)', 'more() {} three(c)');
  const { tokens } = matchFacts(factsOf(TEXT), factsOf(after));
  const { functions } = factsOf(after);
  expect(tokens[functions.length * CALLABLE_TOKENS]).toBe(-1);
  expect(check(TEXT, after).others).toBe('Two.more');
});

it('matches nothing of another file but what every file has', () => {
  const { tokens } = matchFacts(factsOf(TEXT), factsOf('const x = 1'));
  expect([...tokens]).toEqual([0, 1, 2, expect.any(Number)]);
});
