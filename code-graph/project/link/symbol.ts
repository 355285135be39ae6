/**
 * Names across files: what an import or an export of a module is, through re-exports, and which members a class has (inherited
 * ones included).
 */
import type { ClassFact, FileFacts, FunctionFact, Reference } from '../facts/file-facts.ts';
import type { ImportResolver, ImportTarget } from './resolve.ts';

/** A function, class or variable of one file. */
export type ProjectSymbol =
  | { readonly kind: 'function'; readonly file: FileFacts; readonly fact: FunctionFact }
  | { readonly kind: 'class'; readonly file: FileFacts; readonly index: number }
  | { readonly kind: 'variable'; readonly file: FileFacts; readonly name: string }
  | { readonly kind: 'module'; readonly file: FileFacts };

export interface SymbolTable {
  /** Where imports lead. */
  readonly resolve: ImportResolver;
  /** Target of an import of the file, by its index. */
  importTarget(file: FileFacts, index: number): ImportTarget;
  /** What the import stands for; null where it leaves the project. */
  ofImport(file: FileFacts, index: number): ProjectSymbol | null;
  ofReference(file: FileFacts, reference: Reference): ProjectSymbol | null;
  ofExport(path: string, name: string): ProjectSymbol | null;
}

const lastPart = (name: string): string =>
  name.slice(name.lastIndexOf('.') + 1).replace(/~\d+$/u, '');

interface FileIndex {
  readonly byName: ReadonlyMap<string, FunctionFact>;
  readonly members: readonly ReadonlyMap<string, FunctionFact>[];
}

const indexes = new WeakMap<FileFacts, FileIndex>();

/** @returns the same object for the same facts */
function indexFile(file: FileFacts): FileIndex {
  const known = indexes.get(file);
  if (known !== undefined) return known;
  const byName = new Map<string, FunctionFact>();
  const members = file.classes.map(() => new Map<string, FunctionFact>());
  for (const fact of file.functions) {
    if (!byName.has(fact.name)) byName.set(fact.name, fact);
    const name = fact.kind === 'constructor' ? 'constructor' : lastPart(fact.name);
    const own = members[fact.class];
    if (own !== undefined && !own.has(name)) own.set(name, fact);
  }
  const index = { byName, members };
  indexes.set(file, index);
  return index;
}

const MAX_HOPS = 20;

class Table implements SymbolTable {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly resolve: ImportResolver;

  constructor(files: ReadonlyMap<string, FileFacts>, resolve: ImportResolver) {
    this.files = files;
    this.resolve = resolve;
  }

  importTarget(file: FileFacts, index: number): ImportTarget {
    const { specifier } = file.imports[index] ?? { specifier: '' };
    return this.resolve(file.path, specifier);
  }

  ofImport(file: FileFacts, index: number, hops = 0): ProjectSymbol | null {
    const target = this.importTarget(file, index);
    const imported = file.imports[index]?.imported ?? null;
    if (target.kind !== 'file' || imported === null) return null;
    if (imported !== '*') return this.ofExport(target.path, imported, hops + 1);
    const whole = this.ofExport(target.path, '=', hops + 1);
    const other = this.files.get(target.path);
    return whole ?? (other === undefined ? null : { kind: 'module', file: other });
  }

  ofReference(file: FileFacts, reference: Reference, hops = 0): ProjectSymbol | null {
    switch (reference.kind) {
      case 'function': {
        const fact = file.functions[reference.index];
        return fact === undefined ? null : { kind: 'function', file, fact };
      }
      case 'class':
        return { kind: 'class', file, index: reference.index };
      case 'variable':
        return { kind: 'variable', file, name: reference.name };
      case 'import':
        return this.ofImport(file, reference.index, hops);
    }
  }

  ofExport(path: string, name: string, hops = 0): ProjectSymbol | null {
    const file = this.files.get(path);
    if (file === undefined || hops > MAX_HOPS) return null;
    for (const { exported, target } of file.exports) {
      if (exported === name) return this.ofReference(file, target, hops + 1);
    }
    // Of a CommonJS module the default is the whole, be it one value or what was set on `exports`.
    if (name === 'default')
      return (
        this.ofExport(path, '=', hops + 1) ?? (file.flow.isModule ? null : { kind: 'module', file })
      );
    if (name === '=') return null;
    for (const { exported, target } of file.exports) {
      if (exported !== '*' || target.kind !== 'import') continue;
      const next = this.importTarget(file, target.index);
      const found = next.kind === 'file' ? this.ofExport(next.path, name, hops + 1) : null;
      if (found !== null) return found;
    }
    const whole = this.ofExport(path, '=', hops + 1);
    const fact = whole === null || whole.kind === 'module' ? null : this.memberOf(whole, name);
    return fact === null || whole === null ? null : { kind: 'function', file: whole.file, fact };
  }

  /** The function that `name` is in what the symbol holds: a method, a static, a property of an object, an export. */
  private memberOf(symbol: ProjectSymbol, name: string): FunctionFact | null {
    switch (symbol.kind) {
      case 'class':
        return this.methodOf(symbol, name);
      case 'function':
        return this.qualified(symbol.file, `${symbol.fact.name}.${name}`);
      case 'variable':
        return this.qualified(symbol.file, `${symbol.name}.${name}`);
      case 'module': {
        const exported = this.ofExport(symbol.file.path, name);
        if (exported?.kind === 'function') return exported.fact;
        return exported?.kind === 'class' ? this.methodOf(exported, 'constructor') : null;
      }
    }
  }

  /** The function of that qualified name in the file. */
  private qualified(file: FileFacts, name: string): FunctionFact | null {
    return indexFile(file).byName.get(name) ?? null;
  }

  private methodOf(
    symbol: { readonly file: FileFacts; readonly index: number },
    name: string,
  ): FunctionFact | null {
    let at: typeof symbol | null = symbol;
    for (let hops = 0; at !== null && hops < MAX_HOPS; hops += 1) {
      const own: FunctionFact | undefined = indexFile(at.file).members[at.index]?.get(name);
      if (own !== undefined) return own;
      const fact: ClassFact | undefined = at.file.classes[at.index];
      const base: ProjectSymbol | null =
        fact?.base === undefined || fact.base === null
          ? null
          : this.ofReference(at.file, fact.base);
      at = base?.kind === 'class' ? base : null;
    }
    return null;
  }
}

/** @returns lookups over all files of the project */
export function createSymbolTable(
  files: ReadonlyMap<string, FileFacts>,
  resolve: ImportResolver,
): SymbolTable {
  return new Table(files, resolve);
}
