/** The history of a name as a document and for a person: one line a value, in the order of time; what repeats is folded. */
import type { History, HistoryEntry, HistoryThing } from '../../../query/look/history.ts';
import { isTurnedWrong } from '../../../query/target/subject/focus.ts';
import { formatValue } from '../../../query/value-text.ts';
import type { RenderOptions } from '../options.ts';
import { count, cut, plural } from '../text.ts';

const WHOLE_VALUE = 2000;
const LONGEST_VALUE = 60;
/** Lines that are not values: headings, notes, the prompt. */
const OTHER_ROWS = 8;
const LEAST_SHOWN = 4;

export interface HistoryPlace {
  readonly session: string;
  readonly run: number;
  /** Folder of the run. */
  readonly recording: string;
}

export function historyDocument(
  { subject, things, isLoose }: History,
  place: HistoryPlace,
): Readonly<Record<string, unknown>> {
  return {
    version: 1,
    subject,
    ...place,
    isLoose,
    things: things.map((thing) => ({
      ...thing,
      entries: thing.entries.map(({ value, was, ...entry }) => ({
        ...entry,
        value: value === null ? null : formatValue(value, WHOLE_VALUE),
        was: was === null ? null : formatValue(was, WHOLE_VALUE),
      })),
    })),
  };
}

/** @returns the text, with a newline at its end */
export function renderHistory(
  history: History,
  place: HistoryPlace,
  options: RenderOptions,
): string {
  const { colours, rows, isFull } = options;
  const things = isFull ? history.things : history.things.map(withoutStrayReads);
  const stray = countOf(history.things) - countOf(things);
  const total = countOf(things);
  const room = Math.max(LEAST_SHOWN, rows - OTHER_ROWS - things.length * 2);
  const lines = [
    `${colours.bold(history.subject)}: ${plural(total, 'recorded value')}${colours.dim(`  ${place.session} run ${place.run}`)}`,
    ...(history.isLoose
      ? [colours.dim('no such owner was recorded; these are all of that name')]
      : []),
    ...(history.things.length > 1
      ? [
          colours.dim(
            `${history.things.length} different things have this name; an owner in front tells properties apart, as in order.total`,
          ),
        ]
      : []),
  ];
  for (const thing of things) {
    const share = Math.max(LEAST_SHOWN, Math.floor((room * thing.entries.length) / total));
    lines.push(
      '',
      headingOf(thing, options),
      ...entryLines(thing, isFull ? Infinity : share, options),
    );
  }
  if (stray > 0)
    lines.push(
      '',
      colours.dim(`${plural(stray, 'read')} of an object that was not recorded; --full shows them`),
    );
  lines.push('', colours.dim('one of them in detail: scope show @<event>'));
  return `${lines.join('\n')}\n`;
}

function countOf(things: readonly HistoryThing[]): number {
  return things.reduce((sum, { entries }) => sum + entries.length, 0);
}

/** Where writes are known, a read that could be of any of the objects tells little. */
function withoutStrayReads(thing: HistoryThing): HistoryThing {
  const entries = thing.entries.filter(({ how, owner }) => how !== 'read' || owner !== null);
  if (entries.length === 0 || entries.length === thing.entries.length) return thing;
  const owners = new Set(entries.map(({ process, owner }) => `${process}:${owner ?? '?'}`)).size;
  return { ...thing, entries, owners };
}

function headingOf(
  { kind, name, file, line, function: fn, of, owners, entries }: HistoryThing,
  { colours }: RenderOptions,
): string {
  const where = file === null ? '' : `  ${colours.cyan(`${file}:${line ?? 0}`)}`;
  const inFunction = kind === 'parameter' || kind === 'variable' ? ` in ${fn ?? ''}` : '';
  const classes = of.length === 0 ? '' : ` of ${of.join(', ')}`;
  const owner = kind === 'property' ? 'object' : 'activation';
  // Objects that were never reported are not told apart.
  const isCounted = entries.every((entry) => entry.owner !== null);
  const spread = isCounted ? ` in ${plural(owners, owner)}` : '';
  return `${colours.bold(`${kind} ${name}`)}${inFunction}${classes}${where}${colours.dim(`  ${plural(entries.length, 'value')}${spread}`)}`;
}

type Row = HistoryEntry | { readonly folded: readonly HistoryEntry[] };

function entryLines(thing: HistoryThing, most: number, options: RenderOptions): readonly string[] {
  const { colours, columns } = options;
  const rows = foldEntries(thing.entries, most);
  const shown = rows.filter((row): row is HistoryEntry => !('folded' in row));
  const seqs = Math.max(...shown.map(({ seq }) => `@${seq}`.length));
  const owners = Math.max(...shown.map((entry) => ownerText(thing, entry).length));
  const places = Math.min(40, Math.max(...shown.map((entry) => placeText(entry).length)));
  return rows.map((row) => {
    if ('folded' in row) return colours.dim(`  ${foldedText(row.folded)}`);
    const place = placeText(row);
    const start = `  ${`@${row.seq}`.padEnd(seqs)}  ${ownerText(thing, row).padEnd(owners)}  `;
    const cutPlace = place.length <= places ? place.padEnd(places) : `…${place.slice(1 - places)}`;
    const room = Math.max(16, columns - start.length - places - 2);
    return `${colours.dim(start)}${colours.cyan(cutPlace)}  ${valueText(row, room, options)}`;
  });
}

function placeText({ file, line }: HistoryEntry): string {
  return `${file}:${line}`;
}

/** `#12` is an object, `f12` an activation. */
function ownerText({ kind }: HistoryThing, { owner }: HistoryEntry): string {
  return owner === null ? '?' : `${kind === 'property' ? '#' : 'f'}${owner}`;
}

function valueText(entry: HistoryEntry, room: number, { colours }: RenderOptions): string {
  const { value, was, how } = entry;
  if (value === null) return colours.red(how === 'threw' ? 'threw' : 'not recorded');
  const text = cut(formatValue(value, LONGEST_VALUE), room);
  const isWrong = isTurnedWrong(was, value);
  const told = isWrong ? colours.red(text) : colours.yellow(text);
  const rest = [
    ...(was === null ? [] : [`was ${cut(formatValue(was, LONGEST_VALUE), 24)}`]),
    ...(how === 'written' || how === 'returned' ? [] : [how]),
  ].join(', ');
  const isRoom = rest !== '' && text.length + 2 + rest.length <= room;
  return isRoom ? `${told}  ${colours.dim(rest)}` : told;
}

/** Both ends and the values that turned wrong stay; of the rest the changes go last. */
export function foldEntries(entries: readonly HistoryEntry[], most: number): readonly Row[] {
  if (entries.length <= most) return entries;
  const rank = (entry: HistoryEntry, at: number): number => {
    if (entry.value !== null && isTurnedWrong(entry.was, entry.value)) return 0;
    if (at === 0 || at === entries.length - 1) return 0;
    return 1 + Math.min(at, entries.length - 1 - at) + (entry.was === null ? entries.length : 0);
  };
  const order = entries
    .map((entry, at) => ({ entry, rank: rank(entry, at) }))
    .sort((a, b) => a.rank - b.rank);
  const kept = new Set(order.slice(0, most).map(({ entry }) => entry));
  const rows: Row[] = [];
  let folded: HistoryEntry[] = [];
  const flush = (): void => {
    if (folded.length > 0) rows.push({ folded });
    folded = [];
  };
  for (const entry of entries) {
    if (!kept.has(entry)) folded.push(entry);
    else {
      flush();
      rows.push(entry);
    }
  }
  flush();
  return rows;
}

function foldedText(folded: readonly HistoryEntry[]): string {
  const places = new Set(folded.map(placeText));
  const [first] = folded;
  const where = places.size === 1 && first !== undefined ? `, all at ${placeText(first)}` : '';
  return `… ${count(folded.length)} more, events ${first?.seq ?? 0} to ${folded.at(-1)?.seq ?? 0}${where}; --full shows them`;
}
