/**
 * The two kinds of failure that are not bugs. Bad outside input (a model's JSON, unparsable source, an impossible probe)
 * is a `Problem`, a value. A broken world (network, disk, child process) is a `ScopeError`, thrown with a code from one
 * closed union and caught only on floors 4 and 5.
 */

export interface Problem {
  /** What is wrong and what to do about it, one line, for a person. */
  readonly message: string;
  /** Where: a file, `file:line`, a node id, a JSON path, an option. */
  readonly where?: string;
  readonly severity: 'error' | 'warning';
}

export type ScopeErrorCode =
  | 'usage'
  | 'config-invalid'
  | 'plan-invalid'
  | 'question-unresolved'
  | 'command-not-started'
  | 'provider-failed'
  | 'provider-refused'
  | 'stream-unavailable'
  | 'recording-unreadable'
  | 'disk-failed'
  | 'project-unreadable';

export class ScopeError extends Error {
  readonly code: ScopeErrorCode;
  readonly problems: readonly Problem[];
  constructor(
    code: ScopeErrorCode,
    message: string,
    options: { cause?: unknown; problems?: readonly Problem[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ScopeError';
    this.code = code;
    this.problems = options.problems ?? [];
  }
}

/** Exit codes of `scope ask` (design §10). */
export const EXIT_CODE = { settled: 0, usage: 2, open: 3, notStarted: 4, provider: 5 } as const;
