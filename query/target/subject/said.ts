/**
 * Which of many activations a question means: `for ada`, `of D1`, `for bob deleting all invoices` say what they were given. Words of the
 * question are looked for in the values of arguments, each weighed by how few of the activations hold it.
 */
import type { Value } from '../../../protocol/event.ts';
import type { Context } from '../../provenance/point.ts';
import { stemsOf } from '../../suspect/words.ts';
import type { Frame } from '../../timeline.ts';
import { primitiveText } from '../../value-text.ts';

/** How far into what an object held. */
const DEEPEST = 3;
/** Longer texts hold any word. */
const LONGEST_TEXT = 400;
/** Callers that count as well, each only for words that nothing nearer holds. */
const CALLERS = 3;
const MOST_FRAMES = 20_000;

/**
 * @param question in its own words
 * @param subject the name it is about: everything that is compared has it
 * @returns the words by which it tells activations apart, as they are compared
 */
export function wordsSaid(question: string, subject: string | null): ReadonlySet<string> {
  const own = wordsIn(subject ?? '');
  return new Set([...wordsIn(question)].filter((word) => !own.has(word)));
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
  const held = looked.map((frame) => heldBy(context, frame, words));
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

function heldBy(context: Context, frame: Frame, words: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  let at: Frame | null = frame;
  for (let up = 0; at !== null && up <= CALLERS; up += 1) {
    for (const value of at.start.values) collect(context, at, value, { words, found, depth: 0 });
    at = at.parent;
  }
  return found;
}

interface Collected {
  readonly words: ReadonlySet<string>;
  readonly found: Set<string>;
  readonly depth: number;
}

function collect(context: Context, frame: Frame, value: Value, into: Collected): void {
  const { words, found, depth } = into;
  const text = primitiveText(value);
  if (text !== null) {
    if (text.length > LONGEST_TEXT || value.kind === 'boolean') return;
    for (const word of wordsIn(text)) if (words.has(word)) found.add(word);
    return;
  }
  if (depth >= DEEPEST) return;
  const whole = value.kind === 'seen' ? firstSeen(context, frame, value.ref) : value;
  if (whole?.kind !== 'object') return;
  for (const field of whole.fields)
    collect(context, frame, field.value, { words, found, depth: depth + 1 });
}

/** What an object held when it was seen first. */
function firstSeen({ timeline }: Context, { process }: Frame, ref: number): Value | null {
  for (const event of timeline.object(process, ref).seen) {
    const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
    const whole = values.find((one) => one.kind === 'object' && one.ref === ref);
    if (whole !== undefined) return whole;
  }
  return null;
}
