/** What a check of the flow counted, as shares that can be printed and compared. */
import type { Miss, Tally } from './tally.ts';

export interface FlowReport {
  readonly counts: Readonly<Record<string, number>>;
  /** Of what was executed, what the graph has; by kind, in per cent. */
  readonly soundness: Readonly<Record<string, string>>;
  /** Of the edges out of executed nodes, what was executed; by label. Of the definitions of executed reads, what was seen. */
  readonly precision: Readonly<Record<string, string>>;
  readonly misses: readonly Miss[];
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`;
}

/** @param more  counts of what was checked: programs, files, tests */
export function reportOf(tally: Tally, more: Readonly<Record<string, number>>): FlowReport {
  const missed = (...what: readonly Miss['what'][]): number =>
    tally.misses.filter((miss) => what.includes(miss.what)).length;
  const { activations, steps, outcomes, variables, properties, control, unexplained, lost } = tally;
  const precision: Record<string, string> = {};
  for (const [label, { all, taken }] of Object.entries(tally.edges))
    precision[label] = `${taken}/${all}`;
  precision['definitions'] = `${tally.definitions.seen}/${tally.definitions.all}`;
  precision['direct control'] = `${tally.controlDirect}/${control}`;
  return {
    counts: {
      ...more,
      activations,
      steps,
      outcomes,
      variables,
      properties,
      control,
      unexplained,
      lost,
    },
    soundness: {
      steps: share(steps - missed('walk'), steps),
      ends: share(activations - missed('end'), activations),
      variables: share(variables - missed('variable'), variables),
      properties: share(properties - missed('property'), properties),
      control: share(control - missed('control'), control),
    },
    precision,
    misses: tally.misses,
  };
}
