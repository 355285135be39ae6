/** The state at an event as a document and for a person: open activations with their variables, then the objects these hold. */
import type { Value } from '../../../protocol/event.ts';
import type { FrameState, KnownVariable, ObjectState, State } from '../../../query/look/state.ts';
import { formatValue, refOf } from '../../../query/value-text.ts';
import type { RenderOptions } from '../options.ts';
import { count, cut, plural } from '../text.ts';

const WHOLE_VALUE = 2000;
const MOST_PROPERTIES = 12;
const LEAST_FRAMES = 2;
/** Headings, the event, what is left out. */
const OTHER_ROWS = 10;

export interface StatePlace {
  readonly session: string;
  readonly run: number;
  readonly recording: string;
  /** In words, what happened at the event. */
  readonly happened: string;
}

export function stateDocument(
  { event, frames, objects }: State,
  { happened, ...place }: StatePlace,
): Readonly<Record<string, unknown>> {
  const text = (value: Value | null): string | null =>
    value === null ? null : formatValue(value, WHOLE_VALUE);
  return {
    version: 1,
    ...place,
    event: { seq: event.seq, type: event.type, process: event.process, happened },
    frames: frames.map(({ variables, ...frame }) => ({
      ...frame,
      variables: variables.map(({ value, ...one }) => ({
        ...one,
        value: text(value),
        object: refOf(value),
      })),
    })),
    objects: objects.map(({ properties, ...object }) => ({
      ...object,
      properties: properties.map((one) => ({ ...one, value: text(one.value) })),
    })),
  };
}

/** @returns the text, with a newline at its end */
export function renderState(state: State, place: StatePlace, options: RenderOptions): string {
  const { colours, rows, isFull } = options;
  const { event, frames, objects } = state;
  const lines = [
    `${colours.bold(`Event ${count(event.seq)}`)}: ${place.happened}${colours.dim(`  ${place.session} run ${place.run}`)}`,
  ];
  if (frames.length === 0)
    lines.push(
      '',
      'It belongs to no activation of a watched function; nothing is known of its variables.',
    );
  let room = isFull ? Infinity : rows - OTHER_ROWS;
  let shown = 0;
  for (const frame of frames) {
    const part = frameLines(frame, shown, options);
    if (shown >= LEAST_FRAMES && part.length > room) break;
    lines.push('', ...part);
    room -= part.length + 1;
    shown += 1;
  }
  if (shown < frames.length)
    lines.push(
      '',
      colours.dim(`… ${plural(frames.length - shown, 'caller')} more; --full shows them`),
    );
  const fitting = isFull ? objects.length : Math.max(1, Math.floor(room / 3));
  const known = objects.filter(({ properties }) => properties.length > 0);
  if (known.length > 0) lines.push('', colours.bold('Objects, as far as was seen of them'));
  for (const object of known.slice(0, fitting)) lines.push(...objectLines(object, options));
  if (known.length > fitting)
    lines.push(
      colours.dim(`… ${plural(known.length - fitting, 'object')} more; --full shows them`),
    );
  return `${lines.join('\n')}\n`;
}

function frameLines(
  frame: FrameState,
  index: number,
  { colours, columns }: RenderOptions,
): readonly string[] {
  const verb = index === 0 ? 'in' : 'called from';
  const head = `${colours.dim(verb)} ${colours.bold(cut(frame.function, 40))}${colours.dim(`, activation ${count(frame.frame)}`)}  ${colours.cyan(`${frame.file}:${frame.line}`)}`;
  const width = Math.min(24, Math.max(4, ...frame.variables.map(({ name }) => name.length)));
  const known = frame.variables.filter(({ unknown }) => unknown === null);
  const lines = known.map((variable) => {
    const start = `  ${variable.name.padEnd(width)}  `;
    const seq =
      variable.seq === null ? '' : `  @${variable.seq}${variable.isOuter ? ', outer' : ''}`;
    const room = Math.max(16, columns - start.length - seq.length);
    return `${start}${colours.yellow(valueText(variable, room))}${colours.dim(seq)}`;
  });
  return [head, ...lines, ...unknownLines(frame, colours, columns)];
}

function valueText({ value }: KnownVariable, room: number): string {
  if (value === null) return '';
  const ref = refOf(value);
  const mark = ref === null ? '' : ` #${ref}`;
  return cut(formatValue(value, room - mark.length), room - mark.length) + mark;
}

/** `not set yet: a, b · not watched: c` */
function unknownLines(
  { variables }: FrameState,
  colours: RenderOptions['colours'],
  columns: number,
): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { name, unknown } of variables)
    if (unknown !== null) byReason.set(unknown, [...(byReason.get(unknown) ?? []), name]);
  return [...byReason].map(([reason, names]) =>
    colours.dim(`  ${cut(`${reason}: ${names.join(', ')}`, columns - 2)}`),
  );
}

function objectLines(
  { ref, name, properties, isWhole }: ObjectState,
  { colours, columns, isFull }: RenderOptions,
): readonly string[] {
  const shown = properties.slice(0, isFull ? Infinity : MOST_PROPERTIES);
  const texts = shown.map(({ key, value }) => `${key}: ${formatValue(value, 40)}`);
  const left = properties.length - shown.length;
  const more = left > 0 ? [`… ${left} more`] : isWhole ? [] : ['others not seen'];
  const head = `  #${ref}${name === '' ? '' : ` ${name}`}  `;
  const line = [...texts, ...more].join(', ');
  if (!isFull) return [`${head}${colours.yellow(cut(line, Math.max(20, columns - head.length)))}`];
  return [
    head.trimEnd(),
    ...shown.map(
      ({ key, value, seq }) =>
        `    ${key}: ${colours.yellow(formatValue(value, columns))}${colours.dim(`  @${seq}`)}`,
    ),
    ...more.map((one) => colours.dim(`    ${one}`)),
  ];
}
