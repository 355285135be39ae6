/** The arguments of one call that hands something over, put together again: each was reported on a site of its own. */
import type { Value } from '../protocol/event.ts';
import type { FrameId } from '../protocol/ids.ts';
import type { Site } from '../protocol/site.ts';

export interface Messages {
  /** @returns all that is handed over, once the last of it is there; what was not reported is omitted */
  add(site: Site, frame: FrameId, value: Value): readonly Value[] | null;
  /** Events were lost here: what waits is not told with what comes. */
  clear(): void;
}

interface Pending {
  readonly values: Value[];
  /** Of the newest part. */
  readonly index: number;
}

export function createMessages(): Messages {
  const pending = new Map<string, Pending>();
  return {
    add(site, frame, value) {
      const { part } = site;
      if (part === undefined) return null;
      const key = `${frame}:${site.target ?? site.id}`;
      // The first one has no target: whatever waits is of a call that did not come about.
      const known = site.target === undefined ? undefined : pending.get(key);
      // Parts come in their order: one that does not is of a later call, the beginning of which is missing.
      const isNext = known !== undefined && known.index < part.index;
      const values = isNext
        ? known.values
        : Array.from({ length: part.of }, (): Value => ({ kind: 'omitted', reason: 'unreadable' }));
      values[part.index] = value;
      if (part.isLast) pending.delete(key);
      else pending.set(key, { values, index: part.index });
      return part.isLast ? values : null;
    },
    clear: () => pending.clear(),
  };
}
