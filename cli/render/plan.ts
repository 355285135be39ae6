/**
 * A plan for a person: the goal, and by file which kinds of facts are watched. `isFull` prints every node, and for each probe
 * what it should tell.
 */
import type { InstrumentationPlan, Probe } from '../../protocol/plan.ts';
import { parseNodeId } from '../../protocol/ids.ts';
import type { RenderOptions } from './options.ts';
import { plural, wrap } from './text.ts';

const MOST_FILES = 20;
const LEAST_COLUMNS = 40;

/** @returns the text, with a newline at its end */
export function renderPlan(plan: InstrumentationPlan, options: RenderOptions): string {
  const columns = Math.max(LEAST_COLUMNS, options.columns);
  const { goal, provenance } = plan;
  const about = goal.subject === undefined ? '' : ` of ${goal.subject}`;
  const byNode = groupBy(plan.probes, ({ node }) => node);
  const byFile = groupBy(plan.probes, ({ node }) => parseNodeId(node)?.file ?? node);
  const hypothesis = `Each of these may run on the way to ${goal.subject ?? 'what was seen'}, or decide it.`;
  const lines = [
    `${options.colours.bold(plan.id)} revision ${plan.revision}: ${goal.kind}${about}, by ${provenance.provider}${provenance.model === undefined ? '' : ` ${provenance.model}`}`,
    `${plural(plan.probes.length, 'probe')} on ${plural(byNode.size, 'node')} in ${plural(byFile.size, 'file')}, at most ${plural(plan.limits.runs, 'run')}`,
    '',
    ...(options.isFull
      ? nodeLines(byNode, columns, options)
      : [
          ...(byFile.size === 0 ? [] : wrap(hypothesis, columns)),
          ...fileLines(byFile, columns, options),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

type Groups = ReadonlyMap<string, readonly Probe[]>;

function fileLines(byFile: Groups, columns: number, { colours }: RenderOptions): readonly string[] {
  const shown = [...byFile].slice(0, MOST_FILES);
  const width = Math.max(0, ...shown.map(([file]) => file.length));
  const lines = shown.map(([file, probes]) => {
    const kinds = [...new Set(probes.map(({ kind }) => kind))].join(' ');
    const names = [...new Set(probes.map(({ node }) => parseNodeId(node)?.functionPath ?? ''))];
    const inside = names.filter((name) => name !== '' && name !== '*').join(', ');
    const room = columns - width - kinds.length - 4;
    const tail = inside === '' || room < inside.length ? '' : `  ${colours.dim(inside)}`;
    return `${colours.cyan(file)}${' '.repeat(width - file.length)}  ${kinds}${tail}`;
  });
  const more = byFile.size - shown.length;
  if (more > 0) lines.push(colours.dim(`and ${plural(more, 'more file')}`));
  lines.push(colours.dim('--verbose shows every node and what each probe should tell'));
  return byFile.size === 0 ? [] : lines;
}

function nodeLines(byNode: Groups, columns: number, { colours }: RenderOptions): readonly string[] {
  return [...byNode].flatMap(([node, probes]) => [
    colours.cyan(node),
    ...probes.flatMap(({ kind, why, when }) =>
      wrap(`${kind}${when === undefined ? '' : ` when ${when}`}: ${why}`, columns, '    ').map(
        (line) => colours.dim(line),
      ),
    ),
  ]);
}

function groupBy(probes: readonly Probe[], keyOf: (probe: Probe) => string): Groups {
  const groups = new Map<string, Probe[]>();
  for (const probe of probes) {
    const list = groups.get(keyOf(probe));
    if (list === undefined) groups.set(keyOf(probe), [probe]);
    else list.push(probe);
  }
  return groups;
}
