/** One function in, its measures out; one list of edges in, its cycles, clusters and centres out. */
import { DirectedGraph } from 'graphology';
import { parseSource } from '../syntax/parse.ts';
import { analyzeScopes } from '../syntax/scope.ts';
import { centralities } from './centrality.ts';
import { findClusters } from './cluster.ts';
import { cognitiveComplexity } from './cognitive.ts';
import { findCycles } from './cycle.ts';
import { halstead } from './halstead.ts';
import { nestingDepth } from './nesting.ts';
import type { Projection } from './projection.ts';

function functionOf(source: string) {
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  return { scopes, fn: scopes.functions[1] as (typeof scopes.functions)[number] };
}

/** The paper's own rules, and its examples in JavaScript. */
it.each([
  ['function f(a) { return a; }', 0],
  ['function f(a) { if (a) b(); }', 1],
  ['function f(a) { if (a) b(); else c(); }', 2],
  ['function f(a) { if (a) b(); else if (c) d(); else e(); }', 3],
  ['function f(a) { if (a) { if (b) { c(); } } }', 3],
  ['function f(a) { if (a) { for (;;) { while (b) {} } } }', 6],
  ['function f(a) { switch (a) { case 1: case 2: case 3: b(); } }', 1],
  ['function f(a) { try { a(); } catch (e) { if (e) b(); } finally { c(); } }', 3],
  ['function f(a) { return a && b && c; }', 1],
  ['function f(a) { return a && b || c && d; }', 3],
  ['function f(a) { return a && !(b && c); }', 2],
  ['function f(a) { return a ?? b?.c; }', 0],
  ['function f(a) { return a ? b : c ? d : e; }', 3],
  ['function f(a) { out: for (;;) { for (;;) { continue out; } } }', 4],
  ['function f(a) { return a < 2 ? a : f(a - 1); }', 2],
  ['function f(a) { if (a) g(() => { if (b) c(); }); }', 4],
  ['function f() { function g(a) { if (a) b(); } return g; }', 0],
  [
    `function sumOfPrimes(max) { let total = 0;
      OUT: for (let i = 1; i <= max; ++i) { for (let j = 2; j < i; ++j) { if (i % j === 0) { continue OUT; } } total += i; }
      return total; }`,
    7,
  ],
])('cognitive: %s', (source, expected) => {
  const { scopes, fn } = functionOf(source);
  expect(cognitiveComplexity(scopes, fn)).toBe(expected);
});

it.each([
  ['function f() { a(); }', 0],
  ['function f() { if (a) { for (;;) { try { b(); } catch { c(); } } } }', 3],
  ['function f() { if (a) b(); else if (c) d(); else if (e) g(); }', 1],
  ['function f() { g(() => { if (a) b(); }); }', 0],
])('nesting: %s', (source, expected) => {
  expect(nestingDepth(functionOf(source).fn)).toBe(expected);
});

it('counts operators and operands', () => {
  const { scopes, fn } = functionOf('function f(a, b) { return a + b + a; }');
  const found = halstead(fn, scopes.tree.text);
  // Operators: return, + twice; operands: a twice, b.
  expect([found.vocabulary, found.length]).toEqual([4, 6]);
  expect(found.volume).toBe(12);
  expect(found.difficulty).toBe(1.5);
});

function graphOf(edges: string): Projection {
  const graph: Projection = new DirectedGraph<{ file: string }, { weight: number }>();
  for (const edge of edges.split(' ')) {
    const [from, to] = [...edge] as [string, string];
    graph.mergeNode(from, { file: from });
    graph.mergeNode(to, { file: to });
    graph.mergeEdge(from, to, { weight: 1 });
  }
  return graph;
}

it.each([
  ['ab bc', ''],
  ['ab ba', 'ab: ab'],
  ['ab bc ca cd', 'abc: abc'],
  ['ab bc ca ac', 'abc: ac'],
  ['ab ba cd dc bc', 'ab: ab, cd: cd'],
])('cycles: %s', (edges, expected) => {
  const found = findCycles(graphOf(edges));
  expect(
    found
      .map(({ members, shortest }) => `${members.join('')}: ${[...shortest].sort().join('')}`)
      .join(', '),
  ).toBe(expected);
});

it('finds cycles in a chain of twenty thousand without recursion', () => {
  const graph: Projection = new DirectedGraph<{ file: string }, { weight: number }>();
  for (let i = 0; i < 20_000; i += 1) graph.addNode(`${i}`, { file: '' });
  for (let i = 0; i < 20_000; i += 1) graph.addEdge(`${i}`, `${(i + 1) % 20_000}`, { weight: 1 });
  graph.addEdge('7', '5', { weight: 1 });
  expect(findCycles(graph)[0]?.members.length).toBe(20_000);
});

it('ranks what much depends on', () => {
  const found = centralities(graphOf('ad bd cd de'));
  expect(found[0]?.id).toMatch(/[de]/u);
  const d = found.find(({ id }) => id === 'd');
  expect([d?.usedBy, d?.uses]).toEqual([3, 1]);
  expect(d?.betweenness).toBeGreaterThan(0);
});

it('finds what holds together, the same each time', () => {
  const graph = graphOf('ab bc ca de ef fd cd');
  const found = findClusters(graph);
  expect(found.clusters).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e', 'f'],
  ]);
  expect(findClusters(graph)).toEqual(found);
  expect(findClusters(new DirectedGraph() as Projection).clusters).toEqual([]);
});
