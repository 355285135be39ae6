/**
 * One trial of a host: a small project in a folder of its own is run twice, bare and under the host with rewritten text that
 * leaves marks. Both runs must print the same and end the same, and the project's files must be the same afterwards;
 * what the trial returns says which rewritten text ran and what the host noted.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPreload } from '../../capture/runtime/node-options.ts';
import type { FileIndex, HostNote } from '../../protocol/session.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const NODE = process.execPath;
export const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');

export interface Trial {
  readonly files: Readonly<Record<string, string>>;
  /** The files that are served rewritten: each leaves its own name as a mark when it runs. */
  readonly planned: readonly string[];
  readonly argv: readonly string[];
  /** Instead of a mark at the start, the rewritten text of these files. */
  readonly rewritten?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Between the rewriting and the run. */
  readonly prepare?: (folder: string) => void;
}

export interface TrialResult {
  readonly folder: string;
  readonly stdout: string;
  readonly exitCode: number | null;
  /** Lines that the marking sink wrote, sorted: `ran a.cjs`, `error ...`. */
  readonly marks: readonly string[];
  readonly notes: readonly HostNote[];
  /** Text of every file of the project after the run, `.scope` left out. */
  readonly after: Readonly<Record<string, string>>;
}

const bundles = new Map<string, string>();

/** @returns the bundled preload, made once for a test file, with a drain beside it where there is one */
export function bundlePreload(...entries: readonly string[]): string {
  const known = bundles.get(entries[0]!);
  if (known !== undefined) return known;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-preload-')));
  execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), [
    ...entries.map((entry) => join(ROOT, entry)),
    ...['--bundle', '--platform=node', '--format=cjs', '--target=node18', '--log-level=error'],
    ...[`--outdir=${folder}`, '--out-extension:.js=.cjs', '--entry-names=[name]'],
  ]);
  const path = join(folder, entries[0]!.replace(/^.*\/|\.ts$/gu, '') + '.cjs');
  bundles.set(entries[0]!, path);
  return path;
}

/** A probe as rewritten text has it, which type-checks anywhere. */
export function markingProbe(name: string): string {
  return `Reflect.get(globalThis,Symbol.for('scope.sink'))?.v(1,0,${JSON.stringify(name)});`;
}

export function tryHost(trial: Trial): TrialResult {
  const bare = layProject(trial);
  const expected = run(trial, bare, {});
  const folder = layProject(trial);
  const runDir = layRun(trial, folder);
  trial.prepare?.(folder);
  const actual = run(trial, folder, {
    SCOPE_RUN_DIR: runDir,
    NODE_OPTIONS: withPreload(
      trial.env?.['NODE_OPTIONS'],
      bundlePreload('test/hosts/marker-preload.ts'),
    ),
  });
  const after = textsBelow(folder);
  const neutral = (text: string): string =>
    text.replaceAll(folder, '<project>').replaceAll(bare, '<project>');
  expect(neutral(actual.stdout)).toBe(neutral(expected.stdout));
  expect(actual.exitCode).toBe(expected.exitCode);
  if (trial.prepare === undefined) expect(after).toEqual(textsBelow(bare));
  return {
    ...actual,
    folder,
    after,
    marks: linesOf(join(runDir, 'marks.log')).toSorted(),
    notes: linesOf(join(runDir, 'host.jsonl')).map((line) => JSON.parse(line) as HostNote),
  };
}

function layProject({ files }: Trial): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-host-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function layRun({ files, planned, rewritten }: Trial, folder: string): string {
  const runDir = join(folder, '.scope/run-1');
  mkdirSync(join(runDir, 'overlay'), { recursive: true });
  const index: FileIndex = {
    version: 1,
    files: planned.map((name, at) => {
      const original = files[name]!;
      const text = rewritten?.[name] ?? markingProbe(name) + original;
      writeFileSync(join(runDir, 'overlay', `${at}`), text);
      return {
        path: join(folder, name),
        overlay: `${at}`,
        sha1: createHash('sha1').update(original).digest('hex'),
      };
    }),
  };
  writeFileSync(join(runDir, 'files.json'), JSON.stringify(index));
  return runDir;
}

function run(trial: Trial, cwd: string, env: Readonly<Record<string, string>>) {
  const [file, ...args] = trial.argv;
  const { PATH, HOME } = process.env;
  const result = spawnSync(file!, args, {
    cwd,
    env: { PATH, HOME, NO_COLOR: '1', ...trial.env, ...env },
    encoding: 'utf8',
    timeout: 25_000,
  });
  if (result.error !== undefined) throw result.error;
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.status };
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function textsBelow(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => !path.startsWith(join(folder, '.scope')) && statSync(path).isFile())
      .map((path) => [relative(folder, path), readFileSync(path, 'utf8')] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The paths, below the project, of the notes of one type. */
export function notedPaths(
  { folder, notes }: TrialResult,
  type: 'served' | 'denied' | 'loaded',
): readonly string[] {
  return notes.flatMap((note) => (note.type === type ? [relative(folder, note.path)] : []));
}
