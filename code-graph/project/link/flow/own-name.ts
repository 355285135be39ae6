/**
 * Whether a plain name that is called stands for a function of the project, by what its file says: `merge(a, b)` is what `merge`
 * was imported as, and no built-in or helper of that name.
 */
import { OP } from '../../facts/flow/flow-fact.ts';
import type { FlowFacts } from '../../facts/flow/flow-fact.ts';
import { giversOf, readRows } from './inert.ts';

/** Copies are followed through so many vertices. */
const MOST = 8;

/** @param isOfProject  whether a module, by its place in the facts, is a file of the project */
export function isOwnName(
  facts: FlowFacts,
  vertex: number,
  isOfProject: (module: number) => boolean,
): boolean {
  const read = readRows(facts);
  const seen = new Set([vertex]);
  for (const one of seen)
    for (const at of giversOf(read, one)) {
      const op = facts.rows[at];
      const from = facts.rows[at + 2] as number;
      if (op === OP.token || (op === OP.import && isOfProject(from))) return true;
      if (op === OP.copy && seen.size < MOST) seen.add(from);
    }
  return false;
}
