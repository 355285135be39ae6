/** The calls that a recording shows, as pairs of functions: who was running when a call began, and what was called. */
import type { Recording } from '../capture/recording.ts';
import type { NodeId } from '../protocol/ids.ts';

export interface ObservedCall {
  readonly from: NodeId;
  readonly to: NodeId;
}

/** @returns each pair once, in the order of the first call */
export function observedCalls({
  events,
  sites,
}: Pick<Recording, 'events' | 'sites'>): readonly ObservedCall[] {
  const running = new Map<string, NodeId>();
  const found = new Map<string, ObservedCall>();
  for (const event of events) {
    if (event.type !== 'call-start') continue;
    const site = sites[event.site];
    if (site === undefined) continue;
    const to = site.original?.node ?? site.fn;
    running.set(`${event.process} ${event.frame}`, to);
    const from = running.get(`${event.process} ${event.parent}`);
    if (from !== undefined) found.set(`${from} ${to}`, { from, to });
  }
  return [...found.values()];
}
