/** Events of emitters by their names, as a question speaks of them: where they were emitted, what listened, and that nothing did. */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { argumentsOf, calleeName } from '../../provenance/call.ts';
import { callsNamed } from '../../provenance/callback/called.ts';
import type { Called } from '../../provenance/callback/called.ts';
import { expressionAt, reachedAt } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import type { Target } from '../../provenance/slice.ts';
import { valueOf } from '../../provenance/value.ts';
import { EMITS, LISTENS } from '../unreached.ts';

/** What the same emitter was asked to listen for instead: under a name that is spelled alike, above all. */
const OTHER_NAME = 0.6;
const ALIKE = 0.2;

/** @returns why nothing heard an event that was emitted: that nothing listened for it, and what was listened for instead */
export function unlistened(context: Context, event: string): readonly Target[] {
  const emitted = namedCalls(context, EMITS).filter(({ text }) => text === event);
  const emitters = new Set(emitted.map(({ emitter }) => emitter));
  const listened = namedCalls(context, LISTENS).filter(({ emitter }) => emitters.has(emitter));
  const [last] = emitted.slice(-1);
  if (last === undefined || listened.some(({ text }) => text === event)) return [];
  return [
    ofEvent(last, 0, 'was emitted, and nothing listened for it'),
    ...listened
      .map((one) =>
        ofEvent(
          one,
          bare(one.text) === bare(event) ? ALIKE : OTHER_NAME,
          `is what was listened for, and not ${JSON.stringify(event)}`,
        ),
      )
      .toSorted((a, b) => a.cost - b.cost)
      .slice(0, MOST_HEARD),
  ];
}

const ONCE = /^(?:once|prependOnceListener)$/u;
/** Of a listener that was registered so. */
export const HEARS_ONE = 'has the listener hear one event, and no second one';

/** @returns true for a call that registers a listener for one event */
export function hearsOne({ source, node }: Pick<Called, 'source' | 'node'>): boolean {
  return ONCE.test(calleeName(source, node));
}

const MOST_HEARD = 4;
/** What each emission before the last one costs, and a registration. */
const PER_EMISSION = 0.1;
const REGISTERED = 0.3;

/**
 * @param isFewer whether it should have been heard more often
 * @returns why listeners of an event ran: where it was emitted, the last time first, and where they were registered; where each hears one
 *   event and that is asked, that first
 */
export function heardTargets(context: Context, event: string, isFewer: boolean): readonly Target[] {
  const ofThis = (words: Iterable<string>): readonly Named[] =>
    namedCalls(context, words)
      .filter(({ text }) => text === event)
      .slice(-MOST_HEARD)
      .toReversed();
  const [emitted, listened] = [ofThis(EMITS), ofThis(LISTENS)];
  const once = isFewer ? listened.filter(({ call }) => hearsOne(call)) : [];
  const aside = once.length > 0 ? REGISTERED : 0;
  return [
    ...once.map((one) => atCall(one, 0, HEARS_ONE)),
    ...emitted.map((one, at) => atCall(one, aside + at * PER_EMISSION, 'had its listeners run')),
    ...listened.map((one) => atCall(one, aside + REGISTERED, 'registered a listener for it')),
  ];
}

/** The call itself: what it was given is no value that anything was made of. */
function atCall({ call }: Named, cost: number, why: string): Target {
  const { source, node, frame, seq } = call;
  return { point: { ...reachedAt(source, node, frame, seq + 1), isPlace: true }, cost, why };
}

function ofEvent({ call, what }: Named, cost: number, why: string): Target {
  return { point: expressionAt(call.source, what, call.frame, call.seq), cost, why };
}

/** Calls of these names whose first argument is a text: the event, and whose method it is. */
function namedCalls(context: Context, words: Iterable<string>): readonly Named[] {
  return [...words]
    .flatMap((word) => callsNamed(context, word))
    .flatMap((call) => {
      const [what] = argumentsOf(call.node);
      const said =
        what === undefined ? null : valueOf(context, call.source, what, call.frame, call.seq);
      return what !== undefined && said?.kind === 'string'
        ? [{ call, what, text: said.text, emitter: context.timeline.receiverOf(call.event) }]
        : [];
    })
    .toSorted((a, b) => a.call.seq - b.call.seq);
}

interface Named {
  readonly call: Called;
  readonly what: SyntaxNode;
  readonly text: string;
  readonly emitter: number | null;
}

const bare = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\d]/gu, '');
