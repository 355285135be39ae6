/**
 * One source file to facts: reads it, says when its content is the known one, and leaves out what no person wrote. Does the
 * same in this thread and in a worker; never throws.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../../protocol/problem.ts';
import { parseSource } from '../../syntax/parse.ts';
import { extractFacts } from '../facts/extract.ts';
import type { FileFacts } from '../facts/file-facts.ts';

export const MAX_BYTES = 8_000_000;
/** What is longer than that was made by a tool: only what it declares is read. */
export const OUTLINE_BYTES = 2_000_000;
const MINIFIED_BYTES = 20_000;
const MINIFIED_LINE = 400;

/** What reading a file comes to: `same` where its content has the hash that was known. */
export type Read =
  | { readonly kind: 'gone' }
  | { readonly kind: 'same'; readonly hash: string }
  | { readonly kind: 'left-out'; readonly hash: string | null; readonly problem: Problem }
  | { readonly kind: 'facts'; readonly hash: string; readonly facts: FileFacts };

/** Text whose lines are so long on average that no person wrote it. */
function isMinified(text: string): boolean {
  if (text.length < MINIFIED_BYTES) return false;
  let lines = 1;
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lines += 1;
  return text.length / lines > MINIFIED_LINE;
}

/** @returns a warning about one file */
export function warn(where: string, message: string): Problem {
  return { message: `${where}: ${message}`, where, severity: 'warning' };
}

/** @returns facts of one text; a bug in the extraction becomes a problem of that file alone */
export function factsOf(path: string, text: string, hash: string): FileFacts | Problem {
  try {
    const isOutline = text.length > OUTLINE_BYTES;
    const facts = extractFacts({ path, text, hash }, parseSource(path, text), { isOutline });
    if (!isOutline) return facts;
    const cut = warn(path, `read without the insides of its functions: ${text.length} characters`);
    return { ...facts, problems: [cut, ...facts.problems] };
  } catch (error) {
    return warn(path, `could not be analysed: ${error instanceof Error ? error.message : error}`);
  }
}

/** @param known  hash of the content whose facts are at hand, or null */
export function readSource(root: string, path: string, known: string | null): Read {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(root, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'gone' };
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'left-out', hash: null, problem: warn(path, message) };
  }
  const hash = createHash('sha1').update(bytes).digest('hex');
  if (known === hash) return { kind: 'same', hash };
  const leave = (message: string): Read => ({
    kind: 'left-out',
    hash,
    problem: warn(path, message),
  });
  if (bytes.length > MAX_BYTES) return leave(`left out: ${bytes.length} bytes`);
  if (/^(?:fffe|feff)/u.test(bytes.toString('hex', 0, 2)))
    return leave('left out: UTF-16, which Node does not run; save it as UTF-8');
  if (bytes.includes(0)) return leave('left out: not a text file');
  const text = bytes.toString('utf8');
  if (isMinified(text)) return leave('left out: looks minified');
  const facts = factsOf(path, text, hash);
  if ('message' in facts) return { kind: 'left-out', hash, problem: facts };
  if (isUtf8(bytes)) return { kind: 'facts', hash, facts };
  const strange = warn(path, 'is not UTF-8; read as Node reads it, with replacement characters');
  return { kind: 'facts', hash, facts: { ...facts, problems: [strange, ...facts.problems] } };
}
