/**
 * An answer for a person: the verdict, one paragraph, the chain as code frames with the recorded values, the suspects, what it
 * cost. About a screen; `isFull` prints everything. Says nothing that the answer document does not hold.
 */
import type { Answer, Hop, Suspect, Verdict } from '../../protocol/answer.ts';
import type { Colours } from './colour.ts';
import { comparisonLines } from './comparison.ts';
import { count, cut, duration, plural, size, wrap } from './text.ts';

export interface RenderOptions {
  readonly colours: Colours;
  readonly columns: number;
  readonly isFull: boolean;
}

const MOST_COLUMNS = 110;
const LEAST_COLUMNS = 50;
/** Characters of a function's name below which it is left out. */
const LEAST_NAME = 6;
const MOST_HOPS = 7;
const MOST_SUSPECTS = 5;
const MOST_NOTES = 3;
const INDENT = '     ';

const CHAIN = 'Chain, from what was seen back to where it began';
const WRITERS = 'Writers, the latest first';

const HEADINGS: Readonly<Record<Verdict, string>> = {
  settled: 'Settled',
  likely: 'Likely',
  open: 'Open: no cause found',
};

/** @returns the text, with a newline at its end */
export function renderAnswer(answer: Answer, options: RenderOptions): string {
  const columns = Math.max(LEAST_COLUMNS, Math.min(options.columns, MOST_COLUMNS));
  const { colours, isFull } = options;
  const paint = { colours, columns };
  const lines = [
    '',
    verdictLine(answer, paint),
    ...wrap(answer.answer, columns),
    ...comparisonLines(answer.comparison, paint, isFull),
    ...chainLines(answer.chain, paint, isFull),
    ...suspectLines(answer.suspects, paint, isFull ? answer.suspects.length : MOST_SUSPECTS),
    '',
    ...costLines(answer, paint, isFull),
    ...noteLines(answer.notes, paint, isFull ? answer.notes.length : MOST_NOTES),
  ];
  return `${lines.join('\n')}\n`;
}

interface Paint {
  readonly colours: Colours;
  readonly columns: number;
}

function verdictLine(answer: Answer, { colours }: Paint): string {
  const colour = { settled: colours.green, likely: colours.yellow, open: colours.red };
  const where =
    answer.target === null ? '' : colours.dim(`  ${answer.target.file}:${answer.target.line}`);
  const heading = colours.bold(colour[answer.verdict](HEADINGS[answer.verdict]));
  return `${heading}${answer.question === '' ? '' : colours.bold(`  ${answer.question}`)}${where}`;
}

function chainLines(chain: readonly Hop[], paint: Paint, isFull: boolean): readonly string[] {
  if (chain.length === 0) return [];
  const { colours } = paint;
  const isCut = !isFull && chain.length > MOST_HOPS;
  const head = isCut ? Math.ceil(MOST_HOPS / 2) : chain.length;
  const tail = isCut ? chain.length - (MOST_HOPS - head) : chain.length;
  const lines = ['', colours.bold(chain.every(isWriter) ? WRITERS : CHAIN)];
  chain.forEach((hop, index) => {
    if (index >= head && index < tail) {
      if (index === head)
        lines.push(
          colours.dim(`${INDENT}… ${plural(tail - head, 'hop')} between; --full shows them`),
        );
      return;
    }
    lines.push(...hopLines(hop, index + 1, paint));
  });
  return lines;
}

/** The answer to "who writes x" is a list of writers; each hop of it says how often. */
function isWriter({ role, why }: Hop): boolean {
  return role === 'change' && /^wrote it (?:once|\d+ times)/u.test(why);
}

function hopLines(hop: Hop, number: number, { colours, columns }: Paint): readonly string[] {
  const place = `${hop.file}:${hop.line}`;
  const event = hop.seq === undefined ? '' : `event ${count(hop.seq)}`;
  const label = `${String(number).padStart(3)}  `;
  const room = columns - label.length - place.length - event.length - 4;
  const name = hop.function === '' || room < LEAST_NAME ? '' : `  ${cut(hop.function, room)}`;
  const gap = ' '.repeat(
    Math.max(1, columns - label.length - place.length - name.length - event.length),
  );
  const first = `${colours.dim(label)}${colours.cyan(place)}${colours.dim(name)}${event === '' ? '' : gap + colours.dim(event)}`;
  const code = `${INDENT}${cut(hop.code, columns - INDENT.length)}`;
  return [first, code, ...reasonLines(hop, colours, columns)];
}

/** `= NaN, was 118.8: the value changed here`, cut to the width; a value may be long, the reason is not. */
function reasonLines(hop: Hop, colours: Colours, columns: number): readonly string[] {
  const room = columns - INDENT.length;
  if (hop.value === undefined)
    return hop.why === '' ? [] : [INDENT + colours.dim(cut(hop.why, room))];
  const was = hop.was === undefined ? '' : `, was ${hop.was}`;
  const why = hop.why === '' ? '' : `  ${hop.why}`;
  const whole = `= ${hop.value}${was}`;
  const value = cut(whole, why.length < room / 2 ? room - why.length : room);
  const left = room - value.length;
  const reason = why === '' ? '' : left >= why.length ? why : '';
  const lines = [`${INDENT}${colours.yellow(value)}${colours.dim(reason)}`];
  if (why !== '' && reason === '') lines.push(INDENT + colours.dim(cut(hop.why, room)));
  return lines;
}

function suspectLines(
  suspects: readonly Suspect[],
  { colours, columns }: Paint,
  most: number,
): readonly string[] {
  if (suspects.length === 0) return [];
  const shown = suspects.slice(0, most);
  const placeOf = (suspect: Suspect): string =>
    `${suspect.file}:${suspect.line}${suspect.endLine > suspect.line ? `-${suspect.endLine}` : ''}`;
  const width = Math.min(
    Math.floor(columns / 2),
    Math.max(...shown.map((suspect) => placeOf(suspect).length)),
  );
  const lines = ['', colours.bold('Suspects')];
  for (const suspect of shown) {
    const place = placeOf(suspect);
    const head = `${colours.dim(`${String(suspect.rank).padStart(3)}  `)}${colours.cyan(place)}`;
    const gap = ' '.repeat(Math.max(0, width - place.length) + 2);
    const room = columns - INDENT.length - place.length - gap.length;
    const whole = suspect.function === '' ? suspect.why : `${suspect.function}: ${suspect.why}`;
    // The reason says more than the name of the function, which the chain shows anyway.
    const rest = whole.length <= room ? whole : suspect.why;
    if (rest.length <= room) lines.push(`${head}${gap}${colours.dim(rest)}`);
    else lines.push(head, colours.dim(`${INDENT}${cut(whole, columns - INDENT.length)}`));
  }
  return lines;
}

function costLines(
  answer: Answer,
  { colours, columns }: Paint,
  isFull: boolean,
): readonly string[] {
  const { cost, plan, command } = answer;
  const parts = [
    plural(cost.runs, 'run'),
    `${plural(cost.events, 'event')}${cost.dropped > 0 ? ` (${count(cost.dropped)} dropped)` : ''}`,
    duration(cost.wallMs),
    ...(cost.baselineMs === null ? [] : [`the command alone ${duration(cost.baselineMs)}`]),
    `${plural(plan.probes, 'probe')} in ${plural(plan.files, 'file')}, revision ${plan.revisions}`,
    ...(cost.inputTokens > 0
      ? [`${count(cost.inputTokens + cost.outputTokens)} tokens, $${cost.usd.toFixed(4)}`]
      : []),
  ];
  const ended =
    command.signal ?? (command.exitCode === null ? 'not ended' : `exit code ${command.exitCode}`);
  const lines = [...wrap(parts.join(' · '), columns)];
  const recording = answer.recordings.at(-1);
  // Commands and paths are for copying: never cut, each at the start or the end of a line.
  lines.push(`${command.argv.join(' ')}: ${ended}`);
  if (recording !== undefined)
    lines.push(
      `recorded (${size(cost.bytes)}) in ${recording}`,
      `look into it: scope show ${sessionOf(recording)}`,
    );
  if (isFull) lines.push(`plan ${plan.id}`);
  return lines.map((line) => colours.dim(line));
}

/** `.scope/sessions/<id>/run-1/recordings` → the id. */
function sessionOf(recording: string): string {
  return /sessions[\\/]([^\\/]+)/u.exec(recording)?.[1] ?? recording;
}

function noteLines(
  notes: readonly string[],
  { colours, columns }: Paint,
  most: number,
): readonly string[] {
  const lines = notes
    .slice(0, most)
    .flatMap((note) => wrap(`note: ${note}`, columns).map((line) => colours.dim(line)));
  const more = notes.length - most;
  return more > 0
    ? [...lines, colours.dim(`and ${plural(more, 'more note')}; --full shows them`)]
    : lines;
}
