/**
 * The two graphs that centrality, clusters and cycles are asked about: modules that import each other, and functions that
 * call each other. Simple directed graphs with a weight on each edge; packages and what no edge touches are left out.
 */
import { fileOf } from '../../protocol/ids.ts';
import { DirectedGraph } from 'graphology';
import type { CodeGraph } from '../project/code-graph.ts';
import { EDGE_KINDS } from '../project/columns.ts';

export type Level = 'modules' | 'functions';
export type Projection = DirectedGraph<{ readonly file: string }, { readonly weight: number }>;

/** Calls that are less certain than that are left out: a name shared by several methods. */
const LEAST_CONFIDENCE = 0.5;

/** @returns a new graph; nodes and edges in the order of the project's */
export function projectOnto(code: CodeGraph, level: Level): Projection {
  const graph: Projection = new DirectedGraph<{ file: string }, { weight: number }>();
  const node = (id: string): void => {
    graph.mergeNode(id, { file: fileOf(id) });
  };
  const columns = level === 'modules' ? code.columnsWithoutCalls : code.columns;
  const { from, to, kind } = columns.edges;
  const wanted = EDGE_KINDS.indexOf(level === 'modules' ? 'imports' : 'calls');
  for (let edge = 0; edge < kind.length; edge += 1) {
    if (kind[edge] !== wanted || from[edge] === to[edge]) continue;
    const { count, confidence } = columns.edgeAt(edge);
    const source = columns.idOf(from[edge] as number);
    const target = columns.idOf(to[edge] as number);
    if (confidence < LEAST_CONFIDENCE || !source.includes('#') || !target.includes('#')) continue;
    node(source);
    node(target);
    graph.mergeEdge(source, target, { weight: count });
  }
  return graph;
}
