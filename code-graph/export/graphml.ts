/**
 * A result as GraphML, for yEd, Gephi, Cytoscape and networkx. graphology's own package for the format only reads, so it
 * is written here; that package reads it back in the test.
 * @see http://graphml.graphdrawing.org/specification.html
 */
import { escapeXml } from '../picture/svg.ts';
import type { HitGraph } from '../select/hit.ts';

type Value = string | number | boolean;

interface Key {
  readonly id: string;
  readonly type: 'string' | 'double' | 'boolean';
}

/** One key for each name; a name whose values differ in type is text. */
function collectKeys(
  rows: readonly Readonly<Record<string, Value>>[],
  prefix: string,
): Map<string, Key> {
  const keys = new Map<string, Key>();
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      const type =
        typeof value === 'number' ? 'double' : typeof value === 'boolean' ? 'boolean' : 'string';
      const before = keys.get(name);
      if (before === undefined) keys.set(name, { id: `${prefix}${keys.size}`, type });
      else if (before.type !== type) keys.set(name, { id: before.id, type: 'string' });
    }
  return keys;
}

function dataOf(row: Readonly<Record<string, Value>>, keys: ReadonlyMap<string, Key>): string {
  return Object.entries(row)
    .map(
      ([name, value]) =>
        `<data key="${keys.get(name)?.id ?? name}">${escapeXml(String(value))}</data>`,
    )
    .join('');
}

/** @returns the document; nodes and edges in the order of the graph */
export function toGraphml(graph: HitGraph): string {
  const nodes = graph.mapNodes((id, row) => ({ id, row: row as unknown as Record<string, Value> }));
  const edges = graph.mapEdges((_, row, from, to) => {
    const { kind, label } = row;
    return { from, to, row: { kind, label } };
  });
  const nodeKeys = collectKeys(
    nodes.map(({ row }) => row),
    'n',
  );
  const edgeKeys = collectKeys(
    edges.map(({ row }) => row),
    'e',
  );
  const keyLines = (keys: ReadonlyMap<string, Key>, owner: string): readonly string[] =>
    [...keys].map(
      ([name, { id, type }]) =>
        `  <key id="${id}" for="${owner}" attr.name="${escapeXml(name)}" attr.type="${type}"/>`,
    );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keyLines(nodeKeys, 'node'),
    ...keyLines(edgeKeys, 'edge'),
    '  <graph edgedefault="directed">',
    ...nodes.map(
      ({ id, row }) => `    <node id="${escapeXml(id)}">${dataOf(row, nodeKeys)}</node>`,
    ),
    ...edges.map(
      ({ from, to, row }, i) =>
        `    <edge id="${i}" source="${escapeXml(from)}" target="${escapeXml(to)}">${dataOf(row, edgeKeys)}</edge>`,
    ),
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n');
}
