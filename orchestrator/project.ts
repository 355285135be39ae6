/**
 * Paths of a project: every file is named relative to the root with `/`, and a file of a package by its place below
 * `node_modules`, wherever that folder really lies.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { workspaceOf } from './workspace.ts';

/**
 * @returns the nearest folder with a package.json (or .git), upwards from `cwd`, or the workspace that holds it; `cwd` itself where
 *   there is none
 */
export function findProjectRoot(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (isProjectFolder(folder)) return workspaceOf(realpathSync(folder));
    if (dirname(folder) === folder) return realpathSync(resolve(cwd));
  }
}

/** @returns whether something says that a project begins here */
export function isProjectFolder(folder: string): boolean {
  return existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'));
}

/** @returns the path that answers cite */
export function projectPath(root: string, absolute: string): string {
  const inside = relative(root, absolute);
  const isInside = !inside.startsWith('..') && !isAbsolute(inside);
  if (isInside) return inside.split(sep).join('/');
  const at = absolute.lastIndexOf(`${sep}node_modules${sep}`);
  return (at >= 0 ? absolute.slice(at + 1) : inside).split(sep).join('/');
}

const SOURCE = /\.[cm]?[jt]sx?$/u;

/** @returns the source files that the words of a command name, relative to the root */
export function filesInCommand(
  root: string,
  cwd: string,
  argv: readonly string[],
): readonly string[] {
  const found = new Set<string>();
  // `sh -c "npx vitest run a.test.ts"` names files too.
  for (const word of argv.flatMap((one) => [one, ...one.split(/\s+/u)])) {
    const clean = word.replace(/^--[\w-]+=/u, '').replace(/:\d+$/u, '');
    if (clean === '' || clean.startsWith('-')) continue;
    const absolute = resolve(cwd, clean);
    for (const file of [absolute, ...['.ts', '.js', '.mjs', '.cjs'].map((end) => absolute + end)]) {
      if (SOURCE.test(file) && existsSync(file) && statSync(file).isFile()) {
        const path = projectPath(root, realpathSync(file));
        if (!path.includes('node_modules/')) found.add(path);
        break;
      }
    }
  }
  return [...found];
}

/** @returns true for files that hold tests or only serve them */
export function isTestFile(path: string): boolean {
  return (
    /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?)\//u.test(path) ||
    /[.-](?:test|spec|cy|e2e)\.[cm]?[jt]sx?$/u.test(path)
  );
}

/** @returns the package that a file below node_modules belongs to, or null */
export function packageOf(path: string): string | null {
  const at = path.lastIndexOf('node_modules/');
  if (at < 0) return null;
  const [first, second] = path.slice(at + 'node_modules/'.length).split('/');
  return first?.startsWith('@') === true ? `${first}/${second ?? ''}` : (first ?? null);
}

const MOST_SOURCE_BYTES = 4 * 1024 * 1024;

/** @returns true for names of files that can hold JavaScript or TypeScript */
export function isSourceName(path: string): boolean {
  return SOURCE.test(path);
}

/** @returns the bytes of a regular file of at most 4 MB, or why it is not read */
export function readSource(path: string): Buffer | { readonly why: string } {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return { why: 'it is not a regular file' };
    if (stats.size > MOST_SOURCE_BYTES) return { why: 'it is larger than 4 MB' };
    return readFileSync(path);
  } catch {
    return { why: 'the file can not be read' };
  }
}

/** @returns what reads a file below the root by its path, null where it is no text of at most 4 MB */
export function createTextReader(root: string): (path: string) => string | null {
  return (path) => {
    const text = readSource(join(root, path));
    return Buffer.isBuffer(text) ? text.toString('utf8') : null;
  };
}

const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.js',
  '.mjs',
  '.cjs',
  '.jsx',
  '.mts',
  '.cts',
  '/index.ts',
  '/index.tsx',
  '/index.js',
];

/** @returns which known file a relative import means; null for packages and for what is not known */
export function createImportFinder(
  paths: readonly string[],
): (file: string, specifier: string) => string | null {
  const known = new Set(paths);
  return (file, specifier) => {
    if (!specifier.startsWith('.')) return null;
    const base = posix.join(posix.dirname(file), specifier);
    const plain = base.replace(/\.([cm]?)js$/u, '.$1ts');
    return (
      [...ENDINGS.map((ending) => base + ending), plain, base.replace(/\.jsx?$/u, '.tsx')].find(
        (path) => known.has(path),
      ) ?? null
    );
  };
}

/** Runners, assertion libraries, transpilers and bundlers: what tests and builds are made with is not what is asked about. */
const TOOL =
  /^(?:vitest|vite|vite-node|rollup|rolldown|esbuild|webpack|typescript|tsx|ts-node|ts-jest|jest|expect|mocha|chai|chai-.*|should|sinon|ava|tap|uvu|supertest|superagent|nyc|c8|power-assert|assert|babel-jest|nock|msw|(?:@vitest|@jest|@babel|@swc|@testing-library|@sinonjs|@rollup|@esbuild|@types)\/.*|jest-.*)$/u;

/** @returns true for packages that runs are made with, which are never watched */
export function isTool(name: string): boolean {
  return TOOL.test(name);
}
