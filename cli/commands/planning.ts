/** Options that the commands share, from the parser's loose record to typed values. */
import type { Flags } from '../config/layer.ts';

export interface CommandInput {
  /** Words before `--` that are no options. */
  readonly words: readonly string[];
  /** Words after `--`; null where there is none. */
  readonly command: readonly string[] | null;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface PlanningOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly full: boolean;
  readonly flags: Flags;
}

export function readPlanning(options: CommandInput['options']): PlanningOptions {
  const text = (name: string): string | undefined => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const limit = options['limit'];
  return {
    json: options['json'] === true,
    verbose: options['verbose'] === true,
    color: options['color'] !== false,
    full: options['full'] === true,
    flags: {
      provider: text('provider'),
      model: text('model'),
      runs: text('runs'),
      timeLimit: text('timeLimit'),
      limit: Array.isArray(limit) ? limit.map(String) : undefined,
    },
  };
}
