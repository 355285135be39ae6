/** One hop as a document and for a person: code, value in full, event, activation, what it leads to and what it was made from. */
import type { RecordedProcess } from '../../../capture/recording.ts';
import type { Inspected } from '../../../orchestrator/look/inspect.ts';
import type { CitedHop, Verdict } from '../../../protocol/answer.ts';
import type { Context } from '../../../query/provenance/point.ts';
import { formatValue } from '../../../query/value-text.ts';
import { askedOf } from '../answer/answer.ts';
import { frameLines } from '../answer/frame.ts';
import { valuesOf } from '../answer/suspect.ts';
import type { RenderOptions } from '../options.ts';
import { count, cut, plural, wrap } from '../text.ts';

export interface ShownHop {
  readonly hop: CitedHop;
  /** Null where no event proves the hop. */
  readonly inspected: Inspected | null;
  /** The answer that it is a hop of; null for an event that was asked for by itself. */
  readonly answer: {
    readonly question: string;
    readonly verdict: Verdict;
    readonly number: number;
    readonly of: number;
    readonly before: CitedHop | null;
    readonly after: CitedHop | null;
  } | null;
  readonly context: Context;
  readonly processes: readonly RecordedProcess[];
  /** Folder of the run. */
  readonly recording: string;
}

export interface HopOptions extends RenderOptions {
  readonly textOf: (file: string) => string | null;
}

const WHOLE_VALUE = 4000;
const AROUND = 3;
const MOST_LINES = 12;
const MOST_STACK = 6;
const MOST_VALUE_LINES = 8;
const LABEL = 9;

export function hopDocument(shown: ShownHop): Readonly<Record<string, unknown>> {
  const { hop, inspected, answer, processes, recording } = shown;
  const event = inspected?.event;
  const header = event === undefined ? undefined : processes[event.process]?.header;
  return {
    version: 1,
    hop,
    ...(answer === null ? {} : { answer }),
    ...(event === undefined
      ? {}
      : {
          event: {
            ...{ seq: event.seq, type: event.type, process: event.process },
            ...(header === undefined ? {} : { pid: header.pid, thread: header.thread }),
          },
        }),
    ...(inspected?.value === null || inspected === null
      ? {}
      : { value: formatValue(inspected.value, WHOLE_VALUE) }),
    stack: inspected?.stack ?? [],
    causes: inspected?.causes ?? [],
    moreCauses: inspected?.moreCauses ?? 0,
    recording,
  };
}

/** @returns the text, with a newline at its end */
export function renderHop(shown: ShownHop, options: HopOptions): string {
  const { hop, inspected, answer } = shown;
  const { colours, columns, isFull } = options;
  const causes = (inspected?.causes ?? []).filter(({ id }) => id !== answer?.after?.id);
  const lines = [
    ...headLines(shown, options),
    ...codeLines(hop, options),
    '',
    ...valueLines(shown, options),
    ...(hop.why === '' ? [] : labelled('why', hop.why, options)),
    ...eventLines(shown, options),
    ...stackLines(shown, options),
    ...(answer?.before ? ['', colours.bold('Leads to'), ...hopLines(answer.before, options)] : []),
    ...(answer?.after
      ? ['', colours.bold('Comes from, in the answer'), ...hopLines(answer.after, options)]
      : []),
    ...(causes.length === 0 ? [] : ['', colours.bold('Made from or decided by')]),
    ...causes.flatMap((cause) => hopLines(cause, options)),
    ...((inspected?.moreCauses ?? 0) > 0
      ? [colours.dim(`  and ${count(inspected?.moreCauses ?? 0)} more`)]
      : []),
    '',
    colours.dim(`recorded in ${shown.recording}`),
    ...(inspected === null || isFull
      ? []
      : wrap(
          `everything known at this moment: scope state --at ${inspected.event.seq}`,
          columns,
        ).map((line) => colours.dim(line))),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines({ hop, answer }: ShownHop, { colours, columns }: HopOptions): readonly string[] {
  const at = `${hop.file}:${hop.line}`;
  const name = hop.function === '' ? '' : `  ${hop.function}`;
  const of = answer === null ? '' : `, hop ${answer.number} of ${answer.of}`;
  const first = `${colours.bold(hop.id)}${colours.dim(of)}  ${colours.cyan(at)}${colours.dim(cut(name, Math.max(8, columns - hop.id.length - of.length - at.length - 4)).replace(/^(?=.)/u, '  '))}`;
  const asked =
    answer === null
      ? []
      : [colours.dim(cut(`of the answer to: ${askedOf(answer)} (${answer.verdict})`, columns))];
  return [first, ...asked, ''];
}

function codeLines(hop: CitedHop, options: HopOptions): readonly string[] {
  const text = options.textOf(hop.file);
  if (text === null) return [`  ${hop.code}`];
  return frameLines(text, hop, valuesOf([hop], hop.file), {
    ...{ colours: options.colours, columns: options.columns },
    ...{ around: AROUND, most: MOST_LINES },
  });
}

function valueLines({ hop, inspected }: ShownHop, options: HopOptions): readonly string[] {
  const value = inspected?.value ?? null;
  const isOwn = value !== null && (hop.value === undefined || formatValue(value) === hop.value);
  const text = isOwn ? formatValue(value, WHOLE_VALUE) : hop.value;
  if (text === undefined) return [];
  const was = hop.was === undefined ? [] : labelled('was', hop.was, options);
  return [
    ...labelled('value', text, options, options.isFull ? Infinity : MOST_VALUE_LINES),
    ...was,
  ];
}

function eventLines(
  { inspected, processes, hop }: ShownHop,
  options: HopOptions,
): readonly string[] {
  if (inspected === null)
    return labelled('event', 'none: the code itself, or the end of what was recorded', options);
  const { event } = inspected;
  const header = processes[event.process]?.header;
  const thread = header === undefined || header.thread === 0 ? '' : ` thread ${header.thread}`;
  const where =
    processes.length > 1 && header !== undefined ? `, process ${header.pid}${thread}` : '';
  const own = inspected.hop.line === hop.line && inspected.hop.file === hop.file;
  const place = own ? '' : `, at ${inspected.hop.file}:${inspected.hop.line}`;
  return labelled('event', `${count(event.seq)}, ${event.type}${place}${where}`, options);
}

function stackLines({ inspected }: ShownHop, options: HopOptions): readonly string[] {
  const stack = inspected?.stack ?? [];
  const shown = options.isFull ? stack : stack.slice(0, MOST_STACK);
  const lines = shown.map(
    (line, index) =>
      `${(index === 0 ? 'in' : '').padEnd(LABEL)}${cut(`${line.function}, activation ${count(line.frame)}`, 44)}  ${options.colours.cyan(`${line.file}:${line.line}`)}`,
  );
  const left = stack.length - shown.length;
  return left > 0 ? [...lines, `${' '.repeat(LABEL)}and ${plural(left, 'caller')} more`] : lines;
}

function hopLines(hop: CitedHop, { colours, columns }: HopOptions): readonly string[] {
  const seq = hop.seq === undefined ? '' : `  @${hop.seq}`;
  const head = `  ${hop.id}  `;
  const place = `${hop.file}:${hop.line}`;
  const value = hop.value === undefined ? '' : `= ${cut(hop.value, 36)}`;
  const room = columns - 4 - value.length - 2;
  return [
    `${colours.dim(head)}${colours.cyan(place)}${colours.dim(seq)}  ${colours.dim(cut(hop.why, Math.max(8, columns - head.length - place.length - seq.length - 2)))}`,
    `    ${cut(hop.code, Math.max(20, room))}${value === '' ? '' : `  ${colours.yellow(value)}`}`,
  ];
}

function labelled(
  label: string,
  text: string,
  { colours, columns }: RenderOptions,
  most = Infinity,
): readonly string[] {
  const wrapped = wrap(text, columns - LABEL).flatMap((line) => split(line, columns - LABEL));
  const kept = wrapped.slice(0, most);
  const lines = kept.map((line, index) =>
    index === 0 ? `${colours.dim(label.padEnd(LABEL))}${line}` : `${' '.repeat(LABEL)}${line}`,
  );
  const left = wrapped.length - kept.length;
  return left > 0
    ? [
        ...lines,
        `${' '.repeat(LABEL)}${colours.dim(`… ${plural(left, 'more line')}; --full shows them`)}`,
      ]
    : lines;
}

/** A word that is longer than the line. */
function split(line: string, room: number): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < line.length; at += room) parts.push(line.slice(at, at + room));
  return parts;
}
