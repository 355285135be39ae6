/**
 * Files to facts: reads every source, takes its facts from the cache where the content is the same, parses it otherwise.
 * What cannot be read, or is generated, is left out and said.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../protocol/problem.ts';
import { parseSource } from '../syntax/parse.ts';
import { extractFacts } from './facts/extract.ts';
import type { FileFacts } from './facts/file-facts.ts';

const MAX_BYTES = 2_000_000;
const MINIFIED_BYTES = 20_000;
const MINIFIED_LINE = 400;

export interface Loaded {
  readonly files: readonly FileFacts[];
  readonly problems: readonly Problem[];
  /** How many came from the cache. */
  readonly cached: number;
}

/** Text whose lines are so long on average that no person wrote it. */
function isMinified(text: string): boolean {
  if (text.length < MINIFIED_BYTES) return false;
  let lines = 1;
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lines += 1;
  return text.length / lines > MINIFIED_LINE;
}

const warn = (where: string, message: string): Problem => ({
  message: `${where}: ${message}`,
  where,
  severity: 'warning',
});

/** @returns facts of one text; a bug in the extraction becomes a problem of that file alone */
export function factsOf(path: string, text: string, hash: string): FileFacts | Problem {
  try {
    return extractFacts({ path, text, hash }, parseSource(path, text));
  } catch (error) {
    return warn(path, `could not be analysed: ${error instanceof Error ? error.message : error}`);
  }
}

async function loadOne(
  root: string,
  path: string,
  known: FileFacts | undefined,
): Promise<{ readonly facts: FileFacts; readonly cached: boolean } | Problem | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(root, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return warn(path, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const hash = createHash('sha1').update(bytes).digest('hex');
  if (known?.hash === hash) return { facts: known, cached: true };
  if (bytes.length > MAX_BYTES) return warn(path, `left out: ${bytes.length} bytes`);
  if (bytes.includes(0)) return warn(path, 'left out: not a text file');
  const text = bytes.toString('utf8');
  if (isMinified(text)) return warn(path, 'left out: looks minified');
  const facts = factsOf(path, text, hash);
  return 'message' in facts ? facts : { facts, cached: false };
}

export interface LoadOptions {
  readonly root: string;
  readonly paths: readonly string[];
  readonly cache: ReadonlyMap<string, FileFacts>;
  /** Files that someone asked for by name; any other may be gone (deleted, but still in git's index). */
  readonly required?: ReadonlySet<string>;
  readonly onProgress?: (done: number, total: number) => void;
}

/** @returns facts in the order of the paths */
export async function loadFacts(options: LoadOptions): Promise<Loaded> {
  const { root, paths, cache, required, onProgress } = options;
  const files: FileFacts[] = [];
  const problems: Problem[] = [];
  let cached = 0;
  for (const [index, path] of paths.entries()) {
    const loaded = await loadOne(root, path, cache.get(path));
    if (loaded === null) {
      if (required?.has(path) === true) problems.push(warn(path, 'is not there'));
    } else if ('facts' in loaded) {
      files.push(loaded.facts);
      problems.push(...loaded.facts.problems);
      if (loaded.cached) cached += 1;
    } else problems.push(loaded);
    onProgress?.(index + 1, paths.length);
  }
  return { files, problems, cached };
}
