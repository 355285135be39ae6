/** Where a result of `scope graph` goes: to a file that was named, or to stdout; and options of one of several words. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearestNames } from '../../../code-graph/project/search.ts';
import { ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import type { CommandInput } from '../planning.ts';

/** @throws ScopeError `disk-failed` where the file cannot be written */
export function writeResult(io: Io, input: CommandInput, text: string): void {
  const { out } = input.options;
  if (typeof out !== 'string') {
    io.out.write(text);
    return;
  }
  const path = resolve(io.cwd, out);
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new ScopeError('disk-failed', `${path} cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  }
  io.err.write(`written to ${path}\n`);
}

/** @throws ScopeError `usage` with the nearest of the words */
export function oneOf<T extends string>(value: unknown, words: readonly T[], what: string): T {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const [near] = nearestNames(String(value), words, 1);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new ScopeError(
    'usage',
    `${what} is one of ${words.join(', ')}, not ${String(value)}${hint}`,
  );
}

/** Options that mean something to some of the commands only. */
const OPTIONS_OF: Readonly<Record<string, readonly string[]>> = {
  format: ['query', 'draw', 'dot'],
  data: ['draw', 'dot'],
  both: ['draw', 'dot'],
  rule: ['check'],
  watch: ['build'],
  bodies: ['build'],
  memory: ['build'],
};

/** @throws ScopeError `usage` where an option would be ignored, or two contradict each other */
export function checkOptions(action: string, options: CommandInput['options']): void {
  for (const [option, actions] of Object.entries(OPTIONS_OF))
    if (options[option] !== undefined && !actions.includes(action))
      throw new ScopeError(
        'usage',
        `--${option} is an option of scope graph ${actions.join(', ')}; ${action} takes none of that name`,
      );
  const { json, format } = options;
  if (json === true && format !== undefined && format !== 'json')
    throw new ScopeError('usage', `--json and --format ${String(format)} exclude each other`);
  if (options['data'] === true && options['both'] === true)
    throw new ScopeError('usage', '--data and --both exclude each other');
}

/** Columns of a table: those of the terminal; none in a pipe, a file or with `--full`, where nothing is cut. */
export function widthOf(io: Io, { options }: CommandInput): number {
  const isCut = io.out.isTerminal && options['full'] !== true && options['out'] === undefined;
  return isCut ? io.out.columns : Infinity;
}

/** Files of these names are made of a picture by other programs. */
const MADE_OF_SVG = ['png', 'jpg', 'jpeg', 'pdf', 'webp'];

/**
 * A format by `--format`, else by `--json`, else by the name of the `--out` file, else the default.
 * @throws ScopeError `usage` also where the name of the file is that of a format that is not written
 */
export function formatOf<T extends string>(
  input: CommandInput,
  formats: readonly T[],
  normally: T,
): T {
  const { format, json, out } = input.options;
  if (format !== undefined) return oneOf(format, formats, '--format');
  if (json === true) return oneOf('json', formats, '--format');
  const ending = typeof out === 'string' ? out.slice(out.lastIndexOf('.') + 1) : '';
  if (MADE_OF_SVG.includes(ending.toLowerCase())) {
    const hint = formats.some((one) => one === 'svg')
      ? `; a browser or rsvg-convert makes ${ending} of svg`
      : '';
    throw new ScopeError('usage', `${ending} is not written, ${formats.join(', ')} are${hint}`);
  }
  return formats.find((one) => one === ending) ?? normally;
}
