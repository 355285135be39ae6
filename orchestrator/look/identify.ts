/** Gives every hop of a chain its name, by which `scope show` finds it again. No two hops of a chain have the same one. */
import type { CitedHop, Hop } from '../../protocol/answer.ts';
import { placeId } from '../../query/look/event-id.ts';
import type { Context } from '../../query/provenance/point.ts';

/** @returns the hops with their ids */
export function identifyHops(
  { timeline }: Pick<Context, 'timeline'>,
  chain: readonly Hop[],
): readonly CitedHop[] {
  const taken = new Set<string>();
  return chain.map((hop) => {
    const event = hop.seq === undefined ? null : timeline.at(hop.seq);
    let node = hop.node;
    let id = placeId(timeline, event, node);
    // The same event may prove two hops of one place.
    for (let n = 2; taken.has(id); n += 1) {
      node = `${hop.node} (${n})`;
      id = placeId(timeline, event, node);
    }
    taken.add(id);
    return { ...hop, id };
  });
}
