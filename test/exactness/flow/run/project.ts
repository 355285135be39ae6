/**
 * Real projects: some files of each, rewritten at the deepest level, under a part of the project's own test suite. The
 * project is copied before; the recording is read back and held against the graphs of those files.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
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

const VITEST = ['npx', 'vitest', 'run'];
const NODE = process.execPath;

/** Parts of suites that run in a few seconds, and the files that most of their tests go through. */
const SUBJECTS: readonly Subject[] = [
  {
    name: 'ufo',
    argv: VITEST,
    files: ['src/parse.ts', 'src/query.ts', 'src/url.ts', 'src/utils.ts', 'src/encoding.ts'],
  },
  {
    name: 'qs',
    argv: ['npx', 'tape', 'test/parse.js', 'test/stringify.js', 'test/utils.js'],
    files: ['lib/parse.js', 'lib/stringify.js', 'lib/utils.js', 'lib/formats.js'],
  },
  {
    name: 'semver',
    argv: [NODE, 'test/classes/range.js'],
    files: ['classes/range.js', 'classes/semver.js', 'classes/comparator.js', 'ranges/subset.js'],
  },
  {
    name: 'p-queue',
    argv: [NODE, '--import=tsx/esm', '--test', 'test/basic.ts'],
    files: ['source/index.ts', 'source/priority-queue.ts', 'source/lower-bound.ts'],
  },
  {
    name: 'express',
    argv: [
      ...['npx', 'mocha', '--require', 'test/support/env', '--reporter', 'dot', '--exit'],
      ...['test/app.router.js', 'test/Router.js', 'test/res.send.js', 'test/app.param.js'],
    ],
    files: ['lib/router/index.js', 'lib/router/layer.js', 'lib/router/route.js', 'lib/response.js'],
  },
  {
    name: 'luxon',
    argv: ['npx', 'jest', '--coverage=false', '-i', 'test/duration', 'test/interval'],
    files: ['src/duration.js', 'src/interval.js', 'src/impl/util.js'],
  },
  {
    name: 'commander',
    argv: ['npx', 'jest', '-i', 'tests/argument', 'tests/command.parse', 'tests/options'],
    files: ['lib/command.js', 'lib/option.js', 'lib/argument.js', 'lib/help.js'],
  },
  {
    name: 'immer',
    argv: [...VITEST, '__tests__/curry.js', '__tests__/draft.ts', '__tests__/manual.js'],
    files: ['src/core/immerClass.ts', 'src/core/proxy.ts', 'src/utils/common.ts'],
  },
  {
    name: 'koa',
    argv: [
      ...[NODE, '--test', '__tests__/application/respond.test.js'],
      ...['__tests__/application/onerror.test.js', '__tests__/response/set.test.js'],
    ],
    files: ['lib/application.js', 'lib/context.js', 'lib/request.js', 'lib/response.js'],
  },
  {
    name: 'hono',
    argv: [...VITEST, 'src/router/', 'src/utils/url.test.ts', 'src/utils/cookie.test.ts'],
    files: [
      ...['src/router/reg-exp-router/trie.ts', 'src/router/reg-exp-router/node.ts'],
      ...['src/router/trie-router/node.ts', 'src/utils/url.ts', 'src/utils/cookie.ts'],
    ],
  },
  {
    name: 'dayjs',
    argv: ['npx', 'jest', '--coverage=false', 'test/parse', 'test/manipulate', 'test/display'],
    files: ['src/index.js', 'src/utils.js'],
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
    // Hard links: the suites read what is there, and write files of their own.
    execFileSync('cp', ['-al', `${root}/.`, folder]);
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
