/** What an answer cost, where to look further, and its notes. Commands and paths are for copying: they are never cut. */
import type { Answer, BriefAnswer } from '../../../protocol/answer.ts';
import type { RenderOptions } from '../options.ts';
import { count, duration, plural, size, wrap } from '../text.ts';
import type { Detail } from './answer.ts';
import { hopOfSuspect } from './suspect.ts';

export function costLines(
  answer: BriefAnswer,
  { colours, columns, isFull }: RenderOptions,
): readonly string[] {
  const { command, plan, cost } = answer;
  const recording = answer.recordings?.at(-1);
  const lines = [
    ...(cost === undefined || plan === undefined ? [] : wrap(costText({ cost, plan }), columns)),
    ...(command === undefined ? [] : [commandText(command)]),
    ...(isFull && recording !== undefined && cost !== undefined
      ? [`recorded (${size(cost.bytes)}) in ${recording}`]
      : []),
    ...(isFull && plan !== undefined ? [`plan ${plan.id}`] : []),
    ...(recording === undefined ? [] : nextLines(answer, recording, isFull)),
  ];
  return lines.length === 0 ? [] : ['', ...lines.map((line) => colours.dim(line))];
}

/** `npm test: exit code 1` */
export function commandText({ argv, exitCode, signal }: Answer['command']): string {
  const ended = signal ?? (exitCode === null ? 'not ended' : `exit code ${exitCode}`);
  return `${argv.join(' ')}: ${ended}`;
}

/** `2 runs · 1,204 events (3 dropped) · 2.2 s · 11 probes in 1 file, revision 2` */
export function costText({ cost, plan }: Pick<Answer, 'cost' | 'plan'>): string {
  return [
    plural(cost.runs, 'run'),
    `${plural(cost.events, 'event')}${cost.dropped > 0 ? ` (${count(cost.dropped)} dropped)` : ''}`,
    duration(cost.wallMs),
    ...(cost.baselineMs === null ? [] : [`the command alone ${duration(cost.baselineMs)}`]),
    `${plural(plan.probes, 'probe')} in ${plural(plan.files, 'file')}, revision ${plan.revisions}`,
    ...(cost.inputTokens > 0
      ? [`${count(cost.inputTokens + cost.outputTokens)} tokens, $${cost.usd.toFixed(4)}`]
      : []),
  ].join(' · ');
}

/** What to type next: the hop to look at, the whole answer, the recording. */
function nextLines(answer: BriefAnswer, recording: string, isFull: boolean): readonly string[] {
  const hop = hopOfSuspect(answer) ?? answer.chain[0];
  return [
    ...(hop === undefined ? [] : [`one hop and its neighbours: scope show ${hop.id}`]),
    ...(isFull ? [] : ['all of this answer: scope show answer --full']),
    ...(hop === undefined || isFull
      ? [`look into the recording: scope show ${sessionOf(recording)}`]
      : []),
  ];
}

/** `.scope/sessions/<id>/run-1/recordings` → the id. */
export function sessionOf(recording: string): string {
  return /sessions[\\/]([^\\/]+)/u.exec(recording)?.[1] ?? recording;
}

export function noteLines(
  { notes, omitted = [] }: Pick<BriefAnswer, 'notes' | 'omitted'>,
  { notes: most }: Pick<Detail, 'notes'>,
  { colours, columns }: RenderOptions,
): readonly string[] {
  const lines = notes
    .slice(0, most)
    .flatMap((note) => wrap(`note: ${note}`, columns).map((line) => colours.dim(line)));
  const more = notes.length - Math.min(most, notes.length);
  return [
    ...lines,
    ...(more > 0 ? [colours.dim(`and ${plural(more, 'more note')}`)] : []),
    ...(omitted.length === 0 ? [] : wrap(`left out: ${omitted.join(', ')}`, columns)),
  ];
}
