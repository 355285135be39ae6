/**
 * A generator that is left while it is suspended (`break` out of `for of`, a pattern that takes only the first ones) ends without a
 * value and without an error; what is recorded of its end is only that nothing was returned. That is no throw.
 */
import type { ScopeEvent } from '../../protocol/event.ts';
import type { Site } from '../../protocol/site.ts';

type End = Extract<ScopeEvent, { type: 'call-end' }>;

/** @returns what tells whether an activation that gave no result was left at a `yield`, by its last event and by what came next */
export function closedGenerators(
  events: readonly ScopeEvent[],
  sites: readonly (Site | undefined)[],
): (last: ScopeEvent | undefined, end: End, index: number) => boolean {
  const yields = new Map<number, boolean>();
  const isYield = (id: number): boolean => {
    let known = yields.get(id);
    if (known === undefined) yields.set(id, (known = operandOf(sites, id)?.kind === 'yield'));
    return known;
  };
  return (last, end, index) => {
    if (end.outcome !== 'threw' || last?.type !== 'suspended' || !isYield(last.site)) return false;
    return !isHandedError(events, sites, index) || !meetsError(events, end.process, index);
  };
}

/** `generator.throw(error)` was called, here or where nothing is recorded: all else that happened since is of the loop over it. */
function isHandedError(
  events: readonly ScopeEvent[],
  sites: readonly (Site | undefined)[],
  index: number,
): boolean {
  const { process } = events[index] as End;
  const before = events
    .slice(Math.max(0, index - MOST_BETWEEN), index)
    .filter((event) => event.process === process);
  const since = before.slice(before.findLastIndex(({ type }) => type === 'suspended') + 1);
  return (
    since.length === 0 ||
    since.some((event) => {
      const target = 'site' in event ? sites[event.site]?.target : undefined;
      return target !== undefined && sites[target]?.key === 'throw';
    })
  );
}

/** Somebody meets the error at once. */
function meetsError(events: readonly ScopeEvent[], process: number, index: number): boolean {
  const next = events
    .slice(index + 1, index + 1 + MOST_BETWEEN)
    .find((event) => event.process === process);
  return (
    next?.type === 'error-caught' ||
    next?.type === 'error-thrown' ||
    next?.type === 'process-error' ||
    (next?.type === 'call-end' && next.outcome === 'threw')
  );
}

/** Events that are looked at on either side. */
const MOST_BETWEEN = 64;

/** The `await` or `yield` whose operand is reported at a site: the innermost one around it. */
function operandOf(sites: readonly (Site | undefined)[], id: number): Site | null {
  const operand = sites[id];
  let inner: Site | null = null;
  for (const site of sites) {
    if (site === undefined || operand === undefined || site.file !== operand.file) continue;
    if (site.kind !== 'yield' && site.kind !== 'await') continue;
    if (site.start > operand.start || site.end < operand.end) continue;
    if (inner === null || site.end - site.start < inner.end - inner.start) inner = site;
  }
  return inner;
}
