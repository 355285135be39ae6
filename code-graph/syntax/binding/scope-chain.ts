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

/** From here on a walk up remembers where it came by, so that endless nesting is not walked again for every name. */
export const FAR = 64;
const MARK_EVERY = 32;

/** Answers of walks that have gone far already, by what they come by. */
export class FarWalks<K, V> {
  private readonly answers = new Map<K, V>();

  /**
   * @param step  the next place up and, once it is found, the answer
   * @returns what the first place that has an answer says
   */
  walk(start: K, step: (at: K) => { readonly answer: V } | { readonly up: K }): V {
    const passed: K[] = [];
    let at = start;
    for (let steps = 1; ; steps += 1) {
      const known = this.answers.get(at);
      const next = known === undefined ? step(at) : { answer: known };
      if ('answer' in next) {
        for (const one of passed) this.answers.set(one, next.answer);
        return next.answer;
      }
      if (steps % MARK_EVERY === 1) passed.push(at);
      at = next.up;
    }
  }
}

/** @returns what a name means in a scope, once all names are declared; null where nothing in the file declares it */
export function createLookUp(): (scope: Scope, name: string) => Binding | null {
  const far = new Map<string, FarWalks<Scope, Binding | null>>();
  return (scope, name) => {
    let steps = 0;
    for (let at: Scope | null = scope; at !== null; at = at.parent) {
      const found = at.names.get(name);
      if (found !== undefined) return found;
      steps += 1;
      if (steps < FAR) continue;
      let walks = far.get(name);
      if (walks === undefined) far.set(name, (walks = new FarWalks()));
      return walks.walk(at, ({ names, parent }) => {
        const there = names.get(name);
        if (there !== undefined) return { answer: there };
        return parent === null ? { answer: null } : { up: parent };
      });
    }
    return null;
  };
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
