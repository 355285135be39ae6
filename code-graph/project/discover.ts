/**
 * Which files are the project's own sources. A repository is asked with `git ls-files` (tracked and new files that are not
 * ignored); anything else is walked. Dependencies, build outputs and declaration files are left out.
 */
import { execFile } from 'node:child_process';
import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Problem } from '../../protocol/problem.ts';
import { grammarOf } from '../syntax/grammar/grammar.ts';

const LEFT_OUT = /^(?:node_modules|dist|build|out|coverage|.*[-_]dist|\.[^/]+)$/u;
const DECLARATIONS = /\.d\.[cm]?ts$/u;
/** Written by tools: minified code, and the tables that yarn resolves by. */
const WRITTEN = /\.min\.[cm]?js$|(?:^|\/)\.pnp\.(?:c?js|loader\.mjs)$/u;
const MAX_FILES = 50_000;
const MAX_LINKED = 20;

export interface Discovered {
  /** Relative to the root, with `/`, sorted. */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

/** @returns whether a path below the root looks like a source file of the project */
export function isProjectSource(path: string): boolean {
  if (grammarOf(path) === null || DECLARATIONS.test(path) || WRITTEN.test(path)) return false;
  return !path
    .split('/')
    .slice(0, -1)
    .some((folder) => LEFT_OUT.test(folder));
}

function listWithGit(root: string): Promise<readonly string[] | null> {
  const args = ['ls-files', '-z', '-co', '--exclude-standard'];
  return new Promise((resolve) => {
    execFile('git', args, { cwd: root, maxBuffer: 1 << 28 }, (error, stdout) => {
      resolve(error === null ? stdout.split('\0').filter((path) => path !== '') : null);
    });
  });
}

async function walkFolders(root: string, problems: Problem[]): Promise<readonly string[]> {
  const found: string[] = [];
  const stack: string[] = [root];
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    try {
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !LEFT_OUT.test(entry.name)) stack.push(path);
        else if (entry.isFile()) found.push(relative(root, path).split(sep).join('/'));
      }
    } catch (error) {
      problems.push({
        message: `cannot list ${folder}: ${error instanceof Error ? error.message : String(error)}`,
        where: folder,
        severity: 'warning',
      });
    }
    if (found.length > MAX_FILES * 10) break;
  }
  return found;
}

/**
 * Packages that are linked into `node_modules` from beside the project (`npm link`, `file:`): what is worked on together.
 * @returns absolute, real paths of their folders
 */
export async function linkedPackages(root: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of await packageFolders(join(root, 'node_modules'))) {
    const real = await realpath(folder).catch(() => null);
    if (
      real === null ||
      (!isAbsolute(relative(root, real)) && !relative(root, real).startsWith('..'))
    )
      continue;
    if (!real.split(sep).includes('node_modules')) found.add(real);
  }
  return [...found].slice(0, MAX_LINKED);
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

/** @returns the source files of a project; a folder that cannot be read is a problem, not an error */
export async function discoverSources(root: string): Promise<Discovered> {
  const problems: Problem[] = [];
  let paths = (await listWithGit(root))?.filter(isProjectSource) ?? [];
  if (paths.length === 0) paths = (await walkFolders(root, problems)).filter(isProjectSource);
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
