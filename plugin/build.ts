/**
 * One build with probes: the plan is laid out as for a run, in a folder of its own below `.scope/builds/`, and the bundler is given
 * the rewritten texts. Built code finds its sink under a name that is made of the plan and the sources, so that a recording is
 * never read with the sites of another build.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ast } from '../instrumenters/ast/index.ts';
import { readPlanFile } from '../orchestrator/plan/plan-file.ts';
import { findProjectRoot } from '../orchestrator/project.ts';
import { createTreeReader } from '../orchestrator/run.ts';
import { fileOf } from '../protocol/ids.ts';
import { SINK_SYMBOL } from '../protocol/session.ts';
import type { FileIndex } from '../protocol/session.ts';
import type { InstrumentationPlan } from '../protocol/plan.ts';
import type { ScopePluginOptions } from './index.ts';
import { mapOfInsertions } from './insertion-map.ts';
import type { InsertionMap } from './insertion-map.ts';

export interface Build {
  readonly runDir: string;
  /** How many files have probes. */
  readonly files: number;
  readonly problems: readonly string[];
  /** @returns null for files that no probe is in, and where the text is not the one on disk (another plugin changed it) */
  rewritten(
    path: string,
    code: string,
  ): { readonly code: string; readonly map: InsertionMap } | null;
}

/** @throws ScopeError `plan-invalid`, `disk-failed` */
export async function layBuild(options: ScopePluginOptions): Promise<Build> {
  const root = options.root === undefined ? findProjectRoot('.') : realpathSync(options.root);
  const plan = readPlanFile(resolve(root, options.plan), root);
  const readTree = createTreeReader(root, new Map());
  const key = keyOf(plan, (path) => {
    const file = readTree(path);
    return 'sha1' in file ? file.sha1 : '';
  });
  const runDir = join(openScope(root), 'builds', key);
  mkdirSync(join(runDir, 'recordings'), { recursive: true, mode: 0o700 });
  const applied = await ast.apply(plan, {
    root,
    runDir,
    session: key,
    run: 1,
    readTree,
    cacheDir: join(root, '.scope', 'cache', 'overlay'),
  });
  const sink = `scope.build:${key}`;
  const overlays = takeIndex(runDir, sink);
  return {
    runDir,
    files: applied.files.length,
    problems: applied.problems.map(({ message }) => message),
    rewritten(path, code) {
      const overlay = overlays.get(realOf(path));
      if (overlay === undefined) return null;
      const read = (name: string): string => readFileSync(join(runDir, name), 'utf8');
      if (read(`sources/${overlay}`) !== code) return null;
      const insertions = JSON.parse(read(`overlay/${overlay}.map`)) as readonly number[];
      const own = withSink(read(`overlay/${overlay}`), insertions, sink);
      return { code: own.text, map: mapOfInsertions({ path, code, ...own }) };
    },
  };
}

/** The same sources and probes have the same sites. */
function keyOf(plan: InstrumentationPlan, hashOf: (path: string) => string): string {
  const files = [...new Set(plan.probes.map(({ node }) => fileOf(node)))];
  const content = JSON.stringify([plan, files.map((path) => [path, hashOf(path)])]);
  const digest = createHash('sha1').update(content).digest('hex').slice(0, 10);
  return `${plan.id}-${plan.revision}-${digest}`;
}

function openScope(root: string): string {
  const folder = join(root, '.scope');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 });
  } catch {
    // It is there already.
  }
  return folder;
}

/** Built code asks nobody for rewritten text, and has a sink of its own. @returns overlays by real path */
function takeIndex(runDir: string, sink: string): ReadonlyMap<string, string> {
  const file = join(runDir, 'files.json');
  const { demand: _, ...index } = JSON.parse(readFileSync(file, 'utf8')) as FileIndex;
  writeFileSync(file, JSON.stringify({ ...index, sink } satisfies FileIndex), { mode: 0o600 });
  return new Map(index.files.map(({ path, overlay }) => [path, overlay]));
}

/** The name stands in the text that was inserted first, as the rewriter put it there. */
function withSink(
  text: string,
  insertions: readonly number[],
  sink: string,
): { readonly text: string; readonly insertions: readonly number[] } {
  const name = JSON.stringify(SINK_SYMBOL);
  const at = text.indexOf(name);
  const longer = sink.length - SINK_SYMBOL.length;
  const moved = insertions.map((value, index) => {
    const isOffset = index % 2 === 0;
    const start = isOffset ? value : (insertions[index - 1] as number);
    if (isOffset) return start > at ? value + longer : value;
    return start <= at && at < start + value ? value + longer : value;
  });
  return {
    text: text.slice(0, at) + JSON.stringify(sink) + text.slice(at + name.length),
    insertions: moved,
  };
}

function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
