/**
 * `scope show`: what a recording holds (processes, events, call tree, anomalies, where it was cut off), or one hop of an answer, or
 * an answer that was given before.
 */
import { createDetector } from '../../../capture/anomaly/detector.ts';
import type { Anomaly } from '../../../protocol/anomaly.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import { isEventId } from '../../../query/look/event-id.ts';
import { storedAnswers } from '../../answers.ts';
import type { Io } from '../../io.ts';
import { describeAnomaly } from '../../render/anomaly.ts';
import { renderRecording, summarize } from '../../render/look/recording.ts';
import { renderOptions } from '../../render/options.ts';
import { openProject } from '../../session.ts';
import { readPrinting } from '../planning.ts';
import type { CommandInput, PrintingOptions } from '../planning.ts';
import { printAnswer } from '../printing.ts';
import { openRecording } from './open-recording.ts';
import type { OpenRecording } from './open-recording.ts';
import { showHop } from './show-hop.ts';
import { findRun } from './recording-place.ts';

/** A hop by its number in the newest answer, an event by its number. */
const NUMBERED = /^(?:#?\d{1,4}|@\d+)$/u;

/** @throws ScopeError `recording-unreadable` where there is no such recording or hop, `usage` */
export function showCommand(io: Io, input: CommandInput): number {
  const options = readPrinting(input.options);
  const [wanted, ...rest] = input.words;
  if (rest.length > 0)
    throw new ScopeError('usage', 'name one hop, session or recording, or say: scope show answer');
  const root = openProject(io.cwd);
  if (wanted === 'answer') return showAnswer(io, root, options);
  if (wanted !== undefined && (isEventId(wanted) || NUMBERED.test(wanted)))
    return showHop(io, { root, wanted, input, options });
  if (options.format === 'markdown')
    throw new ScopeError('usage', '--format markdown is for answers: scope show answer');
  if (options.maxTokens !== null)
    throw new ScopeError('usage', '--max-tokens is for answers and hops: scope show answer');
  const { recording: named } = input.options;
  const place = wanted ?? (typeof named === 'string' ? named : undefined);
  const runDir = findRun({ root, cwd: io.cwd, wanted: place, run: input.options['run'] });
  const opened = openRecording(root, runDir);
  const { recording, context, session, run } = opened;
  const summary = summarize(recording, context.timeline, findAnomalies(opened), { session, run });
  if (options.json) io.out.write(`${JSON.stringify(summary, null, 2)}\n`);
  else io.out.write(renderRecording(summary, renderOptions(io, options)));
  return EXIT_CODE.settled;
}

/** The newest answer again; `--full`, `--format` and `--max-tokens` are those of `scope ask`. */
function showAnswer(io: Io, root: string, options: PrintingOptions): number {
  const [newest] = storedAnswers(root);
  if (newest === undefined)
    throw new ScopeError(
      'recording-unreadable',
      'no answer was given in this project yet; ask: scope ask "why does order.total change" -- npm test',
    );
  printAnswer(io, { root, answer: newest.answer, options });
  return EXIT_CODE.settled;
}

function findAnomalies({ recording, session, run }: OpenRecording): readonly Anomaly[] {
  const sites = recording.sites.filter((site) => site !== undefined);
  const detector = createDetector({ sites, session, run });
  const told = recording.events.flatMap((event) => detector.push(event));
  const textOf = (file: string): string | null => recording.sources.get(file) ?? null;
  return told.map((anomaly) => ({
    ...anomaly,
    message: describeAnomaly(anomaly, { sites, textOf }),
  }));
}
