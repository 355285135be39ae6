/**
 * An element that a list lacks and that `filter` was asked about: the activation of the callback that turned it away. It is known by
 * its text, whole or as a word of what was expected (`filter` saw "15", and "v 15" was to be there).
 */
import type { Value } from '../../../protocol/event.ts';
import { isTruthy, primitiveText } from '../../value-text.ts';
import type { Frame } from '../../timeline.ts';
import { activationsOf, calleeName, callInside } from '../call.ts';
import { placeOfSite } from '../place.ts';
import type { Context, Dependence } from '../point.ts';
import { returnOf } from '../step/return.ts';

const MOST_CALLS = 40;
const MOST_ASKED = 400;
const MOST_FOUND = 3;
/** Shorter texts stand in others by chance. */
const SHORTEST_WORD = 2;

/**
 * @param span  when the list was made: the events behind `after` and before `before`
 * @returns steps to what the callbacks said of the element, the latest first; none where it was not asked about
 */
export function rejected(
  context: Context,
  expected: Value,
  span: { readonly process: number; readonly after: number; readonly before: number },
): readonly Dependence[] {
  const text = primitiveText(expected);
  if (text === null || text === '') return [];
  const found: Frame[] = [];
  for (const callback of askedBetween(context, span)) {
    const { start, site } = callback;
    const first = start.values[site.names?.[0] === 'this' ? 1 : 0];
    const isTurned = callback.value !== null && isTruthy(callback.value) === false;
    if (isTurned && first !== undefined && isMeant(first, expected, text)) found.push(callback);
  }
  return found
    .toSorted((a, b) => b.start.seq - a.start.seq)
    .slice(0, MOST_FOUND)
    .flatMap((callback) => returnOf(context, callback, `turned ${text} away from filter`));
}

/** The activations of callbacks of `filter`, the latest calls of each place. */
function* askedBetween(
  context: Context,
  { process, after, before }: Parameters<typeof rejected>[2],
): Generator<Frame> {
  const { timeline } = context;
  for (const site of timeline.sites) {
    const place = site?.kind === 'call' ? placeOfSite(context, site) : null;
    const call = place === null ? null : callInside(place.node);
    if (site === undefined || place === null || call === null) continue;
    if (calleeName(place.source, call) !== 'filter') continue;
    const hits = timeline
      .siteHits(site)
      .filter((hit) => hit.process === process && hit.seq > after && hit.seq < before);
    for (const hit of hits.slice(-MOST_CALLS)) {
      const frame = timeline.frame(process, hit.frame);
      if (frame !== null) yield* activationsOf(frame, hit.seq).slice(0, MOST_ASKED);
    }
  }
}

function isMeant(asked: Value, expected: Value, text: string): boolean {
  const own = primitiveText(asked);
  if (own === null || own === '') return false;
  if (own === text) return asked.kind === expected.kind;
  if (own.length < SHORTEST_WORD || expected.kind !== 'string') return false;
  const at = text.indexOf(own);
  return at >= 0 && !isInWord(text[at - 1]) && !isInWord(text[at + own.length]);
}

function isInWord(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);
}
