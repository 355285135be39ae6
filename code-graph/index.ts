/** What other folders may use of the code graph. */
export { childOf, namedChildren, walkSyntax } from './syntax/node.ts';
export type { SyntaxNode, SyntaxTree } from './syntax/node.ts';
export { parseSource } from './syntax/parse.ts';
export type { ParseResult } from './syntax/parse.ts';
export { grammarOf } from './syntax/grammar/grammar.ts';
export { NODE_KINDS } from './syntax/scope-table.ts';
export type {
  Binding,
  BindingKind,
  FunctionInfo,
  FunctionKind,
  ScopeTable,
} from './syntax/scope-table.ts';
export { readScopes } from './syntax/read-scopes.ts';
export { analyzeScopes } from './syntax/scope.ts';
export { declaredNames, isTypeNode } from './syntax/binding/pattern.ts';
export { isClassNode, isFunctionNode } from './syntax/naming/function-name.ts';
export { nodeKind } from './syntax/naming/function-info.ts';
export { buildCodeGraph } from './project/build.ts';
export type { CodeGraphOptions } from './project/build.ts';
export type { CodeGraph, GraphStats } from './project/code-graph.ts';
export type {
  ClassNode,
  ExternalNode,
  FunctionNode,
  GraphEdge,
  GraphNode,
  ModuleNode,
  ProjectGraph,
  PropertyNode,
  VariableNode,
} from './project/graph.ts';
export type {
  Access,
  ClassFact,
  FileFacts,
  FunctionFact,
  VariableFact,
} from './project/facts/file-facts.ts';
export { keepObserved } from './project/cache/observed.ts';
export type { CallEdge, CallSite } from './project/link/call.ts';
export { createLineTable } from './project/facts/extract.ts';
export { isTestPath } from './project/search.ts';
export { findMap, mayHaveMap } from './source-map/find-map.ts';
export type { StoredMap } from './source-map/find-map.ts';
export { openGeneratedMap } from './source-map/generated-map.ts';
export type { GeneratedMap, OriginalPosition } from './source-map/generated-map.ts';
export { outline } from './outline.ts';
export { centralities } from './metric/centrality.ts';
export { projectOnto } from './metric/projection.ts';
export { RULES, checkRules } from './rule/check.ts';
export type { RuleHit } from './rule/check.ts';
export { askGraph } from './select/ask.ts';
export type { Ask } from './select/ask.ts';
export type { Selection } from './select/hit.ts';
export { openSources } from './select/sources.ts';
export type { Sources } from './select/sources.ts';
export * from './body/index.ts';
