/**
 * Scope analysis of one file: which binding each identifier means, which function each node runs in, and readable ids.
 * Types are not references (`declarationOf` knows them all the same). Follows ECMAScript's scoping with Annex B roughly; `with` and direct `eval` are only flagged.
 */
import { collectDeclarations } from './binding/declare.ts';
import { enclosingName } from './binding/enclosing-name.ts';
import { FAR, FarWalks, createLookUp } from './binding/scope-chain.ts';
import { resolveTypeNames } from './binding/type-name.ts';
import { isInside } from './naming/function-info.ts';
import { createNodeIds } from './naming/node-id.ts';
import type { SyntaxNode, SyntaxTree } from './node.ts';
import type { Binding, Declared, FunctionInfo, ScopeTable } from './scope-table.ts';

/** @returns the scope table of a parsed file; never throws, broken parts resolve to nothing */
export function analyzeScopes(tree: SyntaxTree): ScopeTable {
  const { functions, byNode, declared, references, erased, dynamic } = collectDeclarations(tree);
  const meant = new Map<SyntaxNode, Binding>(declared);
  const uses = new Map<Binding, SyntaxNode[]>();
  for (const [node, binding] of declared) uses.set(binding, [node]);
  const lookUp = createLookUp();
  for (const { node, scope } of references) {
    const binding = lookUp(scope, tree.text.slice(node.start, node.end));
    if (binding === null) continue;
    meant.set(node, binding);
    uses.get(binding)?.push(node);
  }
  let typeNames: ReadonlyMap<SyntaxNode, Declared> | null = null;
  const module = functions[0] as FunctionInfo;
  const functionAt = (node: SyntaxNode): FunctionInfo | null => byNode.get(node) ?? null;
  const far = new FarWalks<SyntaxNode, FunctionInfo>();
  const functionOf = (node: SyntaxNode): FunctionInfo => {
    let start = node;
    for (let steps = 0, up = node.parent; up !== null && steps < FAR; start = up, up = up.parent) {
      const fn = byNode.get(up);
      if (fn !== undefined && isInside(up, start)) return fn;
      steps += 1;
    }
    return far.walk(start, (child) => {
      const up = child.parent;
      if (up === null) return { answer: module };
      const fn = byNode.get(up);
      return fn !== undefined && isInside(up, child) ? { answer: fn } : { up };
    });
  };
  return {
    tree,
    functions,
    functionOf,
    functionAt,
    resolve: (identifier) => meant.get(identifier) ?? null,
    declarationOf(name) {
      typeNames ??= resolveTypeNames(erased, tree.text);
      return meant.get(name) ?? typeNames.get(name) ?? enclosingName(name, tree.text);
    },
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
