/** What can be looked at in a graph that was read: one line for each word after `scope graph`. */
import type { CodeGraph } from '../../../code-graph/index.ts';
import type { Io } from '../../io.ts';
import type { CommandInput } from '../planning.ts';

type Look = (io: Io, graph: CodeGraph, input: CommandInput) => number | Promise<number>;

const draw = async (): Promise<Look> => (await import('./draw.ts')).drawCommand;
const metrics = async (): Promise<Look> => (await import('./metrics.ts')).metricsCommand;

export const LOOKS = {
  query: async () => (await import('./query.ts')).queryCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  draw,
  dot: draw,
  measure: metrics,
  central: metrics,
  clusters: metrics,
  cycles: metrics,
} as const satisfies Readonly<Record<string, () => Promise<Look>>>;

export function isLook(action: string): action is keyof typeof LOOKS {
  return Object.hasOwn(LOOKS, action);
}
