/**
 * Scope analysis of one file: which binding each identifier means, which function each node runs in, and readable ids.
 * Types are not references. Follows ECMAScript's scoping with Annex B roughly; `with` and direct `eval` are only flagged.
 */
import { collectDeclarations } from './binding/declare.ts';
import type { Scope } from './binding/scope-chain.ts';
import { isInside } from './naming/function-info.ts';
import { createNodeIds } from './naming/node-id.ts';
import type { SyntaxNode, SyntaxTree } from './node.ts';
import type { Binding, FunctionInfo, ScopeTable } from './scope-table.ts';

function lookUp(scope: Scope, name: string): Binding | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

/** @returns the scope table of a parsed file; never throws, broken parts resolve to nothing */
export function analyzeScopes(tree: SyntaxTree): ScopeTable {
  const { functions, byNode, declared, references, dynamic } = collectDeclarations(tree);
  const meant = new Map<SyntaxNode, Binding>(declared);
  const uses = new Map<Binding, SyntaxNode[]>();
  for (const [node, binding] of declared) uses.set(binding, [node]);
  for (const { node, scope } of references) {
    const binding = lookUp(scope, tree.text.slice(node.start, node.end));
    if (binding === null) continue;
    meant.set(node, binding);
    uses.get(binding)?.push(node);
  }
  const module = functions[0] as FunctionInfo;
  const functionAt = (node: SyntaxNode): FunctionInfo | null => byNode.get(node) ?? null;
  const functionOf = (node: SyntaxNode): FunctionInfo => {
    for (let child = node, up = node.parent; up !== null; child = up, up = up.parent) {
      const fn = byNode.get(up);
      if (fn !== undefined && isInside(up, child)) return fn;
    }
    return module;
  };
  return {
    tree,
    functions,
    functionOf,
    functionAt,
    resolve: (identifier) => meant.get(identifier) ?? null,
    references: (binding) => uses.get(binding) ?? [],
    isDynamic(fn) {
      for (let at: FunctionInfo | undefined = fn; at !== undefined; at = functions[at.parent]) {
        if (dynamic.has(at as (typeof functions)[number])) return true;
      }
      return false;
    },
    ...createNodeIds(functions, functionAt, functionOf),
  };
}
