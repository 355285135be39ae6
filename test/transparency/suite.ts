/**
 * One run of a project's whole suite, bare or under `scope run --plan`, in the folder of the checkout. What it prints and
 * reports goes to files outside; the project's tracked files are looked at before and after. A suite that does not end in
 * time is ended, and says so.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { git } from './project.ts';
import type { Project } from './project.ts';
import { readReport, reportingCommand } from './runner.ts';
import type { Report } from './runner.ts';

export interface SuiteRun {
  readonly report: Report;
  readonly exitCode: number | null;
  /** Seconds of the command itself, without what Scope does before and after. */
  readonly seconds: number;
  readonly timedOut: boolean;
  /** Whether the project's files are as before. */
  readonly untouched: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** What the wrapper around the command printed. */
  readonly outer: string;
}

export interface SuiteOptions {
  /** A folder of this run, outside of the project. */
  readonly folder: string;
  /** The words before the command: `scope run --plan …` up to `--`. */
  readonly prefix?: readonly string[];
}

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export async function runSuite(project: Project, options: SuiteOptions): Promise<SuiteRun> {
  rmSync(options.folder, { recursive: true, force: true });
  mkdirSync(options.folder, { recursive: true });
  const at = (name: string): string => join(options.folder, name);
  const command = reportingCommand(project.command, project.runner, at('report'));
  // Both runs print to files, whoever starts them, and leave their exit code and times there.
  const script = `date +%s.%N >${quote(at('started'))}; ( ${command}\n) >${quote(at('stdout'))} 2>${quote(at('stderr'))}; code=$?; date +%s.%N >${quote(at('ended'))}; echo $code >${quote(at('code'))}; exit $code`;
  const before = stateOf(project.folder);
  const timedOut = await spawnUntil([...(options.prefix ?? []), 'sh', '-c', script], {
    cwd: project.folder,
    env: environmentOf(project),
    timeoutMs: project.timeoutMs,
    output: at('outer'),
  });
  const code = textOf(at('code'));
  return {
    report: readReport(project.runner, at('report'), textOf(at('stdout'))),
    exitCode: code === '' ? null : Number(code),
    seconds: Number(textOf(at('ended'))) - Number(textOf(at('started'))),
    timedOut,
    untouched: stateOf(project.folder) === before,
    stdout: textOf(at('stdout')),
    stderr: textOf(at('stderr')),
    outer: textOf(at('outer')),
  };
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** What npm sets for us is not meant for the project. */
function environmentOf(project: Project): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|INIT_CWD$|NODE_OPTIONS$|SCOPE_|FORCE_COLOR$|COLOR$)/u.test(name),
  );
  const bin = join(project.folder, 'node_modules/.bin');
  const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
  return { ...Object.fromEntries(env), PATH: path, ...project.env };
}

/** @returns a mark of everything that git knows of the work tree */
function stateOf(folder: string): string {
  const text = git(folder, 'status', '--porcelain') + git(folder, 'diff', 'HEAD');
  return createHash('sha1').update(text).digest('hex');
}

interface SpawnOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  readonly output: string;
}

/** @returns whether the time was up */
async function spawnUntil(argv: readonly string[], options: SpawnOptions): Promise<boolean> {
  const { cwd, env, timeoutMs, output } = options;
  const [file = '', ...args] = argv;
  const fd = openSync(output, 'w');
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', fd, fd] });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It ended just now.
    }
  }, timeoutMs);
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  }).finally(() => {
    clearTimeout(timer);
    closeSync(fd);
  });
  return timedOut;
}
