/** What an answer says beside its chain: what could not be observed, and where the question's premise did not hold. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { withinFile } from '../protocol/ids.ts';
import type { Problem } from '../protocol/problem.ts';
import type { ComposeInput } from './answer.ts';
import { knownGoal } from './question/resolve.ts';
import { tellUnloaded } from './failures/unloaded.ts';
import { restedIn } from './run.ts';
import type { RunResult } from './run.ts';
import { staleNotes } from './stale.ts';

const MOST_NOTES = 12;
const LIMITED = /(?:^|\s)--(?:experimental-)?permission(?:\s|$)/u;

/** @returns one line a note, nothing twice; said, never swallowed */
export function notesOf(input: ComposeInput): string[] {
  const last = input.runs.at(-1);
  if (last === undefined) return [];
  const { root } = input.request.settings;
  const notes = [
    ...[tellUnloaded(input.unloaded ?? [])].filter((line) => line !== null),
    ...unknownNotes(input),
    ...premiseNotes(input),
    ...launchNotes(last),
    ...aloneNotes(last, input.request.settings),
    ...stackNotes(input),
    ...printedNotes(input),
    ...staleNotes(root, last.recording.maps),
    ...droppedNotes(last),
    ...restNotes(input, last),
    ...hostNotes(last, input),
    ...unreadNotes(last, input.unread ?? []),
    ...folderNotes(last),
    ...problemNotes(last, root),
    ...(input.evidence?.rejected ?? []).map((line) => `a hop was taken out: ${line}`),
  ];
  const unique = [...new Set(notes)];
  const more = unique.length - MOST_NOTES;
  return more > 0 ? [...unique.slice(0, MOST_NOTES), `and ${more} more notes`] : unique;
}

/** @returns what the asker's words are called nowhere, and what the answer is about instead */
export function unknownNotes({ resolved, evidence }: ComposeInput): readonly string[] {
  const { unknown = [], goal } = resolved;
  if (unknown.length === 0)
    return goal.subject !== undefined &&
      knownGoal(resolved).subject === undefined &&
      evidence?.found.symptom == null
      ? [
          `nothing in this project is called ${goal.subject}; this is about the rest of the question`,
        ]
      : [];
  const instead =
    evidence === null || evidence.found.failure !== null
      ? 'this answers why the command fails'
      : 'this is about what the program printed, and was given, in other words of the question';
  return [`nothing in this project is called ${unknown.join(', ')}; ${instead}`];
}

/** Where the recording contradicts the question, or holds nothing of it: which of the two, with counts. */
function premiseNotes({ resolved, evidence, runs }: ComposeInput): readonly string[] {
  const { observed, subject, kind } = resolved.goal;
  const found = evidence?.found;
  const last = runs.at(-1);
  if (found === undefined || last === undefined) return [];
  const count = found.events.length;
  const times = count === 1 ? 'once' : `${count} times`;
  if (found.isPremiseBroken && found.isCounted)
    return [`that call of ${subject ?? 'it'} did not give ${observed ?? ''}`];
  if (found.isPremiseBroken)
    return [`${subject ?? 'it'} was recorded ${times}, and never as ${observed ?? ''}`];
  if (found.targets.length > 0) return [];
  if (kind === 'throw' && count > 0) return [`${subject ?? 'it'} ran, and never threw`];
  if (kind === 'failing-test' && last.launch.exitCode === 0)
    return ['the command ended with exit code 0: no test failed'];
  return [];
}

function stackNotes({ left = [] }: ComposeInput): readonly string[] {
  if (left.length === 0) return [];
  const names = left.map(withinFile).join(', ');
  return [
    `${names}: not watched, because the program runs out of stack where that is; node --stack-size=4000 in the command makes room`,
  ];
}

function launchNotes({ launch }: RunResult): readonly string[] {
  const until = 'this answers from what was recorded until then';
  if (launch.interrupted) return [`the command was interrupted; ${until}`];
  return launch.timedOut ? [`the command was stopped at its time limit; ${until}`] : [];
}

function aloneNotes(
  { argv, n }: RunResult,
  { argv: asked }: ComposeInput['request']['settings'],
): readonly string[] {
  const isSame = argv.length === asked.length && argv.every((word, at) => word === asked[at]);
  return isSame ? [] : [`run ${n} was told to run the failing test alone: ${argv.join(' ')}`];
}

/** What the command printed comes from a run of its own. */
function printedNotes({ printed }: ComposeInput): readonly string[] {
  if (printed == null) return [];
  if (printed.exitCode === 0)
    return ['run once more without Scope, the command ended with exit code 0'];
  return printed.said === null ? [] : ['what the command printed is from a run without Scope'];
}

/** @returns one line for each reason for which events are missing */
export function droppedNotes({ recording }: RunResult): readonly string[] {
  const lost = Object.entries(recording.dropped).filter(([, count]) => count > 0);
  return lost.map(([reason, count]) => droppedNote(reason, count.toLocaleString('en-US')));
}

function droppedNote(reason: string, count: string): string {
  switch (reason) {
    case 'byte-limit':
      return 'a recording reached limits.bytesPerRecording, and nothing was recorded after that';
    case 'throttled':
      return `${count} events were left out of places that report too often, the first, the last and what changed not; --limit eventsPerSecondPerProbe=0 keeps all`;
    case 'condition':
      return `${count} events were left out because the condition (\`when\`) of their probe did not hold`;
    case 'disk':
      return `${count} events could not be written to the disk; free some space (\`scope clean\` removes old recordings) and ask again`;
    case 'ring-full':
      return `${count} events were lost where the program outran the recorder`;
    default:
      return `${count} events were dropped (${reason})`;
  }
}

/** Functions that rested, and first of all those in which the subject of the question has its values. */
function restNotes(
  { resolved, evidence }: ComposeInput,
  { recording }: RunResult,
): readonly string[] {
  const rested = restedIn(recording);
  if (rested.size === 0) return [];
  const resting = new Set([...rested].map((site) => recording.sites[site]?.node));
  const isMissed = evidence?.found.events.some(({ site }) => resting.has(site.fn)) === true;
  return [
    ...(isMissed
      ? [
          `${resolved.goal.subject ?? 'what the question is about'} may have had other values, in parts of the run for which its function was left out`,
        ]
      : []),
    `${rested.size} of the functions that were watched cost too much and were left out for parts of the run; limits.overhead allows more`,
  ];
}

function hostNotes(
  { recording, launch }: RunResult,
  { request, printed }: ComposeInput,
): readonly string[] {
  const { root, argv } = request.settings;
  const notes: string[] = [];
  // Code that was built with probes reports without having been served.
  const isObserved =
    recording.hostNotes.some((note) => note.type === 'served') ||
    recording.events.some((event) => 'site' in event);
  if (!isObserved && LIMITED.test(argv.join(' ')))
    notes.push(
      "Node's permission model keeps Scope out of the command; it lets it in with --allow-fs-read=* --allow-fs-write=<the project>/.scope/* --allow-worker",
    );
  else if (!isObserved)
    notes.push(
      'no planned file was loaded by the command through a loader that Scope knows, so nothing was observed',
      ...(launch.exitCode === 0 || printed?.said != null
        ? []
        : ['if it failed before it came so far, its own output says why']),
    );
  for (const note of recording.hostNotes) {
    if (note.type === 'failed') notes.push(note.message);
    if (note.type === 'denied' && note.reason === 'changed')
      notes.push(
        `${relative(root, note.path)} changed while the command ran and was not instrumented`,
      );
    if (note.type === 'denied' && note.reason === 'unread')
      notes.push(
        `${relative(root, note.path)} was not instrumented: a transformer of the command could not read its text with probes`,
      );
  }
  return notes;
}

/** @returns one line for each file that the command loaded and nobody could watch, because the graph left it out */
export function unreadNotes(
  { loaded }: RunResult,
  problems: readonly Problem[],
): readonly string[] {
  return problems
    .filter(
      ({ where = '', message }) =>
        loaded.includes(where) && message.startsWith(`${where}: left out:`),
    )
    .map(({ message }) => `${message}; the command loaded it, and it was not watched`);
}

/** The program may have removed `.scope`, and with it all that would be said about its files. */
function folderNotes({ runDir }: RunResult): readonly string[] {
  return existsSync(join(runDir, 'plan.json'))
    ? []
    : ['the folder of the run was removed while the command ran, and what was recorded with it'];
}

function isNoFolder({ runDir }: RunResult): (problem: Problem) => boolean {
  const isGone = !existsSync(join(runDir, 'plan.json'));
  return ({ where }) => !isGone || where?.startsWith(runDir) !== true;
}

/** Runners kill their workers: one line for all of them. Where the disk was full, no recording has an end. */
export function problemNotes(last: RunResult, root: string): readonly string[] {
  const problems = [...last.problems, ...last.recording.problems].filter(isNoFolder(last));
  const isKilled = ({ message }: Problem): boolean => message.startsWith('recording has no end');
  const killed = problems.filter(isKilled).length;
  const others = problems
    .filter((problem) => !isKilled(problem))
    .map(({ where, message }) =>
      where === undefined ? message : `${shortened(where, root)}: ${message}`,
    );
  if (killed === 0 || (last.recording.dropped['disk'] ?? 0) > 0) return others;
  return [
    ...others,
    `${killed === 1 ? 'a process was' : `${killed} processes were`} killed before closing the recording; what was reported last before that may be missing`,
  ];
}

function shortened(where: string, root: string): string {
  return where.startsWith(root) ? relative(root, where) : where;
}
