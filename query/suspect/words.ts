/**
 * How alike the words of a question and of a piece of code are. Names are split where their case changes and cut to their stems; a
 * word that few places hold counts more than one that many hold.
 * @see Porter, An Algorithm for Suffix Stripping, Program 1980
 * @see Spärck Jones, A Statistical Interpretation of Term Specificity, Journal of Documentation 1972
 */
import { stemmer } from 'stemmer';

/** A `parser` is about what `parse` is. */
const AGENT = /er$/u;
const SHORTEST = 3;
const COMMON = new Set(
  'the and for not why does did are was were with when from that this its has have null true false undefined return const let var function new instead into only return returned should test tests fail fails failed expect'.split(
    ' ',
  ),
);

/** @returns the stems of the words and parts of names in a text */
export function stemsOf(text: string): ReadonlySet<string> {
  const parts = text
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u);
  const stems = new Set<string>();
  for (const part of parts) {
    if (part.length < SHORTEST || COMMON.has(part)) continue;
    stems.add(stemOf(part));
  }
  return stems;
}

const MOST_KNOWN = 20_000;
const known = new Map<string, string>();

/** Code says the same words over and over. */
function stemOf(word: string): string {
  const found = known.get(word);
  if (found !== undefined) return found;
  const stem = stemmer(word);
  const bare = stem.replace(AGENT, '');
  const kept = bare.length < SHORTEST ? stem : bare;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(word, kept);
  return kept;
}

/** `not an array`, `instead of a string`: what kind of value it is, of whatever subject; `an array of rows` and `a string literal` are subjects. */
const SAYS_KIND =
  /\b(?:an?|as|type) (?:array|boolean|function|number|object|promise|string)s?(?=\W*$|\s*[^\w\s]|\s+(?:and|but|in|when|where|while|after|if|instead|rather)\b)/giu;

/** @returns the stems of what a question is about: as `stemsOf`, without the kinds of values that it only tells apart */
export function stemsOfQuestion(text: string): ReadonlySet<string> {
  return stemsOf(text.replaceAll(SAYS_KIND, ' '));
}

/** Compares texts with a question, each stem weighed by how few of the texts hold it. */
export function createLikeness(
  question: ReadonlySet<string>,
  texts: readonly ReadonlySet<string>[],
): (stems: ReadonlySet<string>) => number {
  const weights = new Map<string, number>();
  let all = 0;
  for (const stem of question) {
    const holders = texts.filter((stems) => stems.has(stem)).length;
    if (holders === 0) continue;
    const weight = Math.log(1 + texts.length / holders);
    weights.set(stem, weight);
    all += weight;
  }
  return (stems) => {
    let sum = 0;
    for (const [stem, weight] of weights) if (stems.has(stem)) sum += weight;
    return all === 0 ? 0 : sum / all;
  };
}
