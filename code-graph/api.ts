/** What programs import as `scope-why/graph`: the code graph, questions to it, analyses and formats. docs/QUERY.md shows it. */
export { buildCodeGraph } from './project/build.ts';
export type { CodeGraphOptions } from './project/build.ts';
export type { CodeGraph, GraphStats } from './project/code-graph.ts';
export type { CallEdge } from './project/link/call.ts';
export { askGraph } from './select/ask.ts';
export type { Ask } from './select/ask.ts';
export { all, any, not } from './select/predicate.ts';
export type { FunctionTest, FunctionTests } from './select/predicate.ts';
export type { Hit, HitEdge, HitGraph, Selection } from './select/hit.ts';
export { FORMATS } from './export/format.ts';
export type { Format } from './export/format.ts';
export { RULES, checkRules } from './rule/check.ts';
export type { RuleHit } from './rule/check.ts';
export { centralities } from './metric/centrality.ts';
export { outline } from './outline.ts';
export { ScopeError } from '../protocol/problem.ts';
