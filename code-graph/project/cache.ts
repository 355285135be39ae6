/**
 * Facts of all files in one file below `.scope/cache/`, keyed by path and content hash. A cache that cannot be read is
 * empty; one that cannot be written is a problem. Written to a temporary name first, then renamed.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Problem } from '../../protocol/problem.ts';
import { FACTS_VERSION } from './facts/file-facts.ts';
import type { FileFacts } from './facts/file-facts.ts';

interface Stored {
  readonly version: number;
  readonly files: readonly FileFacts[];
}

/** @returns where the facts of a project lie */
export function cacheFile(root: string): string {
  return join(root, '.scope', 'cache', `facts-${FACTS_VERSION}.bin`);
}

/** @returns the cached facts by path; empty where there are none, or none that this version can read */
export async function readCache(file: string): Promise<Map<string, FileFacts>> {
  try {
    const stored = deserialize(await readFile(file)) as Stored;
    if (stored.version !== FACTS_VERSION || !Array.isArray(stored.files)) return new Map();
    return new Map(stored.files.map((facts) => [facts.path, facts]));
  } catch {
    return new Map();
  }
}

/** @returns null, or what kept the cache from being written */
export async function writeCache(
  file: string,
  files: readonly FileFacts[],
): Promise<Problem | null> {
  try {
    const folder = dirname(file);
    await mkdir(folder, { recursive: true });
    await writeFile(join(dirname(folder), '.gitignore'), '*\n', { flag: 'wx' }).catch(
      () => undefined,
    );
    const part = `${file}.${process.pid}.part`;
    const stored: Stored = { version: FACTS_VERSION, files };
    await writeFile(part, serialize(stored));
    await rename(part, file);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      message: `the code graph was not cached: ${message}`,
      where: file,
      severity: 'warning',
    };
  }
}
