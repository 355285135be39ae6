/** The places that give a variable its value, wherever in its scope they stand: found once for each recording. */
import type { Site } from '../../../protocol/site.ts';
import { push } from '../../lists.ts';
import type { Timeline } from '../../timeline.ts';
import type { Context } from '../point.ts';

const indexed = new WeakMap<Timeline, ReadonlyMap<string, readonly Site[]>>();
const NONE: readonly Site[] = [];

/** @returns the sites of the variable that is declared there, in the order of their numbers, that of its declaration too */
export function writersOf(
  { timeline }: Context,
  file: string,
  declaredAt: number,
): readonly Site[] {
  let known = indexed.get(timeline);
  if (known === undefined) indexed.set(timeline, (known = collect(timeline)));
  return known.get(keyOf(file, declaredAt)) ?? NONE;
}

function collect({ sites }: Timeline): ReadonlyMap<string, readonly Site[]> {
  const found = new Map<string, Site[]>();
  for (const site of sites) {
    if (site?.binding === undefined) continue;
    push(found, keyOf(site.file, site.binding.declaredAt), site);
  }
  return found;
}

function keyOf(file: string, declaredAt: number): string {
  return `${declaredAt}:${file}`;
}
