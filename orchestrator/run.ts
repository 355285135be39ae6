/**
 * One run of the user's command with one revision of a plan: rewrite what is planned, start the command, wait, read what was
 * recorded. The run folder is the whole record of it.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { isAbsolute, join, posix, relative } from 'node:path';
import { answerDemand } from '../capture/launch/answer-demand.ts';
import { launch } from '../capture/launch/launch.ts';
import type { LaunchResult } from '../capture/launch/launch.ts';
import { mergeRecordings } from '../capture/recording.ts';
import type { Recording } from '../capture/recording.ts';
import { keepObserved, readScopes } from '../code-graph/index.ts';
import type { ScopeTable, SyntaxTree } from '../code-graph/index.ts';
import { ast } from '../instrumenters/ast/index.ts';
import type { InstrumentationPlan } from '../protocol/plan.ts';
import type { Problem } from '../protocol/problem.ts';
import { observedCalls } from './observed.ts';
import { isSourceName, projectPath, readSource } from './project.ts';

export interface RunSettings {
  readonly root: string;
  readonly cwd: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sessionDir: string;
  readonly session: string;
  readonly preloadPath: string;
  readonly stdio: 'inherit' | 'to-stderr';
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly n: number;
  /** The words that were started: those of the user, or with one test chosen by its name. */
  readonly argv: readonly string[];
  readonly runDir: string;
  readonly launch: LaunchResult;
  readonly recording: Recording;
  readonly problems: readonly Problem[];
  /** Project paths of files that the command loaded and no plan names. */
  readonly loaded: readonly string[];
}

/** Absolute path by project path, filled from what runs report; files of packages can lie anywhere. */
export type PathMap = Map<string, string>;

interface Tree {
  readonly tree: SyntaxTree;
  readonly scopes: ScopeTable;
  readonly sha1: string;
  readonly text: string;
  readonly absolute: string;
}

/** Which project paths may be read as source. */
export type Knows = (path: string) => boolean;

/**
 * @param knows which paths belong to the project; by default what lies below the root. What runs reported as loaded can be read
 *   too; nothing else, whoever names it
 * @returns a reader of source files that parses each one once
 */
export function createTreeReader(
  root: string,
  paths: PathMap,
  knows: Knows = liesBelow(root),
): (path: string) => Tree | Problem {
  const known = new Map<string, Tree | Problem>();
  return (path) => {
    const cached = known.get(path);
    if (cached !== undefined) return cached;
    if (!isSourceName(path)) return problemOf(path, 'the file is no JavaScript or TypeScript');
    const loaded = paths.get(path);
    // Not kept: the next run may load it.
    if (loaded === undefined && !knows(path))
      return problemOf(path, 'the file is not of the project, and no run loaded it');
    const absolute = loaded ?? join(root, path);
    const bytes = readSource(absolute);
    const made = 'why' in bytes ? problemOf(path, bytes.why) : read(path, absolute, bytes);
    known.set(path, made);
    return made;
  };
}

function problemOf(where: string, message: string): Problem {
  return { message, where, severity: 'error' };
}

/** Links are followed first: a link below the root to a file elsewhere lies elsewhere. */
export function liesBelow(root: string): Knows {
  return (path) => {
    if (isAbsolute(path) || posix.normalize(path) !== path || path.startsWith('..')) return false;
    try {
      const inside = relative(realpathSync(root), realpathSync(join(root, path)));
      return !isAbsolute(inside) && !/^\.\.(?:[/\\]|$)/u.test(inside);
    } catch {
      return true; // There is no such file: reading it says so.
    }
  };
}

/** Parses when the tree is asked for: a file whose rewritten text is cached is never parsed. */
function read(path: string, absolute: string, bytes: Buffer): Tree {
  const text = bytes.toString('utf8');
  const sha1 = createHash('sha1').update(bytes).digest('hex');
  let parsed: ScopeTable | null = null;
  const parse = (): ScopeTable => (parsed ??= readScopes(path, text));
  return {
    sha1,
    text,
    absolute,
    get tree() {
      return parse().tree;
    },
    get scopes() {
      return parse();
    },
  };
}

export async function runPlan(
  settings: RunSettings,
  plan: InstrumentationPlan,
  n: number,
  readTree: ReturnType<typeof createTreeReader>,
  paths: PathMap,
): Promise<RunResult> {
  const runDir = join(settings.sessionDir, `run-${n}`);
  mkdirSync(join(runDir, 'recordings'), { recursive: true });
  const applied = await ast.apply(plan, {
    root: settings.root,
    runDir,
    session: settings.session,
    run: n,
    readTree,
  });
  const demand = answerDemand(runDir, (asked) => applied.rewriteGenerated(asked));
  const result = await launch({
    argv: [...settings.argv],
    cwd: settings.cwd,
    runDir,
    env: settings.env,
    preloadPath: settings.preloadPath,
    timeoutMs: settings.timeoutMs,
    stdio: settings.stdio,
    ...(settings.signal === undefined ? {} : { signal: settings.signal }),
  }).finally(() => demand.stop());
  const recording = mergeRecordings(runDir);
  keepObserved(settings.root, observedCalls(recording));
  const loaded = new Set<string>();
  for (const note of recording.hostNotes) {
    if (note.type !== 'loaded') continue;
    const path = projectPath(settings.root, note.path);
    loaded.add(path);
    paths.set(path, note.path);
  }
  const left = result.leftBehind.map((path): Problem => {
    const message =
      'holds probes, because a tool of the command wrote it from what it had loaded; make it anew';
    return { message, where: path, severity: 'warning' };
  });
  const problems = [...applied.problems, ...left];
  return {
    n,
    argv: settings.argv,
    runDir,
    launch: result,
    recording,
    problems,
    loaded: [...loaded],
  };
}

/** Events that were lost, for whatever reason. */
export function droppedIn(recording: Recording): number {
  return Object.values(recording.dropped).reduce((sum, count) => sum + count, 0);
}

/** @returns true where something came for which there was no room any more */
export function isFullRecording({ dropped }: Pick<Recording, 'dropped'>): boolean {
  return (dropped['byte-limit'] ?? 0) > 0;
}

/** The functions that rested for a while, by the site of their start: what they did meanwhile is not known. */
export function restedIn(recording: Recording): ReadonlySet<number> {
  return new Set(
    recording.events.flatMap((event) =>
      event.type === 'probe-throttled' && event.state === 'off' ? [event.site] : [],
    ),
  );
}

/** What an answer may have missed: events that were lost, and functions that rested. */
export function missedIn(recording: Recording): number {
  return droppedIn(recording) + restedIn(recording).size;
}
