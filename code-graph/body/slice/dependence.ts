/**
 * The program dependence graph of one function: which evaluation depends on which, by data (a read on the writes that reach
 * it, an operator on its operands, a write on its value) and by control (the branches that decide on it, with the whole of
 * their condition; a handler on what may throw to it). Compact columns, made when first asked for.
 * @see Ferrante, Ottenstein, Warren, The Program Dependence Graph and Its Use in Optimization, 1987
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { isLink } from '../access/path.ts';
import { writtenLink } from '../access/property-write.ts';
import { FLAGS, THROW_EXIT, labelName } from '../cfg.ts';
import { nameBranch } from '../conditions.ts';
import { reaching } from '../definition.ts';
import { unwrap, unwrapOnce } from '../flow/condition.ts';
import { EXCEPTION, NEXT, eachEdge, packEdges, reverseEdges } from '../flow/edge.ts';
import type { EdgeList, Edges } from '../flow/edge.ts';
import type { FunctionBody } from '../index.ts';

export type SliceBy = 'data' | 'control' | 'both';

export interface BodyDependences {
  /** Rows by the node that depends; ends are what it depends on. */
  readonly into: Edges;
  readonly outOf: Edges;
}

const OWNERS =
  /^(?:variable_declarator|assignment_expression|required_parameter|optional_parameter)$/u;
const CHANGES =
  /^(?:assignment_expression|augmented_assignment_expression|update_expression|call_expression|new_expression|unary_expression)$/u;

/** The syntax whose evaluation gives a write its value. */
function valueRegion(write: SyntaxNode): readonly SyntaxNode[] {
  for (let at: SyntaxNode | null = write; at !== null; at = at.parent) {
    if (OWNERS.test(at.type)) return [at];
    if (at.type === 'for_in_statement') return [childOf(at, 'right') ?? at, write];
    if (at.type.endsWith('_statement') || at.type === 'statement_block') break;
  }
  return [write];
}

/** Names whose whole object a node changes or hands to somebody who may. */
function changedNames(node: SyntaxNode): readonly SyntaxNode[] {
  if (!CHANGES.test(node.type)) return [];
  const target =
    childOf(node, 'left') ?? childOf(node, 'function') ?? childOf(node, 'argument') ?? node;
  const found: SyntaxNode[] = [];
  let root = unwrap(target);
  const isPath = isLink(root);
  while (isLink(root)) root = unwrap(childOf(root, 'object') ?? target);
  if (isPath && /^(?:identifier|this)$/u.test(root.type)) found.push(root);
  for (const handed of childOf(node, 'arguments')?.children ?? [])
    if (/^(?:identifier|this)$/u.test(unwrap(handed).type)) found.push(unwrap(handed));
  return found;
}

/** Whether a name stands for its whole object, and not only for the property that is read next. */
function isWholeUse(name: SyntaxNode): boolean {
  let at = name;
  while (at.parent !== null && unwrapOnce(at.parent) === at) at = at.parent;
  const { parent } = at;
  if (parent === null || !isLink(parent) || at.field !== 'object') return true;
  const outer = parent.parent;
  // `list.push(a)`: the call is made on the whole object.
  return outer?.type === 'call_expression' && parent.field === 'function';
}

class Collector {
  readonly list: EdgeList = { from: [], to: [], label: [] };
  private readonly body: FunctionBody;
  private readonly seen = new Set<number>();
  private readonly regions = new Map<SyntaxNode, readonly number[]>();

  constructor(body: FunctionBody) {
    this.body = body;
  }

  add(node: number, on: number): void {
    const key = node * this.body.cfg.size + on;
    if (node === on || this.seen.has(key)) return;
    this.seen.add(key);
    this.list.from.push(node);
    this.list.to.push(on);
    this.list.label.push(NEXT);
  }

  /** All nodes that evaluating this syntax runs. */
  addRegion(node: number, syntax: SyntaxNode): void {
    let nodes = this.regions.get(syntax);
    if (nodes === undefined) {
      const found: number[] = [];
      walkSyntax(syntax, (part) => void found.push(...this.body.cfg.nodesOf(part)));
      this.regions.set(syntax, (nodes = found));
    }
    for (const one of nodes) this.add(node, one);
  }
}

function addData(body: FunctionBody, edges: Collector): void {
  const { cfg } = body;
  const changes = collectChanges(body);
  for (let node = THROW_EXIT + 1; node < cfg.size; node += 1) {
    const syntax = cfg.syntax[node] as SyntaxNode;
    const flags = cfg.flags[node] as number;
    if (!(flags & FLAGS.opaque)) addOperands(cfg.nodesOf, node, syntax, edges);
    if (flags & FLAGS.writes)
      for (const region of valueRegion(syntax)) edges.addRegion(node, region);
    const isRead = (flags & FLAGS.reads) !== 0;
    const isLinkRead = isLink(syntax) && writtenLink(syntax) === null;
    if (isRead || isLinkRead)
      for (const { write, doubt } of reaching(body, syntax).definitions)
        if (isLinkRead || doubt !== 'elsewhere')
          for (const region of valueRegion(write)) edges.addRegion(node, region);
    if ((isRead || syntax.type === 'this') && isWholeUse(syntax))
      for (const change of changes.get(keyOf(body, node)) ?? [])
        edges.addRegion(node, cfg.syntax[change] as SyntaxNode);
    if (isLinkRead) for (const call of callsOn(body, syntax, changes)) edges.addRegion(node, call);
  }
}

/** An operator depends on what its operands come to. */
function addOperands(
  nodesOf: (syntax: SyntaxNode) => readonly number[],
  node: number,
  syntax: SyntaxNode,
  edges: Collector,
): void {
  if (/_statement$|_block$|_clause$|^program$|^class/u.test(syntax.type)) return;
  for (const child of syntax.children) {
    if (!child.named) continue;
    const inner = unwrap(child);
    const nodes = nodesOf(inner);
    if (nodes.length > 0) for (const one of nodes) edges.add(node, one);
    else edges.addRegion(node, inner);
  }
}

/** Variable number of the name at a node, -1 for `this`, -2 where it is neither. */
function keyOf({ cfg, ssa }: FunctionBody, node: number): number {
  if ((cfg.syntax[node] as SyntaxNode).type === 'this') return -1;
  const variable = ssa.variableAt[node] as number;
  return variable === -1 ? -2 : variable;
}

/** Nodes that change the object in a variable, by variable number; `this` is -1. */
function collectChanges(body: FunctionBody): ReadonlyMap<number, readonly number[]> {
  const { scopes, cfg, ssa } = body;
  const numbers = new Map(ssa.variables.map((binding, variable) => [binding, variable]));
  const changes = new Map<number, number[]>();
  for (let node = THROW_EXIT + 1; node < cfg.size; node += 1)
    for (const name of changedNames(cfg.syntax[node] as SyntaxNode)) {
      const binding = name.type === 'this' ? null : scopes.resolve(name);
      const variable =
        name.type === 'this' ? -1 : binding === null ? undefined : numbers.get(binding);
      if (variable === undefined) continue;
      const list = changes.get(variable);
      if (list === undefined) changes.set(variable, [node]);
      else list.push(node);
    }
  return changes;
}

/** Calls on the object whose property is read: they may write it. */
function callsOn(
  body: FunctionBody,
  link: SyntaxNode,
  changes: ReadonlyMap<number, readonly number[]>,
): readonly SyntaxNode[] {
  const { cfg } = body;
  let root = link;
  while (isLink(root)) root = unwrap(childOf(root, 'object') ?? root);
  const at = cfg.nodesOf(root)[0];
  if (at === undefined) return [];
  return (changes.get(keyOf(body, at)) ?? [])
    .map((node) => cfg.syntax[node] as SyntaxNode)
    .filter(({ type }) => type === 'call_expression' || type === 'new_expression');
}

function addControl(body: FunctionBody, edges: Collector): void {
  const { cfg, cdg } = body;
  for (let node = THROW_EXIT + 1; node < cfg.size; node += 1)
    eachEdge(cdg.edges, node, (branch, code) => {
      if (branch <= THROW_EXIT) return;
      const syntax = cfg.syntax[branch] as SyntaxNode;
      const { found } = nameBranch(syntax, labelName(code), cfg.fn.node);
      edges.add(node, branch);
      if (found !== null && found.condition.type !== 'catch_clause')
        edges.addRegion(node, found.condition);
      if (code === EXCEPTION) addThrowers(body, node, branch, edges);
    });
}

/** A handler runs because of what threw: every node with an exception edge to it. */
function addThrowers(body: FunctionBody, node: number, tryNode: number, edges: Collector): void {
  const { cfg } = body;
  for (const handler of cfg.handlers)
    if (handler.tryNode === tryNode)
      eachEdge(cfg.pred, handler.entry, (from, label) => {
        if (label === EXCEPTION && from > THROW_EXIT)
          edges.addRegion(node, cfg.syntax[from] as SyntaxNode);
      });
}

const known = new WeakMap<FunctionBody, Map<SliceBy, BodyDependences>>();

/** @returns the dependences of that kind; the same object for the same body and kind */
export function dependencesOf(body: FunctionBody, by: SliceBy): BodyDependences {
  let kinds = known.get(body);
  if (kinds === undefined) known.set(body, (kinds = new Map()));
  const before = kinds.get(by);
  if (before !== undefined) return before;
  const edges = new Collector(body);
  if (by !== 'control') addData(body, edges);
  if (by !== 'data') addControl(body, edges);
  const { size } = body.cfg;
  const made = { into: packEdges(size, edges.list), outOf: reverseEdges(size, edges.list) };
  kinds.set(by, made);
  return made;
}
