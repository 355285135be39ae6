/** `the second search`, `the last call of save`: which of several times a question means, counted from the first. */
import type { Context } from '../../provenance/point.ts';
import { stemsOf } from '../../suspect/words.ts';
import type { Frame } from '../../timeline.ts';
import { isNamed, resultsOf } from './focus.ts';
import type { SubjectEvent } from './focus.ts';

/** From the first on. */
export const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(
  ' ',
);
const PATTERN = new RegExp(
  `\\b(${ORDINALS.join('|')}|last|[1-9]\\d*(?:st|nd|rd|th)) ([\\p{L}_$][\\p{L}\\d_$]*)`,
  'giu',
);
/** What any call is called. */
const ANY = /^(?:call|time|run|invocation|execution|result|value|one|activation)$/iu;

/** @returns which one is meant of what has the name, from 0, or -1 for the last one; null where the text counts nothing of that name */
export function ordinalOf(text: string, name: string): number | null {
  for (const [, word = '', noun = ''] of text.matchAll(PATTERN)) {
    if (!ANY.test(noun) && !isSpelled(noun, name)) continue;
    const at = ORDINALS.indexOf(word.toLowerCase());
    return word.toLowerCase() === 'last' ? -1 : at >= 0 ? at : Number.parseInt(word, 10) - 1;
  }
  return null;
}

/** @returns of calls, counted by when they began, the one that is meant; null where there are not so many, or none is meant */
export function ordinalEvent(
  events: readonly SubjectEvent[],
  index: number | null,
): SubjectEvent | null {
  if (index === null) return null;
  const calls = events.filter(({ event }) => /^call-(?:end|result)$/u.test(event.type));
  const begin = ({ event, frame }: SubjectEvent): number =>
    event.type === 'call-end' ? frame.start.seq : event.seq;
  return calls.toSorted((a, b) => begin(a) - begin(b)).at(index) ?? null;
}

function isSpelled(noun: string, name: string): boolean {
  const [stem] = stemsOf(noun);
  return noun === name || (stem !== undefined && stemsOf(name).has(stem));
}

const MOST_NAMES = 8;

/**
 * Functions that a question mentions: what they gave, the time that it speaks of, else the last one.
 * @param names as the code spells them
 */
export function calledEvents(
  context: Context,
  names: ReadonlySet<string>,
  question: string,
): readonly SubjectEvent[] {
  return [...names].slice(0, MOST_NAMES).flatMap((name): readonly SubjectEvent[] => {
    const own = context.timeline.frames.filter(({ site }) => isNamed(site, name, null));
    const all = own.length > 0 ? own.flatMap(endOf(context)) : resultsOf(context, name);
    const index = ordinalOf(question, name);
    const one = index === null ? all.at(-1) : ordinalEvent(all, index);
    return one == null ? [] : [one];
  });
}

function endOf({ timeline }: Context): (frame: Frame) => readonly SubjectEvent[] {
  return (frame) => {
    const event = frame.endSeq === null ? null : timeline.at(frame.endSeq);
    return event?.type === 'call-end'
      ? [{ event, frame, site: frame.site, value: frame.value, was: null, isWrite: true }]
      : [];
  };
}
