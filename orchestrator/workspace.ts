/**
 * Monorepos: a package that a workspace holds is read together with the others, because what it calls lies there. npm and yarn
 * name their packages in package.json, pnpm in pnpm-workspace.yaml.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** @returns the folder whose workspace holds the package in `folder`, upwards to the repository's root; `folder` itself where none does */
export function workspaceOf(folder: string): string {
  for (let up = folder; !existsSync(join(up, '.git')) && dirname(up) !== up;) {
    up = dirname(up);
    const path = relative(up, folder).split(sep).join('/');
    if (holds(patternsIn(up), path)) return up;
  }
  return folder;
}

function patternsIn(folder: string): readonly string[] {
  return [...manifestPatterns(folder), ...pnpmPatterns(folder)];
}

function manifestPatterns(folder: string): readonly string[] {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    const { workspaces } = JSON.parse(text) as { readonly workspaces?: unknown };
    const listed = Array.isArray(workspaces)
      ? (workspaces as readonly unknown[])
      : (workspaces as { readonly packages?: readonly unknown[] } | undefined)?.packages;
    return listed?.filter((pattern) => typeof pattern === 'string') ?? [];
  } catch {
    return [];
  }
}

/** The list below `packages:`, which is all that is asked of this file. */
function pnpmPatterns(folder: string): readonly string[] {
  const file = join(folder, 'pnpm-workspace.yaml');
  if (!existsSync(file)) return [];
  const patterns: string[] = [];
  let isInside = false;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const item = /^\s*-\s*(['"]?)(.*?)\1\s*(?:#.*)?$/u.exec(line)?.[2];
    if (/^packages\s*:/u.test(line)) isInside = true;
    else if (/^\S/u.test(line) && item === undefined) isInside = false;
    else if (isInside && item !== undefined) patterns.push(item);
  }
  return patterns;
}

/** The last pattern that fits decides; one with `!` takes out. */
function holds(patterns: readonly string[], path: string): boolean {
  const fitting = patterns.filter((pattern) => toExpression(pattern).test(path));
  return fitting.length > 0 && fitting.at(-1)?.startsWith('!') === false;
}

/** `*` is within one folder, `**` any number of folders. */
function toExpression(pattern: string): RegExp {
  const plain = pattern.replace(/^!/u, '').replace(/^\.\//u, '').replace(/\/$/u, '');
  const source = plain
    .replaceAll(/[.+^${}()|[\]\\?]/gu, '\\$&')
    .split('**')
    .map((part) => part.replaceAll('*', '[^/]*'))
    .join('.*');
  return new RegExp(`^${source}$`, 'u');
}
