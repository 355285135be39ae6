/**
 * The code graph of one project: what its functions, classes, properties and variables are and how they call, write and
 * read each other. Immutable once built; a changed project is built again, mostly from the cache.
 */
import { fileOf } from '../../protocol/ids.ts';
import type { Problem } from '../../protocol/problem.ts';
import { ACCESS_ROW, readAccess } from './facts/file-facts.ts';
import type { Access, FileFacts, ImportFact } from './facts/file-facts.ts';
import type { CallColumns } from './calls.ts';
import { withCalls } from './columns.ts';
import type { GraphColumns } from './columns.ts';
import { toVariableNode } from './graph.ts';
import type { ClassNode, FunctionNode, GraphNode, ModuleNode, ProjectGraph } from './graph.ts';
import type { CallEdge } from './link/call.ts';
import { isTestPath, nearestNames, spellings } from './search.ts';
import { viewOf } from './view.ts';

export interface GraphStats {
  readonly files: number;
  readonly lines: number;
  /** Wall time of the build. */
  readonly ms: number;
  /** Files whose facts came from the cache. */
  readonly cached: number;
  readonly nodes: number;
  /** With the calls, which are linked for it. */
  readonly edges: number;
  /** Resident memory of this process after the build. */
  readonly rssBytes: number;
}

export interface CodeGraph {
  /** Absolute path. */
  readonly root: string;
  /** For whoever walks or extends it; made from the columns when it is first asked for. */
  readonly graph: ProjectGraph;
  /** The same nodes and edges as numbers; what needs one node, one neighbourhood or a count asks here. */
  readonly columns: GraphColumns;
  /** The columns without the calls, which need not be linked for them. */
  readonly columnsWithoutCalls: GraphColumns;
  /** Those of linking are among them once the calls were linked. */
  readonly problems: readonly Problem[];
  /** The project was too large to follow its calls to the end. */
  readonly isCut: boolean;
  /** The node of that id; null where there is none. */
  node(id: string): GraphNode | null;
  /** All functions, by file and then in source order; modules are not among them. */
  functions(): readonly FunctionNode[];
  function(id: string): FunctionNode | null;
  modules(): readonly ModuleNode[];
  classes(): readonly ClassNode[];
  /** Most certain first. */
  callers(id: string): readonly CallEdge[];
  callees(id: string): readonly CallEdge[];
  /** What earlier runs of the program showed that a function calls, whether the text says so too or not. */
  observedCallees(id: string): readonly string[];
  /** Places that write a property or variable of that name, properties of `a.b` under `b`; in file and source order. */
  writersOf(name: string): readonly Access[];
  readersOf(name: string): readonly Access[];
  /** What one function, or the top level of a module, writes and reads. */
  accessesIn(id: string): readonly Access[];
  /** What is called so: whole names first (`Cart.add`), then last parts (`add`), tests last; local variables included. */
  findByName(name: string): readonly GraphNode[];
  /** Imports that bind this name, in the order of files: what the name stands for is called otherwise elsewhere. */
  importsAs(name: string): readonly (ImportFact & { readonly file: string })[];
  /** Names that are spelt nearly so, nearest first. */
  nearMatches(name: string, count: number): readonly string[];
  fileFacts(path: string): FileFacts | null;
  paths(): readonly string[];
  stats(): GraphStats;
}

export interface CodeGraphParts {
  readonly root: string;
  readonly files: readonly FileFacts[];
  /** Nodes and edges without the calls. */
  readonly columns: GraphColumns;
  /** Asked for once, by the first question that needs them. */
  readonly calls: () => CallColumns;
  /** Calls that earlier runs showed, by caller. */
  readonly observed: ReadonlyMap<string, readonly string[]>;
  /** As many as are known so far. */
  readonly problems: () => readonly Problem[];
  readonly stats: Omit<GraphStats, 'nodes' | 'edges'>;
}

/** Offsets of the accesses of each name, made on the first question about any name. */
type AccessIndex = ReadonlyMap<
  string,
  readonly { readonly file: FileFacts; readonly at: number }[]
>;

function indexAccesses(files: readonly FileFacts[]): AccessIndex {
  const index = new Map<string, { file: FileFacts; at: number }[]>();
  for (const file of files) {
    const { accesses, names } = file;
    for (let at = 0; at < accesses.length; at += ACCESS_ROW) {
      const name = names[accesses[at] as number] as string;
      const list = index.get(name);
      if (list === undefined) index.set(name, [{ file, at }]);
      else list.push({ file, at });
    }
  }
  return index;
}

function accessesInFunction(file: FileFacts, fn: number): readonly Access[] {
  const found: Access[] = [];
  for (let at = 0; at < file.accesses.length; at += ACCESS_ROW) {
    if (file.accesses[at + 1] === fn) found.push(readAccess(file, at));
  }
  return found;
}

/** Nodes by whole name and by last part; `~2` of a duplicate and the names of anonymous functions are no names. */
function indexNames(
  columns: GraphColumns,
  files: readonly FileFacts[],
): ReadonlyMap<string, readonly GraphNode[]> {
  const index = new Map<string, GraphNode[]>();
  const add = (name: string, node: GraphNode): void => {
    const list = index.get(name);
    if (list === undefined) index.set(name, [node]);
    else if (list.at(-1) !== node) list.push(node);
  };
  const names = (node: GraphNode): readonly string[] =>
    node.kind === 'module' || node.name.startsWith('<') ? [node.name] : spellings(node.name);
  const nodes: GraphNode[] = [];
  for (let node = 0; node < columns.nodes; node += 1) nodes.push(columns.nodeAt(node));
  for (const file of files) {
    for (const variable of file.variables) {
      if (variable.fn !== 0) nodes.push(toVariableNode(file, variable));
    }
  }
  for (const node of nodes) for (const name of names(node)) add(name, node);
  return index;
}

const isOfTest = (node: GraphNode): boolean => 'file' in node && isTestPath(node.file);

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** @returns the questions that can be asked, over parts that were already built */
export function createCodeGraph(parts: CodeGraphParts): CodeGraph {
  const { root, files, columns } = parts;
  const calls = lazy(parts.calls);
  const all = lazy(() => withCalls(columns, calls()));
  const byPath = new Map(files.map((file) => [file.path, file]));
  const nodesOf = <K extends GraphNode['kind']>(
    kind: K,
  ): readonly Extract<GraphNode, { kind: K }>[] => {
    const found: GraphNode[] = [];
    for (let node = 0; node < columns.nodes; node += 1)
      if (columns.kindOf(node) === kind) found.push(columns.nodeAt(node));
    return found as Extract<GraphNode, { kind: K }>[];
  };
  const nodeOf = (id: string): GraphNode | null => {
    const node = columns.numberOf(id);
    return node === -1 ? null : columns.nodeAt(node);
  };
  const view = lazy(() => viewOf(all()));
  const functions = lazy(() => nodesOf('function'));
  const accesses = lazy(() => indexAccesses(files));
  const names = lazy(() => indexNames(columns, files));
  const knownNames = lazy(() => [...names().keys()].filter((name) => !/[<#/]|~\d+$/u.test(name)));
  const accessesOf = (name: string, op: Access['op']): readonly Access[] => {
    const found = accesses().get(spellings(name).at(-1) ?? name) ?? [];
    return found.map(({ file, at }) => readAccess(file, at)).filter((access) => access.op === op);
  };
  return {
    root,
    get graph() {
      return view();
    },
    get columns() {
      return all();
    },
    columnsWithoutCalls: columns,
    get problems() {
      return parts.problems();
    },
    get isCut() {
      return calls().isCut;
    },
    node: nodeOf,
    functions,
    function(id) {
      const node = nodeOf(id);
      return node?.kind === 'function' ? node : null;
    },
    modules: lazy(() => nodesOf('module')),
    classes: lazy(() => nodesOf('class')),
    callers: (id) => calls().touching(id, 'to'),
    callees: (id) => calls().touching(id, 'from'),
    observedCallees: (id) => parts.observed.get(id) ?? [],
    writersOf: (name) => accessesOf(name, 'write'),
    readersOf: (name) => accessesOf(name, 'read'),
    accessesIn(id) {
      const file = byPath.get(fileOf(id));
      const index = file?.functions.findIndex((fn) => fn.id === id) ?? -1;
      return file === undefined || index === -1 ? [] : accessesInFunction(file, index);
    },
    findByName(name) {
      const found = new Set<GraphNode>();
      for (const spelling of spellings(name)) {
        const same = names().get(spelling) ?? [];
        for (const node of same) if (node.name === spelling && !isOfTest(node)) found.add(node);
        for (const node of same) if (!isOfTest(node)) found.add(node);
        for (const node of same) found.add(node);
      }
      return [...found];
    },
    importsAs: (name) =>
      files.flatMap(({ path, imports }) =>
        imports.filter(({ local }) => local === name).map((one) => ({ ...one, file: path })),
      ),
    nearMatches: (name, count) => nearestNames(name, knownNames(), count),
    fileFacts: (path) => byPath.get(path) ?? null,
    paths: () => files.map((file) => file.path),
    stats: () => ({
      ...parts.stats,
      nodes: columns.nodes,
      get edges() {
        return all().edges.from.length;
      },
    }),
  };
}
