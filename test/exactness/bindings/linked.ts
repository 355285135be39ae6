/**
 * What the graph says an import of a project stands for in the end, re-exports followed: by file and place of its name.
 */
import { collectImport } from '../../../code-graph/project/facts/module-fact.ts';
import type { ImportTable } from '../../../code-graph/project/facts/module-fact.ts';
import { extractFacts } from '../../../code-graph/project/facts/extract.ts';
import type { FileFacts } from '../../../code-graph/project/facts/file-facts.ts';
import { createImportResolver } from '../../../code-graph/project/link/resolve.ts';
import { createSymbolTable } from '../../../code-graph/project/link/symbol.ts';
import type { ProjectSymbol, SymbolTable } from '../../../code-graph/project/link/symbol.ts';
import { childOf, walkSyntax } from '../../../code-graph/syntax/node.ts';
import { parseSource } from '../../../code-graph/syntax/parse.ts';
import { analyzeScopes } from '../../../code-graph/syntax/scope.ts';
import type { SourceText } from './project.ts';

/** A place in a file of the project; `start` is null for a whole module. */
export interface Linked {
  readonly path: string;
  readonly start: number | null;
}

/** Per file, by the offset of the importing name: what it stands for; null where it leaves the project or is unknown. */
export type LinkedImports = ReadonlyMap<string, ReadonlyMap<number, Linked | null>>;

function placeOf(symbol: ProjectSymbol): Linked | null {
  const { path } = symbol.file;
  switch (symbol.kind) {
    case 'module':
      return { path, start: null };
    case 'function':
      return { path, start: symbol.fact.start };
    case 'class':
      return { path, start: symbol.file.classes[symbol.index]?.start ?? null };
    case 'variable': {
      const { name, file } = symbol;
      const fact = file.variables.find((one) => one.fn === 0 && one.name === name);
      return fact === undefined ? null : { path, start: fact.start };
    }
  }
}

/** Offsets of the names that import something, with the index of the import in the facts of the file. */
function importingNames({ path, text }: SourceText): ReadonlyMap<number, number> {
  const scopes = analyzeScopes(parseSource(path, text).tree);
  const table: ImportTable = { imports: [], importOf: new Map(), reexports: new Map() };
  walkSyntax(scopes.tree.root, (node) => collectImport(node, scopes, table, () => 0));
  const names = new Map<number, number>();
  for (const [binding, index] of table.importOf) names.set(binding.declaredAt, index);
  for (const [specifier, index] of table.reexports) {
    const name = childOf(specifier, 'alias') ?? childOf(specifier, 'name');
    if (name !== null) names.set(name.start, index);
  }
  return names;
}

function linkFile(
  source: SourceText,
  facts: FileFacts,
  table: SymbolTable,
): Map<number, Linked | null> {
  const found = new Map<number, Linked | null>();
  for (const [start, index] of importingNames(source)) {
    const symbol = table.ofImport(facts, index);
    found.set(start, symbol === null ? null : placeOf(symbol));
  }
  return found;
}

/** @returns what every importing name of the project stands for */
export function linkImports(root: string, sources: readonly SourceText[]): LinkedImports {
  const files = new Map<string, FileFacts>();
  for (const { path, text } of sources)
    files.set(path, extractFacts({ path, text, hash: '' }, parseSource(path, text)));
  const table = createSymbolTable(files, createImportResolver(root, new Set(files.keys())));
  return new Map(
    sources.map((source) => {
      const facts = files.get(source.path) as FileFacts;
      return [source.path, linkFile(source, facts, table)] as const;
    }),
  );
}
