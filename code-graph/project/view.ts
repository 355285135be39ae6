/** The project layer as the graphology graph that queries and plugins see, made from the columns in one pass. */
import { MultiDirectedGraph } from 'graphology';
import type { GraphColumns } from './columns.ts';
import type { GraphEdge, GraphNode, ProjectGraph } from './graph.ts';

/** @returns a graph whose nodes and edges have the order of the columns; edge keys are the rows' numbers */
export function viewOf(columns: GraphColumns): ProjectGraph {
  const graph: ProjectGraph = new MultiDirectedGraph<GraphNode, GraphEdge>();
  for (let node = 0; node < columns.nodes; node += 1)
    graph.addNode(columns.idOf(node), columns.nodeAt(node));
  const { from, to } = columns.edges;
  for (let edge = 0; edge < from.length; edge += 1) {
    const source = columns.idOf(from[edge] as number);
    const target = columns.idOf(to[edge] as number);
    graph.addDirectedEdgeWithKey(edge, source, target, columns.edgeAt(edge));
  }
  return graph;
}
