/**
 * The static backward slice inside one function: all code that what the criterion computes may depend on, by data and by
 * control. Variables are exact up to reaching definitions; objects are not: a variable whose object is read brings
 * every property write and method call on that variable that can run before the criterion.
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { ScopeTable } from '../../syntax/scope-table.ts';
import { THROW_EXIT, labelName } from '../cfg.ts';
import type { Cfg } from '../cfg.ts';
import { nameBranch, nodesFor } from '../conditions.ts';
import type { ControlDependences } from '../control-dependence.ts';
import { EXCEPTION, eachEdge, reachFrom } from '../flow/edge.ts';
import { unwrap } from '../flow/condition.ts';
import type { DataFlows } from '../reaching.ts';
import type { Ssa } from '../ssa.ts';

export interface SliceInput {
  readonly scopes: ScopeTable;
  readonly cfg: Cfg;
  readonly cdg: ControlDependences;
  readonly ssa: Ssa;
  readonly dfg: DataFlows;
}

const OWNERS =
  /^(?:variable_declarator|assignment_expression|required_parameter|optional_parameter)$/u;
const MUTATIONS =
  /^(?:assignment_expression|augmented_assignment_expression|update_expression|call_expression|unary_expression)$/u;
const PATHS = /^(?:member_expression|subscript_expression)$/u;

/** The syntax whose evaluation gives a write its value. */
function valueRegion(write: SyntaxNode): readonly SyntaxNode[] {
  for (let at: SyntaxNode | null = write; at !== null; at = at.parent) {
    if (OWNERS.test(at.type)) return [at];
    if (at.type === 'for_in_statement') return [childOf(at, 'right') ?? at, write];
    if (at.type.endsWith('_statement') || at.type === 'statement_block') break;
  }
  return [write];
}

/** @returns `a` of `a.b[c]`, or null where the path does not start at a name or `this` */
function rootOf(path: SyntaxNode): SyntaxNode | null {
  let at = unwrap(path);
  while (PATHS.test(at.type)) at = unwrap(childOf(at, 'object') ?? path);
  return at.type === 'identifier' || at.type === 'this' ? at : null;
}

/** @returns the name whose object a node changes or hands itself to, or null */
function mutatedRoot(node: SyntaxNode): SyntaxNode | null {
  if (!MUTATIONS.test(node.type)) return null;
  const target =
    childOf(node, 'left') ?? childOf(node, 'function') ?? childOf(node, 'argument') ?? node;
  const path = unwrap(target);
  return PATHS.test(path.type) ? rootOf(path) : null;
}

/** Nodes that may change the object in a variable, by variable number; `this` is -1. */
function collectMutations({
  scopes,
  cfg,
  ssa,
}: SliceInput): ReadonlyMap<number, readonly number[]> {
  const mutations = new Map<number, number[]>();
  const numbers = new Map(ssa.variables.map((binding, variable) => [binding, variable]));
  for (let node = THROW_EXIT + 1; node < cfg.size; node += 1) {
    const root = mutatedRoot(cfg.syntax[node] as SyntaxNode);
    const binding = root?.type === 'identifier' ? scopes.resolve(root) : null;
    if (root === null || (root.type === 'identifier' && binding === null)) continue;
    const variable = binding === null ? -1 : (numbers.get(binding) ?? -2);
    const list = mutations.get(variable);
    if (list === undefined) mutations.set(variable, [node]);
    else list.push(node);
  }
  return mutations;
}

class Slicer {
  readonly found = new Set<number>();
  private readonly input: SliceInput;
  private readonly mutations: ReadonlyMap<number, readonly number[]>;
  private readonly before: Uint8Array;
  private readonly opened = new Set<SyntaxNode>();
  private readonly handled = new Set<number>();

  constructor(input: SliceInput, criterion: readonly number[]) {
    this.input = input;
    this.mutations = collectMutations(input);
    this.before = reachFrom(input.cfg.pred, criterion);
  }

  /** Takes in all nodes that evaluating this syntax runs, as far as they can run before the criterion. */
  open(syntax: SyntaxNode): void {
    if (this.opened.has(syntax)) return;
    this.opened.add(syntax);
    walkSyntax(syntax, (part) => {
      for (const node of this.input.cfg.nodesOf(part))
        if (this.before[node] === 1) this.found.add(node);
    });
  }

  /** Sets grow while they are walked: what a node brings in is walked after it. */
  run(): void {
    for (const node of this.found) {
      this.addData(node);
      this.addControl(node);
    }
  }

  private addData(node: number): void {
    const { cfg, dfg, ssa } = this.input;
    const syntax = cfg.syntax[node] as SyntaxNode;
    for (const { write, may } of dfg.sourcesOf(node))
      if (!may) for (const region of valueRegion(write)) this.open(region);
    const variable = syntax.type === 'this' ? -1 : (ssa.variableAt[node] as number);
    if (variable === -1 && syntax.type !== 'this') return;
    if (this.handled.has(variable)) return;
    this.handled.add(variable);
    for (const change of this.mutations.get(variable) ?? [])
      if (this.before[change] === 1) this.open(cfg.syntax[change] as SyntaxNode);
  }

  private addControl(node: number): void {
    const { cfg, cdg } = this.input;
    eachEdge(cdg.edges, node, (branch, code) => {
      const syntax = cfg.syntax[branch] as SyntaxNode;
      const { found } = nameBranch(syntax, labelName(code), cfg.fn.node);
      this.found.add(branch);
      if (found !== null && found.condition.type !== 'catch_clause') this.open(found.condition);
      if (code === EXCEPTION) this.addThrowers(branch);
    });
  }

  /** A handler runs because of what threw: every node with an exception edge to it. */
  private addThrowers(tryNode: number): void {
    const { cfg } = this.input;
    for (const handler of cfg.handlers) {
      if (handler.tryNode !== tryNode) continue;
      eachEdge(cfg.pred, handler.entry, (from, label) => {
        if (label === EXCEPTION && from > THROW_EXIT) this.open(cfg.syntax[from] as SyntaxNode);
      });
    }
  }
}

/**
 * @param criterion  an expression or statement of the function
 * @returns the syntax of all nodes in the slice, the criterion's own included, in the order of evaluation
 * @see Weiser, Program Slicing, 1984; Horwitz, Reps, Binkley 1990 for slices as reachability
 */
export function sliceBackward(input: SliceInput, criterion: SyntaxNode): ReadonlySet<SyntaxNode> {
  const { cfg } = input;
  const starts = new Set(nodesFor(cfg, criterion));
  walkSyntax(criterion, (part) => cfg.nodesOf(part).forEach((node) => starts.add(node)));
  const slicer = new Slicer(input, [...starts]);
  for (const start of starts) slicer.found.add(start);
  slicer.run();
  const nodes = [...slicer.found].filter((node) => node > THROW_EXIT).sort((a, b) => a - b);
  return new Set(nodes.map((node) => cfg.syntax[node] as SyntaxNode));
}
