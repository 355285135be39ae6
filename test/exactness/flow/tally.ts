/** What a check of the data and control flow against executions counted, and what the graph missed, with its source. */
import type { SyntaxNode } from '../../../code-graph/index.ts';

export interface Miss {
  readonly what: 'walk' | 'end' | 'variable' | 'property' | 'control';
  readonly file: string;
  readonly line: number;
  /** What was seen, in the words of the source. */
  readonly text: string;
}

export interface Tally {
  activations: number;
  /** Events that moved a walk. */
  steps: number;
  /** Branch events and values of conditions: outcomes that had to be edges. */
  outcomes: number;
  variables: number;
  properties: number;
  control: number;
  controlDirect: number;
  /** Reads whose write was recorded with another value: something unrecorded wrote in between. */
  unexplained: number;
  /** Times that records were lost: activations that ran then were not followed on. */
  lost: number;
  /** Of the graph's edges out of executed nodes, by label: how many there are, and how many were taken. */
  readonly edges: Record<string, { all: number; taken: number }>;
  readonly definitions: { all: number; seen: number };
  readonly misses: Miss[];
}

export function newTally(): Tally {
  return {
    activations: 0,
    steps: 0,
    outcomes: 0,
    variables: 0,
    properties: 0,
    control: 0,
    controlDirect: 0,
    unexplained: 0,
    lost: 0,
    edges: {},
    definitions: { all: 0, seen: 0 },
    misses: [],
  };
}

/** Adds what another check counted. */
export function addTally(sum: Tally, more: Tally): void {
  sum.activations += more.activations;
  sum.steps += more.steps;
  sum.outcomes += more.outcomes;
  sum.variables += more.variables;
  sum.properties += more.properties;
  sum.control += more.control;
  sum.controlDirect += more.controlDirect;
  sum.unexplained += more.unexplained;
  sum.lost += more.lost;
  for (const [label, { all, taken }] of Object.entries(more.edges)) {
    const known = (sum.edges[label] ??= { all: 0, taken: 0 });
    known.all += all;
    known.taken += taken;
  }
  sum.definitions.all += more.definitions.all;
  sum.definitions.seen += more.definitions.seen;
  sum.misses.push(...more.misses);
}

/** @returns the source of a node in one short line, with its own line number in front */
export function quote(text: string, { start, end }: SyntaxNode): string {
  const line = text.slice(0, start).split('\n').length;
  const code = text.slice(start, Math.min(end, start + 200)).replace(/\s+/gu, ' ');
  return `${line}: ${code.length > 60 ? `${code.slice(0, 59)}…` : code}`;
}
