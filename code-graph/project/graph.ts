/**
 * The project layer as a graphology graph: modules, packages, functions, classes, property names and module-level
 * variables; edges contains, imports, exports, extends, calls, reads and writes, one for each pair of nodes and kind.
 */
import { MultiDirectedGraph } from 'graphology';
import type { NodeId } from '../../protocol/ids.ts';
import { ACCESS_ROW } from './facts/file-facts.ts';
import type { ClassFact, FileFacts, FunctionFact, VariableFact } from './facts/file-facts.ts';
import type { CallEdge } from './link/call.ts';
import type { ProjectSymbol, SymbolTable } from './link/symbol.ts';

export interface ModuleNode {
  readonly kind: 'module';
  /** `src/a.ts#` */
  readonly id: NodeId;
  readonly name: string;
  readonly file: string;
  readonly lines: number;
}
/** A package or built-in that the project imports. */
export interface ExternalNode {
  readonly kind: 'external';
  /** `npm:lodash`, `node:fs` */
  readonly id: string;
  readonly name: string;
}
export interface FunctionNode extends Omit<FunctionFact, 'kind' | 'parent' | 'class'> {
  readonly kind: 'function';
  readonly functionKind: FunctionFact['kind'];
  readonly file: string;
  /** The enclosing function or module. */
  readonly parent: NodeId | null;
}
export interface ClassNode extends Pick<ClassFact, 'name' | 'start' | 'line' | 'endLine'> {
  readonly kind: 'class';
  /** `class:src/a.ts#Cart`; in a function `class:src/a.ts#f.Cart`. */
  readonly id: string;
  readonly file: string;
}
export interface PropertyNode {
  readonly kind: 'property';
  /** `property:total` */
  readonly id: string;
  readonly name: string;
}
export interface VariableNode extends Pick<VariableFact, 'name' | 'start' | 'line'> {
  readonly kind: 'variable';
  /** `variable:src/a.ts#count`; of a function: `variable:src/a.ts#f.count` (these are not in the graph). */
  readonly id: string;
  readonly file: string;
  readonly variableKind: VariableFact['kind'];
  readonly declaredIn: NodeId;
}
export type GraphNode =
  ModuleNode | ExternalNode | FunctionNode | ClassNode | PropertyNode | VariableNode;

export interface GraphEdge {
  readonly kind: 'contains' | 'imports' | 'exports' | 'extends' | 'calls' | 'reads' | 'writes';
  /** How often. */
  readonly count: number;
  /** 1 where the code says so. */
  readonly confidence: number;
  /** exports: under which name. */
  readonly name?: string;
}

export type ProjectGraph = MultiDirectedGraph<GraphNode, GraphEdge>;

const below = (owner: string, name: string): string =>
  `${owner}${owner.endsWith('#') ? '' : '.'}${name}`;

/** @returns the id of a class; unique by file, function and name */
export function classId(file: FileFacts, index: number): string {
  const { fn, name } = file.classes[index] ?? { fn: 0, name: '' };
  return `class:${below(file.functions[fn]?.id ?? `${file.path}#`, name)}`;
}

/** @returns the id of a variable; unique by file, function and name */
export function variableId(file: FileFacts, variable: Pick<VariableFact, 'name' | 'fn'>): string {
  const owner = file.functions[variable.fn]?.id ?? `${file.path}#`;
  return `variable:${below(owner, variable.name)}`;
}

export function toVariableNode(file: FileFacts, variable: VariableFact): VariableNode {
  return {
    kind: 'variable',
    id: variableId(file, variable),
    name: variable.name,
    file: file.path,
    variableKind: variable.kind,
    declaredIn: (file.functions[variable.fn] ?? (file.functions[0] as FunctionFact)).id,
    start: variable.start,
    line: variable.line,
  };
}

function toFunctionNode(file: FileFacts, fact: FunctionFact): FunctionNode {
  const { kind, parent, class: _, ...rest } = fact;
  return {
    ...rest,
    kind: 'function',
    functionKind: kind,
    file: file.path,
    parent: file.functions[parent]?.id ?? null,
  };
}

class Builder {
  readonly graph: ProjectGraph = new MultiDirectedGraph<GraphNode, GraphEdge>();

  node(node: GraphNode): void {
    if (!this.graph.hasNode(node.id)) this.graph.addNode(node.id, node);
  }

  edge(from: string, to: string, edge: GraphEdge): void {
    if (this.graph.hasNode(from) && this.graph.hasNode(to)) {
      this.graph.addDirectedEdgeWithKey(this.graph.size, from, to, edge);
    }
  }

  file(file: FileFacts): void {
    const [module, ...functions] = file.functions;
    if (module === undefined) return;
    const { path, lines } = file;
    this.node({ kind: 'module', id: module.id, name: path, file: path, lines });
    file.classes.forEach((fact, index) => {
      const { name, start, line, endLine } = fact;
      const id = classId(file, index);
      this.node({ kind: 'class', id, name, file: path, start, line, endLine });
      this.edge(file.functions[fact.fn]?.id ?? module.id, id, contains);
    });
    for (const fact of functions) {
      this.node(toFunctionNode(file, fact));
      const owner = fact.class === -1 ? file.functions[fact.parent]?.id : classId(file, fact.class);
      this.edge(owner ?? module.id, fact.id, contains);
    }
    for (const variable of file.variables) {
      if (variable.fn !== 0) continue;
      this.node(toVariableNode(file, variable));
      this.edge(module.id, variableId(file, variable), contains);
    }
  }

  /** One `reads` and one `writes` edge for each function and name. */
  accesses(file: FileFacts): void {
    const { accesses, names, functions } = file;
    const counts = new Map<number, number>();
    const size = names.length;
    for (let at = 0; at < accesses.length; at += ACCESS_ROW) {
      const declared = accesses[at + 7] as number;
      if (declared > 0) continue;
      const slot = (declared === 0 ? 1 : 0) + ((accesses[at + 2] as number) >= 16 ? 2 : 0);
      const key = ((accesses[at + 1] as number) * size + (accesses[at] as number)) * 4 + slot;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const [key, count] of counts) {
      const slot = key % 4;
      const pair = (key - slot) / 4;
      const name = names[pair % size] as string;
      const fn = functions[Math.floor(pair / size)]?.id;
      if (fn === undefined) continue;
      const isVariable = slot % 2 === 1;
      const id = isVariable ? variableId(file, { name, fn: 0 }) : `property:${name}`;
      if (!isVariable) this.node({ kind: 'property', id, name });
      this.edge(fn, id, { kind: slot >= 2 ? 'writes' : 'reads', count, confidence: 1 });
    }
  }

  imports(file: FileFacts, table: SymbolTable): void {
    const counts = new Map<string, number>();
    file.imports.forEach((_, index) => {
      const target = table.importTarget(file, index);
      if (target.kind === 'unknown') return;
      const isFile = target.kind === 'file';
      const id = isFile
        ? `${target.path}#`
        : target.kind === 'package'
          ? `npm:${target.name}`
          : target.name;
      if (!isFile) this.node({ kind: 'external', id, name: target.name });
      counts.set(id, (counts.get(id) ?? 0) + 1);
    });
    for (const [id, count] of counts) {
      this.edge(`${file.path}#`, id, { kind: 'imports', count, confidence: 1 });
    }
  }

  exports(file: FileFacts, table: SymbolTable): void {
    for (const { exported, target } of file.exports) {
      const symbol = exported === '*' ? null : table.ofReference(file, target);
      const id = symbol === null ? null : symbolId(symbol);
      if (id !== null) {
        this.edge(`${file.path}#`, id, {
          kind: 'exports',
          count: 1,
          confidence: 1,
          name: exported,
        });
      }
    }
    file.classes.forEach(({ base }, index) => {
      const symbol = base === null ? null : table.ofReference(file, base);
      if (symbol?.kind !== 'class') return;
      this.edge(classId(file, index), classId(symbol.file, symbol.index), extended);
    });
  }
}

const contains: GraphEdge = { kind: 'contains', count: 1, confidence: 1 };
const extended: GraphEdge = { kind: 'extends', count: 1, confidence: 1 };

function symbolId(symbol: ProjectSymbol): string {
  switch (symbol.kind) {
    case 'function':
      return symbol.fact.id;
    case 'class':
      return classId(symbol.file, symbol.index);
    case 'variable':
      return variableId(symbol.file, { name: symbol.name, fn: 0 });
    case 'module':
      return `${symbol.file.path}#`;
  }
}

/** @returns the graph of all files; nodes first, so that edges may point anywhere */
export function buildProjectGraph(
  files: readonly FileFacts[],
  table: SymbolTable,
  calls: readonly CallEdge[],
): ProjectGraph {
  const builder = new Builder();
  for (const file of files) builder.file(file);
  for (const file of files) {
    builder.imports(file, table);
    builder.exports(file, table);
    builder.accesses(file);
  }
  for (const { from, to, confidence, sites } of calls) {
    builder.edge(from, to, { kind: 'calls', count: sites.length, confidence });
  }
  return builder.graph;
}
