/**
 * Builds the code graph of a project: discover, read facts (cached by content), resolve imports, link, insert. Bad files
 * are problems; only a root that is no folder is an error.
 */
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { ScopeError } from '../../protocol/problem.ts';
import type { Problem } from '../../protocol/problem.ts';
import { cacheFile, openCache } from './cache/cache.ts';
import type { Cache } from './cache/cache.ts';
import { writeCache } from './cache/write.ts';
import type { KeptFile } from './cache/write.ts';
import { createCodeGraph } from './code-graph.ts';
import type { CodeGraph } from './code-graph.ts';
import { buildColumns } from './columns.ts';
import { discoverSources, linkedPackages } from './discover.ts';
import type { FileFacts } from './facts/file-facts.ts';
import { linkCalls } from './link/call.ts';
import { createImportResolver } from './link/resolve.ts';
import { createSymbolTable } from './link/symbol.ts';
import { loadFacts } from './read/load.ts';
import type { LoadProgress } from './read/load.ts';

export interface CodeGraphOptions {
  /** Files to read besides the project's own sources, e.g. inside node_modules; absolute, or relative to the root. */
  readonly extraFiles?: readonly string[];
  /** Where the facts are kept; null keeps none. Default: `.scope/cache/` below the root. */
  readonly cacheFile?: string | null;
  /** Threads that parse; default: by the size of what is to be parsed. */
  readonly threads?: number;
  readonly onProgress?: (progress: LoadProgress) => void;
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
function toStore(kept: readonly KeptFile[], cache: Cache): readonly KeptFile[] {
  const paths = new Set(kept.map(({ path }) => path));
  const others = [...cache.files.values()].filter(
    ({ path }) => !paths.has(path) && path.includes('node_modules/'),
  );
  return [...kept, ...others.map((file) => ({ ...file, bytes: null }))];
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
  const discovered = await discoverSources(real);
  const cache = openCache(store);
  const extra = (options.extraFiles ?? []).map((path) => toRelative(real, path));
  const linked = await sourcesOfLinked(real);
  const { onProgress, threads } = options;
  const loaded = await loadFacts({
    root: real,
    paths: [...new Set([...discovered.paths, ...linked, ...extra])],
    cache,
    required: new Set(extra),
    ...(threads === undefined ? {} : { threads }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const problems: Problem[] = [...discovered.problems, ...loaded.problems];
  const notice = cache.notice();
  if (notice !== null) problems.unshift(notice);
  const stored = toStore(loaded.kept, cache);
  if (store !== null && (loaded.isNew || stored.length !== cache.files.size)) {
    const problem = await writeCache(store, stored, cache.bytesOf);
    if (problem !== null) problems.push(problem);
  }
  return linkGraph(real, loaded, { problems, started });
}

interface Linking {
  readonly problems: readonly Problem[];
  readonly started: number;
}

/** Facts to graph. */
function linkGraph(
  root: string,
  { files, cached }: { readonly files: readonly FileFacts[]; readonly cached: number },
  { problems, started }: Linking,
): CodeGraph {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const table = createSymbolTable(byPath, createImportResolver(root, new Set(byPath.keys())));
  const calls = linkCalls(files, table);
  const columns = buildColumns(files, table, calls);
  return createCodeGraph({
    root,
    files,
    columns,
    calls,
    problems,
    stats: {
      files: files.length,
      lines: files.reduce((sum, file) => sum + file.lines, 0),
      ms: performance.now() - started,
      cached,
      nodes: columns.nodes,
      edges: columns.edges.from.length,
      rssBytes: process.memoryUsage.rss(),
    },
  });
}
