/**
 * Whether a plain name that is called stands for a function of the project, by what its file says: `merge(a, b)` is what `merge`
 * was imported as, and no built-in or helper of that name.
 */
import { FLOW_ROW, OP } from '../../facts/flow/flow-fact.ts';
import type { FlowFacts } from '../../facts/flow/flow-fact.ts';

/** Copies are followed through so many vertices. */
const MOST = 8;

const known = new WeakMap<FlowFacts, ReadonlyMap<number, readonly number[]>>();

/** Rows that say what a vertex holds, by vertex. */
function definitionsOf(facts: FlowFacts): ReadonlyMap<number, readonly number[]> {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const definitions = new Map<number, number[]>();
  const { rows } = facts;
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    const op = rows[at];
    if (op !== OP.token && op !== OP.import && op !== OP.copy) continue;
    const list = definitions.get(rows[at + 1] as number);
    if (list === undefined) definitions.set(rows[at + 1] as number, [at]);
    else list.push(at);
  }
  known.set(facts, definitions);
  return definitions;
}

/** @param isOfProject  whether a module, by its place in the facts, is a file of the project */
export function isOwnName(
  facts: FlowFacts,
  vertex: number,
  isOfProject: (module: number) => boolean,
): boolean {
  const definitions = definitionsOf(facts);
  const seen = new Set([vertex]);
  for (const one of seen)
    for (const at of definitions.get(one) ?? []) {
      const op = facts.rows[at];
      const from = facts.rows[at + 2] as number;
      if (op === OP.token || (op === OP.import && isOfProject(from))) return true;
      if (op === OP.copy && seen.size < MOST) seen.add(from);
    }
  return false;
}
