/**
 * The end of a run: what still lives with its environment is told to leave files alone, and what the user's tools put into their
 * caches of rewritten text is taken away again. Only caches are touched; any other file that holds rewritten text is named.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { type HostNote, OVER_FILE, SINK_SYMBOL } from '../../protocol/session.ts';
import type { Environment } from './environment.ts';

type Written = Extract<HostNote, { readonly type: 'written' }>;

const CACHE = /(?:^|[\\/])(?:node_modules|[^\\/]*cache[^\\/]*)[\\/]/iu;

/** @returns files that hold rewritten text and are no caches */
export function endRun(
  runDir: string,
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
): readonly string[] {
  try {
    writeFileSync(join(runDir, OVER_FILE), '', { mode: 0o600 });
  } catch {
    // The folder is gone, and with it what could be served from it.
  }
  const scratch = env['TMPDIR'] ?? tmpdir();
  const left = new Set<string>();
  for (const { path, writer } of writtenNotes(runDir)) {
    if (!holdsTrace(path)) continue;
    if (writer !== null && isCache(path, cwd, scratch) && remove(path)) left.delete(path);
    else left.add(path);
  }
  return [...left];
}

/** In a folder of a cache's name, or among the temporary files, the project's own place left out. */
export function isCache(path: string, cwd: string, scratch: string): boolean {
  const inProject = below(cwd, path);
  if (inProject !== null) return CACHE.test(inProject);
  return below(scratch, path) !== null || CACHE.test(path);
}

function below(folder: string, path: string): string | null {
  const inside = relative(resolve(folder), path);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : inside;
}

function writtenNotes(runDir: string): readonly Written[] {
  try {
    return readFileSync(join(runDir, 'host.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"type":"written"'))
      .map((line) => JSON.parse(line) as Written);
  } catch {
    return [];
  }
}

function holdsTrace(path: string): boolean {
  try {
    return readFileSync(path).includes(SINK_SYMBOL);
  } catch {
    return false;
  }
}

function remove(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}
