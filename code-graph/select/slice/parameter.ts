/**
 * What a function changes of what it is handed: properties under known names, and anything under names that only a run can tell
 * (`o[key] = 1`, `list.push(x)`, `Object.assign(o, p)`), by itself or by handing its parameter, or something below it, on. Read
 * from the facts of files, so that nothing is parsed. Follows names inside a file and arguments from function to function, not what is kept in objects.
 */
import { fileOf } from '../../../protocol/ids.ts';
import { readSite } from '../../project/facts/file-facts.ts';
import type { FileFacts } from '../../project/facts/file-facts.ts';
import {
  CALL_ROW,
  FLOW_ROW,
  OP,
  SIGNATURE_ROW,
  SITE_ROW,
} from '../../project/facts/flow/flow-fact.ts';
import type { CodeGraph } from '../../project/code-graph.ts';
import { CHANGING, CHANGING_FIRST } from '../../statement/object-use.ts';

/** Index of a parameter; the receiver. */
export type Position = number;
export const RECEIVER: Position = -1;

export interface Changed {
  /** Something under a name that is not known. */
  readonly unnamed: boolean;
  readonly keys: ReadonlySet<string>;
  /** Nothing is changed. */
  readonly isNone: boolean;
}

/** Vertices that are followed from one parameter. */
const MOST_VERTICES = 200;
/** Functions that a parameter is followed through. */
const MOST_FUNCTIONS = 60;
/** Calls that are less certain are not followed. */
const LEAST_CONFIDENCE = 0.2;

/** What happens to one parameter in its own function, closures included. */
interface Uses {
  /** Null: under a name that is not known. */
  readonly writes: { readonly name: string | null; readonly node: string }[];
  /** Calls of the function `caller` that it is handed to. */
  readonly handed: {
    readonly caller: string;
    readonly node: string;
    readonly position: Position;
    /** A built-in of that name would change it. */
    readonly isChanging: boolean;
  }[];
}

type FileUses = ReadonlyMap<string, Uses>;

const keyOf = (functionId: string, position: Position): string => `${functionId} ${position}`;

function nextOf({ rows }: FileFacts['flow']): ReadonlyMap<number, readonly number[]> {
  const next = new Map<number, number[]>();
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    if (rows[at] !== OP.copy && rows[at] !== OP.load) continue;
    const list = next.get(rows[at + 2] as number);
    if (list === undefined) next.set(rows[at + 2] as number, [rows[at + 1] as number]);
    else list.push(rows[at + 1] as number);
  }
  return next;
}

/** The parameters that each vertex may hold, or something below them. */
function rootsOf(file: FileFacts): ReadonlyMap<number, readonly string[]> {
  const { flow, functions } = file;
  const next = nextOf(flow);
  const roots = new Map<number, string[]>();
  const follow = (start: number, root: string): void => {
    const seen = new Set([start]);
    for (const vertex of seen) {
      const list = roots.get(vertex);
      if (list === undefined) roots.set(vertex, [root]);
      else list.push(root);
      if (seen.size < MOST_VERTICES) for (const one of next.get(vertex) ?? []) seen.add(one);
    }
  };
  functions.forEach(({ id }, fn) => {
    const [, self = -1, first = -1, params = 0] = flow.signatures.subarray(fn * SIGNATURE_ROW);
    follow(self, keyOf(id, RECEIVER));
    for (let at = 0; at < params; at += 1) follow(first + at, keyOf(id, at));
  });
  return roots;
}

function readUses(file: FileFacts): FileUses {
  const { flow, names } = file;
  const roots = rootsOf(file);
  const uses = new Map<string, Uses>();
  const each = (vertex: number, visit: (uses: Uses) => void): void => {
    for (const root of roots.get(vertex) ?? []) {
      let known = uses.get(root);
      if (known === undefined) uses.set(root, (known = { writes: [], handed: [] }));
      visit(known);
    }
  };
  const { rows, calls, args, sites } = flow;
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    const site = rows[at + 4] as number;
    if (rows[at] !== OP.store || site < 0) continue;
    const name = names[rows[at + 2] as number] ?? null;
    each(rows[at + 1] as number, ({ writes }) =>
      writes.push({ name, node: readSite(file, site).node }),
    );
  }
  for (let at = 0; at < calls.length; at += CALL_ROW) {
    const site = calls[at] as number;
    const name = names[calls[at + 3] as number] ?? '';
    const owner = names[calls[at + 4] as number] ?? '';
    const caller = file.functions[sites[site * SITE_ROW] as number]?.id ?? '';
    const hand = (vertex: number, position: Position, isChanging: boolean): void =>
      each(vertex, ({ handed }) =>
        handed.push({ caller, node: readSite(file, site).node, position, isChanging }),
      );
    hand(calls[at + 2] as number, RECEIVER, CHANGING.test(name));
    const first = calls[at + 6] as number;
    for (let index = 0; index < (calls[at + 7] as number); index += 1)
      hand(
        args[first + index] as number,
        index,
        index === 0 && CHANGING_FIRST.test(`${owner}.${name}`),
      );
  }
  return uses;
}

const known = new WeakMap<FileFacts, FileUses>();

function usesOf(file: FileFacts): FileUses {
  let uses = known.get(file);
  if (uses === undefined) known.set(file, (uses = readUses(file)));
  return uses;
}

export class ParameterChanges {
  private readonly graph: CodeGraph;
  private readonly found = new Map<string, Changed>();
  private readonly positions = new Map<string, readonly Position[]>();

  constructor(graph: CodeGraph) {
    this.graph = graph;
  }

  /** What a call of the function changes of what stands at that place. */
  of(functionId: string, position: Position): Changed {
    const key = keyOf(functionId, position);
    const before = this.found.get(key);
    if (before !== undefined) return before;
    const keys = new Set<string>();
    let unnamed = false;
    const seen = new Map([[key, { functionId, position }]]);
    for (const at of seen.values()) {
      const { writes, handed } = this.usesOf(at.functionId, at.position);
      for (const { name } of writes)
        if (name === null) unnamed = true;
        else keys.add(name);
      for (const one of handed) {
        const callees = this.calleesAt(one.caller, one.node);
        unnamed ||= one.isChanging && callees.length === 0;
        if (seen.size < MOST_FUNCTIONS)
          for (const to of callees)
            seen.set(keyOf(to, one.position), { functionId: to, position: one.position });
      }
    }
    const changed = { unnamed, keys, isNone: !unnamed && keys.size === 0 };
    this.found.set(key, changed);
    return changed;
  }

  /** Nodes of the function at which one of its parameters is changed under a name that is not known, or handed on to be. */
  nodesIn(functionId: string, key: string | null): readonly string[] {
    const nodes: string[] = [];
    for (const position of this.positionsOf(functionId)) {
      const { writes, handed } = this.usesOf(functionId, position);
      for (const { name, node } of writes)
        if (key === null || name === null || name === key) nodes.push(node);
      for (const { caller, node, isChanging } of handed)
        if (isChanging && this.calleesAt(caller, node).length === 0) nodes.push(node);
    }
    return nodes;
  }

  /** Whether the function changes one of its parameters under that name, or one that is not known; null: at all. */
  mayChange(functionId: string, key: string | null): boolean {
    return this.positionsOf(functionId).some((one) => changes(this.of(functionId, one), key));
  }

  /** Its receiver and parameters. */
  private positionsOf(functionId: string): readonly Position[] {
    let positions = this.positions.get(functionId);
    if (positions === undefined) {
      const file = this.graph.fileFacts(fileOf(functionId));
      const fact = file?.functions.find(({ id }) => id === functionId);
      positions = fact === undefined ? [] : [RECEIVER, ...fact.params.keys()];
      this.positions.set(functionId, positions);
    }
    return positions;
  }

  private usesOf(functionId: string, position: Position): Uses {
    const file = this.graph.fileFacts(fileOf(functionId));
    const uses = file === null ? undefined : usesOf(file).get(keyOf(functionId, position));
    return uses ?? { writes: [], handed: [] };
  }

  private calleesAt(caller: string, node: string): readonly string[] {
    return this.graph
      .callees(caller)
      .filter(
        ({ confidence, via, sites }) =>
          confidence >= LEAST_CONFIDENCE &&
          via === 'call' &&
          sites.some((site) => site.node === node),
      )
      .map(({ to }) => to);
  }
}

/** @param key  null: any */
export function changes({ unnamed, keys, isNone }: Changed, key: string | null): boolean {
  return key === null ? !isNone : unnamed || keys.has(key);
}
