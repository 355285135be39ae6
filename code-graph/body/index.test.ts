/** The body of a function is computed once. */
import { parseSource } from '../syntax/parse.ts';
import { analyzeScopes } from '../syntax/scope.ts';
import { buildBody } from './index.ts';

it('gives the same body for the same function', () => {
  const scopes = analyzeScopes(parseSource('a.ts', 'function f(x) { return x; }').tree);
  const fn = scopes.functions[1] as (typeof scopes.functions)[number];
  const body = buildBody(scopes, fn);
  expect(buildBody(scopes, fn)).toBe(body);
  expect(body.cfg).toBe(body.cfg);
});
