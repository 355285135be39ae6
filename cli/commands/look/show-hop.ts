/** `scope show <hop>`: one hop of an answer, or any event of a recording, with its code, its value in full and its neighbours. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspectEvent } from '../../../orchestrator/look/inspect.ts';
import type { ScopeEvent } from '../../../protocol/event.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import { eventWithId, parameterNodes } from '../../../query/look/event-id.ts';
import type { NamedEvent } from '../../../query/look/event-id.ts';
import { findHop, storedAnswers } from '../../answers.ts';
import type { FoundHop } from '../../answers.ts';
import type { Io } from '../../io.ts';
import { hopDocument, renderHop } from '../../render/look/hop.ts';
import type { ShownHop } from '../../render/look/hop.ts';
import { printDocument } from '../../render/look/document.ts';
import { renderOptions } from '../../render/options.ts';
import type { CommandInput, PrintingOptions } from '../planning.ts';
import { openAsked, openRecording } from './open-recording.ts';
import type { OpenRecording } from './open-recording.ts';

export interface HopRequest {
  readonly root: string;
  /** `h4k2m9x`, `3` (of the newest answer) or `@514` (an event). */
  readonly wanted: string;
  readonly input: CommandInput;
  readonly options: PrintingOptions;
}

/** @throws ScopeError `recording-unreadable` where there is no such hop or event, or its recording is gone */
export function showHop(io: Io, request: HopRequest): number {
  const shown = request.wanted.startsWith('@')
    ? eventByNumber(io, request)
    : (hopOfAnswer(request) ?? eventByName(io, request));
  const { options } = request;
  const textOf = (file: string): string | null => shown.context.sources.file(file)?.text ?? null;
  printDocument(io, {
    ...{ options, document: hopDocument(shown) },
    render: () => renderHop(shown, { ...renderOptions(io, options), textOf }),
    lists: ['causes', 'stack'],
  });
  return EXIT_CODE.settled;
}

function hopOfAnswer({ root, wanted, input }: HopRequest): ShownHop | null {
  if (input.options['recording'] !== undefined) return null;
  const found = findHop(root, wanted);
  if (found === null && /^#?\d+$/u.test(wanted)) throw unknownNumber(root, wanted);
  if (found === null) return null;
  const { hop, answer, number } = found;
  const opened = openRecording(root, runOf(root, found));
  const event = hop.seq === undefined ? null : opened.context.timeline.at(hop.seq);
  const inspected =
    event === null
      ? null
      : inspectEvent(opened.context, { event, parameter: parameterOf(opened, event, hop.node) });
  const { chain, question, verdict } = answer;
  const place = { question, verdict, number, of: chain.length };
  const [before, after] = [chain[number - 2] ?? null, chain[number] ?? null];
  return { ...shared(opened), hop, inspected, answer: { ...place, before, after } };
}

/** Which parameter a hop means whose event is the call. */
function parameterOf({ context }: OpenRecording, event: ScopeEvent, node: string): number | null {
  if (event.type !== 'call-start') return null;
  const site = context.timeline.sites[event.site];
  const at = site === undefined ? -1 : parameterNodes(context, site).indexOf(node);
  return at < 0 ? null : at;
}

function shared(opened: OpenRecording): Pick<ShownHop, 'context' | 'recording' | 'processes'> {
  const { context, shown, recording } = opened;
  return { context, recording: shown, processes: recording.processes };
}

function runOf(root: string, { answer, hop }: FoundHop): string {
  const last = answer.recordings.at(-1);
  const folder = last === undefined ? null : dirname(join(root, last));
  if (folder !== null && existsSync(folder)) return folder;
  throw new ScopeError(
    'recording-unreadable',
    `the recording that hop ${hop.id} was found in is gone (${last ?? 'none'}); ask again`,
  );
}

function unknownNumber(root: string, wanted: string): ScopeError {
  const [newest] = storedAnswers(root);
  const length = newest?.answer.chain.length ?? 0;
  return new ScopeError(
    'recording-unreadable',
    newest === undefined
      ? `there is no hop ${wanted}: no answer was given in this project yet`
      : `there is no hop ${wanted}: the newest answer has ${length === 0 ? 'none' : `hops 1 to ${length}`}`,
  );
}

function eventByName(io: Io, { wanted, input }: HopRequest): ShownHop {
  const opened = openAsked(io, input);
  const named = eventWithId(opened.context, wanted);
  if (named === null)
    throw new ScopeError(
      'recording-unreadable',
      `no answer of this project has a hop ${wanted}, and ${opened.shown} has no event of that name; scope show answer lists hops`,
    );
  return ofEvent(opened, named);
}

function eventByNumber(io: Io, { wanted, input }: HopRequest): ShownHop {
  const opened = openAsked(io, input);
  const seq = Number(wanted.slice(1));
  const event = opened.context.timeline.at(seq);
  if (event === null) throw unknownEvent(opened, seq);
  return ofEvent(opened, { event, parameter: null });
}

export function unknownEvent({ recording, shown }: OpenRecording, seq: number): ScopeError {
  const { length } = recording.events;
  return new ScopeError(
    'recording-unreadable',
    `there is no event ${seq}: ${shown} has ${length === 0 ? 'none' : `events 1 to ${length}`}`,
  );
}

function ofEvent(opened: OpenRecording, named: NamedEvent): ShownHop {
  const { event } = named;
  const inspected = inspectEvent(opened.context, named);
  if (inspected === null)
    throw new ScopeError(
      'recording-unreadable',
      `event ${event.seq} (${event.type}) belongs to no place in the code`,
    );
  return { ...shared(opened), hop: inspected.hop, inspected, answer: null };
}
