/**
 * Real projects: some files of each, rewritten at the deepest level, under a part of the project's own test suite. The
 * project is copied before; the recording is read back and held against the graphs of those files.
 */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from '../../../../capture/launch/launch.ts';
import { mergeRecordings } from '../../../../capture/recording.ts';
import { findPreload } from '../../../../cli/session.ts';
import { analyzeScopes, parseSource } from '../../../../code-graph/index.ts';
import { ast } from '../../../../instrumenters/ast/index.ts';
import { createTreeReader } from '../../../../orchestrator/run.ts';
import { DEFAULT_LIMITS, NOT_TURNED_DOWN, PLAN_VERSION } from '../../../../protocol/plan.ts';
import type { InstrumentationPlan, Probe, ProbeKind } from '../../../../protocol/plan.ts';
import type { Site } from '../../../../protocol/site.ts';
import { checkRecording } from '../check.ts';
import { FlowFile, namedValues } from '../place.ts';
import type { Tally } from '../tally.ts';

interface Subject {
  readonly name: string;
  readonly argv: readonly string[];
  readonly files: readonly string[];
}

const VITEST = ['npx', 'vitest', 'run', '--no-coverage'];
const MOCHA = ['npx', 'mocha'];

/** Suites that run in a few seconds, and the files that most of their tests go through. */
const SUBJECTS: readonly Subject[] = [
  {
    name: 'ufo',
    argv: VITEST,
    files: ['src/parse.ts', 'src/query.ts', 'src/url.ts', 'src/utils.ts', 'src/encoding.ts'],
  },
  {
    name: 'qs',
    argv: ['node', 'test/index.js'],
    files: ['lib/parse.js', 'lib/stringify.js', 'lib/utils.js', 'lib/formats.js'],
  },
  {
    name: 'semver',
    argv: [
      'npx',
      'tap',
      '--disable-coverage',
      '--allow-empty-coverage',
      'test/classes/comparator.js',
      'test/classes/semver.js',
      'test/functions/inc.js',
    ],
    files: [
      'classes/semver.js',
      'classes/comparator.js',
      'functions/inc.js',
      'internal/parse-options.js',
    ],
  },
  {
    name: 'express',
    argv: [
      ...MOCHA,
      '--require',
      'test/support/env',
      '--reporter',
      'dot',
      '--exit',
      'test/app.router.js',
      'test/Router.js',
      'test/res.send.js',
    ],
    files: [
      'lib/application.js',
      'lib/response.js',
      'lib/request.js',
      'lib/utils.js',
      'lib/view.js',
    ],
  },
  {
    name: 'p-queue',
    argv: ['npx', 'tsx', '--test', 'test/basic.ts'],
    files: ['source/index.ts', 'source/priority-queue.ts', 'source/lower-bound.ts'],
  },
  {
    name: 'luxon',
    argv: ['npx', 'jest', '--coverage=false', 'test/duration', 'test/interval'],
    files: ['src/duration.js', 'src/interval.js', 'src/impl/util.js'],
  },
  {
    name: 'commander',
    argv: ['npx', 'jest', 'tests/argument', 'tests/command', 'tests/options'],
    files: ['lib/command.js', 'lib/option.js', 'lib/argument.js', 'lib/help.js'],
  },
  {
    name: 'immer',
    argv: [...VITEST, '__tests__/base.js'],
    files: ['src/core/immerClass.ts', 'src/core/proxy.ts', 'src/utils/common.ts'],
  },
];

const KINDS: readonly ProbeKind[] = ['function', 'write', 'value', 'branch'];

function planFor(folder: string, files: readonly string[]): InstrumentationPlan {
  const probes: Probe[] = [];
  for (const file of files) {
    const why = 'exactness of the flow';
    for (const kind of KINDS) probes.push({ id: `${kind}:${file}`, kind, node: `${file}#*`, why });
    const scopes = analyzeScopes(parseSource(file, readFileSync(join(folder, file), 'utf8')).tree);
    for (const value of namedValues(scopes)) {
      const node = scopes.nodeId(value);
      probes.push({ id: node, kind: 'value', node, why });
    }
  }
  return {
    version: PLAN_VERSION,
    id: 'exactness',
    revision: 1,
    question: 'is what ran in the graph',
    goal: { kind: 'failing-test' },
    probes,
    limits: { ...DEFAULT_LIMITS, ...NOT_TURNED_DOWN, depth: 0, bytesPerRecording: 1 << 29 },
    provenance: { provider: 'none' },
  };
}

/** The rewritten texts, one behind the other: site numbers are unique in a run. */
function rewrittenIn(runDir: string): string {
  const overlay = join(runDir, 'overlay');
  return readdirSync(overlay)
    .map((name) => readFileSync(join(overlay, name), 'utf8'))
    .join('\n');
}

function checkRun(folder: string, runDir: string, files: readonly string[]): Tally {
  const rewritten = rewrittenIn(runDir);
  const recording = mergeRecordings(runDir);
  const byFile = new Map<string, Site[]>(files.map((file) => [file, []]));
  for (const site of recording.sites) if (site !== undefined) byFile.get(site.file)?.push(site);
  const graphs = new Map(
    [...byFile].map(([file, sites]): [string, FlowFile] => {
      const { tree } = parseSource(file, readFileSync(join(folder, file), 'utf8'));
      return [file, new FlowFile(analyzeScopes(tree), sites, rewritten)];
    }),
  );
  return checkRecording(recording, graphs);
}

async function checkOne(root: string, subject: Subject): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'scope-flow-'));
  try {
    cpSync(root, folder, { recursive: true, verbatimSymlinks: true });
    const runDir = join(folder, '.scope', 'sessions', 's', 'run-1');
    mkdirSync(join(runDir, 'recordings'), { recursive: true });
    const files = subject.files.filter((file) => existsSync(join(folder, file)));
    await ast.apply(planFor(folder, files), {
      root: folder,
      runDir,
      session: 's',
      run: 1,
      readTree: createTreeReader(folder, new Map()),
    });
    await launch({
      argv: subject.argv,
      cwd: folder,
      runDir,
      env: process.env,
      preloadPath: findPreload(),
      timeoutMs: 240_000,
      stdio: 'to-stderr',
    });
    return checkRun(folder, runDir, files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface CheckedProject {
  readonly name: string;
  readonly files: number;
  readonly tally: Tally;
}

/** @param root  a folder in which the projects lie by name, with their dependencies installed */
export async function* checkProjects(
  root: string,
  only?: readonly string[],
): AsyncGenerator<CheckedProject> {
  for (const subject of SUBJECTS) {
    const { name, files } = subject;
    if (only?.includes(name) === false || !existsSync(join(root, name))) continue;
    yield { name, files: files.length, tally: await checkOne(join(root, name), subject) };
  }
}
