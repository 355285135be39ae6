/**
 * Builds the code graph of a project: discover, read facts (cached by content), resolve imports, put together, link. Bad
 * files are problems; only a root that is no folder is an error. An opened graph can be brought up to date file by file.
 */
import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ScopeError } from '../../protocol/problem.ts';
import type { Problem } from '../../protocol/problem.ts';
import { assemble, rememberImports } from './assemble.ts';
import type { RememberedImports } from './assemble.ts';
import { cacheFile, openCache } from './cache/cache.ts';
import type { Cache } from './cache/cache.ts';
import { writeCache } from './cache/write.ts';
import type { KeptFile, Written } from './cache/write.ts';
import type { CodeGraph } from './code-graph.ts';
import { discoverSources, linkedPackages } from './discover.ts';
import type { FileFacts } from './facts/file-facts.ts';
import type { CallLinker } from './link/link.ts';
import { createImportResolver } from './link/resolve.ts';
import type { ImportResolver } from './link/resolve.ts';
import { loadFacts } from './read/load.ts';
import type { LoadOptions, LoadProgress, Loaded } from './read/load.ts';

export interface CodeGraphOptions {
  /** Files to read besides the project's own sources, e.g. inside node_modules; absolute, or relative to the root. */
  readonly extraFiles?: readonly string[];
  /** Where the facts are kept; null keeps none. Default: `.scope/cache/` below the root. */
  readonly cacheFile?: string | null;
  /** Read what is installed in `node_modules` as well; it stays out otherwise. */
  readonly includePackages?: boolean;
  /** Threads that parse; default: by the size of what is to be parsed. */
  readonly threads?: number;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** When calls are linked: `now` by default; `asked` where perhaps nobody asks about calls. A project too large for all of them says so with `now` alone. */
  readonly links?: 'now' | 'asked';
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

/** What a build read, and what it takes to read it again. */
export interface Opened {
  readonly graph: CodeGraph;
  readonly root: string;
  /** The index of the cache, or null. */
  readonly store: string | null;
  readonly cache: Cache;
  readonly loaded: Loaded;
  readonly discovered: readonly Problem[];
  readonly resolve: RememberedImports;
}

/** @returns the project's own sources, those of linked packages, and what was asked for besides */
export async function listSources(
  root: string,
  options: CodeGraphOptions,
): Promise<{
  readonly paths: readonly string[];
  readonly extra: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}> {
  const { paths, problems } = await discoverSources(root, {
    includePackages: options.includePackages === true,
  });
  const extra = new Set((options.extraFiles ?? []).map((path) => toRelative(root, path)));
  const linked = await sourcesOfLinked(root);
  return { paths: [...new Set([...paths, ...linked, ...extra])], extra, problems };
}

/** @param kept  what was read of the files that were asked for */
export async function saveFacts(
  store: string,
  kept: readonly KeptFile[],
  cache: Cache,
): Promise<Written> {
  const written = await writeCache(store, toStore(kept, cache), cache.bytesOf);
  cache.bytesOf.rest();
  return written;
}

/** Reads, and keeps what is new; bytes that lie in the cache then are held no longer. */
async function readAndKeep(
  store: string | null,
  options: Omit<LoadOptions, 'keepsBytes'>,
): Promise<Loaded> {
  const { cache } = options;
  const loaded = await loadFacts({ ...options, keepsBytes: store !== null });
  const isOther = (): boolean =>
    loaded.isNew || toStore(loaded.kept, cache).length !== cache.files.size;
  if (store === null || !isOther()) {
    cache.bytesOf.rest();
    return loaded;
  }
  const { files, problem } = await saveFacts(store, loaded.kept, cache);
  if (files === null) return { ...loaded, problems: [...loaded.problems, problem] };
  const stored = new Map(files.map((file) => [file.path, { ...file, bytes: null }]));
  return { ...loaded, kept: loaded.kept.map((one) => stored.get(one.path) ?? one) };
}

/** @returns where the imports of these files lead */
export function resolverOf(root: string, files: readonly FileFacts[]): RememberedImports {
  return rememberImports(freshResolver(root, files));
}

/** @returns one that keeps nothing and looks at the folders as they are */
export function freshResolver(root: string, files: readonly FileFacts[]): ImportResolver {
  return createImportResolver(root, new Set(files.map(({ path }) => path)));
}

/**
 * Reads, keeps what is new in the cache, and puts together.
 * @param linker  what links the calls where they are not kept
 */
export async function openCodeGraph(
  root: string,
  options: CodeGraphOptions,
  linker?: CallLinker,
): Promise<Opened> {
  const started = performance.now();
  const real = await realRoot(root);
  const store = options.cacheFile === undefined ? cacheFile(real) : options.cacheFile;
  const { paths, extra, problems: discovered } = await listSources(real, options);
  const cache = openCache(store);
  const { onProgress, threads } = options;
  const loaded = await readAndKeep(store, {
    root: real,
    paths,
    cache,
    required: extra,
    ...(threads === undefined ? {} : { threads }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const problems: Problem[] = [...discovered, ...loaded.problems];
  const notice = cache.notice();
  if (notice !== null) problems.unshift(notice);
  const resolve = resolverOf(real, loaded.files);
  const graph = assemble({
    root: real,
    files: loaded.files,
    problems,
    resolve,
    cacheFolder: store === null ? null : dirname(store),
    cached: loaded.cached,
    started,
    links: options.links ?? 'now',
    ...(linker === undefined ? {} : { linker }),
  });
  return { graph, root: real, store, cache, loaded, discovered, resolve };
}

/**
 * @param root  folder of the project
 * @throws ScopeError `project-unreadable` where the root is no readable folder
 */
export async function buildCodeGraph(
  root: string,
  options: CodeGraphOptions = {},
): Promise<CodeGraph> {
  return (await openCodeGraph(root, options)).graph;
}
