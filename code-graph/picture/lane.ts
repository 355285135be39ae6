/**
 * Lanes beside a column of boxes: where arrows run up and down without crossing a box. Arrows of one group (one value, or one
 * target) share a lane; short ways lie inside of long ones. Where several meet one row they get ports of their own.
 */

/** A group of arrows, by the rows that it joins. */
export interface Bundle {
  readonly key: string;
  /** Heights of the rows at its ends. */
  readonly heights: readonly number[];
}

const ROOM = 8;

/** @returns for each bundle how far out its lane lies, from 0 */
export function assignLanes(bundles: readonly Bundle[]): ReadonlyMap<string, number> {
  const spans = bundles.map(({ key, heights }) => ({
    key,
    top: Math.min(...heights) - ROOM,
    bottom: Math.max(...heights) + ROOM,
  }));
  spans.sort((a, b) => a.bottom - a.top - (b.bottom - b.top) || a.top - b.top);
  const lanes: { readonly top: number; readonly bottom: number }[][] = [];
  const found = new Map<string, number>();
  for (const { key, top, bottom } of spans) {
    const isFree = (lane: (typeof lanes)[number]): boolean =>
      lane.every((other) => other.bottom <= top || other.top >= bottom);
    // Not inside of what it spans, or its ends would cross it.
    let at = lanes.length;
    while (at > 0 && isFree(lanes[at - 1] as (typeof lanes)[number])) at -= 1;
    (lanes[at] ??= []).push({ top, bottom });
    found.set(key, at);
  }
  return found;
}

/** A place where a bundle meets a row: it goes up from there, down, or both. */
export interface Port {
  readonly key: string;
  readonly lane: number;
  readonly way: -1 | 0 | 1;
}

/**
 * @param most  as far apart as they need to be
 * @returns how far from the middle of a row each bundle meets it, so that none crosses another there
 */
export function assignPorts(
  ports: readonly Port[],
  room: number,
  most: number,
): ReadonlyMap<string, number> {
  const sorted = [...ports].sort(
    (a, b) => a.way - b.way || (a.way < 0 ? a.lane - b.lane : b.lane - a.lane),
  );
  const gap = sorted.length < 2 ? 0 : Math.min(most, room / (sorted.length - 1));
  return new Map(sorted.map(({ key }, at) => [key, (at - (sorted.length - 1) / 2) * gap] as const));
}
