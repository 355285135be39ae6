/**
 * One project under trial: which command is its suite, who runs the tests, and which files are its own sources. Found from
 * its package.json; `projects.json` beside this file says it where that is not enough. Reads the checkout, changes nothing.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isTestFile } from '../../orchestrator/project.ts';
import { RUNNERS } from './runner.ts';
import type { RunnerName } from './runner.ts';

const entrySchema = z.strictObject({
  name: z.string(),
  repository: z.string(),
  /** The shell command of the suite, run from the root of the checkout. */
  command: z.string().optional(),
  runner: z.enum(RUNNERS).optional(),
  /** Files and folders whose sources are instrumented. */
  paths: z.array(z.string()).optional(),
  /** What of the suite is run, where that is not all of it, and why. */
  subset: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  timeoutMs: z.number().int().optional(),
});
export type ManifestEntry = Readonly<z.infer<typeof entrySchema>>;

export interface Project {
  readonly name: string;
  readonly folder: string;
  readonly version: string;
  readonly commit: string;
  readonly repository: string;
  readonly command: string;
  readonly runner: RunnerName;
  /** Relative to the folder. */
  readonly files: readonly string[];
  readonly subset: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const DEFAULT_TIMEOUT_MS = 600_000;
const SOURCE = /\.(?:[cm]?js|jsx|[cm]?ts|tsx)$/u;
const NO_SOURCE =
  /\.d\.[cm]?ts$|\.min\.js$|(?:^|\/)\.|[.-]config\.[cm]?[jt]s$|(?:^|\/)(?:bench(?:marks?)?|docs?|examples?|fixtures?|scripts?|website|types|vendor|node_modules)\//u;

export function readManifest(): readonly ManifestEntry[] {
  const file = fileURLToPath(new URL('./projects.json', import.meta.url));
  return z.array(entrySchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}

const packageSchema = z.object({
  version: z.string().default(''),
  scripts: z.record(z.string(), z.string()).default({}),
  repository: z.union([z.string(), z.object({ url: z.string() })]).default(''),
});

/** @returns the project, or why its suite cannot be run */
export function readProject(
  folder: string,
  name: string,
  entry: ManifestEntry | undefined,
): Project | string {
  let manifest: z.infer<typeof packageSchema>;
  try {
    manifest = packageSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  } catch (error) {
    return `no package.json that can be read: ${(error as Error).message}`;
  }
  const command = entry?.command ?? suiteCommand(manifest.scripts);
  if (command === null) return 'no test script that starts a test runner';
  const runner = entry?.runner ?? runnerOf(command);
  const files = sourcesBelow(folder, entry?.paths);
  if (files.length === 0) return 'no source files of its own';
  const { repository } = manifest;
  return {
    name,
    folder,
    version: manifest.version,
    commit: git(folder, 'rev-parse', '--short=9', 'HEAD').trim(),
    repository: entry?.repository ?? (typeof repository === 'string' ? repository : repository.url),
    command,
    runner,
    files,
    subset: entry?.subset ?? '',
    env: entry?.env ?? {},
    timeoutMs: entry?.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  };
}

export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
}

const PATTERNS: readonly (readonly [RegExp, RunnerName])[] = [
  [/(?:^|\s)vitest\b/u, 'vitest'],
  [/(?:^|[\s/])jest(?:\.js)?(?:\s|$)/u, 'jest'],
  [/(?:^|[\s/])_?mocha(?:\.js)?(?:\s|$)/u, 'mocha'],
  [/(?:^|\s)ava(?:\s|$)/u, 'ava'],
  [/(?:^|\s)(?:tap|tape)(?:\s|$)/u, 'tap'],
  [/(?:^|\s)node\b.*\s--test(?:\s|$)/u, 'node'],
];

/** @returns who runs the tests; `other` is read by what it prints */
export function runnerOf(command: string): RunnerName {
  return PATTERNS.find(([pattern]) => pattern.test(command))?.[1] ?? 'other';
}

/** @returns the step of the test script that runs the tests, without coverage around it; null where there is none */
export function suiteCommand(
  scripts: Readonly<Record<string, string>>,
  name = 'test',
  depth = 0,
): string | null {
  const script = scripts[name];
  if (script === undefined || depth > 4) return null;
  for (const step of script.split(/\s*&&\s*/u)) {
    const other = /^(?:npm run(?: -s| --silent)?|yarn(?: run)?|pnpm(?: run)?) ([\w:.-]+)/u.exec(
      step,
    );
    if (other !== null) {
      const found = suiteCommand(scripts, other[1], depth + 1);
      if (found !== null) return found;
    } else if (runnerOf(step) !== 'other') return step.replace(/^(?:c8|nyc)(?: -\S+)* /u, '');
  }
  return null;
}

/** @returns tracked source files, or all below the named paths, built ones too; tests and what only serves them left out */
export function sourcesBelow(
  folder: string,
  paths: readonly string[] | undefined,
): readonly string[] {
  const which = paths === undefined ? [] : ['-co', '--', ...paths];
  const listed = git(folder, 'ls-files', ...which).split('\n');
  const isOwn = (file: string): boolean =>
    SOURCE.test(file) &&
    !isTestFile(file) &&
    (paths === undefined ? !NO_SOURCE.test(file) : !/\.d\.[cm]?ts$/u.test(file));
  return listed.filter(isOwn);
}
