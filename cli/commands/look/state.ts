/** `scope state --at <event>`: what was recorded to be true at one moment: open activations, their variables, their objects. */
import { whatHappened } from '../../../orchestrator/look/inspect.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import { stateAt } from '../../../query/look/state.ts';
import { findHop } from '../../answers.ts';
import { eventWithId, isEventId } from '../../../query/look/event-id.ts';
import type { Io } from '../../io.ts';
import { printDocument } from '../../render/look/document.ts';
import { renderState, stateDocument } from '../../render/look/state.ts';
import { renderOptions } from '../../render/options.ts';
import { readPrinting } from '../planning.ts';
import type { CommandInput } from '../planning.ts';
import { openAsked } from './open-recording.ts';
import type { OpenRecording } from './open-recording.ts';
import { unknownEvent } from './show-hop.ts';

/** @throws ScopeError `usage`, `recording-unreadable` where there is no such event or recording */
export function stateCommand(io: Io, input: CommandInput): number {
  const options = readPrinting(input.options);
  const { at } = input.options;
  if (input.words.length > 0)
    throw new ScopeError(
      'usage',
      `scope state takes no words (${input.words.join(' ')}); say --at <event>`,
    );
  if (typeof at !== 'string')
    throw new ScopeError('usage', 'say at which event: scope state --at 514');
  const opened = openAsked(io, input);
  const seq = seqOf(opened, at);
  const state = stateAt(opened.context, seq);
  if (state === null) throw unknownEvent(opened, seq);
  const place = {
    ...{ session: opened.session, run: opened.run, recording: opened.shown },
    happened: whatHappened(state.event),
  };
  printDocument(io, {
    ...{ options, document: stateDocument(state, place) },
    render: () => renderState(state, place, renderOptions(io, options)),
    lists: ['objects', 'frames'],
  });
  return EXIT_CODE.settled;
}

/** The number of an event, with or without `@`, or the name of a hop. */
function seqOf({ root, context }: OpenRecording, at: string): number {
  const number = /^@?(\d+)$/u.exec(at)?.[1];
  if (number !== undefined) return Number(number);
  if (!isEventId(at))
    throw new ScopeError(
      'usage',
      `--at takes the number of an event or the id of a hop, not ${at}`,
    );
  const event = eventWithId(context, at)?.event.seq ?? findHop(root, at)?.hop.seq;
  if (event === undefined)
    throw new ScopeError('recording-unreadable', `there is no hop ${at} with an event`);
  return event;
}
