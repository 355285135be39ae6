/**
 * The two graphs that centrality, clusters and cycles are asked about: modules that import each other, and functions that
 * call each other. Simple directed graphs with a weight on each edge; packages and what no edge touches are left out.
 */
import { DirectedGraph } from 'graphology';
import type { CodeGraph } from '../project/code-graph.ts';

export type Level = 'modules' | 'functions';
export type Projection = DirectedGraph<{ readonly file: string }, { readonly weight: number }>;

/** Calls that are less certain than that are left out: a name shared by several methods. */
const LEAST_CONFIDENCE = 0.5;

/** @returns a new graph; nodes and edges in the order of the project's */
export function projectOnto(code: CodeGraph, level: Level): Projection {
  const graph: Projection = new DirectedGraph<{ file: string }, { weight: number }>();
  const node = (id: string): void => {
    graph.mergeNode(id, { file: id.slice(0, id.indexOf('#')) });
  };
  const wanted = level === 'modules' ? 'imports' : 'calls';
  code.graph.forEachEdge((_, { kind, count, confidence }, from, to) => {
    if (kind !== wanted || from === to || confidence < LEAST_CONFIDENCE) return;
    if (!from.includes('#') || !to.includes('#')) return;
    node(from);
    node(to);
    graph.mergeEdge(from, to, { weight: count });
  });
  return graph;
}
