/**
 * Which files are the project's own sources. A repository is asked with `git ls-files` (tracked and new files that are not
 * ignored); anything else is walked. Dependencies, build outputs and declaration files are left out.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Problem } from '../../protocol/problem.ts';
import { grammarOf } from '../syntax/grammar/grammar.ts';

const LEFT_OUT = /^(?:node_modules|dist|build|out|coverage|.*[-_]dist|\.[^/]+)$/u;
const DECLARATIONS = /\.d\.[cm]?ts$/u;
/** Written by tools: minified code, and the tables that yarn resolves by. */
const WRITTEN = /\.min\.[cm]?js$|(?:^|\/)\.pnp\.(?:c?js|loader\.mjs)$/u;
const MAX_FILES = 250_000;
const MAX_LINKED = 20;

export interface Discovered {
  /** Relative to the root, with `/`, sorted. */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

export interface DiscoverOptions {
  /** Take what is installed in `node_modules` along. */
  readonly includePackages?: boolean;
}

/** @returns whether a path below the root looks like a source file of the project */
export function isProjectSource(path: string): boolean {
  if (grammarOf(path) === null || DECLARATIONS.test(path) || WRITTEN.test(path)) return false;
  return !path
    .split('/')
    .slice(0, -1)
    .some((folder) => LEFT_OUT.test(folder));
}

/** @returns whether a folder below the root, or one around it, never holds sources of the project */
export function isLeftOut(folder: string): boolean {
  return folder.split('/').some((name) => LEFT_OUT.test(name));
}

function listWithGit(root: string): Promise<readonly string[] | null> {
  const args = ['ls-files', '-z', '-co', '--exclude-standard'];
  return new Promise((resolve) => {
    execFile('git', args, { cwd: root, maxBuffer: 1 << 28 }, (error, stdout) => {
      resolve(error === null ? stdout.split('\0').filter((path) => path !== '') : null);
    });
  });
}

interface Walk {
  readonly root: string;
  readonly isLeftOut: (folder: string) => boolean;
  /** Ask git in the repositories that lie inside. */
  readonly asksGit: boolean;
  readonly problems: Problem[];
}

/** @returns all files below `start`, relative to the root; those of repositories inside as git lists them */
async function walkFolders(
  start: string,
  { root, isLeftOut, asksGit, problems }: Walk,
): Promise<readonly string[]> {
  const found: string[] = [];
  const stack: string[] = [start];
  const toPath = (path: string): string => relative(root, path).split(sep).join('/');
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      const isRepository = asksGit && entries.some(({ name }) => name === '.git');
      const listed = isRepository ? await listWithGit(folder) : null;
      if (listed !== null && listed.length > 0) {
        for (const path of listed) found.push(toPath(join(folder, path)));
        continue;
      }
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !isLeftOut(entry.name)) stack.push(path);
        else if (entry.isFile()) found.push(toPath(path));
      }
    } catch (error) {
      problems.push({
        message: `cannot list ${folder}: ${error instanceof Error ? error.message : String(error)}`,
        where: folder,
        severity: 'warning',
      });
    }
    if (found.length > MAX_FILES * 4) break;
  }
  return found;
}

/**
 * Packages that are linked into `node_modules` from beside the project (`npm link`, `file:`): what is worked on together, but for
 * Scope itself, which `npm install <its folder>` links there.
 * @returns absolute, real paths of their folders
 */
export async function linkedPackages(root: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of await packageFolders(join(root, 'node_modules'))) {
    const real = await realpath(folder).catch(() => null);
    if (real === null || isWithin(real, root)) continue;
    // A link to what the project lies in would bring everything beside it.
    if (isWithin(root, real) || isWithin(import.meta.dirname, real)) continue;
    if (!real.split(sep).includes('node_modules')) found.add(real);
  }
  return [...found].slice(0, MAX_LINKED);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way);
}

/** The links of `node_modules` and of the scopes in it. */
async function packageFolders(modules: string): Promise<readonly string[]> {
  const listed = async (folder: string): Promise<readonly Dirent[]> =>
    await readdir(folder, { withFileTypes: true }).catch(() => []);
  const links: string[] = [];
  for (const entry of await listed(modules)) {
    if (entry.isSymbolicLink()) links.push(join(modules, entry.name));
    else if (entry.name.startsWith('@'))
      for (const inner of await listed(join(modules, entry.name)))
        if (inner.isSymbolicLink()) links.push(join(modules, entry.name, inner.name));
  }
  return links;
}

/** What git lists, and what it lists of the repositories that lie inside, of which it names only the folder. */
async function listRepository(root: string, walk: Walk): Promise<readonly string[]> {
  const listed = (await listWithGit(root)) ?? [];
  const paths = listed.filter(isProjectSource);
  const inner = listed.filter((path) => path.endsWith('/') && isProjectSource(`${path}x.js`));
  for (const path of inner)
    paths.push(...(await walkFolders(join(root, path), walk)).filter(isProjectSource));
  return paths;
}

/** Sources of installed packages: folders that are outputs in a project are what a package consists of. */
function isPackageSource(path: string): boolean {
  return grammarOf(path) !== null && !DECLARATIONS.test(path) && !WRITTEN.test(path);
}

/** @returns the `node_modules` of the root and of the folders in it that hold sources: packages of a workspace have their own */
function installedBeside(root: string, paths: readonly string[]): readonly string[] {
  const folders = new Set(['']);
  for (const path of paths)
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  return [...folders].map((folder) => join(root, folder, 'node_modules')).filter(existsSync);
}

/** @returns the source files of a project; a folder that cannot be read is a problem, not an error */
export async function discoverSources(
  root: string,
  options: DiscoverOptions = {},
): Promise<Discovered> {
  const problems: Problem[] = [];
  const walk: Walk = {
    root,
    isLeftOut: (folder) => LEFT_OUT.test(folder),
    asksGit: true,
    problems,
  };
  let paths = await listRepository(root, walk);
  if (paths.length === 0) paths = (await walkFolders(root, walk)).filter(isProjectSource);
  if (options.includePackages === true) {
    const isLeftOut = (folder: string): boolean => /^\.(?!pnpm$)/u.test(folder);
    for (const modules of installedBeside(root, paths)) {
      const inside = await walkFolders(modules, { root, isLeftOut, asksGit: false, problems });
      paths = [...paths, ...inside.filter(isPackageSource)];
    }
  }
  const sorted = [...new Set(paths)].sort();
  if (sorted.length > MAX_FILES) {
    problems.push({
      message: `${sorted.length} source files: only the first ${MAX_FILES} are read; run in a smaller folder`,
      where: root,
      severity: 'warning',
    });
  }
  return { paths: sorted.slice(0, MAX_FILES), problems };
}
