/**
 * The body layer of a whole project, each file once, on several threads. What is built and let go again is garbage until the
 * heap that holds it is full, and Node's default lets that be 4 GB: so each thread has a heap of its own, little larger than what it may keep.
 */
import { fileOf } from '../../protocol/ids.ts';
import { availableParallelism } from 'node:os';
import type { CodeGraph } from '../project/code-graph.ts';
import { runThreads } from '../project/read/threads.ts';
import { openBuilder } from './builder.ts';
import type { BuilderOptions, FileDone, FileTask } from './builder.ts';

/** More threads than these share the memory into pieces too small for a large file. */
const MOST_THREADS = 4;
/** Fewer functions than these are built sooner than a thread has started. */
const THREADED_FUNCTIONS = 2000;
/** Of a thread's heap beyond what it keeps: the file that it is at, and garbage. */
const HEAP_SHARE = 1.25;
const HEAP_MB = 256;
const SAMPLE_MS = 50;

export interface SweepOptions {
  /** What the files that are kept open may take in all, about, MB. */
  readonly memoryMb: number;
  /** Default: by the number of functions and of cores; 0: everything in this thread. */
  readonly threads?: number;
  readonly onProgress?: (done: SweepProgress) => void;
}

/** How far it has come. */
export interface SweepProgress {
  readonly files: number;
  readonly total: number;
  readonly functions: number;
}

export interface Sweep {
  readonly functions: number;
  readonly ms: number;
  /** Of one function whose file is parsed, milliseconds; 0 where there is none. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The limit that was set. */
  readonly memoryMb: number;
  /** Of the process with all its threads. */
  readonly peakRssBytes: number;
  /** Files that had to go to make room. */
  readonly evicted: number;
}

function tasksOf(graph: CodeGraph): readonly FileTask[] {
  const byFile = new Map<string, string[]>();
  for (const { id } of [...graph.modules(), ...graph.functions()]) {
    const own = byFile.get(fileOf(id));
    if (own === undefined) byFile.set(fileOf(id), [id]);
    else own.push(id);
  }
  return [...byFile]
    .map(([path, functions]) => ({ path, functions }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function threadsFor(functions: number): number {
  const cores = availableParallelism();
  return functions < THREADED_FUNCTIONS || cores < 2 ? 0 : Math.min(cores, MOST_THREADS);
}

/** Builds the body of each function of the graph, and says how long one takes. */
export async function sweepBodies(graph: CodeGraph, options: SweepOptions): Promise<Sweep> {
  const started = performance.now();
  const { memoryMb, onProgress } = options;
  const tasks = tasksOf(graph);
  const wanted = tasks.reduce((sum, { functions }) => sum + functions.length, 0);
  const threads = options.threads ?? threadsFor(wanted);
  const own: BuilderOptions = { root: graph.root, memoryMb: memoryMb / Math.max(threads, 1) };
  const each: number[] = [];
  let evicted = 0;
  let files = 0;
  let peakRssBytes = 0;
  const sample = (): void =>
    void (peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss()));
  const onDone = (done: FileDone): void => {
    for (const ms of done.ms) each.push(ms);
    evicted += done.evicted;
    files += 1;
    onProgress?.({ files, total: tasks.length, functions: each.length });
  };
  // What a thread had no room for is built here, and nothing of it is kept.
  const here = openBuilder(threads === 0 ? own : { ...own, memoryMb: 0 });
  let next = 0;
  const timer = setInterval(sample, SAMPLE_MS);
  await runThreads<FileTask, FileDone>({
    module: new URL('./worker.js', import.meta.url),
    threads,
    data: own,
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(own.memoryMb * HEAP_SHARE + HEAP_MB) },
    take: () => tasks[next++] ?? null,
    onDone,
    doHere: (task) => onDone(here(task)),
  }).finally(() => clearInterval(timer));
  sample();
  each.sort((a, b) => a - b);
  const at = (share: number): number =>
    each[Math.min(each.length - 1, Math.floor(each.length * share))] ?? 0;
  return {
    functions: each.length,
    ms: Math.round(performance.now() - started),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    memoryMb,
    peakRssBytes,
    evicted,
  };
}
