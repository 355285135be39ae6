/**
 * The project layer in columns: one number a node, one row of numbers an edge. This is what a build makes, counts and keeps;
 * records of nodes are made when somebody asks for one, and the graphology graph (`view.ts`) when somebody walks it. Nodes
 * and edges have the order of the files, whatever read them.
 */
import { ACCESS_ROW } from './facts/file-facts.ts';
import type { FileFacts, FunctionFact } from './facts/file-facts.ts';
import { classId, toFunctionNode, toVariableNode, variableId } from './graph.ts';
import type { GraphEdge, GraphNode } from './graph.ts';
import type { CallEdge } from './link/call.ts';
import type { ProjectSymbol, SymbolTable } from './link/symbol.ts';

export const EDGE_KINDS = [
  'contains',
  'imports',
  'exports',
  'extends',
  'calls',
  'reads',
  'writes',
] as const satisfies readonly GraphEdge['kind'][];

const NODE_KINDS = ['module', 'external', 'function', 'class', 'property', 'variable'] as const;
type NodeKind = (typeof NODE_KINDS)[number];

/** Rows of one column set; `length` of each is the number of edges. */
export interface EdgeColumns {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Index in {@link EDGE_KINDS}. */
  readonly kind: Uint8Array;
  readonly count: Int32Array;
  readonly confidence: Float64Array;
  /** exports: index in `names`; -1 elsewhere. */
  readonly name: Int32Array;
}

export interface GraphColumns {
  readonly nodes: number;
  readonly edges: EdgeColumns;
  readonly names: readonly string[];
  /** -1 where there is no such node. */
  numberOf(id: string): number;
  idOf(node: number): string;
  kindOf(node: number): NodeKind;
  /** The same object every time. */
  nodeAt(node: number): GraphNode;
  edgeAt(edge: number): GraphEdge;
}

/** A growing column. */
class Column {
  private values = new Int32Array(1024);
  private length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  done(): Int32Array {
    return this.values.slice(0, this.length);
  }
}

/** Rows of function, name, slot and count: slot is 1 for a variable of the module, plus 2 for a write. */
const SUMMARY_ROW = 4;
const summaries = new WeakMap<FileFacts, Int32Array>();

/** How often each function reads and writes each name; kept as long as the facts are. */
function summarize(file: FileFacts): Int32Array {
  const known = summaries.get(file);
  if (known !== undefined) return known;
  const { accesses, names } = file;
  const counts = new Map<number, number>();
  const size = names.length;
  for (let at = 0; at < accesses.length; at += ACCESS_ROW) {
    const declared = accesses[at + 7] as number;
    if (declared > 0) continue;
    const slot = (declared === 0 ? 1 : 0) + ((accesses[at + 2] as number) >= 16 ? 2 : 0);
    const key = ((accesses[at + 1] as number) * size + (accesses[at] as number)) * 4 + slot;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rows = new Int32Array(counts.size * SUMMARY_ROW);
  let at = 0;
  for (const [key, count] of counts) {
    const slot = key % 4;
    const pair = (key - slot) / 4;
    rows[at] = Math.floor(pair / size);
    rows[at + 1] = pair % size;
    rows[at + 2] = slot;
    rows[at + 3] = count;
    at += SUMMARY_ROW;
  }
  summaries.set(file, rows);
  return rows;
}

const CONTAINS = EDGE_KINDS.indexOf('contains');
const IMPORTS = EDGE_KINDS.indexOf('imports');
const EXPORTS = EDGE_KINDS.indexOf('exports');
const EXTENDS = EDGE_KINDS.indexOf('extends');
const CALLS = EDGE_KINDS.indexOf('calls');
const READS = EDGE_KINDS.indexOf('reads');
const WRITES = EDGE_KINDS.indexOf('writes');
const SURE = 0;

class Builder {
  readonly ids: string[] = [];
  readonly numbers = new Map<string, number>();
  readonly nodeKind = new Column();
  readonly nodeFile = new Column();
  readonly nodeFact = new Column();
  readonly from = new Column();
  readonly to = new Column();
  readonly kind = new Column();
  readonly count = new Column();
  /** Index in `confidences`, of which there are few. */
  readonly sureness = new Column();
  readonly confidences = new Map<number, number>([[1, SURE]]);
  readonly name = new Column();
  readonly exportNames: string[] = [];
  edges = 0;

  node(id: string, kind: NodeKind, file: number, fact: number): void {
    if (this.numbers.has(id)) return;
    this.numbers.set(id, this.ids.push(id) - 1);
    this.nodeKind.push(NODE_KINDS.indexOf(kind));
    this.nodeFile.push(file);
    this.nodeFact.push(fact);
  }

  edge(from: string, to: string, kind: number, count = 1): boolean {
    const source = this.numbers.get(from);
    const target = this.numbers.get(to);
    if (source === undefined || target === undefined) return false;
    this.row(source, target, kind, count, SURE, -1);
    return true;
  }

  row(from: number, to: number, kind: number, count: number, sureness: number, name: number): void {
    this.from.push(from);
    this.to.push(to);
    this.kind.push(kind);
    this.count.push(count);
    this.sureness.push(sureness);
    this.name.push(name);
    this.edges += 1;
  }

  file(file: FileFacts, at: number): void {
    const [module, ...functions] = file.functions;
    if (module === undefined) return;
    this.node(module.id, 'module', at, 0);
    file.classes.forEach((fact, index) => {
      const id = classId(file, index);
      this.node(id, 'class', at, index);
      this.edge(file.functions[fact.fn]?.id ?? module.id, id, CONTAINS);
    });
    functions.forEach((fact, index) => {
      this.node(fact.id, 'function', at, index + 1);
      const owner = fact.class === -1 ? file.functions[fact.parent]?.id : classId(file, fact.class);
      this.edge(owner ?? module.id, fact.id, CONTAINS);
    });
    file.variables.forEach((variable, index) => {
      if (variable.fn !== 0) return;
      const id = variableId(file, variable);
      this.node(id, 'variable', at, index);
      this.edge(module.id, id, CONTAINS);
    });
  }

  /** One `reads` and one `writes` edge for each function and name. */
  accesses(file: FileFacts): void {
    const { names, functions } = file;
    const rows = summarize(file);
    for (let at = 0; at < rows.length; at += SUMMARY_ROW) {
      const fn = functions[rows[at] as number]?.id;
      if (fn === undefined) continue;
      const name = names[rows[at + 1] as number] as string;
      const slot = rows[at + 2] as number;
      const isVariable = slot % 2 === 1;
      const id = isVariable ? variableId(file, { name, fn: 0 }) : `property:${name}`;
      if (!isVariable) this.node(id, 'property', -1, -1);
      this.edge(fn, id, slot >= 2 ? WRITES : READS, rows[at + 3]);
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
      if (!isFile) this.node(id, 'external', -1, -1);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    });
    for (const [id, count] of counts) this.edge(`${file.path}#`, id, IMPORTS, count);
  }

  exports(file: FileFacts, table: SymbolTable): void {
    const module = this.numbers.get(`${file.path}#`);
    for (const { exported, target } of file.exports) {
      const symbol = exported === '*' ? null : table.ofReference(file, target);
      const to = symbol === null ? undefined : this.numbers.get(symbolId(symbol));
      if (module !== undefined && to !== undefined)
        this.row(module, to, EXPORTS, 1, SURE, this.exportNames.push(exported) - 1);
    }
    file.classes.forEach(({ base }, index) => {
      const symbol = base === null ? null : table.ofReference(file, base);
      if (symbol?.kind !== 'class') return;
      this.edge(classId(file, index), classId(symbol.file, symbol.index), EXTENDS);
    });
  }

  call({ from, to, confidence, sites }: CallEdge): void {
    const source = this.numbers.get(from);
    const target = this.numbers.get(to);
    if (source === undefined || target === undefined) return;
    let sureness = this.confidences.get(confidence);
    if (sureness === undefined) {
      sureness = this.confidences.size;
      this.confidences.set(confidence, sureness);
    }
    this.row(source, target, CALLS, sites.length, sureness, -1);
  }
}

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

/** The record of a node, from the facts that it came from. */
function recordOf(
  id: string,
  kind: NodeKind,
  file: FileFacts | undefined,
  fact: number,
): GraphNode {
  if (kind === 'property') return { kind, id, name: id.slice('property:'.length) };
  if (kind === 'external') return { kind, id, name: id.startsWith('npm:') ? id.slice(4) : id };
  const { path, lines } = file as FileFacts;
  const { functions, classes, variables } = file as FileFacts;
  switch (kind) {
    case 'module':
      return { kind, id: (functions[0] as FunctionFact).id, name: path, file: path, lines };
    case 'function':
      return toFunctionNode(file as FileFacts, functions[fact] as FunctionFact);
    case 'class': {
      const { name, start, line, endLine } = classes[fact] as FileFacts['classes'][number];
      return { kind, id, name, file: path, start, line, endLine };
    }
    case 'variable':
      return toVariableNode(file as FileFacts, variables[fact] as FileFacts['variables'][number]);
  }
}

function close(builder: Builder, files: readonly FileFacts[]): GraphColumns {
  const { ids, numbers, exportNames } = builder;
  const nodeKind = Uint8Array.from(builder.nodeKind.done());
  const nodeFile = builder.nodeFile.done();
  const nodeFact = builder.nodeFact.done();
  const confidences = [...builder.confidences.keys()];
  const edges: EdgeColumns = {
    from: builder.from.done(),
    to: builder.to.done(),
    kind: Uint8Array.from(builder.kind.done()),
    count: builder.count.done(),
    confidence: Float64Array.from(builder.sureness.done(), (at) => confidences[at] as number),
    name: builder.name.done(),
  };
  const records: (GraphNode | undefined)[] = [];
  const kindOf = (node: number): NodeKind => NODE_KINDS[nodeKind[node] as number] as NodeKind;
  return {
    nodes: ids.length,
    edges,
    names: exportNames,
    numberOf: (id) => numbers.get(id) ?? -1,
    idOf: (node) => ids[node] as string,
    kindOf,
    nodeAt(node) {
      const file = files[nodeFile[node] as number];
      const id = ids[node] as string;
      return (records[node] ??= recordOf(id, kindOf(node), file, nodeFact[node] as number));
    },
    edgeAt(edge) {
      const name = edges.name[edge] as number;
      return {
        kind: EDGE_KINDS[edges.kind[edge] as number] as GraphEdge['kind'],
        count: edges.count[edge] as number,
        confidence: edges.confidence[edge] as number,
        ...(name === -1 ? {} : { name: exportNames[name] as string }),
      };
    },
  };
}

/** @returns the graph of all files; nodes first, so that edges may point anywhere */
export function buildColumns(
  files: readonly FileFacts[],
  table: SymbolTable,
  calls: readonly CallEdge[],
): GraphColumns {
  const builder = new Builder();
  files.forEach((file, at) => builder.file(file, at));
  for (const file of files) {
    builder.imports(file, table);
    builder.exports(file, table);
    builder.accesses(file);
  }
  for (const call of calls) builder.call(call);
  return close(builder, files);
}
