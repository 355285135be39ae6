/**
 * What each statement of a function depends on: its data and control edges by statement, together with what happens to
 * objects: a statement that changes an object that a variable holds (`o.x = 1`, `list.push(a)`) may be seen by every later
 * statement that names the variable.
 */
import { childOf, walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { unwrap } from '../body/flow/condition.ts';
import type { Binding } from '../syntax/scope-table.ts';
import type { StatementFlow, UnitEdge } from './flow.ts';

export type DependenceKind = 'data' | 'control';

export interface Dependence extends UnitEdge {
  readonly kind: DependenceKind;
}

export interface Dependences {
  /** By unit: edges that end there, and edges that start there. */
  readonly into: readonly (readonly Dependence[])[];
  readonly outOf: readonly (readonly Dependence[])[];
}

const CHANGES =
  /^(?:assignment_expression|augmented_assignment_expression|update_expression|call_expression)$/u;
const PATHS = /^(?:member_expression|subscript_expression)$/u;

/** @returns `a` of `a.b[c] = …`, `a.b.push(…)`, or null */
function changedName(node: SyntaxNode): SyntaxNode | null {
  if (!CHANGES.test(node.type)) return null;
  const target =
    childOf(node, 'left') ?? childOf(node, 'function') ?? childOf(node, 'argument') ?? node;
  let at = unwrap(target);
  if (!PATHS.test(at.type)) return null;
  while (PATHS.test(at.type)) at = unwrap(childOf(at, 'object') ?? node);
  return at.type === 'identifier' ? at : null;
}

interface Names {
  readonly changed: ReadonlyMap<Binding, readonly number[]>;
  readonly named: ReadonlyMap<Binding, readonly number[]>;
}

function namesOf({ body, units }: StatementFlow): Names {
  const { scopes, fn } = body;
  const changed = new Map<Binding, number[]>();
  const named = new Map<Binding, number[]>();
  const add = (map: Map<Binding, number[]>, binding: Binding, unit: number): void => {
    const list = map.get(binding);
    if (list === undefined) map.set(binding, [unit]);
    else if (list.at(-1) !== unit) list.push(unit);
  };
  const owners = new Map(units.map((unit) => [unit.syntax, unit.index]));
  for (const { kind, syntax, index } of units) {
    if (kind !== 'statement' && kind !== 'condition') continue;
    walkSyntax(syntax, (node) => {
      const owner = owners.get(node);
      if (owner !== undefined && owner !== index && node !== fn.node) return false;
      const root = changedName(node);
      const binding = root === null ? null : scopes.resolve(root);
      if (binding !== null) add(changed, binding, index);
      const used = node.type === 'identifier' ? scopes.resolve(node) : null;
      if (used !== null) add(named, used, index);
      return true;
    });
  }
  return { changed, named };
}

/** Units that control can come to after each unit; computed for those that are asked for. */
function reachability({ units, control }: StatementFlow): (from: number) => Uint8Array {
  const next: number[][] = units.map(() => []);
  for (const { from, to } of control) next[from]?.push(to);
  const known = new Map<number, Uint8Array>();
  return (from) => {
    const found = known.get(from);
    if (found !== undefined) return found;
    const seen = new Uint8Array(units.length);
    const queue = [...(next[from] ?? [])];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (seen[at] === 1) continue;
      seen[at] = 1;
      queue.push(...(next[at] ?? []));
    }
    known.set(from, seen);
    return seen;
  };
}

const known = new WeakMap<StatementFlow, Dependences>();

/** @returns edges by unit, one for each pair and kind; the same object for the same flow */
export function dependencesOf(flow: StatementFlow): Dependences {
  const before = known.get(flow);
  if (before !== undefined) return before;
  const into: Dependence[][] = flow.units.map(() => []);
  const outOf: Dependence[][] = flow.units.map(() => []);
  const seen = new Set<string>();
  const add = (edge: UnitEdge, kind: DependenceKind): void => {
    const key = `${kind} ${edge.from} ${edge.to}`;
    if (seen.has(key)) return;
    seen.add(key);
    into[edge.to]?.push({ ...edge, kind });
    outOf[edge.from]?.push({ ...edge, kind });
  };
  for (const edge of flow.data) add(edge, 'data');
  for (const edge of flow.depends) add(edge, 'control');
  const reach = reachability(flow);
  const { changed, named } = namesOf(flow);
  for (const [binding, writers] of changed)
    for (const from of writers)
      for (const to of named.get(binding) ?? [])
        if (to !== from && reach(from)[to] === 1)
          add({ from, to, label: `${binding.name}.…`, may: true }, 'data');
  const made = { into, outOf };
  known.set(flow, made);
  return made;
}
