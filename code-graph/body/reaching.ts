/**
 * Layer DFG: reaching definitions, which writes of a variable may be the one that a read sees. Writes of the function
 * itself come from SSA form and are exact for its control flow. Writes in other functions (closures, or the outer
 * function that a closure reads from) are `may` edges: they count from the entry on for variables of outer functions,
 * and otherwise from any point on where other user code can have run since the last write here.
 */
import type { SyntaxNode } from '../syntax/node.ts';
import type { Binding, ScopeTable } from '../syntax/scope-table.ts';
import { FLAGS } from './cfg.ts';
import type { Cfg } from './cfg.ts';
import { writeOf } from './access/write.ts';
import { isInstanceField } from './flow/declaration.ts';
import { labelCode } from './flow/edge.ts';
import { solve } from './solver.ts';
import type { Ssa } from './ssa.ts';

const INSTANCE = labelCode('instance');

/** One `dfg` edge. */
export interface DataFlow {
  readonly write: SyntaxNode;
  readonly read: SyntaxNode;
  readonly variable: Binding;
  /** The write is in another function: whether and when it runs is not decided by this function's control flow. */
  readonly may: boolean;
}

/** A write that may reach a read. */
export interface Source {
  readonly write: SyntaxNode;
  readonly may: boolean;
}

/** Data flow as columns: the sources of node n are the indexes `offsets[n]` to `offsets[n + 1]` of `sources`. */
export interface DataFlows {
  readonly offsets: Uint32Array;
  /** Node of the write, or, from `cfg.size` on, index of a write in another function. */
  readonly sources: Uint32Array;
  /** Writes in other functions. */
  readonly foreign: readonly SyntaxNode[];
  /** Nodes of this function that write what the node reads, then writes elsewhere; for one read node. */
  sourcesOf(node: number): readonly Source[];
  /** All edges, in source order of write and read, no duplicates. */
  edges(): readonly DataFlow[];
}

/** Follows phis to the writes behind a version; remembers what it found. */
function writesBehind({ writeNodes, operands }: Ssa): (version: number) => readonly number[] {
  const known = new Map<number, readonly number[]>();
  return (version) => {
    const found = known.get(version);
    if (found !== undefined) return found;
    const seen = new Set([version]);
    const nodes: number[] = [];
    for (const at of seen) {
      const node = writeNodes[at] as number;
      if (node !== -1) nodes.push(node);
      for (const operand of operands[at] ?? []) seen.add(operand);
    }
    nodes.sort((left, right) => left - right);
    known.set(version, nodes);
    return nodes;
  };
}

/**
 * Whether a write can happen apart from the walk of one activation: in another function, in a field's initialiser, or in
 * another activation of this function, where that shares the variable.
 */
function isElsewhere(scopes: ScopeTable, cfg: Cfg, binding: Binding, write: SyntaxNode): boolean {
  return (
    binding.declaredIn !== cfg.fn || scopes.functionOf(write) !== cfg.fn || isInstanceField(write)
  );
}

/** Writes of each variable outside the function, as a list per variable; empty where there is none. */
function foreignWrites(
  scopes: ScopeTable,
  cfg: Cfg,
  ssa: Ssa,
  deferred: ReadonlySet<number>,
): readonly (readonly SyntaxNode[])[] {
  return ssa.variables.map((binding, variable) =>
    scopes
      .references(binding)
      .map(writeOf)
      .filter((write) => write !== null)
      .filter((write) => deferred.has(variable) || isElsewhere(scopes, cfg, binding, write)),
  );
}

/** Reads in initialisers of instance fields: they run whenever something is constructed, after whatever was written. */
function deferredReads(cfg: Cfg): ReadonlySet<number> {
  const found = new Set<number>();
  if (!cfg.succ.labels.includes(INSTANCE)) return found;
  for (let node = 0; node < cfg.size; node += 1)
    if (
      (cfg.flags[node] as number) & FLAGS.reads &&
      isInstanceField(cfg.syntax[node] as SyntaxNode)
    )
      found.add(node);
  return found;
}

/** For each node, whether writes elsewhere can have happened to a variable since it was last written here. */
function findStale(
  cfg: Cfg,
  ssa: Ssa,
  elsewhere: readonly (readonly SyntaxNode[])[],
): (node: number, variable: number) => boolean {
  const bits = new Map<number, number>();
  elsewhere.forEach((writes, variable) => {
    if (writes.length > 0) bits.set(variable, bits.size);
  });
  if (bits.size === 0) return () => false;
  const words = (bits.size + 31) >>> 5;
  const all = new Uint32Array(words).fill(0xffffffff);
  const start = new Uint32Array(words);
  for (const [variable, bit] of bits)
    if (ssa.variables[variable]?.declaredIn !== cfg.fn)
      start[bit >>> 5] = (start[bit >>> 5] as number) | (1 << (bit & 31));
  const { before } = solve<Uint32Array>(cfg, {
    start,
    bottom: new Uint32Array(words),
    join: (left, right) => left.map((word, i) => word | (right[i] as number)),
    equals: (left, right) => left === right || left.every((word, i) => word === right[i]),
    transfer(node, fact) {
      const flags = cfg.flags[node] as number;
      if (flags & (FLAGS.calls | FLAGS.hooks)) return all;
      const bit = flags & FLAGS.writes ? bits.get(ssa.variableAt[node] as number) : undefined;
      if (bit === undefined) return fact;
      const after = fact.slice();
      after[bit >>> 5] = (after[bit >>> 5] as number) & ~(1 << (bit & 31));
      return after;
    },
  });
  return (node, variable) => {
    const bit = bits.get(variable);
    return bit !== undefined && (((before[node]?.[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
  };
}

function listEdges(cfg: Cfg, ssa: Ssa, sourcesOf: DataFlows['sourcesOf']): readonly DataFlow[] {
  const edges: DataFlow[] = [];
  const seen = new Map<SyntaxNode, Set<SyntaxNode>>();
  for (let node = 0; node < cfg.size; node += 1) {
    const read = cfg.syntax[node] as SyntaxNode;
    const variable = ssa.variables[ssa.variableAt[node] as number];
    if (variable === undefined) continue;
    for (const { write, may } of sourcesOf(node)) {
      let writes = seen.get(read);
      if (writes === undefined) seen.set(read, (writes = new Set()));
      if (writes.has(write)) continue;
      writes.add(write);
      edges.push({ write, read, variable, may });
    }
  }
  return edges.sort((a, b) => a.write.start - b.write.start || a.read.start - b.read.start);
}

/**
 * Reaching definitions of all reads of a function.
 * @returns columns by read node; unreachable reads have no sources
 * @throws never; where `eval` or `with` make names unreliable (`scopes.isDynamic`) edges can be missing
 * @see Aho, Lam, Sethi, Ullman, Compilers §9.2.4; CPG specification, layer PDG (REACHING_DEF)
 */
export function buildDataFlows(scopes: ScopeTable, cfg: Cfg, ssa: Ssa): DataFlows {
  const behind = writesBehind(ssa);
  const deferred = deferredReads(cfg);
  const variables = new Set([...deferred].map((node) => ssa.variableAt[node] as number));
  const elsewhere = foreignWrites(scopes, cfg, ssa, variables);
  const isStale = findStale(cfg, ssa, elsewhere);
  const foreign = [...new Set(elsewhere.flat())];
  const numbers = new Map(foreign.map((write, i) => [write, cfg.size + i]));
  const offsets = new Uint32Array(cfg.size + 1);
  const sources: number[] = [];
  for (let node = 0; node < cfg.size; node += 1) {
    const variable = ssa.variableAt[node] as number;
    const version = ssa.versionAt[node] as number;
    if (version !== -1 && (cfg.flags[node] as number) & FLAGS.reads) {
      const own = behind(version);
      for (const write of own) sources.push(write);
      if (isStale(node, variable) || deferred.has(node)) {
        const known = new Set(own.map((one) => cfg.syntax[one]));
        for (const write of elsewhere[variable] ?? [])
          if (!known.has(write)) sources.push(numbers.get(write) as number);
      }
    }
    offsets[node + 1] = sources.length;
  }
  const columns = { offsets, sources: Uint32Array.from(sources), foreign };
  const sourcesOf = (node: number): readonly Source[] =>
    Array.from(columns.sources.subarray(offsets[node], offsets[node + 1]), (source) =>
      source < cfg.size
        ? { write: cfg.syntax[source] as SyntaxNode, may: false }
        : { write: foreign[source - cfg.size] as SyntaxNode, may: true },
    );
  return { ...columns, sourcesOf, edges: () => listEdges(cfg, ssa, sourcesOf) };
}
