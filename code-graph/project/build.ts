/**
 * Builds the code graph of a project: discover, read facts (cached by content), resolve imports, link, insert. Bad files
 * are problems; only a root that is no folder is an error.
 */
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { ScopeError } from '../../protocol/problem.ts';
import type { Problem } from '../../protocol/problem.ts';
import { cacheFile, readCache, writeCache } from './cache.ts';
import { createCodeGraph } from './code-graph.ts';
import type { CodeGraph } from './code-graph.ts';
import { discoverSources, linkedPackages } from './discover.ts';
import type { FileFacts } from './facts/file-facts.ts';
import { buildProjectGraph } from './graph.ts';
import { linkCalls } from './link/call.ts';
import { createImportResolver } from './link/resolve.ts';
import { createSymbolTable } from './link/symbol.ts';
import { loadFacts } from './load.ts';

export interface CodeGraphOptions {
  /** Files to read besides the project's own sources, e.g. inside node_modules; absolute, or relative to the root. */
  readonly extraFiles?: readonly string[];
  /** Where the facts are kept; null keeps none. Default: `.scope/cache/` below the root. */
  readonly cacheFile?: string | null;
  readonly onProgress?: (done: number, total: number) => void;
}

async function realRoot(root: string): Promise<string> {
  try {
    const real = await realpath(root);
    if ((await stat(real)).isDirectory()) return real;
  } catch (cause) {
    throw new ScopeError('project-unreadable', `${root} cannot be read`, { cause });
  }
  throw new ScopeError('project-unreadable', `${root} is not a folder`);
}

function toRelative(root: string, path: string): string {
  return (isAbsolute(path) ? relative(root, path) : path).split(sep).join('/');
}

/** Files that were cached but not asked for this time stay: `extraFiles` differ from run to run. */
function toStore(
  files: readonly FileFacts[],
  cache: ReadonlyMap<string, FileFacts>,
): readonly FileFacts[] {
  const paths = new Set(files.map((file) => file.path));
  const kept = [...cache.values()].filter(
    (file) => !paths.has(file.path) && file.path.includes('node_modules/'),
  );
  return [...files, ...kept];
}

/** Relative to the project: `../order/src/order.ts`. */
async function sourcesOfLinked(root: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const folder of await linkedPackages(root))
    for (const path of (await discoverSources(folder)).paths)
      paths.push(toRelative(root, join(folder, path)));
  return paths;
}

/**
 * @param root  folder of the project
 * @throws ScopeError `project-unreadable` where the root is no readable folder
 */
export async function buildCodeGraph(
  root: string,
  options: CodeGraphOptions = {},
): Promise<CodeGraph> {
  const started = performance.now();
  const real = await realRoot(root);
  const store = options.cacheFile === undefined ? cacheFile(real) : options.cacheFile;
  const [discovered, cache] = await Promise.all([
    discoverSources(real),
    store === null ? new Map<string, FileFacts>() : readCache(store),
  ]);
  const extra = (options.extraFiles ?? []).map((path) => toRelative(real, path));
  const linked = await sourcesOfLinked(real);
  const paths = [...new Set([...discovered.paths, ...linked, ...extra])];
  const { onProgress } = options;
  const loaded = await loadFacts({
    root: real,
    paths,
    cache,
    required: new Set(extra),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const problems: Problem[] = [...discovered.problems, ...loaded.problems];
  const { files } = loaded;
  const stored = toStore(files, cache);
  if (store !== null && (loaded.cached < files.length || stored.length !== cache.size)) {
    const problem = await writeCache(store, stored);
    if (problem !== null) problems.push(problem);
  }
  const byPath = new Map(files.map((file) => [file.path, file]));
  const table = createSymbolTable(byPath, createImportResolver(real, new Set(byPath.keys())));
  const calls = linkCalls(files, table);
  const graph = buildProjectGraph(files, table, calls);
  return createCodeGraph({
    root: real,
    files,
    graph,
    calls,
    problems,
    stats: {
      files: files.length,
      lines: files.reduce((sum, file) => sum + file.lines, 0),
      ms: performance.now() - started,
      cached: loaded.cached,
      nodes: graph.order,
      edges: graph.size,
      rssBytes: process.memoryUsage.rss(),
    },
  });
}
