/** A recording as a summary document, and that document for a person. Equal calls side by side are one line. */
import type { Recording } from '../../../capture/recording.ts';
import type { Anomaly } from '../../../protocol/anomaly.ts';
import type { Value } from '../../../protocol/event.ts';
import type { Frame, Timeline } from '../../../query/timeline.ts';
import { formatValue } from '../../../query/value-text.ts';
import type { RenderOptions } from '../options.ts';
import { count, cut, plural, size } from '../text.ts';

export interface CallLine {
  readonly depth: number;
  readonly process: number;
  /** Id of the function. */
  readonly node: string;
  readonly seq: number;
  readonly arguments: string;
  /** The returned value, `threw`, or `did not end`. */
  readonly result: string;
  /** Calls of the same function beside it that this line stands for. */
  readonly times: number;
}

export interface RecordingSummary {
  readonly session: string;
  readonly run: number;
  readonly question: string | null;
  readonly events: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly processes: readonly {
    readonly pid: number;
    readonly thread: number;
    readonly argv: readonly string[];
    readonly events: number;
    readonly exitCode: number | null;
    readonly isComplete: boolean;
  }[];
  readonly calls: readonly CallLine[];
  /** Calls beyond those listed. */
  readonly callsLeft: number;
  readonly anomalies: readonly Anomaly[];
  readonly problems: readonly string[];
}

const MOST_CALLS = 400;
const ARGUMENT_LENGTH = 40;
const RESULT_LENGTH = 60;

export function summarize(
  recording: Recording,
  timeline: Timeline,
  anomalies: readonly Anomaly[],
  { session, run }: { readonly session: string; readonly run: number },
): RecordingSummary {
  const events: Record<string, number> = {};
  for (const { type } of recording.events) events[type] = (events[type] ?? 0) + 1;
  const calls = callLines(timeline);
  return {
    session,
    run,
    question: recording.plan?.question ?? null,
    events,
    bytes: recording.bytes,
    dropped: recording.dropped,
    processes: recording.processes.map(({ header, exitCode, complete, events: held }) => ({
      pid: header.pid,
      thread: header.thread,
      argv: header.argv,
      events: held,
      exitCode,
      isComplete: complete,
    })),
    calls,
    callsLeft: timeline.frames.length - calls.reduce((sum, { times }) => sum + times, 0),
    anomalies,
    problems: recording.problems.map(({ where, message }) =>
      where === undefined ? message : `${where}: ${message}`,
    ),
  };
}

/** The call tree in order, a frame before its callees. */
function callLines(timeline: Timeline): readonly CallLine[] {
  const lines: CallLine[] = [];
  const roots = timeline.frames.filter(({ parent }) => parent === null);
  const stack = grouped(roots).map((group) => ({ group, depth: 0 }));
  for (let top = stack.shift(); top !== undefined; top = stack.shift()) {
    if (lines.length >= MOST_CALLS) break;
    const { group, depth } = top;
    const [frame] = group;
    if (frame === undefined) continue;
    lines.push({
      depth,
      process: frame.process,
      node: frame.site.node,
      seq: frame.start.seq,
      arguments: argumentsOf(frame),
      result: resultOf(frame),
      times: group.length,
    });
    stack.unshift(...grouped(frame.children).map((inner) => ({ group: inner, depth: depth + 1 })));
  }
  return lines;
}

/** Neighbours that call nothing and are the same call with the same result stand together. */
function grouped(frames: readonly Frame[]): readonly (readonly Frame[])[] {
  const groups: Frame[][] = [];
  for (const frame of frames) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (
      group !== undefined &&
      last?.site === frame.site &&
      last.children.length === 0 &&
      frame.children.length === 0 &&
      resultOf(last) === resultOf(frame) &&
      argumentsOf(last) === argumentsOf(frame)
    )
      group.push(frame);
    else groups.push([frame]);
  }
  return groups;
}

function argumentsOf({ site, start }: Frame): string {
  const shown = (site.names ?? []).flatMap((name, index) => {
    const value: Value | undefined = start.values[index];
    return value === undefined || name === 'this'
      ? []
      : [`${name}: ${formatValue(value, ARGUMENT_LENGTH)}`];
  });
  return shown.join(', ');
}

function resultOf({ outcome, value, site }: Frame): string {
  if (outcome === 'threw') return 'threw';
  // A module's activation never ends.
  if (outcome === 'open') return site.node.endsWith('#') ? '' : 'did not end';
  return value === null ? '' : formatValue(value, RESULT_LENGTH);
}

const MOST_SHOWN_CALLS = 30;
const MOST_SHOWN = 10;

/** @returns the text, with a newline at its end */
export function renderRecording(summary: RecordingSummary, options: RenderOptions): string {
  const { colours, columns, isFull } = options;
  const total = Object.values(summary.events).reduce((sum, one) => sum + one, 0);
  const kinds = Object.entries(summary.events).sort((a, b) => b[1] - a[1]);
  const dropped = Object.entries(summary.dropped).filter(([, lost]) => lost > 0);
  const list = <T>(items: readonly T[], most: number): readonly T[] =>
    isFull ? items : items.slice(0, most);
  const lines = [
    `${colours.bold(summary.session)} run ${summary.run}${summary.question === null || summary.question === '' ? '' : `: ${summary.question}`}`,
    `${plural(total, 'event')}, ${size(summary.bytes)}: ${kinds.map(([kind, held]) => `${kind} ${count(held)}`).join(', ')}`,
    ...dropped.map(([reason, lost]) => colours.yellow(`${count(lost)} events dropped: ${reason}`)),
    '',
    colours.bold('Processes'),
    ...list(summary.processes, MOST_SHOWN).map((one) => processLine(one, columns)),
    '',
    colours.bold('Calls'),
    ...list(summary.calls, MOST_SHOWN_CALLS).map((call) => callLine(call, options)),
  ];
  const left =
    summary.callsLeft +
    (isFull ? 0 : summary.calls.slice(MOST_SHOWN_CALLS).reduce((sum, { times }) => sum + times, 0));
  if (left > 0) lines.push(colours.dim(`  and ${plural(left, 'more call')}`));
  if (summary.anomalies.length > 0) {
    lines.push('', colours.bold('Anomalies'));
    for (const one of list(summary.anomalies, MOST_SHOWN))
      lines.push(
        `  ${colours.yellow(one.kind)}  ${one.message}${colours.dim(`  event ${count(one.seq)}`)}`,
      );
  }
  if (summary.problems.length > 0) {
    lines.push('', colours.bold('Problems'));
    for (const problem of list(summary.problems, MOST_SHOWN)) lines.push(`  ${problem}`);
  }
  return `${lines.join('\n')}\n`;
}

function processLine(one: RecordingSummary['processes'][number], columns: number): string {
  const end = one.isComplete ? `exit code ${one.exitCode ?? 'unknown'}` : 'no end recorded';
  const thread = one.thread === 0 ? '' : ` thread ${one.thread}`;
  return cut(
    `${one.pid}${thread}  ${plural(one.events, 'event')}, ${end}  ${one.argv.join(' ')}`,
    columns - 2,
  ).replace(/^/u, '  ');
}

function callLine(call: CallLine, { colours, columns }: RenderOptions): string {
  const indent = '  '.repeat(Math.min(call.depth, 20) + 1);
  const at = call.node.indexOf('#');
  const [file, name] = [call.node.slice(0, at), call.node.slice(at + 1)];
  const shown = name === '' ? `module ${file}` : name.startsWith('/') ? file + name : name;
  const times = call.times > 1 ? ` ×${count(call.times)}` : '';
  const seq = `  #${count(call.seq)}`;
  const text = name === '' ? shown : `${shown}(${call.arguments})`;
  const result = call.result === '' ? '' : ` → ${call.result}`;
  const room = Math.max(10, columns - indent.length - seq.length - times.length);
  return `${indent}${cut(text + result, room)}${colours.dim(times + seq)}`;
}
