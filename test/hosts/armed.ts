/**
 * Runs a program twice, bare and with every probe armed in the files that are named, under the shipped preload and the real
 * runtime. Says what both runs did; whoever asks compares.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withPreload } from '../../capture/runtime/node-options.ts';
import { mergeRecordings } from '../../capture/recording.ts';
import type { Recording } from '../../capture/recording.ts';
import { parseSource } from '../../code-graph/syntax/parse.ts';
import { analyzeScopes } from '../../code-graph/syntax/scope.ts';
import { ast } from '../../instrumenters/ast/index.ts';
import { DEFAULT_LIMITS, NOT_TURNED_DOWN } from '../../protocol/plan.ts';
import type { HostNote } from '../../protocol/session.ts';
import { bundlePreload, NODE } from './trial.ts';

const KINDS = ['function', 'write', 'value', 'branch'] as const;

export interface Armed {
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** Where every probe is armed; by default every file with code. */
  readonly planned?: readonly string[];
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** In each folder, before the program runs there. */
  readonly prepare?: (folder: string) => void;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface ArmedResult {
  readonly bare: Ran;
  readonly observed: Ran;
  /** What the rewriter left alone. */
  readonly problems: readonly string[];
  readonly notes: readonly HostNote[];
  /** Original and rewritten text of the files that have probes. */
  readonly rewritten: Readonly<Record<string, string>>;
  readonly recording: Recording;
}

function lay({ files, prepare }: Armed): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-armed-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  prepare?.(folder);
  return folder;
}

function run(folder: string, armed: Armed, env: Readonly<Record<string, string>>): Ran {
  const { PATH, HOME } = process.env;
  const result = spawnSync(NODE, armed.argv, {
    cwd: folder,
    env: { PATH, HOME, NO_COLOR: '1', ...armed.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 1 << 27,
  });
  const neutral = (text: string): string =>
    text.replaceAll(folder, '<project>').replace(/\(node:\d+\)/gu, '(node)');
  const { status: exitCode, signal } = result;
  return { stdout: neutral(result.stdout), stderr: neutral(result.stderr), exitCode, signal };
}

const CODE = /\.[cm]?[jt]sx?$/u;

export async function runArmed(armed: Armed): Promise<ArmedResult> {
  const bare = run(lay(armed), armed, {});
  const folder = lay(armed);
  const runDir = join(folder, '.scope', 'sessions', 's', 'run-1');
  const planned = armed.planned ?? Object.keys(armed.files).filter((name) => CODE.test(name));
  const probes = planned.flatMap((path) =>
    KINDS.map((kind) => ({ id: `${path} ${kind}`, kind, node: `${path}#*`, why: 'test' })),
  );
  const applied = await ast.apply(
    {
      version: 1,
      id: 'p',
      revision: 1,
      question: 'why',
      goal: { kind: 'value' },
      probes,
      limits: { ...DEFAULT_LIMITS, ...NOT_TURNED_DOWN },
      provenance: { provider: 'mock' },
    },
    {
      root: folder,
      runDir,
      session: 's',
      run: 1,
      readTree: (path) => {
        const bytes = readFileSync(join(folder, path));
        const text = bytes.toString('utf8');
        const { tree } = parseSource(path, text);
        const sha1 = createHash('sha1').update(bytes).digest('hex');
        return { text, sha1, tree, scopes: analyzeScopes(tree) };
      },
    },
  );
  const preload = bundlePreload('capture/runtime/preload.ts', 'capture/runtime/drain.ts');
  const observed = run(folder, armed, {
    SCOPE_RUN_DIR: runDir,
    NODE_OPTIONS: withPreload(armed.env?.['NODE_OPTIONS'], preload),
  });
  return {
    bare,
    observed,
    problems: applied.problems.map(({ message }) => message),
    notes: notesIn(join(runDir, 'host.jsonl')),
    rewritten: Object.fromEntries(
      applied.files.map((name, at) => [
        name,
        readFileSync(join(runDir, 'overlay', `${at}`), 'utf8'),
      ]),
    ),
    recording: mergeRecordings(runDir),
  };
}

function notesIn(file: string): readonly HostNote[] {
  if (!readdirSync(dirname(file)).includes('host.jsonl')) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as HostNote);
}

/** Both runs did the same, and something was recorded. */
export async function expectSame(armed: Armed): Promise<ArmedResult> {
  const result = await runArmed(armed);
  expect(result.observed).toEqual(result.bare);
  expect(result.recording.events.length).toBeGreaterThan(0);
  return result;
}
