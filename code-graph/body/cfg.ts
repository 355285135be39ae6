/**
 * Layer CFG: the control flow of one function at the level of expressions.
 *
 * A node is one evaluation: an operand read, a call made, a name written, a jump taken. Nodes stand in the order in
 * which JavaScript evaluates; edges say why control goes on (`next`, `true`, `case`, `exception`, …). The algorithm is
 * one walk with frontiers (`flow/builder.ts`); what each kind of syntax contributes is one case in the tables
 * `flow/statement.ts`, `flow/expression.ts` and `flow/pattern.ts`. Nested functions are opaque nodes.
 *
 * One syntax node can have several nodes, because a `finally` is laid down once for each way that leads through it.
 * Code that nothing reaches keeps its nodes and has no edges into them. Exceptions start at calls, `new`, property
 * access, `await`, `yield`, destructuring, spread, iteration, `in`, `instanceof` and class heritage; coercions
 * (`valueOf`, mixed bigints), reads of undeclared names and closing an iterator early are not modelled as throwing.
 */
import { childOf, namedChildren } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { FunctionInfo, ScopeTable } from '../syntax/scope-table.ts';
import { FlowBuilder } from './flow/builder.ts';
import type { Handler, Step } from './flow/builder.ts';
import { packEdges, reverseEdges } from './flow/edge.ts';
import type { FlowGraph } from './flow/edge.ts';
import { visitExpression } from './flow/expression.ts';
import { visitPattern } from './flow/pattern.ts';
import { visitStatement } from './flow/statement.ts';

export { FLAGS } from './flow/builder.ts';
export { EDGE_LABELS, labelName } from './flow/edge.ts';
export type { EdgeLabel, Edges, FlowGraph } from './flow/edge.ts';

/** Numbers of the three nodes that every CFG has. */
export const ENTRY = 0;
export const EXIT = 1;
export const THROW_EXIT = 2;

export interface Cfg extends FlowGraph {
  readonly fn: FunctionInfo;
  /** What each node evaluates; the function itself for entry and exits. */
  readonly syntax: readonly SyntaxNode[];
  /** Bits of {@link FLAGS} for each node. */
  readonly flags: Uint8Array;
  /** Catch clauses and finalizers that exceptions reach which no `throw` here asks for. */
  readonly handlers: readonly Handler[];
  /** All nodes that evaluate this piece of syntax, in the order in which they were laid down; often one, none for types. */
  nodesOf(syntax: SyntaxNode): readonly number[];
}

const NO_NODES: readonly number[] = [];

function* visitFunction(flow: FlowBuilder, fn: FunctionInfo): Step {
  const single = childOf(fn.node, 'parameter');
  const list = childOf(fn.node, 'parameters');
  const params = single !== null ? [single] : list !== null ? namedChildren(list) : [];
  for (const param of params) yield flow.bind(param);
  if (fn.body === null) return;
  if (fn.body.type === 'statement_block' || fn.body.type === 'program') yield flow.execute(fn.body);
  else yield flow.evaluate(fn.body);
}

/** Index from syntax to nodes: the first node in a map, further ones as a chain. */
function indexNodes(syntax: readonly SyntaxNode[]): (node: SyntaxNode) => readonly number[] {
  const first = new Map<SyntaxNode, number>();
  const next = new Int32Array(syntax.length).fill(-1);
  for (let node = syntax.length - 1; node > THROW_EXIT; node -= 1) {
    const key = syntax[node] as SyntaxNode;
    next[node] = first.get(key) ?? -1;
    first.set(key, node);
  }
  return (key) => {
    const start = first.get(key);
    if (start === undefined) return NO_NODES;
    const nodes: number[] = [];
    for (let node = start; node !== -1; node = next[node] as number) nodes.push(node);
    return nodes;
  };
}

/**
 * Builds the control-flow graph of one function.
 * @returns the graph; node 0 is the entry, 1 the normal exit, 2 the exit by exception
 * @throws never; syntax that the tables do not know counts as operands evaluated in order
 * @see CPG specification, layer CFG; Aho, Lam, Sethi, Ullman, Compilers §8.4
 */
export function buildCfg(scopes: ScopeTable, fn: FunctionInfo): Cfg {
  const tables = { statement: visitStatement, expression: visitExpression, pattern: visitPattern };
  const flow = new FlowBuilder(tables, scopes, fn);
  flow.emit(fn.node);
  flow.add(fn.node);
  flow.add(fn.node);
  flow.run(visitFunction(flow, fn));
  flow.connect(flow.take(), EXIT);
  flow.connect(flow.returns.arrivals, EXIT);
  flow.connect(flow.throws.arrivals, THROW_EXIT);
  const size = flow.syntax.length;
  return {
    fn,
    size,
    root: ENTRY,
    syntax: flow.syntax,
    flags: Uint8Array.from(flow.flags),
    succ: packEdges(size, flow.edges),
    pred: reverseEdges(size, flow.edges),
    handlers: flow.handlers,
    nodesOf: indexNodes(flow.syntax),
  };
}
