/** Options that the commands share, from the parser's loose record to typed values. */
import { ScopeError } from '../../protocol/problem.ts';
import type { Flags } from '../config/layer.ts';
import { LEAST_TOKENS } from '../render/answer/budget.ts';
import { ANSWER_FORMATS } from '../render/answer/output.ts';
import type { AnswerFormat } from '../render/answer/output.ts';
import { oneOf } from './graph/output.ts';

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

/** Those of commands that print an answer or what was recorded. */
export interface PrintingOptions extends PlanningOptions {
  readonly format: AnswerFormat;
  /** Null: no limit. */
  readonly maxTokens: number | null;
  /** What stands before paths in links; undefined: what the environment says. */
  readonly linkBase: string | undefined;
}

/** @throws ScopeError `usage` where a value is none of the possible ones */
export function readPrinting(options: CommandInput['options']): PrintingOptions {
  const format = formatOf(options);
  const { linkBase } = options;
  return {
    ...readPlanning(options),
    json: format === 'json',
    format,
    maxTokens: tokensOf(options['maxTokens']),
    linkBase: typeof linkBase === 'string' ? linkBase : undefined,
  };
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

/** `--json` is `--format json`; together with another format it is a contradiction. */
function formatOf({ format, json }: CommandInput['options']): AnswerFormat {
  if (format === undefined) return json === true ? 'json' : 'text';
  const found = oneOf(format, ANSWER_FORMATS, '--format');
  if (json === true && found !== 'json')
    throw new ScopeError('usage', `--json and --format ${found} can not go together`);
  return found;
}

function tokensOf(value: unknown): number | null {
  if (value === undefined) return null;
  const tokens = Number(value);
  if (Number.isSafeInteger(tokens) && tokens >= LEAST_TOKENS) return tokens;
  throw new ScopeError(
    'usage',
    `--max-tokens takes a whole number of at least ${LEAST_TOKENS}, not ${String(value)}`,
  );
}
