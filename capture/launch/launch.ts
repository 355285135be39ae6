/**
 * Runs the user's command, in the user's terminal, with or without Scope in it, and waits for its end. Ctrl-C reaches the
 * command as it would without us; we outlive it, so that there is an answer. A command that does not end is asked to
 * (SIGTERM), then made to (SIGKILL), with all its descendants.
 */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ScopeError } from '../../protocol/problem.ts';
import { OVER_FILE } from '../../protocol/session.ts';
import type { CommandEnd } from '../../protocol/session.ts';
import { type Environment, targetEnvironment, targetWords } from './environment.ts';
import { endRun } from './end-run.ts';
import { openTransforms } from './kept-transforms.ts';
import { childrenCpuMs } from './process-tree.ts';
import { supervise } from './supervise.ts';

export interface LaunchOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** null: the bare command, without Scope. */
  readonly runDir: string | null;
  readonly env: Environment;
  readonly preloadPath: string;
  /** 0: no limit. */
  readonly timeoutMs: number;
  /**
   * 'to-stderr': what the command prints goes to our stderr, because stdout is for our own document. A number: both streams go to
   * this open file, in the order in which they were written, and there is nothing to read.
   */
  readonly stdio: 'inherit' | 'to-stderr' | number;
  /** Ends the command as Ctrl-C would. */
  readonly signal?: AbortSignal;
  readonly onStart?: (pid: number) => void;
  /** After Ctrl-C or a polite signal, how long the command may take before the next harder one. */
  readonly graceMs?: number;
}

export interface LaunchResult {
  /** null when a signal ended the command. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  readonly interrupted: boolean;
  readonly wallMs: number;
  /** CPU time of the command with its children; null where the system does not tell. */
  readonly cpuMs: number | null;
  /** Files that hold rewritten text and were not taken away, because they are no caches. */
  readonly leftBehind: readonly string[];
}

const GRACE_MS = 5_000;
/** The exit code of programs that end themselves at Ctrl-C. */
const INTERRUPTED = 130;
const SAME_SIGNAL_MS = 50;

/** @throws ScopeError `command-not-started` */
export async function launch(options: LaunchOptions): Promise<LaunchResult> {
  const { runDir } = options;
  if (runDir === null) return run(options, () => []);
  // What was over is served again where the same folder is run once more.
  rmSync(join(runDir, OVER_FILE), { force: true });
  const transforms = openTransforms(runDir, options);
  transforms.lend();
  try {
    return await run(options, (ended) => endRun(runDir, { ...options, ended, transforms }));
  } catch (error) {
    transforms.close();
    throw error;
  }
}

/** @param end  what is to be done when the command has ended; says which files it leaves behind */
async function run(
  options: LaunchOptions,
  end: (ended: CommandEnd) => readonly string[],
): Promise<LaunchResult> {
  const cpuBefore = childrenCpuMs();
  const startedMs = performance.now();
  const child = start(options);
  const ending = supervise(child, {
    timeoutMs: options.timeoutMs,
    graceMs: options.graceMs ?? GRACE_MS,
    signal: options.signal,
  });
  const outcome = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(
    (resolve, reject) => {
      child.once('error', (error) => reject(notStarted(options, error)));
      child.once('exit', (code, signal) => {
        // Ctrl-C reaches both at once, and the command may be gone before we have heard of it.
        if (signal === 'SIGINT' || code === INTERRUPTED)
          setTimeout(() => resolve({ code, signal }), SAME_SIGNAL_MS);
        else resolve({ code, signal });
      });
      if (child.pid !== undefined) options.onStart?.(child.pid);
    },
  ).finally(ending.stop);
  await ending.settled();
  const timedOut = ending.timedOut();
  const leftBehind = end({ exitCode: outcome.code, timedOut });
  const cpuAfter = childrenCpuMs();
  return {
    exitCode: outcome.code,
    signal: outcome.signal,
    timedOut,
    interrupted: ending.interrupted() || outcome.signal === 'SIGINT',
    wallMs: performance.now() - startedMs,
    cpuMs: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
    leftBehind,
  };
}

function start(options: LaunchOptions): ChildProcess {
  const [file] = options.argv;
  if (file === undefined || file === '')
    throw new ScopeError('command-not-started', 'no command: write it after --, as in -- npm test');
  if (statSync(options.cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new ScopeError('command-not-started', `${options.cwd} is not a folder to run ${file} in`);
  try {
    return spawn(file, targetWords(options.argv, options).slice(1), {
      cwd: options.cwd,
      env: targetEnvironment(options.env, options),
      stdio: streamsOf(options),
      windowsHide: false,
    });
  } catch (error) {
    throw notStarted(options, error);
  }
}

function streamsOf({ stdio }: LaunchOptions): StdioOptions {
  if (typeof stdio === 'number') return ['ignore', stdio, stdio];
  return stdio === 'inherit' ? 'inherit' : ['inherit', process.stderr.fd, 'inherit'];
}

function notStarted({ argv, cwd }: LaunchOptions, error: unknown): ScopeError {
  const file = argv[0] ?? '';
  const code = (error as NodeJS.ErrnoException).code;
  const advice =
    code === 'ENOENT'
      ? /[\\/]/u.test(file)
        ? 'there is no such file; a path is looked for from that folder'
        : `there is no such command; is it installed? A package's command runs as: -- npx ${file}`
      : code === 'EACCES'
        ? 'it is not executable; for a script: -- node file.js, or -- sh file.sh'
        : String((error as Error).message);
  return new ScopeError(
    'command-not-started',
    `${file} could not be started in ${cwd}: ${advice}`,
    {
      cause: error,
    },
  );
}
