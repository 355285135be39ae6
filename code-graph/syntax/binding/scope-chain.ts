/**
 * Scopes as a chain of name tables, and the questions that declaring a name asks of the chain.
 */
import type { FunctionDraft } from '../naming/function-info.ts';
import { childOf } from '../node.ts';
import type { SyntaxNode, SyntaxTree } from '../node.ts';
import type { Binding } from '../scope-table.ts';

export interface Scope {
  readonly parent: Scope | null;
  readonly fn: FunctionDraft;
  /** `var` lands in the nearest of these. */
  readonly takesVars: boolean;
  /** Innermost loop around it in its function, or null. */
  readonly loop: SyntaxNode | null;
  /** null: the name is known here and is no variable (a member of an enum). */
  readonly names: Map<string, Binding | null>;
}

/** @returns a scope with no names yet */
export function newScope(
  parent: Scope | null,
  fn: FunctionDraft,
  { takesVars = false, loop = null }: { takesVars?: boolean; loop?: SyntaxNode | null },
): Scope {
  return { parent, fn, takesVars, loop, names: new Map() };
}

/** @returns what the name means in the scope; null where nothing in the file declares it */
export function lookUp(scope: Scope, name: string): Binding | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

/** @returns where a `var` lands; a parameter of the same name is the same variable. */
export function varHome(scope: Scope, name: string): Scope {
  let at = scope;
  while (!at.takesVars && at.parent !== null) at = at.parent;
  const params = at.parent;
  return params !== null && params.fn === at.fn && params.names.get(name)?.kind === 'param'
    ? params
    : at;
}

/** @returns `A`, `B` and `C` of the namespace `A.B.C`, each declared inside the one before; none of a module in quotes */
export function namesOfNamespace(name: SyntaxNode | null): readonly SyntaxNode[] {
  const names: SyntaxNode[] = [];
  for (let at = name; at !== null; at = childOf(at, 'object')) {
    const own = childOf(at, 'property') ?? at;
    if (own?.type === 'identifier' || own?.type === 'property_identifier') names.unshift(own);
  }
  return names;
}

/** @returns whether the whole file is strict code, as far as the file itself says */
export function isStrictFile({ path, text, root }: SyntaxTree): boolean {
  if (/\.(?:mjs|mts|ts|tsx|cts)$/u.test(path)) return true;
  return root.children.some(
    (child) =>
      child.type === 'import_statement' ||
      child.type === 'export_statement' ||
      (child.type === 'expression_statement' &&
        /^['"]use strict['"]/u.test(text.slice(child.start, child.start + 12))),
  );
}
