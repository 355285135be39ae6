/**
 * From whatever a command threw to one message that says what to do, and the exit code that belongs to it. The message for a
 * person goes to stderr; where JSON was asked for, stdout gets the same as one document.
 */
import { EXIT_CODE, ScopeError } from '../protocol/problem.ts';
import type { Problem, ScopeErrorCode } from '../protocol/problem.ts';
import type { Io } from './io.ts';

const CODES: Readonly<Record<ScopeErrorCode, number>> = {
  usage: EXIT_CODE.usage,
  'config-invalid': EXIT_CODE.usage,
  'plan-invalid': EXIT_CODE.usage,
  'question-unresolved': EXIT_CODE.usage,
  'command-not-started': EXIT_CODE.notStarted,
  'provider-failed': EXIT_CODE.provider,
  'provider-refused': EXIT_CODE.provider,
  'stream-unavailable': EXIT_CODE.usage,
  'recording-unreadable': EXIT_CODE.usage,
  'disk-failed': 1,
  'project-unreadable': EXIT_CODE.usage,
};
const BUG = 70;

export interface Failure {
  readonly code: ScopeErrorCode | 'bug';
  readonly message: string;
  readonly problems: readonly Problem[];
}

export interface FailureOptions {
  readonly isVerbose: boolean;
  readonly isJson: boolean;
}

/** The one document of a command that failed; no answer document has `error`. */
export function writeFailure({ code, message, problems }: Failure, io: Io): void {
  const error = {
    code,
    message,
    problems: problems.map((problem) => ({
      message: problem.message,
      ...(problem.where === undefined ? {} : { where: problem.where }),
    })),
  };
  io.out.write(`${JSON.stringify({ version: 1, error }, null, 2)}\n`);
}

/** @returns the exit code */
export function reportFailure(error: unknown, io: Io, options: FailureOptions): number {
  if (options.isJson) writeFailure(failureOf(error), io);
  if (!(error instanceof ScopeError)) {
    const disk = diskMessage(error);
    if (disk !== null) {
      io.err.write(`scope: ${disk}\n`);
      return CODES['disk-failed'];
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.err.write(`scope: this is a bug in Scope, please report it:\n${text}\n`);
    return BUG;
  }
  io.err.write(`scope: ${error.message}\n`);
  for (const problem of error.problems)
    io.err.write(
      `  ${problem.where === undefined ? '' : `${problem.where}: `}${problem.message}\n`,
    );
  const cause = error.cause instanceof Error ? error.cause : null;
  const disk = error.code === 'disk-failed' ? adviceFor(cause) : null;
  if (disk !== null) io.err.write(`  ${disk}\n`);
  if (options.isVerbose && cause !== null)
    io.err.write(`  cause: ${cause.stack ?? cause.message}\n`);
  return CODES[error.code];
}

function failureOf(error: unknown): Failure {
  if (error instanceof ScopeError) return error;
  const disk = diskMessage(error);
  if (disk !== null) return { code: 'disk-failed', message: disk, problems: [] };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'bug', message, problems: [] };
}

const DISK: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space (`scope clean` removes old recordings)',
  EFBIG: 'the limit on the size of a file is reached; `ulimit -f` shows it',
  EDQUOT: 'the disk quota is used up; `scope clean` removes old recordings',
  EROFS: 'the disk is read-only; Scope writes only below .scope in the project folder',
  EACCES: 'permission denied; Scope writes only below .scope in the project folder',
  EPERM: 'operation not permitted; Scope writes only below .scope in the project folder',
};

function adviceFor(error: unknown): string | null {
  const { code } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException;
  return (code === undefined ? undefined : DISK[code]) ?? null;
}

function diskMessage(error: unknown): string | null {
  const advice = adviceFor(error);
  if (advice === null) return null;
  const { path } = error as NodeJS.ErrnoException;
  return path === undefined ? advice : `${path}: ${advice}`;
}
