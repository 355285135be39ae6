/**
 * A code graph that is kept in a process and brought up to date: files that changed are read again, everything else is put
 * together from what is at hand. The graph of before stays as it was for whoever still holds it. Nothing here listens; see
 * `listen.ts`.
 */
import { dirname, join } from 'node:path';
import type { Problem } from '../../../protocol/problem.ts';
import { assemble } from '../assemble.ts';
import { freshResolver, listSources, openCodeGraph, resolverOf, saveFacts } from '../build.ts';
import type { CodeGraphOptions } from '../build.ts';
import { encodeFacts } from '../cache/blob.ts';
import { stampOf } from '../cache/stamp.ts';
import type { KeptFile } from '../cache/write.ts';
import type { CodeGraph } from '../code-graph.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import { CallLinker } from '../link/link.ts';
import { readSource } from '../read/read-source.ts';
import { compareGraphs } from './difference.ts';
import type { Difference } from './difference.ts';

export interface GraphChange extends Difference {
  /** Files whose content changed, appeared or went, as they were named. */
  readonly files: readonly string[];
  /** How many of them appeared, and went. */
  readonly filesAdded: number;
  readonly filesRemoved: number;
  /** Until the graph was current, its calls included. */
  readonly ms: number;
  readonly problems: readonly Problem[];
}

export interface CurrentGraph {
  readonly root: string;
  graph(): CodeGraph;
  /**
   * @param paths  files of the graph, relative to the root; null lists the project anew and asks again where imports lead
   * @returns null where nothing had changed
   */
  update(paths: readonly string[] | null): Promise<GraphChange | null>;
  /** Links the calls where they came from the cache, so that the first change need not. */
  prepare(): void;
  /** Writes what was read since to the cache; calls are linked anew by the next start. */
  save(): Promise<void>;
}

interface Known {
  readonly facts: FileFacts | null;
  readonly problems: readonly Problem[];
  readonly kept: KeptFile | null;
}

/** Everything a project's graph is put together from, by path in the order of the listing. */
type Files = ReadonlyMap<string, Known>;

function readOne(root: string, path: string, before: Known | undefined): Known | null {
  const stamp = stampOf(join(root, path));
  const read =
    stamp === null
      ? ({ kind: 'gone' } as const)
      : readSource(root, path, before?.kept?.hash ?? null);
  if (read.kind === 'gone' || stamp === null) return null;
  if (read.kind === 'same') return before ?? null;
  if (read.kind === 'left-out') {
    const { hash, problem } = read;
    const kept = hash === null ? null : { path, stamp, hash, problem, ref: null, bytes: null };
    return { facts: null, problems: [problem], kept };
  }
  const { facts, hash } = read;
  const kept = { path, stamp, hash, problem: null, ref: null, bytes: encodeFacts(facts) };
  return { facts, problems: facts.problems, kept };
}

/** @returns the graph of the project as it is now, and the means to keep it so */
export async function openCurrentGraph(
  root: string,
  options: CodeGraphOptions = {},
): Promise<CurrentGraph> {
  const linker = new CallLinker();
  const opened = await openCodeGraph(root, options, linker);
  const { store, cache } = opened;
  let { graph, resolve } = opened;
  let isSaved = true;
  const factsOf = new Map(opened.loaded.files.map((facts) => [facts.path, facts]));
  let files: Files = new Map(
    opened.loaded.kept.map((kept) => {
      const facts = factsOf.get(kept.path) ?? null;
      const problems = kept.problem === null ? (facts?.problems ?? []) : [kept.problem];
      return [kept.path, { facts, problems, kept }];
    }),
  );

  /** The files by the listing; a file that was known keeps what is known of it. */
  const list = async (): Promise<readonly string[]> =>
    (await listSources(opened.root, options)).paths;

  const factsNow = (): readonly FileFacts[] =>
    [...files.values()].flatMap((file) => (file.facts === null ? [] : [file.facts]));

  /** @param gone  files that are no more of it; null: whatever else may have changed, where imports lead is asked again */
  const rebuild = (next: Files, gone: ReadonlySet<string> | null): void => {
    files = next;
    const known = [...files.values()];
    const facts = factsNow();
    if (gone === null) resolve = resolverOf(opened.root, facts);
    else if (gone.size > 0) resolve = resolve.without(gone, freshResolver(opened.root, facts));
    graph = assemble({
      root: opened.root,
      files: facts,
      problems: [...opened.discovered, ...known.flatMap(({ problems }) => problems)],
      resolve,
      cacheFolder: store === null ? null : dirname(store),
      cached: facts.length,
      started: performance.now(),
      link: () => linker.link(facts, resolve),
    });
    isSaved = false;
  };

  return {
    root: opened.root,
    graph: () => graph,
    async update(paths) {
      const started = performance.now();
      const before = graph.columns;
      const listed = new Set(paths === null ? await list() : files.keys());
      const wanted = paths === null ? listed : new Set(paths);
      const changed = [...files.keys()].filter((path) => !listed.has(path));
      const next = new Map<string, Known>();
      for (const path of listed) {
        const old = files.get(path);
        const now = wanted.has(path) ? readOne(opened.root, path, old) : (old ?? null);
        if (now !== null) next.set(path, now);
        if (now !== (old ?? null)) changed.push(path);
      }
      if (changed.length === 0 && paths !== null) return null;
      const isRead = (from: Files, path: string): boolean =>
        (from.get(path)?.facts ?? null) !== null;
      const news = changed.filter((path) => !isRead(files, path) && isRead(next, path));
      const gone = new Set(changed.filter((path) => !isRead(next, path)));
      const filesRemoved = changed.filter(
        (path) => isRead(files, path) && !isRead(next, path),
      ).length;
      rebuild(next, paths === null || news.length > 0 ? null : gone);
      const { columns } = graph;
      const ms = performance.now() - started;
      const problems = changed.flatMap((path) => next.get(path)?.problems ?? []);
      const counts = { filesAdded: news.length, filesRemoved };
      return { files: changed, ...counts, ms, problems, ...compareGraphs(before, columns) };
    },
    prepare() {
      // What is too large to be followed to the end is linked from nothing each time.
      if (linker.isFresh && !graph.isCut) linker.link(factsNow(), resolve);
    },
    async save() {
      if (isSaved || store === null) return;
      isSaved = true;
      const kept = [...files.values()].flatMap((file) => (file.kept === null ? [] : [file.kept]));
      await saveFacts(store, kept, cache);
    },
  };
}
