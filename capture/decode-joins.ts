/**
 * Joins receivers and keys to the read, write or call at their target. In one activation an expression cannot be inside itself,
 * so the newest receiver is the one; where no activation is known, recursion is possible and they are stacked. Where records of a
 * pair may be missing (throttled, sampled, dropped), nothing is joined: no object is better than a wrong one.
 */
import type { Value } from '../protocol/event.ts';
import type { FrameId, SiteId } from '../protocol/ids.ts';
import type { Site } from '../protocol/site.ts';

export interface Join {
  readonly object: Value | null;
  readonly key: string | null;
}

export interface Joins {
  put(site: SiteId, frame: FrameId, part: 'receiver' | 'key', value: Value): void;
  /** @returns what was reported for the expression at `site`, and forgets it */
  take(site: SiteId, frame: FrameId): Join;
  /** Events were lost here. */
  clear(): void;
  /** From now on records of this site may be missing where that is said, by a loss in between. */
  thin(site: SiteId): void;
  /** Events of thinned sites were left out here. */
  clearThinned(): void;
  /** From now on records of this site, or of the target that it belongs to, may be missing. */
  disable(site: SiteId): void;
}

interface Pending {
  object: Value | null;
  key: Value | null;
  /** Only without a frame. */
  readonly below: Pending | null;
}

export function createJoins(
  sites: readonly (Site | undefined)[],
  unjoined: ReadonlySet<number>,
): Joins {
  const off = new Set(unjoined);
  const thinned = new Set<number>();
  const pending = new Map<number, Pending>();
  const stride = sites.length + 1;
  for (const site of [...off]) disable(site as SiteId);

  function disable(site: SiteId): void {
    off.add(sites[site]?.target ?? site);
  }

  function pendingOf(slot: number, part: 'receiver' | 'key', frame: FrameId): Pending {
    const known = pending.get(slot);
    const isNew = known === undefined || part === 'receiver' || (frame === 0 && known.key !== null);
    if (!isNew) return known;
    const made = { object: null, key: null, below: frame === 0 ? (known ?? null) : null };
    pending.set(slot, made);
    return made;
  }

  return {
    put(site, frame, part, value) {
      const target = sites[site]?.target;
      if (target === undefined || off.has(target)) return;
      const entry = pendingOf(frame * stride + target, part, frame);
      if (part === 'receiver') entry.object = value;
      else entry.key = value;
    },
    take(site, frame) {
      const fixed = sites[site]?.key ?? null;
      const slot = frame * stride + site;
      const entry = pending.get(slot);
      if (entry === undefined) return { object: null, key: fixed };
      if (entry.below === null) pending.delete(slot);
      else pending.set(slot, entry.below);
      if (off.has(site)) return { object: null, key: fixed };
      return { object: entry.object, key: fixed ?? propertyKey(entry.key) };
    },
    clear: () => pending.clear(),
    thin: (site) => void thinned.add(sites[site]?.target ?? site),
    clearThinned() {
      if (thinned.size === 0) return;
      for (const slot of pending.keys()) if (thinned.has(slot % stride)) pending.delete(slot);
    },
    disable,
  };
}

/** @returns the property that a computed key names; null where the program's own code decides that */
export function propertyKey(key: Value | null): string | null {
  switch (key?.kind) {
    case 'string':
      return key.text.length === key.length ? key.text : null;
    case 'number':
    case 'boolean':
      return String(key.value);
    case 'bigint':
      return key.text;
    case 'undefined':
    case 'null':
      return key.kind;
    case 'symbol':
      return `[Symbol(${key.description})]`;
    default:
      return null;
  }
}
