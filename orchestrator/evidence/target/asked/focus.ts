/** The event to explain, by what the question says of it. */
import type { Goal } from '../../../../protocol/plan.ts';
import type { Context } from '../../../../query/provenance/point.ts';
import type { Failure } from '../../../../query/target/failure.ts';
import {
  eventAtNode,
  eventsHolding,
  eventsWithValue,
  focusOf,
  hasValue,
} from '../../../../query/target/subject/focus.ts';
import type { Focus, SubjectEvent } from '../../../../query/target/subject/focus.ts';
import { ordinalEvent, ordinalOf } from '../../../../query/target/subject/ordinal.ts';
import { mostSaid } from '../../../../query/target/subject/said.ts';
import { refOf } from '../../../../query/value-text.ts';

export interface Chosen extends Focus {
  /** It has the value that was asked about, and not the name. */
  readonly isElsewhere?: true;
  /** The question says which one of several it is. */
  readonly isCounted?: true;
}

/** What tells the events of a subject apart. */
export interface Meant {
  readonly failure: Failure | null;
  readonly words: ReadonlySet<string>;
  readonly question?: string;
}

/** @returns the event to explain, and whether the words single it out; null where the recording has none */
export function chooseFocus(
  context: Context,
  goal: Goal,
  all: readonly SubjectEvent[],
  { failure, words, question = '' }: Meant,
): Chosen | null {
  if (goal.kind === 'anomaly' && goal.node !== undefined) {
    const seen = eventAtNode(context, goal.node, goal.observed);
    if (seen !== null) return { event: seen, isCertain: true };
  }
  if (goal.kind === 'throw') {
    const thrown = meantBy(context, all.filter(isThrow), goal, words).at(-1);
    return thrown === undefined ? null : { event: thrown, isCertain: true };
  }
  const events = meantBy(context, all, goal, words);
  const name = goal.subject?.split(/[.#]|::/u).at(-1) ?? '';
  const counted = ordinalEvent(events, ordinalOf(question, name));
  if (counted !== null) return { event: counted, isCertain: true, isCounted: true };
  const focus = focusOf(events, {
    observed: goal.observed ?? null,
    expected: goal.expected ?? null,
    wantsChange: goal.kind === 'change',
  });
  if (focus?.isCertain === true)
    return failure === null || goal.observed !== undefined || goal.kind === 'change'
      ? focus
      : { ...focus, isCertain: false };
  const searched = failure === null ? searchedFor(context, goal, events) : null;
  return searched === null ? focus : { ...searched, isElsewhere: true };
}

/**
 * Without a failure, and where nothing that has the asked name shows the asked value, the value leads to its events: to the write
 * of a property of what has the name, else to any.
 */
function searchedFor(context: Context, goal: Goal, events: readonly SubjectEvent[]): Focus | null {
  const text = goal.observed;
  if (text === undefined) return null;
  const refs = new Set(events.map(({ value }) => refOf(value)).filter((ref) => ref !== null));
  const within = eventsWithValue(
    context,
    text,
    ({ event }) => event.type === 'property-written' && refs.has(refOf(event.object) ?? -1),
  )[0];
  if (within !== undefined) return { event: within, isCertain: true };
  // A name whose values are all plain never had this one: that is the answer.
  const isOpen = events.length === 0 || refs.size > 0;
  if (!isOpen || !isTelling(text)) return null;
  const [event] = eventsWithValue(context, text);
  if (event !== undefined) return { event, isCertain: true };
  // A number stands in many texts that are about something else, and a text that only holds the asked one is not it.
  const [holding] = NUMBER.test(text) ? [] : eventsHolding(context, text);
  return holding === undefined ? null : { event: holding, isCertain: false };
}

const NUMBER = /^[-+]?[\d.,]+$/u;

/** `undefined` and small numbers are everywhere. */
function isTelling(text: string): boolean {
  return text.length > 2 && !/^(?:null|undefined|true|false|NaN|\d{1,2})$/u.test(text);
}

function isThrow({ event }: SubjectEvent): boolean {
  return event.type === 'call-end' && event.outcome === 'threw';
}

/** Those in the activations that the words tell from the others; all where the asked value is in none of these. */
function meantBy(
  context: Context,
  all: readonly SubjectEvent[],
  { observed }: Goal,
  words: ReadonlySet<string>,
): readonly SubjectEvent[] {
  const meant = new Set(mostSaid(context, [...new Set(all.map(({ frame }) => frame))], words));
  const events = all.filter(({ frame }) => meant.has(frame));
  const isSeen = ({ value }: SubjectEvent): boolean =>
    observed === undefined || (value !== null && hasValue(value, observed));
  return events.some(isSeen) ? events : all;
}
