/**
 * Calls that a recording shows only from outside: what the functions of the chain call, as the code says, and no probe of the plan
 * watches. A run names such files by loading them; a program that was built in one piece loads nothing more.
 */
import type { CodeGraph } from '../../code-graph/index.ts';
import { fileOf, wholeFile } from '../../protocol/ids.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import type { Slice } from '../../query/provenance/slice.ts';
import type { RefineFacts } from '../plan/refine.ts';

/** Handed on as a value, or said by scopes and imports; below that it is a method of the same name. */
const LEAST_CONFIDENCE = 0.6;
const MOST = 40;

/** @returns as facts for a refinement, nearest to the question first */
export function unwatchedCallees(
  graph: CodeGraph,
  slice: Slice,
  plan: InstrumentationPlan,
): RefineFacts['frontiers'] {
  const watched = new Set(plan.probes.map(({ node }) => node));
  const isWatched = (id: string): boolean => watched.has(id) || watched.has(wholeFile(fileOf(id)));
  const callers = new Set(
    slice.points.flatMap(({ evidence }) => {
      const site = evidence?.frame.site;
      return site === undefined ? [] : [String(site.original?.node ?? site.node)];
    }),
  );
  const found = new Map<string, RefineFacts['frontiers'][number]>();
  for (const caller of callers)
    for (const { to, confidence, sites } of graph.callees(caller)) {
      if (confidence < LEAST_CONFIDENCE || isWatched(to) || found.has(to)) continue;
      const name = graph.function(to)?.name ?? to;
      const [file] = to.split('#', 1);
      found.set(to, {
        node: sites[0]?.node ?? to,
        reason: `a call of ${name}, which was not watched`,
        functionId: to,
        file: file as string,
      });
    }
  return [...found.values()].slice(0, MOST);
}
