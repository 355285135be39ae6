/** Colours, where the output is a terminal and nobody said no. */
import pc from 'picocolors';
import type { Output } from '../io.ts';

export type Colours = ReturnType<typeof pc.createColors>;

/** @see https://no-color.org */
export function isColourful(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
  wanted = true,
): boolean {
  return wanted && output.isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

export function coloursFor(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
  wanted = true,
): Colours {
  return pc.createColors(isColourful(output, env, wanted));
}
