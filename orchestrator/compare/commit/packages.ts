/**
 * Installed packages for a second tree of the same project: a folder of links of its own, so that caches that tools keep in
 * node_modules land there and not with the user. A package of the workspace leads to its other version, not to the user's.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

export interface Trees {
  /** The user's work tree. */
  readonly from: string;
  readonly to: string;
}

/** What tools keep there for themselves, and what Scope does. */
const OF_TOOLS = /^\.(?:.*cache.*|vite.*|vitest.*|tmp|temp|scope|package-lock\.json)$/u;

/** @param folders relative to the trees: where packages may be installed. @returns whether any are */
export function linkPackages(trees: Trees, folders: readonly string[]): boolean {
  let found = false;
  for (const folder of new Set(folders)) {
    const from = join(trees.from, folder, 'node_modules');
    const to = join(trees.to, folder, 'node_modules');
    if (!isFolder(from) || !existsSync(dirname(to)) || existsSync(to)) continue;
    linkAll(trees, from, to);
    found = true;
  }
  return linkAbove(trees) || found;
}

/** Node looks for packages in all folders above: the nearest one above the work tree that has some. */
function linkAbove({ from, to }: Trees): boolean {
  for (let up = dirname(from); dirname(up) !== up; up = dirname(up)) {
    if (!isFolder(join(up, 'node_modules'))) continue;
    const link = join(dirname(to), 'node_modules');
    if (!existsSync(link)) symlinkSync(join(up, 'node_modules'), link);
    return true;
  }
  return false;
}

function linkAll(trees: Trees, from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (OF_TOOLS.test(name)) continue;
    const source = join(from, name);
    const isGroup = name.startsWith('@') || name === '.bin';
    if (isGroup && isFolder(source) && !lstatSync(source).isSymbolicLink())
      linkAll(trees, source, join(to, name));
    else linkOne(trees, source, join(to, name));
  }
}

function linkOne(trees: Trees, source: string, link: string): void {
  let real: string;
  try {
    real = realpathSync(source);
  } catch {
    return; // A link that leads nowhere leads nowhere here either.
  }
  const inside = relative(trees.from, real);
  const isOfWorkspace =
    !inside.startsWith('..') && !isAbsolute(inside) && !inside.split(sep).includes('node_modules');
  const other = join(trees.to, inside);
  symlinkSync(isOfWorkspace && existsSync(other) ? other : real, link);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
