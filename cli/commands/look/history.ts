/** `scope history order.total`: every recorded value of a variable, a property or a function's results, in the order of time. */
import { nearestNames } from '../../../code-graph/project/search.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import { historyOf, recordedNames } from '../../../query/look/history.ts';
import type { Io } from '../../io.ts';
import { printDocument } from '../../render/look/document.ts';
import { historyDocument, renderHistory } from '../../render/look/history.ts';
import { renderOptions } from '../../render/options.ts';
import { readPrinting } from '../planning.ts';
import type { CommandInput } from '../planning.ts';
import { openAsked } from './open-recording.ts';
import type { OpenRecording } from './open-recording.ts';

const MOST_NEAR = 5;

/** @throws ScopeError `question-unresolved` where nothing of the name was recorded, `recording-unreadable`, `usage` */
export function historyCommand(io: Io, input: CommandInput): number {
  const options = readPrinting(input.options);
  const [name, ...rest] = input.words;
  if (name === undefined || rest.length > 0)
    throw new ScopeError(
      'usage',
      'name one variable, property or function, as in: scope history order.total',
    );
  const opened = openAsked(io, input);
  const history = historyOf(opened.context, name);
  if (history.things.length === 0) throw unknownName(opened, history.subject);
  const place = { session: opened.session, run: opened.run, recording: opened.shown };
  printDocument(io, {
    ...{ options, document: historyDocument(history, place) },
    render: () => renderHistory(history, place, renderOptions(io, options)),
    lists: ['things'],
  });
  return EXIT_CODE.settled;
}

function unknownName({ context, shown }: OpenRecording, subject: string): ScopeError {
  const near = nearestNames(
    subject.split('.').at(-1) ?? subject,
    recordedNames(context),
    MOST_NEAR,
  );
  const hint = near.length === 0 ? '' : `; near: ${near.join(', ')}`;
  return new ScopeError(
    'question-unresolved',
    `no value of ${subject} was recorded in ${shown}${hint}. What a question does not need is not watched: scope ask "why does ${subject} change" -- <command> watches it`,
  );
}
