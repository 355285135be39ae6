/**
 * What changed an object: writes of its properties, calls of its methods. Sorted once for each object, as an object of a loop has a
 * hundred thousand of them, and is asked about in each round.
 */
import type { ScopeEvent } from '../../../protocol/event.ts';
import { simpleName } from '../../../protocol/ids.ts';
import { push } from '../../lists.ts';
import type { MethodCall, ObjectHistory } from '../../timeline.ts';
import { activationsOf, calleeName, callInside, MUTATES_RECEIVER } from '../call.ts';
import { expressionOf } from '../place.ts';
import type { Context } from '../point.ts';

export type Change = ObjectHistory['writes' | 'calls'][number];

const bySite = new WeakMap<ObjectHistory, ReadonlyMap<number, readonly Change[]>>();

/** @returns writes of its properties and calls of its methods, by where they stand, those of each place in order */
export function changesBySite(history: ObjectHistory): ReadonlyMap<number, readonly Change[]> {
  let known = bySite.get(history);
  if (known === undefined) {
    const found = new Map<number, Change[]>();
    for (const list of [history.writes, history.calls])
      for (const event of list) push(found, event.site, event);
    bySite.set(history, (known = found));
  }
  return known;
}

export interface Mutations {
  /** Calls of methods that change their object, in order. */
  readonly calls: readonly MethodCall[];
  /** How many of the first of them are `push`. */
  readonly pushes: number;
}

const mutating = new WeakMap<ObjectHistory, Mutations>();

export function mutationsOf(context: Context, history: ObjectHistory): Mutations {
  let known = mutating.get(history);
  if (known === undefined) {
    const sites = new Map<number, boolean>();
    const calls = history.calls.filter((event) => {
      let isOne = sites.get(event.site);
      if (isOne === undefined) sites.set(event.site, (isOne = mutates(context, event)));
      return isOne && !isOwnMethod(context, event);
    });
    const other = calls.findIndex(({ key }) => key !== 'push');
    mutating.set(history, (known = { calls, pushes: other < 0 ? calls.length : other }));
  }
  return known;
}

function mutates(context: Context, event: ScopeEvent): boolean {
  const made = expressionOf(context, event);
  const call = made === null ? null : callInside(made.node);
  return made !== null && call !== null && MUTATES_RECEIVER.has(calleeName(made.source, call));
}

/** @returns true for `prices.add(name, price)` of a class that has an `add` of its own: what that does has events of its own */
export function isOwnMethod(
  { timeline }: Context,
  { process, frame: id, seq, key }: MethodCall,
): boolean {
  const frame = timeline.frame(process, id);
  const called = frame === null ? [] : activationsOf(frame, seq);
  return called.some(({ site }) => simpleName(site.node) === key);
}
