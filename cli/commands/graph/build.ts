/** `scope graph build [dir]`: reads a project into its graph, says how it went, and with `--watch` keeps it current. */
import { buildCodeGraph } from '../../../code-graph/index.ts';
import type { CodeGraph, CodeGraphOptions } from '../../../code-graph/index.ts';
import type { LoadProgress } from '../../../code-graph/project/read/load.ts';
import type { Sweep, SweepProgress } from '../../../code-graph/sweep/sweep.ts';
import type { GraphChange } from '../../../code-graph/project/watch/current.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import { coloursFor } from '../../render/colour.ts';
import { createProgress } from '../../render/progress.ts';
import type { Progress } from '../../render/progress.ts';
import { bar, count, duration, plural, size } from '../../render/text.ts';
import { openProject, openScopeFolder } from '../../session.ts';
import { readPlanning } from '../planning.ts';
import type { CommandInput } from '../planning.ts';
import { checkSources, folderAt } from './place.ts';

const MOST_PROBLEMS = 10;
const BAR = 24;
/** After the last change, before it is kept for the next start. */
const SAVE_MS = 2000;
/** Trees and bodies of functions that are kept at a time, where nobody says how many. */
const BODIES_MB = 1024;

/** @throws ScopeError `usage`, `project-unreadable` */
export async function buildCommand(io: Io, input: CommandInput): Promise<number> {
  const [, folder] = input.words;
  const place = folder === undefined ? io : { ...io, cwd: folderAt(io, folder) };
  if (input.options['watch'] === true) return watchGraph(place, input);
  const memory = memoryOf(input.options);
  const graph = await readGraph(place, input.options);
  const isJson = input.options['json'] === true;
  if (input.options['bodies'] !== true) {
    io.out.write(isJson ? asJson(documentOf(graph)) : summaryText(graph));
    return EXIT_CODE.settled;
  }
  const bodies = await sweepWithBar(place, graph, { input, memoryMb: memory ?? BODIES_MB });
  io.out.write(
    isJson ? asJson({ ...documentOf(graph), bodies }) : summaryText(graph) + bodiesText(bodies),
  );
  return EXIT_CODE.settled;
}

async function sweepWithBar(
  io: Io,
  graph: CodeGraph,
  { input, memoryMb }: { readonly input: CommandInput; readonly memoryMb: number },
): Promise<Sweep> {
  const { sweepBodies } = await import('../../../code-graph/sweep/sweep.ts');
  const progress = progressFor(io, input.options);
  const started = performance.now();
  progress.busy('building bodies');
  const onProgress = ({ files, total, functions }: SweepProgress): void => {
    const rate = rateOf(functions, performance.now() - started);
    const done = `${count(files)} of ${plural(total, 'file')}`;
    progress.update(
      `bodies ${bar(files / total, BAR)} ${done}, ${plural(functions, 'function')} (${rate})`,
    );
  };
  return sweepBodies(graph, { memoryMb, onProgress }).finally(() => progress.stop());
}

/** @returns the limit of `--memory` in megabytes; undefined where none is given. @throws ScopeError `usage` */
export function memoryOf(options: CommandInput['options']): number | undefined {
  const given = options['memory'];
  if (given === undefined) return undefined;
  const limit = Number(given);
  if (!Number.isFinite(limit) || limit < 1)
    throw new ScopeError('usage', `--memory takes megabytes, not ${String(given)}`);
  return limit;
}

const asJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function progressFor(io: Io, options: CommandInput['options']): Progress {
  return createProgress(io, coloursFor(io.err, io.env, readPlanning(options).color));
}

const rateOf = (amount: number, ms: number): string =>
  `${count(Math.round((amount / Math.max(ms, 1)) * 1000))}/s`;

interface Place {
  readonly root: string;
  readonly options: CodeGraphOptions;
  readonly progress: Progress;
}

/** A project that cannot be written to is read all the same; the build says that nothing was kept. */
function prepare(io: Io, options: CommandInput['options']): Place {
  const root = openProject(io.cwd);
  try {
    openScopeFolder(root);
  } catch (error) {
    if (!(error instanceof ScopeError) || error.code !== 'disk-failed') throw error;
  }
  const progress = progressFor(io, options);
  const started = performance.now();
  return {
    root,
    progress,
    options: {
      ...(options['cache'] === false ? { cacheFile: null } : {}),
      includePackages: options['includePackages'] === true,
      onProgress: (done) => progress.update(progressText(done, performance.now() - started)),
    },
  };
}

function progressText({ files, total, lines }: LoadProgress, ms: number): string {
  const share = total === 0 ? 1 : files / total;
  return `reading ${bar(share, BAR)} ${count(files)} of ${plural(total, 'file')} (${rateOf(files, ms)}), ${plural(lines, 'line')} (${rateOf(lines, ms)})`;
}

/**
 * Reads the project around a folder, with a bar for what takes longer than a second.
 * @throws ScopeError `project-unreadable`, also where it holds no sources
 */
export async function readGraph(io: Io, given: CommandInput['options']): Promise<CodeGraph> {
  const { root, options, progress } = prepare(io, given);
  progress.busy('reading the project');
  const graph = await buildCodeGraph(root, options).finally(() => progress.stop());
  checkSources(graph);
  return graph;
}

/** Says what each change did until it is interrupted. */
async function watchGraph(io: Io, input: CommandInput): Promise<number> {
  const { openCurrentGraph } = await import('../../../code-graph/project/watch/current.ts');
  const { listen } = await import('../../../code-graph/project/watch/listen.ts');
  const isJson = input.options['json'] === true;
  const { root, options, progress } = prepare(io, input.options);
  progress.busy('reading the project');
  const current = await openCurrentGraph(root, options).finally(() => progress.stop());
  const graph = current.graph();
  io.out.write(isJson ? `${JSON.stringify(documentOf(graph))}\n` : summaryText(graph));
  let timer: NodeJS.Timeout | null = null;
  const listener = listen(current, {
    onChange(change) {
      io.out.write(isJson ? `${JSON.stringify(change)}\n` : changeText(change));
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => void current.save(), SAVE_MS);
    },
    onProblem: (message) => progress.line(message),
  });
  progress.line('watching; Ctrl-C ends');
  await new Promise<void>((done) => {
    const off = io.onInterrupt(() => {
      off();
      done();
    });
  });
  if (timer !== null) clearTimeout(timer);
  await listener.close();
  await current.save();
  return EXIT_CODE.settled;
}

/** `src/a.ts: 41 ms, nodes +1 -0, edges +3 -1`, or `src/a.ts and 11 more files (2 new, 3 gone): …` */
function changeText(change: GraphChange): string {
  const {
    files,
    filesAdded,
    filesRemoved,
    ms,
    nodesAdded,
    nodesRemoved,
    edgesAdded,
    edgesRemoved,
    problems,
  } = change;
  const [first, ...more] = files;
  const counts = [
    ...(filesAdded > 0 ? [`${count(filesAdded)} new`] : []),
    ...(filesRemoved > 0 ? [`${count(filesRemoved)} gone`] : []),
  ];
  const which = counts.length === 0 ? '' : ` (${counts.join(', ')})`;
  const name =
    more.length === 0
      ? String(first)
      : `${String(first)} and ${plural(more.length, 'more file')}${which}`;
  const lines = [
    `${name}: ${duration(ms)}, nodes +${count(nodesAdded)} -${count(nodesRemoved)}, edges +${count(edgesAdded)} -${count(edgesRemoved)}`,
    ...problems.slice(0, MOST_PROBLEMS).map(({ message }) => `  problem: ${message}`),
  ];
  return `${lines.join('\n')}\n`;
}

function bodiesText(bodies: Sweep): string {
  const { functions, ms, p50Ms, p99Ms, memoryMb, peakRssBytes, evicted } = bodies;
  return `bodies of ${plural(functions, 'function')} in ${duration(ms)}: median ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms; limit ${count(memoryMb)} MB, ${size(peakRssBytes)} resident at most, ${plural(evicted, 'file')} evicted\n`;
}

/** What `--json` prints of a graph. */
export function documentOf(graph: CodeGraph): object {
  const { files, lines, ms, cached, nodes, edges, rssBytes } = graph.stats();
  const { problems } = graph;
  return { files, lines, ms: Math.round(ms), cached, nodes, edges, rssBytes, problems };
}

export function summaryText(graph: CodeGraph): string {
  const stats = graph.stats();
  const lines = [
    `${plural(stats.files, 'file')}, ${plural(stats.lines, 'line')} in ${duration(stats.ms)} (${count(stats.cached)} from the cache, ${size(stats.rssBytes)} resident)`,
    `${plural(stats.nodes, 'node')}, ${plural(stats.edges, 'edge')}`,
    ...graph.problems
      .slice(0, MOST_PROBLEMS)
      .map(
        ({ where, message }) =>
          `problem: ${where === undefined || message.startsWith(where) ? '' : `${where}: `}${message}`,
      ),
  ];
  const more = graph.problems.length - MOST_PROBLEMS;
  if (more > 0) lines.push(`and ${plural(more, 'more problem')}; --json prints them all`);
  return `${lines.join('\n')}\n`;
}
