/**
 * From a value that came from outside of an activation's process, or out of a stream, to the place that sent it: the newest recorded
 * sending that equals it, else one that holds it, else one that it holds. No event links the two, so every such step is inferred.
 */
import type { Value } from '../../../protocol/event.ts';
import { countBefore } from '../../lists.ts';
import { isSameValue, refOf } from '../../value-text.ts';
import { shownObject } from '../builtin/native.ts';
import { COST } from '../cost.ts';
import type { Context, Dependence, Point } from '../point.ts';
import type { Of } from '../step/dependence.ts';
import { evaluationOf, memberValue } from '../value.ts';
import { contentOf, isTelling, likenessOf } from './content.ts';
import type { Content, Likeness } from './content.ts';
import { isOutward, partsOf, sendings } from './sent.ts';
import type { Sending, Sent } from './sent.ts';

const MOST_TRIED = 4000;

export interface Arrival {
  readonly process: number;
  readonly value: Value;
  readonly before: number;
  /** Only what another process sent: the value may have been made in this one. */
  readonly isForeignOnly?: boolean;
}

/** @returns the inferred step to what sent this value; none where nothing recorded did */
export function receivedFrom(context: Context, arrival: Arrival): readonly Dependence[] {
  const { process, value } = arrival;
  const shown = value.kind === 'seen' ? (shownObject(context, process, value.ref) ?? value) : value;
  const content = contentOf(context, process, shown);
  if (!isTelling(content)) return [];
  const found = bestMatch(context, arrival, content);
  return found === null ? [] : [inferred(found.sent.from, sayHow(found.likeness))];
}

/** @returns the inferred step from a property of an object that arrived to the same property of the one that was sent */
export function receivedPart(context: Context, point: Of<'member'>): readonly Dependence[] {
  const { process, ref, key, before, at } = point;
  const shown = shownObject(context, process, ref);
  const content = shown === null ? null : contentOf(context, process, shown);
  const arrival = { process, before, value: shown ?? { kind: 'undefined' as const } };
  const whole =
    content?.plain == null || !isTelling(content) ? null : bestMatch(context, arrival, content);
  if (whole !== null) return [ofSent(whole.sent, key)];
  const read = evaluationOf(context, at.source, at.node, at.frame, before + 1);
  const isRead = read?.event.type === 'property-read' && read.event.key === key;
  const value = isRead ? read.value : memberValue(context, process, ref, key, before);
  if (value === null || value.kind === 'undefined') return [];
  // Nothing shows that it was read of this object: what the same process sent need not be where it comes from.
  if (!isRead) return receivedFrom(context, { process, value, before, isForeignOnly: true });
  const pair = sentPair(context, point, value);
  if (pair !== null) return [ofSent(pair, key)];
  return receivedFrom(context, { process, value, before });
}

/** The same property of the object that was sent; of a text, the text. */
function ofSent({ at, from, value, process, seq }: Sent, key: string): Dependence {
  const ref = refOf(value);
  const why = 'inferred: an object with the same content was sent here';
  return inferred(
    ref === null ? from : { kind: 'member', process, ref, key, before: seq, at },
    ref === null ? sayHow(3) : why,
  );
}

/** An object that was sent with this value under this key. */
function sentPair(
  context: Context,
  { process, key, before }: Of<'member'>,
  value: Value,
): Sent | null {
  for (const call of newestFirst(context, { process, before, value })) {
    for (const sent of partsOf(context, call)) {
      const ref = refOf(sent.value);
      const fields =
        sent.value.kind === 'object'
          ? sent.value.fields
          : ref === null
            ? []
            : (shownObject(context, sent.process, ref)?.fields ?? []);
      if (fields.some((field) => field.key === key && isSameValue(field.value, value))) return sent;
    }
  }
  return null;
}

interface Match {
  readonly sent: Sent;
  readonly likeness: Likeness;
}

function bestMatch(context: Context, arrival: Arrival, content: Content): Match | null {
  let best: Match | null = null;
  for (const call of newestFirst(context, arrival)) {
    for (const sent of partsOf(context, call)) {
      const likeness = likenessOf(content, sent.content);
      if (likeness > (best?.likeness ?? 0)) best = { sent, likeness };
    }
    if (best?.likeness === 3) return best;
  }
  return best;
}

/** Clocks of processes differ a little: what another one sent just after counts as well, last of all. */
function newestFirst(
  context: Context,
  { process, before, isForeignOnly = false }: Arrival,
): readonly Sending[] {
  const all = sendings(context);
  const end = countBefore(all, before);
  const isPossible = (call: Sending): boolean =>
    call.frame.process !== process || (!isForeignOnly && !isOutward(call));
  const earlier = all
    .slice(Math.max(0, end - MOST_TRIED), end)
    .reverse()
    .filter(isPossible);
  const later = all.slice(end, end + MOST_TRIED).filter(({ frame }) => frame.process !== process);
  return [...earlier, ...later];
}

function sayHow(likeness: Likeness): string {
  switch (likeness) {
    case 3:
      return 'inferred: the same was sent here';
    case 2:
      return 'inferred: what was sent here holds it';
    default:
      return 'inferred: it holds what was sent here';
  }
}

function inferred(to: Point, why: string): Dependence {
  return { to, role: 'value', cost: COST.inferred, why, isInferred: true };
}
