/** Files that the tools of a command write: which of them are caches, and which hold rewritten text. */
import { readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { SINK_SYMBOL } from '../../protocol/session.ts';

const CACHE = /(?:^|[\\/])(?:node_modules|[^\\/]*cache[^\\/]*)[\\/]/iu;

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

/** Whether text that was rewritten, transpiled or not, is in the file. */
export function holdsTrace(path: string): boolean {
  try {
    return readFileSync(path).includes(SINK_SYMBOL);
  } catch {
    return false;
  }
}
