/** A plan for a person: the goal, and by node what is watched and why. */
import type { InstrumentationPlan, Probe } from '../../protocol/plan.ts';
import type { RenderOptions } from './answer.ts';
import { cut, plural } from './text.ts';

const MOST_NODES = 20;
const LEAST_COLUMNS = 40;

/** @returns the text, with a newline at its end */
export function renderPlan(plan: InstrumentationPlan, options: RenderOptions): string {
  const { colours, isFull } = options;
  const columns = Math.max(LEAST_COLUMNS, options.columns);
  const byNode = new Map<string, Probe[]>();
  for (const probe of plan.probes) {
    const list = byNode.get(probe.node);
    if (list === undefined) byNode.set(probe.node, [probe]);
    else list.push(probe);
  }
  const { goal, provenance } = plan;
  const about = goal.subject === undefined ? '' : ` of ${goal.subject}`;
  const lines = [
    `${colours.bold(plan.id)} revision ${plan.revision}: ${goal.kind}${about}, by ${provenance.provider}${provenance.model === undefined ? '' : ` ${provenance.model}`}`,
    `${plural(plan.probes.length, 'probe')} on ${plural(byNode.size, 'node')}, at most ${plural(plan.limits.runs, 'run')}`,
    '',
  ];
  const nodes = [...byNode];
  for (const [node, probes] of isFull ? nodes : nodes.slice(0, MOST_NODES)) {
    lines.push(`${colours.cyan(node)}  ${probes.map(({ kind }) => kind).join(', ')}`);
    const why = probes[0]?.why ?? '';
    if (why !== '') lines.push(colours.dim(`    ${cut(why, columns - 4)}`));
  }
  const more = nodes.length - MOST_NODES;
  if (!isFull && more > 0)
    lines.push(colours.dim(`and ${plural(more, 'more node')}; --full shows them`));
  return `${lines.join('\n')}\n`;
}
