/**
 * An answer in at most so many tokens. Parts are taken out of the document, the least important first, until what is printed
 * fits; the document says what was left out. Tokens are estimated, one for every three bytes of UTF-8, which is more than
 * tokenizers of today make of code and English.
 */
import assert from 'node:assert/strict';
import type { Answer, BriefAnswer, CitedHop } from '../../../protocol/answer.ts';
import { cut, plural } from '../text.ts';
import { isAt, isPassing } from './fold.ts';

const BYTES_PER_TOKEN = 3;
/** Every verdict fits into these, in every form. */
export const LEAST_TOKENS = 60;

export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

type Reduction = (answer: BriefAnswer) => BriefAnswer;

const CODE_LENGTH = 60;
const VALUE_LENGTH = 40;
const LAST_WORDS = 80;

/** From what is missed least to what is missed most; each works on what the one before has left. */
const REDUCTIONS: readonly Reduction[] = [
  keepNotes(2),
  ({ cost: _, plan: _plan, ...rest }) => rest,
  keepSuspects(5),
  (answer) => ({ ...answer, chain: answer.chain.filter((_, at) => !passes(answer, at)) }),
  keepSentences(3),
  keepGroups(3),
  keepSuspects(3),
  keepHops(6),
  keepHops(4),
  ({ recordings: _, command: _command, ...rest }) => rest,
  keepSentences(1),
  keepNotes(0),
  keepSuspects(1),
  (answer) => ({ ...answer, chain: answer.chain.map(shortened) }),
  keepHops(2),
  keepGroups(1),
  (answer) => ({ ...answer, answer: cut(answer.answer, LAST_WORDS) }),
  ({ target: _, ...rest }) => rest,
  keepHops(1),
  ({ failures: _, ...rest }) => rest,
  keepHops(0),
  (answer) => ({ ...answer, suspects: [], question: cut(answer.question, LAST_WORDS) }),
  (answer) => ({ ...answer, answer: '', question: '' }),
];

/**
 * @param most  at least {@link LEAST_TOKENS}
 * @param print  what of an answer is counted
 * @returns what `print` makes of as much of the answer as fits
 */
export function fitAnswer(
  answer: Answer,
  most: number,
  print: (answer: BriefAnswer) => string,
): string {
  let brief: BriefAnswer = answer;
  let text = print(brief);
  for (const reduce of REDUCTIONS) {
    if (estimateTokens(text) <= most) return text;
    brief = reduce(brief);
    text = print(withOmissions(answer, brief));
  }
  assert(estimateTokens(text) <= most, 'the verdict alone fits');
  return text;
}

function passes({ chain, suspects }: BriefAnswer, at: number): boolean {
  return isPassing(chain, at, suspects[0]);
}

function keepNotes(most: number): Reduction {
  return (answer) => ({ ...answer, notes: answer.notes.slice(0, most) });
}

function keepSuspects(most: number): Reduction {
  return (answer) => ({ ...answer, suspects: answer.suspects.slice(0, most) });
}

function keepGroups(most: number): Reduction {
  return (answer) => {
    const { failures } = answer;
    if (failures === undefined) return answer;
    const groups = failures.groups
      .slice(0, most)
      .map((group) => ({ ...group, tests: group.tests.slice(0, 1) }));
    const more = failures.more + failures.groups.length - groups.length;
    return { ...answer, failures: { ...failures, groups, more } };
  };
}

function keepSentences(most: number): Reduction {
  return (answer) => {
    const sentences = answer.answer.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
    if (sentences.length <= most) return answer;
    return { ...answer, answer: `${sentences.slice(0, most).join(' ')} …` };
  };
}

/** The symptom, the first suspect's hop and the end stay longest. */
function keepHops(most: number): Reduction {
  return (answer) => {
    const { chain, suspects } = answer;
    if (chain.length <= most) return answer;
    const ends = chain.flatMap((_, at) => [chain[at], chain[chain.length - 1 - at]]);
    const wanted = [chain.find((hop) => isAt(hop, suspects[0])), ...ends];
    const kept = new Set(
      wanted
        .filter((hop) => hop !== undefined)
        .filter(unique)
        .slice(0, most),
    );
    return { ...answer, chain: chain.filter((hop) => kept.has(hop)) };
  };
}

function unique<T>(item: T, at: number, all: readonly T[]): boolean {
  return all.indexOf(item) === at;
}

function shortened(hop: CitedHop): CitedHop {
  return {
    ...hop,
    code: cut(hop.code, CODE_LENGTH),
    ...(hop.value === undefined ? {} : { value: cut(hop.value, VALUE_LENGTH) }),
    ...(hop.was === undefined ? {} : { was: cut(hop.was, VALUE_LENGTH) }),
  };
}

/** What is not there any more, and no number of a hop that moved. */
function withOmissions(whole: Answer, brief: BriefAnswer): BriefAnswer {
  if (brief.answer === '' && whole.answer !== '')
    return { ...brief, omitted: ['all but the verdict'] };
  const hops = whole.chain.length - brief.chain.length;
  const suspects = whole.suspects.length - brief.suspects.length;
  const notes = whole.notes.length - brief.notes.length;
  const groups = (whole.failures?.groups.length ?? 0) - (brief.failures?.groups.length ?? 0);
  const isCut = brief.chain.some((hop) => {
    const before = whole.chain.find(({ id }) => id === hop.id);
    return before?.code !== hop.code || before.value !== hop.value;
  });
  const omitted = [
    ...(hops > 0 ? [plural(hops, 'hop')] : []),
    ...(isCut ? ['ends of long code and values'] : []),
    ...(brief.answer === whole.answer ? [] : ['part of the explanation']),
    ...(suspects > 0 ? [plural(suspects, 'suspect')] : []),
    ...(groups > 0 ? [plural(groups, 'group')] : []),
    ...(notes > 0 ? [plural(notes, 'note')] : []),
    ...(brief.cost === undefined ? ['cost and plan'] : []),
    ...(brief.command === undefined ? ['command and recordings'] : []),
    ...(brief.target === undefined ? ['target'] : []),
  ];
  const answer = hops > 0 ? withoutNumbers(brief.answer) : brief.answer;
  return { ...brief, answer, omitted };
}

function withoutNumbers(prose: string): string {
  return prose.replaceAll(/ ?\(#\d+(?:(?:, | to )#\d+)*\)/gu, '');
}
