/** What is written can be read: by graphology's own readers, with the same nodes, edges and attributes. */
import { createRequire } from 'node:module';
import { MultiDirectedGraph } from 'graphology';
import { Selection } from '../select/hit.ts';
import type { Hit } from '../select/hit.ts';
import { FORMATS } from './format.ts';

const require = createRequire(import.meta.url);
interface Reader {
  parse(Graph: unknown, text: string): MultiDirectedGraph;
}

const hit = (id: string, text: string, facts: Hit['facts'] = {}): Hit => ({
  id,
  kind: 'statement',
  file: 'src/a.ts',
  line: 3,
  endLine: 4,
  name: 'f',
  text,
  facts,
});
const selection = new Selection(
  [hit('src/a.ts#f/assign[0]', 'a = "<&>" \u0001', { distance: 2 }), hit('b', '😀', { may: true })],
  [
    { from: 'src/a.ts#f/assign[0]', to: 'b', kind: 'data', label: 'a, <b>' },
    { from: 'b', to: 'src/a.ts#f/assign[0]', kind: 'control', label: 'true' },
    { from: 'b', to: 'gone', kind: 'control', label: 'true' },
  ],
);

it.each([
  ['graphml', 'graphology-graphml'],
  ['gexf', 'graphology-gexf'],
] as const)('%s', (format, reader) => {
  const text = FORMATS[format](selection);
  expect(text).not.toMatch(/\u0001/u);
  const graph = (require(reader) as Reader).parse(MultiDirectedGraph, text);
  expect([graph.order, graph.size]).toEqual([2, 2]);
  const first = graph.getNodeAttributes('src/a.ts#f/assign[0]');
  expect(first['text'] ?? first['label']).toBe('a = "<&>" \ufffd');
  expect(first).toMatchObject({ file: 'src/a.ts', line: 3, distance: 2 });
  expect(graph.getNodeAttributes('b')['may']).toBe(true);
  expect(
    graph.outEdges('src/a.ts#f/assign[0]').map((edge) => graph.getEdgeAttribute(edge, 'kind')),
  ).toEqual(['data']);
});

it('json keeps everything, dot groups by function', () => {
  expect(JSON.parse(FORMATS.json(selection))).toMatchObject({ version: 1, edges: [{}, {}] });
  expect(FORMATS.dot(selection)).toContain('label="src/a.ts f"');
  expect(FORMATS.dot(selection)).toContain(
    'n0 -> n1 [label="a, <b>", style=dashed, color=royalblue];',
  );
});
