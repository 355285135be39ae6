/**
 * Where a question names nothing that was recorded, it is about what the program was seen to do: what it was given that the question
 * speaks of, and what it printed.
 */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { Site } from '../../../protocol/site.ts';
import { receiverOf } from '../../provenance/call.ts';
import { callsNamed } from '../../provenance/callback/called.ts';
import type { Called } from '../../provenance/callback/called.ts';
import { expressionAt, reachedAt } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import type { Target } from '../../provenance/slice.ts';
import { valueOf } from '../../provenance/value.ts';
import { isInstalled, textOf } from '../../source-index.ts';
import { primitiveText } from '../../value-text.ts';
import { mostSaid, wordsIn } from './said.ts';

const PRINTS = ['log', 'info', 'warn', 'error', 'table', 'write'] as const;
const PRINTER = /^(?:console|process\.std(?:out|err))$/u;
const MOST_PRINTED = 6;
const MOST_MEANT = 4;
/** What each line printed before the last one costs. */
const PER_LINE = 0.05;
/** What was given is further from what was seen than what was printed. */
const GIVEN = 0.4;

/**
 * @param words of the question by which it tells activations apart
 * @param question in its own words
 * @returns the activations that were given what it speaks of, and what was printed of it, or at all where the output is meant, lines with
 *   its words first; none where nothing was
 */
export function seenTargets(
  context: Context,
  words: ReadonlySet<string>,
  question: string,
): readonly Target[] {
  const own = context.timeline.frames.filter(
    ({ site, outcome }) => isOfProgram(site) && outcome === 'returned',
  );
  const meant = mostSaid(context, own, words);
  const given = meant.length === own.length ? [] : meant.slice(0, MOST_MEANT);
  return [
    ...printedTargets(context, words, OUTPUT.test(question)),
    ...given.flatMap((frame): readonly Target[] => {
      const source = context.sources.file(frame.site.file);
      const fn = source?.scopes.nodeById(frame.site.node) ?? null;
      if (source === null || fn === null) return [];
      return [
        { point: { kind: 'return', frame, source, node: fn }, cost: GIVEN, why: GIVEN_WHY },
        {
          point: reachedAt(source, fn, frame, frame.start.seq + 1),
          cost: GIVEN,
          why: GIVEN_WHY,
        },
      ];
    }),
  ];
}

/** The question is about what was printed as such. */
const OUTPUT =
  /\b(?:outputs?|prints?|printed|results?|answers?|shows?|shown|displays?|displayed|messages?|lines?|logs?|logged|console)\b/iu;

const GIVEN_WHY = 'was given what the question speaks of';

function isOfProgram({ file, kind }: Site): boolean {
  return kind === 'function' && !isInstalled(file);
}

function printedTargets(
  context: Context,
  words: ReadonlySet<string>,
  isOutput: boolean,
): readonly Target[] {
  const calls = PRINTS.flatMap((name) => callsNamed(context, name))
    .filter(({ source, node }) => {
      const receiver = receiverOf(node);
      return (
        receiver !== null && PRINTER.test(textOf(source, receiver)) && !isInstalled(source.path)
      );
    })
    .toSorted((a, b) => b.seq - a.seq);
  const said = calls
    .map((call) => ({ call, count: countOf(context, call, words) }))
    .toSorted((a, b) => b.count - a.count || b.call.seq - a.call.seq);
  return said
    .filter(({ count }) => count > 0 || isOutput)
    .slice(0, MOST_PRINTED)
    .flatMap(({ call: { source, node, frame, seq } }, at) => {
      const list = childOf(node, 'arguments');
      return (list === null ? [] : namedChildren(list)).map((argument): Target => ({
        point: expressionAt(source, argument, frame, seq),
        cost: at * PER_LINE,
        why: 'was printed',
      }));
    });
}

/** Words of the question in what was printed. */
function countOf(
  context: Context,
  { source, node, frame, seq }: Called,
  words: ReadonlySet<string>,
): number {
  const list = childOf(node, 'arguments');
  const found = new Set<string>();
  for (const argument of list === null ? [] : namedChildren(list)) {
    const value = valueOf(context, source, argument, frame, seq);
    const text = value === null ? null : primitiveText(value);
    for (const word of wordsIn(text ?? '')) if (words.has(word)) found.add(word);
  }
  return found.size;
}
