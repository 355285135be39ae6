/** `the second search`, `the last call of save`: which of several times a question means, counted from the first. */
import { callsNamed } from '../../provenance/callback/called.ts';
import type { Context } from '../../provenance/point.ts';
import { stemsOf } from '../../suspect/words.ts';
import type { Frame } from '../../timeline.ts';
import { isNamed } from './focus.ts';
import type { SubjectEvent } from './focus.ts';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];
const PATTERN = new RegExp(
  `\\b(${ORDINALS.join('|')}|last|\\d+(?:st|nd|rd|th)) ([\\p{L}_$][\\p{L}\\d_$]*)`,
  'iu',
);
/** What any call is called. */
const ANY = /^(?:call|time|run|invocation|execution|result|value|one|activation)$/iu;

export interface Ordinal {
  /** From 0; -1 for the last one. */
  readonly index: number;
  readonly noun: string;
}

/** @returns the first ordinal of a text with its noun; null where there is none */
export function ordinalOf(text: string): Ordinal | null {
  const [, word = '', noun = ''] = PATTERN.exec(text) ?? [];
  if (noun === '') return null;
  const at = ORDINALS.indexOf(word.toLowerCase());
  const index = word.toLowerCase() === 'last' ? -1 : at >= 0 ? at : Number.parseInt(word, 10) - 1;
  return { index, noun };
}

/** @returns the one that is meant, where the noun is the name, or what any call is called; else null */
export function ordinalEvent(
  events: readonly SubjectEvent[],
  ordinal: Ordinal | null,
  name: string,
): SubjectEvent | null {
  if (ordinal === null || !(ANY.test(ordinal.noun) || isSpelled(ordinal.noun, name))) return null;
  return events.filter(({ event }) => event.type === 'call-end').at(ordinal.index) ?? null;
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
  ordinal: Ordinal | null,
): readonly SubjectEvent[] {
  return [...names].slice(0, MOST_NAMES).flatMap((name): readonly SubjectEvent[] => {
    const own = context.timeline.frames.filter(({ site }) => isNamed(site, name, null));
    const all = own.length > 0 ? own.flatMap(endOf(context)) : resultsOf(context, name);
    const isMeant = ordinal !== null && isSpelled(ordinal.noun, name);
    const one = all.at(isMeant ? ordinal.index : -1) ?? all.at(-1);
    return one === undefined ? [] : [one];
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

function resultsOf(context: Context, name: string): readonly SubjectEvent[] {
  return callsNamed(context, name).flatMap(({ event, frame }) => {
    const site = context.timeline.sites[event.site];
    return site === undefined
      ? []
      : [{ event, frame, site, value: event.value, was: null, isWrite: true }];
  });
}
