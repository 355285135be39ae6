/**
 * A real project in a folder of its own, under git, and the real command line on it: what end-to-end tests stand on. Runs the
 * built `dist/cli/main.js`; SCOPE_TEST_CLI names another build for trials.
 */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { answerSchema } from '../../protocol/answer.ts';
import type { Answer } from '../../protocol/answer.ts';
import type { HostNote } from '../../protocol/session.ts';
import { ROOT } from '../hosts/trial.ts';

const CLI = process.env['SCOPE_TEST_CLI'] ?? join(ROOT, 'dist/cli/main.js');
const GIT = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@localhost', '-c', 'commit.gpgsign=false'];

export type Files = Readonly<Record<string, string>>;
export type Env = Readonly<Record<string, string>>;

export interface Outcome {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  /** Resolves as soon as what was printed so far, on either stream, matches; fails where it ends before that. */
  printed(pattern: RegExp): Promise<void>;
}

export interface Project {
  readonly root: string;
  /** The command line's main file, for commands that start it in a way of their own. */
  readonly cli: string;
  /** Runs `scope` with these words in the project's folder. */
  scope(argv: readonly string[], env?: Env): Promise<Outcome>;
  /** The same in a terminal of its own; both streams come as one. */
  scopeAtTerminal(argv: readonly string[], env?: Env): Running;
  /** The same as leader of a process group of its own. */
  startScope(argv: readonly string[], env?: Env): Running;
  /** Runs a command without Scope. */
  bare(argv: readonly string[], env?: Env): Promise<Outcome>;
  gitStatus(): string;
  /** What the preloads of all runs said. */
  hostNotes(): readonly HostNote[];
  write(name: string, text: string | Buffer): string;
}

const laid: string[] = [];
afterAll(() => {
  for (const root of laid) rmSync(root, { recursive: true, force: true });
});

/** @returns the project, laid into a new folder, committed, with this package's `node_modules` */
export function layProject(files: Files): Project {
  if (!existsSync(CLI)) throw new Error(`${CLI} is not there: npm run build makes it`);
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-e2e-')));
  laid.push(root);
  const write = (name: string, text: string | Buffer): string => {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  for (const [name, text] of Object.entries({ '.gitignore': 'node_modules\n', ...files }))
    write(name, text);
  if (files['package.json'] === undefined) write('package.json', '{ "name": "e2e" }\n');
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...GIT, ...args], { cwd: root, encoding: 'utf8' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'start');
  const scopeWords = (argv: readonly string[]): readonly string[] => [
    process.execPath,
    CLI,
    ...argv,
  ];
  return {
    root,
    cli: CLI,
    write,
    scope: (argv, env) => start(root, scopeWords(argv), env).ended,
    scopeAtTerminal: (argv, env) => start(root, inTerminal(scopeWords(argv)), env),
    startScope: (argv, env) => start(root, scopeWords(argv), env),
    bare: (argv, env) => start(root, argv, env).ended,
    hostNotes: () => notesBelow(root),
    gitStatus: () => git('status', '--porcelain', '--untracked-files=all'),
  };
}

function notesBelow(root: string): readonly HostNote[] {
  const sessions = join(root, '.scope', 'sessions');
  return readdirSync(sessions, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('host.jsonl'))
    .flatMap((name) => readFileSync(join(sessions, name), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as HostNote);
}

/** `script` runs a command in a terminal of its own; what it is given on stdin is typed there. */
function inTerminal(words: readonly string[]): readonly string[] {
  if (process.platform !== 'linux') return ['script', '-q', '/dev/null', ...words];
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return ['script', '-qec', `exec ${quoted}`, '/dev/null'];
}

function start(cwd: string, argv: readonly string[], env: Env = {}): Running {
  const { PATH, HOME } = process.env;
  const [file, ...args] = argv;
  const child = spawn(file as string, args, {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: 'pipe',
    detached: true,
  });
  let out = '';
  let err = '';
  const waiting = new Map<RegExp, () => void>();
  const told = (): void => {
    for (const [pattern, resolve] of waiting) if (pattern.test(out + err)) resolve();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    told();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    told();
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return {
    child,
    ended,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        waiting.set(pattern, resolve);
        told();
        void ended.then(() => reject(new Error(`ended without ${pattern}:\n${out}${err}`)), reject);
      }),
  };
}

/** @returns the answer document, which must be all there is on stdout */
export function answerOf({ out }: Outcome): Answer {
  return answerSchema.parse(JSON.parse(out));
}

/** @returns the paths of the recording files of the newest session, below the project's root */
export function recordingsBelow(root: string): readonly string[] {
  const sessions = join(root, '.scope', 'sessions');
  const newest = readdirSync(sessions).sort().at(-1) ?? '';
  return readdirSync(join(sessions, newest), { recursive: true, encoding: 'utf8' })
    .filter((name) => /recordings\/[^/]+$/u.test(name))
    .map((name) => join(sessions, newest, name));
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
