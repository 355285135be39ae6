/**
 * The command line as one function: arguments in, exit code out. The words after the first `--` are the user's command and are
 * taken off before anything is parsed. Every failure becomes one clear message here and nowhere else.
 */
import { CommanderError } from 'commander';
import { EXIT_CODE } from '../protocol/problem.ts';
import { reportFailure, writeFailure } from './failure.ts';
import type { Io } from './io.ts';
import { buildProgram } from './program.ts';

export interface Words {
  readonly own: readonly string[];
  /** null where there is no `--`. */
  readonly command: readonly string[] | null;
}

/** @returns the words of Scope and the words of the user's command */
export function splitWords(argv: readonly string[]): Words {
  const at = argv.indexOf('--');
  return at < 0
    ? { own: argv, command: null }
    : { own: argv.slice(0, at), command: argv.slice(at + 1) };
}

/** @returns the exit code (design §10); never throws */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const { own, command } = splitWords(argv);
  const isJson = own.includes('--json') || /(?:^| )--format[= ]json(?: |$)/u.test(own.join(' '));
  let exitCode: number = EXIT_CODE.settled;
  const program = buildProgram(io, command, (code) => {
    exitCode = code;
  });
  try {
    if (own.length === 0) {
      program.outputHelp({ error: true });
      return EXIT_CODE.usage;
    }
    await program.parseAsync([...own], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError))
      return reportFailure(error, io, { isVerbose: own.includes('--verbose'), isJson });
    if (error.exitCode === 0) return EXIT_CODE.settled;
    // Commander has told stderr.
    const message = error.message.replace(/^error: /u, '');
    if (isJson) writeFailure({ code: 'usage', message, problems: [] }, io);
    return EXIT_CODE.usage;
  }
}
