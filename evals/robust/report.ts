/** How much ranks moved when only the form of the programs changed: by kind of change, and each that moved. */
import type { Kind } from './transform.ts';

/** Null: not among the suspects. */
export interface Ranks {
  readonly line: number | null;
  readonly function: number | null;
}

export interface Compared {
  readonly id: string;
  readonly kind: Kind;
  readonly before: Ranks | null;
  readonly after: Ranks | null;
  /** The transformed program did what the original does; else it says nothing. */
  readonly isSame: boolean;
}

/** What is not among the ten suspects that an answer names stands behind them. */
const BEHIND = 11;

export function distance(before: number | null, after: number | null): number {
  return Math.abs((before ?? BEHIND) - (after ?? BEHIND));
}

type Asked = Compared & { readonly before: Ranks; readonly after: Ranks };
const isAsked = (one: Compared): one is Asked =>
  one.isSame && one.before !== null && one.after !== null;

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((part / whole) * 1000) / 10} %`;

function row(label: string, all: readonly Compared[]): string {
  const asked = all.filter(isAsked);
  const share = (most: number, of: 'line' | 'function'): string =>
    percent(
      asked.filter(({ before, after }) => distance(before[of], after[of]) <= most).length,
      asked.length,
    );
  const lost = all.filter((one) => one.isSame && !isAsked(one)).length;
  const other = all.filter((one) => !one.isSame).length;
  const cells = [share(0, 'line'), share(1, 'line'), share(0, 'function'), share(1, 'function')];
  return `| ${[label, asked.length, ...cells, lost, other].join(' | ')} |`;
}

/** @returns the whole page, as Markdown */
export function renderRobustness(results: readonly Compared[]): string {
  const kinds = [...new Set(results.map(({ kind }) => kind))];
  const moved = results.filter(
    (one) => isAsked(one) && distance(one.before.line, one.after.line) > 1,
  );
  const shown = (rank: number | null | undefined): string => String(rank ?? '–');
  return [
    '# Robustness of ranks',
    '',
    "Written by `npm run eval:robust`: the programs of the eval's cases, and the files of packages in which their faults are, transformed without changing what they do, asked the same question.",
    'A rank is that of the first suspect that overlaps a faulty line; a fault that is not among the suspects stands at 11. A transformed program counts only if its command prints and exits as the original does, places, times and stacks left out.',
    '',
    '| change | asked | line: same | within one | function: same | within one | no answer | behaves differently |',
    '|---|---|---|---|---|---|---|---|',
    ...kinds.map((kind) =>
      row(
        kind,
        results.filter((one) => one.kind === kind),
      ),
    ),
    row(
      'all but rewrap',
      results.filter(({ kind }) => kind !== 'rewrap'),
    ),
    row('all', results),
    '',
    ...(moved.length === 0 ? [] : ['Moved by more than one place:', '']),
    ...moved.map(
      ({ id, kind, before, after }) =>
        `- ${id}, ${kind}: line ${shown(before?.line)} → ${shown(after?.line)}, function ${shown(before?.function)} → ${shown(after?.function)}`,
    ),
    '',
  ].join('\n');
}
