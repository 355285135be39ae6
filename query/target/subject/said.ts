/**
 * Which of many activations a question means: `for ada`, `of D1`, `for bob deleting all invoices` say what they were given. Words of the
 * question are looked for in the values of arguments, each weighed by how few of the activations hold it.
 */
import type { Value } from '../../../protocol/event.ts';
import { shownObject } from '../../provenance/builtin/native.ts';
import type { Context } from '../../provenance/point.ts';
import { stemsOf } from '../../suspect/words.ts';
import type { Frame } from '../../timeline.ts';
import { primitiveText, refOf } from '../../value-text.ts';

/** How far into what an object held. */
const DEEPEST = 3;
/** Longer texts hold any word. */
const LONGEST_TEXT = 400;
/** Callers whose arguments count as well. */
const CALLERS = 3;
const MOST_FRAMES = 20_000;

/** What any question may say of anything. */
const COMMON = wordsIn(
  'wrong error type value change changed called call what here there like that more less than time times twice once again only just still even first second third last next before after never always should could would must been being being get gets got make makes made come comes came give gives given go goes gone happen happens happened result output print prints printed show shows shown say says said want wanted expect expected correct right broken missing',
);
/** `3 times` is how often, and not for whom. */
const COUNTS = /\b\d+ times\b/giu;

/**
 * @param question in its own words
 * @param besides texts whose words do not count: the name that it is about, which everything that is compared has, and the values that
 *   it tells of
 * @returns the words by which it tells activations apart, as they are compared
 */
export function wordsSaid(question: string, besides: readonly string[]): ReadonlySet<string> {
  const own = wordsIn(besides.join(' '));
  const said = [...wordsIn(question.replaceAll(COUNTS, ' '))];
  return new Set(said.filter((word) => !own.has(word) && !COMMON.has(word)));
}

/** @returns the stems of a text, and what is too short to have one: `D1`, `7` */
export function wordsIn(text: string): ReadonlySet<string> {
  const short = text.match(/(?<![\p{L}\d])(?:\p{Lu}\d+|\d+|\p{Lu}{2})(?![\p{L}\d])/gu) ?? [];
  return new Set([...stemsOf(text), ...short.map((word) => word.toLowerCase())]);
}

/** @returns those of the activations whose arguments, or their callers', hold most of the words; all where none holds any */
export function mostSaid(
  context: Context,
  frames: readonly Frame[],
  words: ReadonlySet<string>,
): readonly Frame[] {
  if (frames.length < 2 || words.size === 0) return frames;
  const looked = frames.slice(-MOST_FRAMES);
  const objects = new Map<string, ReadonlySet<string>>();
  const held = looked.map((frame) => wordsHeld(context, frame, { words, objects }));
  const weight = new Map<string, number>();
  for (const word of words) {
    const holders = held.filter((one) => one.has(word)).length;
    // What all of them hold tells none apart.
    if (holders > 0 && holders < looked.length)
      weight.set(word, Math.log(1 + looked.length / holders));
  }
  if (weight.size === 0) return frames;
  const scores = held.map((one) =>
    [...one].reduce((sum, word) => sum + (weight.get(word) ?? 0), 0),
  );
  const best = Math.max(...scores);
  return best > 0 ? looked.filter((_frame, at) => (scores[at] ?? 0) >= best - 1e-9) : frames;
}

interface Held {
  readonly words: ReadonlySet<string>;
  /** By process, object and depth: many activations are given the same ones. */
  readonly objects: Map<string, ReadonlySet<string>>;
}

function wordsHeld(context: Context, frame: Frame, held: Held): ReadonlySet<string> {
  const found = new Set<string>();
  let at: Frame | null = frame;
  for (let up = 0; at !== null && up <= CALLERS; up += 1) {
    for (const value of at.start.values)
      for (const word of wordsOf(context, at, value, held, 0)) found.add(word);
    at = at.parent;
  }
  return found;
}

const NONE: ReadonlySet<string> = new Set();

function wordsOf(
  context: Context,
  frame: Frame,
  value: Value,
  held: Held,
  depth: number,
): ReadonlySet<string> {
  const text = primitiveText(value);
  if (text !== null) {
    if (text.length > LONGEST_TEXT || value.kind === 'boolean') return NONE;
    return new Set([...wordsIn(text)].filter((word) => held.words.has(word)));
  }
  const ref = refOf(value);
  if (depth >= DEEPEST || ref === null) return NONE;
  const key = `${frame.process}:${ref}:${depth}`;
  const known = held.objects.get(key);
  if (known !== undefined) return known;
  const whole = value.kind === 'seen' ? shownObject(context, frame.process, ref) : value;
  const found = new Set<string>();
  held.objects.set(key, found);
  if (whole?.kind === 'object')
    for (const field of whole.fields)
      for (const word of wordsOf(context, frame, field.value, held, depth + 1)) found.add(word);
  return found;
}
