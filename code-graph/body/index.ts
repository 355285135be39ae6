/**
 * The body layer of one function: control flow, control dependence, SSA form and data flow, each computed when it is
 * first asked for and kept as long as the scope table's function lives. The queries here are what provenance, the
 * planner and pictures ask; positions and names come from the scope table, nothing here parses.
 */
import type { SyntaxNode } from '../syntax/node.ts';
import type { FunctionInfo, ScopeTable } from '../syntax/scope-table.ts';
import { FLAGS, buildCfg } from './cfg.ts';
import type { Cfg } from './cfg.ts';
import { findConditions } from './conditions.ts';
import type { ControlCondition } from './conditions.ts';
import { controlDependences } from './control-dependence.ts';
import type { ControlDependences } from './control-dependence.ts';
import { buildDataFlows } from './reaching.ts';
import type { DataFlows, Source } from './reaching.ts';
import { sliceBody } from './slice/slice.ts';
import { buildSsa } from './ssa.ts';
import type { Ssa } from './ssa.ts';

export type { Cfg } from './cfg.ts';
export type { ControlCondition, Outcome } from './conditions.ts';
export { reaching } from './definition.ts';
export type { Definition, Doubt, Key, Reaching, ReachingOptions } from './definition.ts';
export { sliceBody } from './slice/slice.ts';
export type { BodySliceOptions } from './slice/slice.ts';
export type { ControlDependences, Dependence } from './control-dependence.ts';
export type { DataFlow, DataFlows, Source } from './reaching.ts';
export type { Ssa } from './ssa.ts';

export interface FunctionBody {
  readonly scopes: ScopeTable;
  readonly fn: FunctionInfo;
  readonly cfg: Cfg;
  readonly cdg: ControlDependences;
  readonly ssa: Ssa;
  readonly dfg: DataFlows;
}

const bodies = new WeakMap<FunctionInfo, FunctionBody>();

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: compute() }).of;
}

/** @returns the body of a function of this scope table; the same object for the same function */
export function buildBody(scopes: ScopeTable, fn: FunctionInfo): FunctionBody {
  const known = bodies.get(fn);
  if (known !== undefined) return known;
  const cfg = once(() => buildCfg(scopes, fn));
  const cdg = once(() => controlDependences(cfg()));
  const ssa = once(() => buildSsa(scopes, cfg()));
  const dfg = once(() => buildDataFlows(scopes, cfg(), ssa()));
  const body: FunctionBody = {
    scopes,
    fn,
    get cfg() {
      return cfg();
    },
    get cdg() {
      return cdg();
    },
    get ssa() {
      return ssa();
    },
    get dfg() {
      return dfg();
    },
  };
  bodies.set(fn, body);
  return body;
}

/**
 * The conditions that decide whether a statement or expression of this function runs, nearest first: guards that leave
 * early, enclosing branches, loops and cases, short circuits, ternaries, handlers.
 * @returns each condition node without its parentheses, the outcome that leads to `node`, and what the condition steers
 */
export function controlConditionsOf(
  body: FunctionBody,
  node: SyntaxNode,
): readonly ControlCondition[] {
  return findConditions(body.cfg, body.cdg, node);
}

/** @returns the writes that may be the one that this read of a variable sees, own ones first; empty where it reads none */
export function reachingSources(body: FunctionBody, identifier: SyntaxNode): readonly Source[] {
  const { cfg, dfg } = body;
  const sources = new Map<SyntaxNode, Source>();
  for (const node of cfg.nodesOf(identifier))
    if ((cfg.flags[node] as number) & FLAGS.reads)
      for (const source of dfg.sourcesOf(node)) sources.set(source.write, source);
  return [...sources.values()];
}

/** @returns the write nodes of {@link reachingSources}, writes in other functions included */
export function reachingWrites(body: FunctionBody, identifier: SyntaxNode): readonly SyntaxNode[] {
  return reachingSources(body, identifier).map((source) => source.write);
}

/** @returns all code of the function that what `node` computes may depend on, by data and control; `node` included */
export function backwardSlice(
  scopes: ScopeTable,
  fn: FunctionInfo,
  node: SyntaxNode,
): ReadonlySet<SyntaxNode> {
  return sliceBody(buildBody(scopes, fn), node);
}
