/** What two runs that were held against each other show, for a person: both sides of the place where they part, and what is behind it. */
import type { ChangedLines, Comparison, DivergencePlace } from '../../protocol/comparison.ts';
import type { Colours } from './colour.ts';
import { cut, plural, wrap } from './text.ts';

const INDENT = '     ';
const MOST_CHANGED = 3;
const MOST_SOURCES = 3;

export interface ComparisonPaint {
  readonly colours: Colours;
  readonly columns: number;
}

/** @returns the lines of the section, a heading first; none where nothing was compared */
export function comparisonLines(
  comparison: Comparison | undefined,
  paint: ComparisonPaint,
  isFull: boolean,
): readonly string[] {
  if (comparison === undefined) return [];
  const { here, there, divergence, aligned } = comparison;
  const { colours, columns } = paint;
  const heading = `Compared: ${here.label} (${here.outcome}) with ${there.label} (${there.outcome})`;
  const same = `the same for ${plural(aligned, 'event')}`;
  const lines = ['', colours.bold(cut(heading, columns))];
  if (divergence === null) return [...lines, colours.dim(`${INDENT}${same}; they do not part`)];
  lines.push(colours.dim(`${INDENT}${same}, then they part (${divergence.kind})`));
  const width = Math.max(here.label.length, there.label.length);
  lines.push(...sideLines(here.label.padEnd(width), divergence.here, paint));
  lines.push(...sideLines(there.label.padEnd(width), divergence.there, paint));
  const changed = divergence.changed.slice(0, isFull ? undefined : MOST_CHANGED);
  for (const one of changed)
    lines.push(colours.dim(INDENT + cut(toldChange(one, comparison), columns - 5)));
  const { source } = divergence;
  const others = comparison.sources.filter(
    (one) => source === null || one.file !== source.file || one.line !== source.line,
  );
  if (source !== null)
    lines.push(
      ...wrap(
        `from ${source.kind}: ${source.code} at ${source.file}:${source.line}`,
        columns - 5,
      ).map((line) => INDENT + colours.yellow(line)),
    );
  const shown = isFull ? others : others.slice(0, source === null ? MOST_SOURCES : 1);
  for (const one of shown)
    lines.push(
      colours.dim(
        INDENT +
          cut(`also differs: ${one.kind}, ${one.code} at ${one.file}:${one.line}`, columns - 5),
      ),
    );
  return lines;
}

function sideLines(
  label: string,
  place: DivergencePlace | null,
  { colours, columns }: ComparisonPaint,
): readonly string[] {
  if (place === null) return [`${INDENT}${label}  ${colours.dim('nothing there')}`];
  const where = `${place.file}:${place.line}`;
  const value = place.value === undefined ? '' : ` = ${place.value}`;
  const room = columns - INDENT.length - label.length - where.length - 4;
  const code = cut(
    place.call ?? place.code,
    Math.max(12, room - Math.min(value.length, room >> 1)),
  );
  const left = cut(value, Math.max(8, room - code.length));
  return [`${INDENT}${label}  ${colours.cyan(where)}  ${code}${colours.yellow(left)}`];
}

function toldChange(
  { side, file, line, endLine, around }: ChangedLines,
  comparison: Comparison,
): string {
  const lines = line === endLine || around ? `${line}` : `${line}-${endLine}`;
  const { label } = comparison[side];
  return around
    ? `changed on the way: at ${file}:${lines} of ${label} lines are missing that the other side has`
    : `changed on the way: ${file}:${lines} of ${label}`;
}
