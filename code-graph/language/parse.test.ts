/** Queries that cannot be read: what is said about them, and where. */
import { parseQuery } from './parse.ts';

function check(query: string, said: RegExp, at: number): void {
  const parsed = parseQuery(query);
  if (parsed.ok) throw new Error('parsed');
  const [message, shown, marks] = parsed.problem.message.split('\n');
  expect(message).toMatch(said);
  expect(shown).toBe(`  ${query}`);
  expect(marks?.indexOf('^')).toBe(at + 2);
}

it.each<[string, RegExp, number]>([
  ['', /expected what to ask for.*the query ends here/u, 0],
  ['functoins', /did you mean `functions`/u, 0],
  ['functions where complxity > 1', /did you mean `complexity`/u, 16],
  ['functions where complexity 1', /expected a comparison after `complexity`: > >=/u, 27],
  ['functions where complexity > x', /expected a number after `complexity >`.*found `x`/u, 29],
  ['functions where (async', /expected `\)`, `and` or `or`.*ends here/u, 22],
  ['functions wher async', /did you mean `where`/u, 10],
  ['callers from f', /expected `of` after `callers`; found `from`/u, 8],
  ['callers of f depth 99', /at most 20 of calls/u, 19],
  ['slice bak from f', /did you mean `back`/u, 6],
  ['slice back from f by dta', /did you mean `data`/u, 21],
  ['paths from a', /expected `to` after `paths from a`/u, 12],
  ['match $a', /expected a pattern.* in quotes/u, 6],
  ["match '$a", /nothing closes the quote/u, 6],
  ['functions | frist 3', /did you mean `first`/u, 12],
  ['functions | sort by complex', /did you mean `complexity`/u, 20],
  ['functions !', /`!` means nothing here/u, 10],
  ['writers of', /expected the name of a property or variable; the query ends here/u, 10],
  [`functions where ${'('.repeat(120)}async`, /at most 100 parentheses/u, 117],
])('%s', check);

it('reads every form', () => {
  for (const query of [
    'functions where not (async or generator) and callers >= 2 | not in test/** | sort by lines',
    'slice forward from "src/a b.ts:3" by control depth 0',
    'callers of a possible',
    'callees of a depth 2 possible | first 3',
    'callees of a possible depth 2',
    'paths from a to b over both most 2 depth 3',
    "match `f('x')` with 'g($_)' outside 'try { $... } catch ($e) { $... }'",
  ])
    expect(parseQuery(query)).toMatchObject({ ok: true });
});
