/**
 * The project layer in columns: one number a node, one row of numbers an edge. This is what a build makes, counts and keeps;
 * records of nodes are made when somebody asks for one, and the graphology graph (`view.ts`) when somebody walks it. Nodes
 * and edges have the order of the files, whatever read them; calls come last.
 */
import type { CallColumns } from './calls.ts';
import type { FileFacts, FunctionFact } from './facts/file-facts.ts';
import { ACCESS_SUMMARY_ROW, NODE_KINDS, NODE_ROW, fragmentOf } from './fragment.ts';
import type { Fragment, NodeKind } from './fragment.ts';
import { classId, toFunctionNode, toVariableNode, variableId } from './graph.ts';
import type { GraphEdge, GraphNode } from './graph.ts';
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

/** One value an edge in each. */
export interface EdgeColumns {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Index in {@link EDGE_KINDS}. */
  readonly kind: Uint8Array;
  readonly count: Int32Array;
  /** exports: index in the names; calls: index in the calls; -1 elsewhere. */
  readonly more: Int32Array;
}

export interface GraphColumns {
  readonly nodes: number;
  readonly edges: EdgeColumns;
  /** -1 where there is no such node. */
  numberOf(id: string): number;
  idOf(node: number): string;
  kindOf(node: number): NodeKind;
  /** The same object every time. */
  nodeAt(node: number): GraphNode;
  edgeAt(edge: number): GraphEdge;
  /** Which nodes are of which file; those of no file come last. */
  readonly layout: Layout;
}

/** Files in their order, and the number of the first node of each, and behind the last. */
export interface Layout {
  readonly files: readonly FileFacts[];
  readonly firsts: Int32Array;
}

const CONTAINS = EDGE_KINDS.indexOf('contains');
const IMPORTS = EDGE_KINDS.indexOf('imports');
const EXPORTS = EDGE_KINDS.indexOf('exports');
const EXTENDS = EDGE_KINDS.indexOf('extends');
const CALLS = EDGE_KINDS.indexOf('calls');
const READS = EDGE_KINDS.indexOf('reads');
const WRITES = EDGE_KINDS.indexOf('writes');

/** Nodes that belong to no file: properties and what is imported from outside; numbered behind those of the files. */
class Outside {
  readonly ids: string[] = [];
  readonly kinds: NodeKind[] = [];
  private readonly properties = new Map<string, number>();
  private readonly externals = new Map<string, number>();
  private readonly first: number;

  constructor(first: number) {
    this.first = first;
  }

  property(name: string): number {
    return this.place(this.properties, name, `property:${name}`, 'property');
  }

  external(id: string): number {
    return this.place(this.externals, id, id, 'external');
  }

  find(id: string): number {
    const property = id.startsWith('property:') ? this.properties.get(id.slice(9)) : undefined;
    return property ?? this.externals.get(id) ?? -1;
  }

  private place(into: Map<string, number>, key: string, id: string, kind: NodeKind): number {
    let number = into.get(key);
    if (number === undefined) {
      number = this.first + this.ids.push(id) - 1;
      this.kinds.push(kind);
      into.set(key, number);
    }
    return number;
  }
}

/** @returns how many edges a file can give, its calls left out */
function mostEdges(file: FileFacts, fragment: Fragment | undefined): number {
  const { contains, accesses } = fragment as Fragment;
  const named = file.imports.length + file.exports.length + file.classes.length;
  return contains.length / 2 + accesses.length / ACCESS_SUMMARY_ROW + named;
}

class Builder {
  readonly files: readonly FileFacts[];
  readonly fragments: readonly Fragment[];
  /** Number of the first node of each file, and behind the last. */
  readonly firsts: Int32Array;
  readonly fileAt = new Map<string, number>();
  readonly outside: Outside;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly kind: Uint8Array;
  readonly count: Int32Array;
  readonly more: Int32Array;
  length = 0;
  readonly exportNames: string[] = [];

  constructor(files: readonly FileFacts[]) {
    this.files = files;
    this.fragments = files.map(fragmentOf);
    this.firsts = new Int32Array(files.length + 1);
    this.fragments.forEach(({ ids }, at) => {
      this.firsts[at + 1] = (this.firsts[at] as number) + ids.length;
    });
    files.forEach(({ path }, at) => this.fileAt.set(path, at));
    this.outside = new Outside(this.firsts[files.length] as number);
    const most = files.reduce((sum, file, at) => sum + mostEdges(file, this.fragments[at]), 0);
    this.from = new Int32Array(most);
    this.to = new Int32Array(most);
    this.kind = new Uint8Array(most);
    this.count = new Int32Array(most);
    this.more = new Int32Array(most);
  }

  row(from: number, to: number, kind: number, count: number, more = -1): void {
    if (from === -1 || to === -1) return;
    const edge = this.length;
    this.from[edge] = from;
    this.to[edge] = to;
    this.kind[edge] = kind;
    this.count[edge] = count;
    this.more[edge] = more;
    this.length = edge + 1;
  }

  inFile(path: string, id: string): number {
    const at = this.fileAt.get(path);
    const place = at === undefined ? -1 : (this.fragments[at] as Fragment).placeOf(id);
    return at === undefined || place === -1 ? -1 : (this.firsts[at] as number) + place;
  }

  moduleOf(path: string): number {
    const at = this.fileAt.get(path);
    return at === undefined || this.fragments[at]?.ids.length === 0
      ? -1
      : (this.firsts[at] as number);
  }

  numberOf(id: string): number {
    const outside = this.outside.find(id);
    if (outside !== -1) return outside;
    const start = /^(?:class|variable):/u.exec(id)?.[0].length ?? 0;
    // A path may hold a `#` itself.
    for (let end = id.indexOf('#', start); end !== -1; end = id.indexOf('#', end + 1)) {
      const number = this.inFile(id.slice(start, end), id);
      if (number !== -1) return number;
    }
    return -1;
  }

  contains(at: number): void {
    const { contains } = this.fragments[at] as Fragment;
    const first = this.firsts[at] as number;
    for (let row = 0; row < contains.length; row += 2)
      this.row(
        first + (contains[row] as number),
        first + (contains[row + 1] as number),
        CONTAINS,
        1,
      );
  }

  accesses(file: FileFacts, at: number): void {
    const { accesses } = this.fragments[at] as Fragment;
    const first = this.firsts[at] as number;
    const properties = new Int32Array(file.names.length).fill(-1);
    for (let row = 0; row < accesses.length; row += ACCESS_SUMMARY_ROW) {
      const other = accesses[row + 1] as number;
      const slot = accesses[row + 2] as number;
      let to = first + other;
      if (slot % 2 === 0) {
        if (properties[other] === -1)
          properties[other] = this.outside.property(file.names[other] as string);
        to = properties[other] as number;
      }
      const kind = slot >= 2 ? WRITES : READS;
      this.row(first + (accesses[row] as number), to, kind, accesses[row + 3] as number);
    }
  }

  imports(file: FileFacts, table: SymbolTable): void {
    const counts = new Map<number, number>();
    for (let index = 0; index < file.imports.length; index += 1) {
      const target = table.importTarget(file, index);
      if (target.kind === 'unknown') continue;
      const to =
        target.kind === 'file'
          ? this.moduleOf(target.path)
          : this.outside.external(target.kind === 'package' ? `npm:${target.name}` : target.name);
      counts.set(to, (counts.get(to) ?? 0) + 1);
    }
    for (const [to, count] of counts) this.row(this.moduleOf(file.path), to, IMPORTS, count);
  }

  exports(file: FileFacts, table: SymbolTable): void {
    for (const { exported, target } of file.exports) {
      const symbol = exported === '*' ? null : table.ofReference(file, target);
      if (symbol === null) continue;
      const to = this.inFile(symbol.file.path, symbolId(symbol));
      if (to === -1) continue;
      const name = this.exportNames.push(exported) - 1;
      this.row(this.moduleOf(file.path), to, EXPORTS, 1, name);
    }
    file.classes.forEach(({ base }, index) => {
      const symbol = base === null ? null : table.ofReference(file, base);
      if (symbol?.kind !== 'class') return;
      const to = this.inFile(symbol.file.path, classId(symbol.file, symbol.index));
      this.row(this.inFile(file.path, classId(file, index)), to, EXTENDS, 1);
    });
  }

  done(): EdgeColumns {
    return {
      from: this.from.subarray(0, this.length),
      to: this.to.subarray(0, this.length),
      kind: this.kind.subarray(0, this.length),
      count: this.count.subarray(0, this.length),
      more: this.more.subarray(0, this.length),
    };
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

/** The record of a node of a file. */
function recordOf(file: FileFacts, id: string, kind: NodeKind, fact: number): GraphNode {
  const { path, lines, functions, classes, variables } = file;
  switch (kind) {
    case 'function':
      return toFunctionNode(file, functions[fact] as FunctionFact);
    case 'class': {
      const { name, start, line, endLine } = classes[fact] as FileFacts['classes'][number];
      return { kind, id, name, file: path, start, line, endLine };
    }
    case 'variable':
      return toVariableNode(file, variables[fact] as FileFacts['variables'][number]);
    default:
      return {
        kind: 'module',
        id: (functions[0] as FunctionFact).id,
        name: path,
        file: path,
        lines,
      };
  }
}

/** Records of nodes and edges on demand. */
function readBuilt(builder: Builder, edges: EdgeColumns): GraphColumns {
  const { files, fragments, firsts, outside, exportNames } = builder;
  const inFiles = firsts[files.length] as number;
  const records: (GraphNode | undefined)[] = [];
  const fileOf = (node: number): number => {
    let low = 0;
    let high = files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((firsts[middle] as number) <= node) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const find = (node: number): { readonly id: string; readonly make: () => GraphNode } => {
    if (node >= inFiles) {
      const id = outside.ids[node - inFiles] as string;
      const kind = outside.kinds[node - inFiles] === 'property' ? 'property' : 'external';
      return { id, make: () => ({ kind, id, name: id.replace(/^(?:property|npm):/u, '') }) };
    }
    const at = fileOf(node);
    const place = node - (firsts[at] as number);
    const { ids, nodes } = fragments[at] as Fragment;
    const id = ids[place] as string;
    const kind = NODE_KINDS[nodes[place * NODE_ROW] as number] as NodeKind;
    const fact = nodes[place * NODE_ROW + 1] as number;
    return { id, make: () => recordOf(files[at] as FileFacts, id, kind, fact) };
  };
  return {
    nodes: inFiles + outside.ids.length,
    edges,
    numberOf: (id) => builder.numberOf(id),
    layout: { files, firsts },
    idOf: (node) => find(node).id,
    kindOf(node) {
      if (node >= inFiles) return outside.kinds[node - inFiles] as NodeKind;
      const at = fileOf(node);
      const place = node - (firsts[at] as number);
      return NODE_KINDS[fragments[at]?.nodes[place * NODE_ROW] as number] as NodeKind;
    },
    nodeAt: (node) => (records[node] ??= find(node).make()),
    edgeAt(edge) {
      const kind = EDGE_KINDS[edges.kind[edge] as number] as GraphEdge['kind'];
      const more = edges.more[edge] as number;
      return {
        kind,
        count: edges.count[edge] as number,
        confidence: 1,
        ...(kind === 'exports' ? { name: exportNames[more] as string } : {}),
      };
    },
  };
}

/** @returns the graph of all files without its calls; nodes first, so that edges may point anywhere */
export function buildColumns(files: readonly FileFacts[], table: SymbolTable): GraphColumns {
  const builder = new Builder(files);
  files.forEach((_, at) => builder.contains(at));
  files.forEach((file, at) => {
    builder.imports(file, table);
    builder.exports(file, table);
    builder.accesses(file, at);
  });
  return readBuilt(builder, builder.done());
}

/** @returns a longer column with the same values in front */
function lengthened<T extends Int32Array | Uint8Array>(column: T, length: number): T {
  const all = new (column.constructor as new (length: number) => T)(length);
  all.set(column);
  return all;
}

/** @returns the same nodes, and behind the edges one for each call whose ends are nodes */
export function withCalls(columns: GraphColumns, calls: CallColumns): GraphColumns {
  const numbers = calls.numbersIn(columns);
  const from = calls.from.map((id) => numbers[id] as number);
  const to = calls.to.map((id) => numbers[id] as number);
  let known = 0;
  for (let at = 0; at < from.length; at += 1) if (from[at] !== -1 && to[at] !== -1) known += 1;
  let edge = columns.edges.from.length;
  const length = edge + known;
  const edges: EdgeColumns = {
    from: lengthened(columns.edges.from, length),
    to: lengthened(columns.edges.to, length),
    kind: lengthened(columns.edges.kind, length),
    count: lengthened(columns.edges.count, length),
    more: lengthened(columns.edges.more, length),
  };
  edges.kind.fill(CALLS, edge);
  for (let at = 0; at < from.length; at += 1) {
    if (from[at] === -1 || to[at] === -1) continue;
    edges.from[edge] = from[at] as number;
    edges.to[edge] = to[at] as number;
    edges.count[edge] = calls.sitesOf(at);
    edges.more[edge] = at;
    edge += 1;
  }
  return {
    ...columns,
    edges,
    edgeAt(edge) {
      if (edges.kind[edge] !== CALLS) return columns.edgeAt(edge);
      const confidence = calls.confidenceOf(edges.more[edge] as number);
      return { kind: 'calls', count: edges.count[edge] as number, confidence };
    },
  };
}
