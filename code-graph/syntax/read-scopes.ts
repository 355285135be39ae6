/**
 * The scopes of a text, with its tree, parsed once for all who ask about the same text while one of them holds it: the rules, the
 * rewriter and the provenance of each run read the same files. Nobody is made to hold anything.
 */
import { parseSource } from './parse.ts';
import { analyzeScopes } from './scope.ts';
import type { ScopeTable } from './scope-table.ts';

const held = new Map<string, WeakRef<ScopeTable>>();
const GONE = new FinalizationRegistry<string>((path) => {
  if (held.get(path)?.deref() === undefined) held.delete(path);
});

/**
 * @param path  relative to the project root, with `/`: node ids begin with it
 * @returns the scope table; `tree` of it is the syntax tree
 * @throws never
 */
export function readScopes(path: string, text: string): ScopeTable {
  const known = held.get(path)?.deref();
  if (known !== undefined && known.tree.text === text) return known;
  const scopes = analyzeScopes(parseSource(path, text).tree);
  held.set(path, new WeakRef(scopes));
  GONE.register(scopes, path);
  return scopes;
}
