/** What people read. */
import { parseSource } from '../syntax/parse.ts';
import { analyzeScopes } from '../syntax/scope.ts';
import { cfgToDot, dfgToDot } from './dot.ts';
import { buildBody } from './index.ts';
import type { FunctionBody } from './index.ts';

function bodyOf(source: string): FunctionBody {
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  return buildBody(scopes, scopes.functions[1] as (typeof scopes.functions)[number]);
}

const SOURCE = 'async function f(x) { if (x === "a") await g(x); }';

it('draws control flow', () => {
  expect(cfgToDot(bodyOf(SOURCE))).toBe(`digraph "a.ts#f cfg" {
  node [shape=box, fontname=monospace];
  n0 [label="entry", shape=oval];
  n1 [label="exit", shape=oval];
  n2 [label="throw exit", shape=oval];
  n3 [label="x"];
  n4 [label="x"];
  n5 [label="\\"a\\""];
  n6 [label="x === \\"a\\""];
  n7 [label="g"];
  n8 [label="x"];
  n9 [label="g(x)"];
  n10 [label="await g(x)", peripheries=2];
  n0 -> n3;
  n3 -> n4;
  n4 -> n5;
  n5 -> n6;
  n6 -> n7 [label="true"];
  n6 -> n1 [label="false"];
  n7 -> n8;
  n8 -> n9;
  n9 -> n10;
  n10 -> n1;
}
`);
});

it('draws data flow', () => {
  expect(dfgToDot(bodyOf('function f(x) { const y = x; return y; }'))).toBe(`digraph "a.ts#f dfg" {
  node [shape=box, fontname=monospace];
  n0 [label="1: x"];
  n1 [label="1: y = x"];
  n0 -> n1 [label="x"];
  n2 [label="1: return y;"];
  n1 -> n2 [label="y"];
}
`);
});

it('computes a body once for each function', () => {
  const body = bodyOf(SOURCE);
  expect(buildBody(body.scopes, body.fn)).toBe(body);
  expect(body.cfg).toBe(body.cfg);
});
