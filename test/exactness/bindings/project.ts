/** The source files of one project as both sides read them: the same paths, the same text. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discoverSources } from '../../../code-graph/project/discover.ts';

export interface SourceText {
  /** Relative to the project root, with `/`. */
  readonly path: string;
  readonly text: string;
}

const MAX_BYTES = 2_000_000;

/** @returns the files that the code graph takes for the project's own */
export async function readSources(root: string): Promise<readonly SourceText[]> {
  const { paths } = await discoverSources(root);
  const sources: SourceText[] = [];
  for (const path of paths) {
    const bytes = readFileSync(join(root, path));
    if (bytes.length <= MAX_BYTES && !bytes.includes(0))
      sources.push({ path, text: bytes.toString('utf8') });
  }
  return sources;
}
