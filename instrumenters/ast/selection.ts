/**
 * What the probes of one file ask for: per function and per node, which family of sites, and under which probe. A probe on
 * a function covers what lies directly in it; the pseudo node `path#*` covers the module and every function.
 */
import { namedChildren } from '../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../code-graph/syntax/node.ts';
import type { FunctionInfo, ScopeTable } from '../../code-graph/syntax/scope-table.ts';
import type { Probe } from '../../protocol/plan.ts';
import type { Problem } from '../../protocol/problem.ts';
import { listensTo } from './place/messenger.ts';

/** The kinds of probe that this instrumenter can carry out. */
export type Family = 'function' | 'write' | 'value' | 'branch' | 'snapshot' | 'state' | 'message';

const FAMILIES: ReadonlySet<string> = new Set([
  ...['function', 'write', 'value', 'branch', 'snapshot', 'state', 'message'],
]);

export interface Selection {
  readonly probe: Probe;
  /** Node id of a function, a module, an expression or a statement, or `path#*`. */
  readonly node: string;
}

export interface Wanted {
  /** Functions with at least one probe on them or in them, in source order. */
  readonly functions: readonly FunctionInfo[];
  /** The probe that asks for a family on a whole function, or null. */
  ofFunction(fn: FunctionInfo, family: Family): Probe | null;
  /** The probe that asks for a family on a node, through its own id or through its function. */
  ofNode(node: SyntaxNode, fn: FunctionInfo, family: Family): Probe | null;
  /** The probe that names exactly this node, or null. */
  exactly(node: SyntaxNode, family: Family): Probe | null;
  /** Whether any probe of the file asks for the family. */
  asksFor(family: Family): boolean;
  /** Any probe on or in the function: the one under which its frame is reported. */
  anyIn(fn: FunctionInfo): Probe | null;
}

type Requests = Map<Family, Probe>;

function addTo<K>(map: Map<K, Requests>, key: K, family: Family, probe: Probe): void {
  const requests = map.get(key) ?? new Map<Family, Probe>();
  if (!requests.has(family)) requests.set(family, probe);
  map.set(key, requests);
}

/** Functions whose object is surely meant, where a probe is on all of a file. */
const METHODS: ReadonlySet<string> = new Set(['method', 'constructor', 'getter', 'setter']);

const HOLDERS: ReadonlySet<string> = new Set([
  'expression_statement',
  'lexical_declaration',
  'variable_declaration',
  'export_statement',
  'parenthesized_expression',
]);
const WRITES: ReadonlySet<string> = new Set([
  'variable_declarator',
  'assignment_expression',
  'augmented_assignment_expression',
  'update_expression',
  'field_definition',
  'public_field_definition',
]);

/** A probe on a statement means the expression in it; the value of an assignment is what it writes. */
function focus(node: SyntaxNode, family: Family): readonly (readonly [SyntaxNode, Family])[] {
  if (family === 'message' && node.type === 'await_expression')
    return namedChildren(node).flatMap((child) => focus(child, family));
  if (family !== 'value' && family !== 'write' && family !== 'message') return [[node, family]];
  if (HOLDERS.has(node.type)) return namedChildren(node).flatMap((child) => focus(child, family));
  if (family === 'value' && (node.type === 'return_statement' || node.type === 'throw_statement'))
    return namedChildren(node).flatMap((child) => focus(child, family));
  return [[node, family !== 'message' && WRITES.has(node.type) ? 'write' : family]];
}

function problem(message: string, where: string): Problem {
  return { message, where, severity: 'warning' };
}

/** @returns what is asked for, and a problem for every selection that names nothing or cannot be carried out */
export function resolveSelections(
  scopes: ScopeTable,
  selections: readonly Selection[],
): { readonly wanted: Wanted; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const onFunction = new Map<FunctionInfo, Requests>();
  const onNode = new Map<SyntaxNode, Requests>();
  const touched = new Map<FunctionInfo, Probe>();
  const asked = new Set<Family>();
  const add = <K>(map: Map<K, Requests>, key: K, family: Family, probe: Probe): void => {
    asked.add(family);
    addTo(map, key, family, probe);
  };
  const request = (fn: FunctionInfo, family: Family, probe: Probe): void => {
    add(onFunction, fn, family === 'snapshot' ? 'function' : family, probe);
    // Told at the start or the end of a call, or within it: so is the call, or what comes after it would seem to be called from it.
    if (family === 'state' || family === 'message') add(onFunction, fn, 'function', probe);
    if (!touched.has(fn)) touched.set(fn, probe);
  };
  /** Listeners that a function hands over in a part of its text. */
  const requestListeners = (fn: FunctionInfo, { start, end }: SyntaxNode, probe: Probe): void => {
    for (const inner of scopes.functions)
      if (inner.parent === fn.index && inner.node.start >= start && inner.node.end <= end)
        if (listensTo(scopes.tree, inner.node) !== null) request(inner, 'message', probe);
  };
  for (const { probe, node: id } of selections) {
    if (!FAMILIES.has(probe.kind)) {
      problems.push(problem(`probe ${probe.id}: source rewriting has no ${probe.kind} probes`, id));
      continue;
    }
    const family = probe.kind as Family;
    if (id.endsWith('#*')) {
      for (const fn of scopes.functions)
        if (family !== 'state' || METHODS.has(fn.kind)) request(fn, family, probe);
      continue;
    }
    const node = id.endsWith('#') ? scopes.tree.root : scopes.nodeById(id);
    if (node === null) {
      problems.push(problem(`probe ${probe.id}: there is no node ${id}`, id));
      continue;
    }
    const fn = node === scopes.tree.root ? scopes.functions[0] : scopes.functionAt(node);
    if (fn === undefined) continue;
    if (family === 'state' && (fn === null || fn.kind === 'module'))
      problems.push(problem(`probe ${probe.id}: a state probe needs a method`, id));
    else if (fn !== null) {
      request(fn, family, probe);
      if (family === 'message') requestListeners(fn, fn.node, probe);
    } else {
      const owner = scopes.functionOf(node);
      for (const [at, meant] of focus(node, family)) add(onNode, at, meant, probe);
      if (family === 'message') requestListeners(owner, node, probe);
      if (!touched.has(owner)) touched.set(owner, probe);
    }
  }
  const exactly = (node: SyntaxNode, family: Family): Probe | null =>
    onNode.get(node)?.get(family) ?? null;
  const ofFunction = (fn: FunctionInfo, family: Family): Probe | null =>
    onFunction.get(fn)?.get(family) ?? null;
  const wanted: Wanted = {
    functions: scopes.functions.filter((fn) => touched.has(fn)),
    ofFunction,
    exactly,
    ofNode: (node, fn, family) => exactly(node, family) ?? ofFunction(fn, family),
    asksFor: (family) => asked.has(family),
    anyIn: (fn) => touched.get(fn) ?? null,
  };
  return { wanted, problems };
}
