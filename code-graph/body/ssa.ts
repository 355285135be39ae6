/**
 * Static single assignment form of a function's variables: every write makes a version, a phi version joins what comes
 * together, and every read names the one version that it sees. Variables of outer functions count too; their version at
 * the entry stands for whatever was written elsewhere. A variable that is declared and written once, in its scope, needs
 * no phi: reading it before that write is an error of the program. The program's text is never renamed.
 */
import type { Binding, ScopeTable } from '../syntax/scope-table.ts';
import { FLAGS } from './cfg.ts';
import type { Cfg } from './cfg.ts';
import { buildDominators, dominanceFrontiers } from './dominators.ts';
import type { Dominators } from './dominators.ts';
import { targetOf } from './access/write.ts';
import { eachEdge } from './flow/edge.ts';

export interface Ssa {
  readonly variables: readonly Binding[];
  /** Variable that each node reads or writes (a node does one of both), or -1. */
  readonly variableAt: Int32Array;
  /** Version that each node reads or makes, or -1. Version v below `variables.length` is variable v at the entry. */
  readonly versionAt: Int32Array;
  /** Node that makes each version by writing, or -1 for entry versions and phis. */
  readonly writeNodes: readonly number[];
  /** Versions that a phi joins; empty for other versions. */
  readonly operands: readonly (readonly number[])[];
  /** Whether a version may be what the variable held at the entry. */
  seesEntry(version: number): boolean;
}

interface Accesses {
  readonly variables: Binding[];
  readonly variableAt: Int32Array;
  /** Nodes that write, by variable. */
  readonly writers: number[][];
}

function collectAccesses(scopes: ScopeTable, cfg: Cfg, order: Int32Array): Accesses {
  const numbers = new Map<Binding, number>();
  const variables: Binding[] = [];
  const writers: number[][] = [];
  const variableAt = new Int32Array(cfg.size).fill(-1);
  for (const node of order) {
    const flags = cfg.flags[node] as number;
    if ((flags & (FLAGS.reads | FLAGS.writes)) === 0) continue;
    const syntax = cfg.syntax[node] as (typeof cfg.syntax)[number];
    const name = flags & FLAGS.writes ? targetOf(syntax) : syntax;
    const binding = name === null ? null : scopes.resolve(name);
    if (binding === null) continue;
    let variable = numbers.get(binding);
    if (variable === undefined) {
      variable = variables.push(binding) - 1;
      numbers.set(binding, variable);
      writers.push([]);
    }
    variableAt[node] = variable;
    if (flags & FLAGS.writes) writers[variable]?.push(node);
  }
  return { variables, variableAt, writers };
}

/** Versions while they are made; phis also hang in a list at their node. */
class Versions {
  readonly variable: number[] = [];
  readonly writeNodes: number[] = [];
  readonly operands: number[][] = [];
  private readonly firstPhi: Int32Array;
  private readonly nextPhi: number[] = [];

  constructor(size: number, variables: number) {
    this.firstPhi = new Int32Array(size).fill(-1);
    for (let variable = 0; variable < variables; variable += 1) this.add(variable, -1);
  }

  add(variable: number, writeNode: number): number {
    this.variable.push(variable);
    this.operands.push([]);
    this.nextPhi.push(-1);
    return this.writeNodes.push(writeNode) - 1;
  }

  addPhi(variable: number, node: number): void {
    const version = this.add(variable, -1);
    this.nextPhi[version] = this.firstPhi[node] as number;
    this.firstPhi[node] = version;
  }

  eachPhi(node: number, visit: (version: number, variable: number) => void): void {
    let version = this.firstPhi[node] as number;
    for (; version !== -1; version = this.nextPhi[version] as number)
      visit(version, this.variable[version] as number);
  }
}

/** Puts a phi wherever the dominance of a write ends, and of the phi itself, and so on. */
function placePhis(
  versions: Versions,
  writers: ReadonlyMap<number, readonly number[]>,
  frontiers: readonly (readonly number[])[],
): void {
  const placedFor = new Int32Array(frontiers.length).fill(-1);
  for (const [variable, nodes] of writers) {
    const work = [...nodes];
    for (let node = work.pop(); node !== undefined; node = work.pop())
      for (const join of frontiers[node] ?? []) {
        if (placedFor[join] === variable) continue;
        placedFor[join] = variable;
        versions.addPhi(variable, join);
        work.push(join);
      }
  }
}

/** Children in the dominator tree as linked lists. */
function dominatorTree({ root, idom, order }: Dominators): {
  readonly first: Int32Array;
  readonly next: Int32Array;
} {
  const first = new Int32Array(idom.length).fill(-1);
  const next = new Int32Array(idom.length).fill(-1);
  for (let i = order.length - 1; i >= 0; i -= 1) {
    const node = order[i] as number;
    if (node === root) continue;
    const above = idom[node] as number;
    next[node] = first[above] as number;
    first[above] = node;
  }
  return { first, next };
}

/** Walks the dominator tree with the current version of every variable; what a subtree changed is undone after it. */
function rename(
  cfg: Cfg,
  dominators: Dominators,
  state: {
    readonly versions: Versions;
    readonly current: Int32Array;
    readonly versionAt: Int32Array;
    readonly enter: (node: number, set: (variable: number, version: number) => void) => void;
  },
): void {
  const { versions, current } = state;
  const tree = dominatorTree(dominators);
  const undo: number[] = [];
  const set = (variable: number, version: number): void => {
    undo.push(variable, current[variable] as number);
    current[variable] = version;
  };
  const marks: number[] = [];
  const path: number[] = [];
  let node = dominators.root;
  for (;;) {
    path.push(node);
    marks.push(undo.length);
    versions.eachPhi(node, (version, variable) => set(variable, version));
    state.enter(node, set);
    eachEdge(cfg.succ, node, (end) =>
      versions.eachPhi(end, (version, variable) =>
        versions.operands[version]?.push(current[variable] as number),
      ),
    );
    let below = tree.first[node] as number;
    while (below === -1) {
      const done = path.pop();
      if (done === undefined) return;
      for (const mark = marks.pop() as number; undo.length > mark;) {
        const version = undo.pop() as number;
        current[undo.pop() as number] = version;
      }
      if (path.length === 0) return;
      below = tree.next[done] as number;
    }
    node = below;
  }
}

/**
 * @returns versions of all variables that the function's own code names
 * @throws never; unreachable nodes have no version
 * @see Cytron et al., Efficiently Computing Static Single Assignment Form, 1991
 */
export function buildSsa(scopes: ScopeTable, cfg: Cfg): Ssa {
  const dominators = buildDominators(cfg);
  const { variables, variableAt, writers } = collectAccesses(scopes, cfg, dominators.order);
  const versions = new Versions(cfg.size, variables.length);
  const versionAt = new Int32Array(cfg.size).fill(-1);
  const current = Int32Array.from(variables, (_, variable) => variable);
  const isFixed = variables.map(
    ({ declaredIn, kind }, variable) =>
      declaredIn === cfg.fn && kind !== 'var' && writers[variable]?.length === 1,
  );
  const joined = new Map<number, readonly number[]>();
  writers.forEach((nodes, variable) => {
    if (isFixed[variable] === true)
      current[variable] = versionAt[nodes[0] as number] = versions.add(
        variable,
        nodes[0] as number,
      );
    else if (nodes.length > 0) joined.set(variable, nodes);
  });
  if (joined.size > 0) placePhis(versions, joined, dominanceFrontiers(cfg, dominators));
  const enter = (node: number, set: (variable: number, version: number) => void): void => {
    const variable = variableAt[node] as number;
    if (variable === -1 || versionAt[node] !== -1) return;
    const isWrite = ((cfg.flags[node] as number) & FLAGS.writes) !== 0;
    const version = isWrite ? versions.add(variable, node) : (current[variable] as number);
    versionAt[node] = version;
    if (isWrite) set(variable, version);
  };
  rename(cfg, dominators, { versions, current, versionAt, enter });
  const { writeNodes, operands } = versions;
  const seesEntry = (version: number): boolean => {
    const seen = new Set([version]);
    for (const at of seen) {
      if (at < variables.length) return true;
      for (const operand of operands[at] ?? []) seen.add(operand);
    }
    return false;
  };
  return { variables, variableAt, versionAt, writeNodes, operands, seesEntry };
}
