/**
 * Builds that are older than their sources: what ran was made from another text than the one that an answer shows. A map that
 * carries the texts of its sources proves it; without them the times of the files say it.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredMap } from '../code-graph/source-map/find-map.ts';
import type { Recording } from '../capture/recording.ts';

/** Some file systems keep even seconds. */
const SLACK_MS = 2_000;
const MOST_NAMED = 3;

/** @returns a line for each of the first few generated files that ran and are older than one of their sources */
export function staleNotes(root: string, maps: Recording['maps']): readonly string[] {
  const notes: string[] = [];
  for (const [name, json] of maps) {
    const source = changedSource(root, name, json);
    if (source !== null)
      notes.push(
        `${source} was changed after ${name} was built from it: what ran is the earlier text, and its lines may be others; build it anew`,
      );
  }
  const more = notes.length - MOST_NAMED;
  return more > 0
    ? [...notes.slice(0, MOST_NAMED), `and ${more} more built files are older than their sources`]
    : notes;
}

function changedSource(root: string, name: string, json: string): string | null {
  const generated = join(root, name);
  try {
    const { sources, sourcesContent } = JSON.parse(json) as StoredMap;
    const isByTime = !carriesTexts(`${generated}.map`);
    const builtMs = statSync(generated).mtimeMs;
    const isChanged = (path: string | null, at: number): boolean => {
      const text = sourcesContent[at] ?? null;
      if (path === null || text === null) return false;
      const source = join(root, path);
      return isByTime
        ? statSync(source).mtimeMs > builtMs + SLACK_MS
        : lines(readFileSync(source, 'utf8')) !== lines(text);
    };
    return sources.find(isChanged) ?? null;
  } catch {
    return null; // What is gone, or cannot be read, is not compared.
  }
}

function carriesTexts(map: string): boolean {
  let text: string;
  try {
    text = readFileSync(map, 'utf8');
  } catch {
    return true; // It stands in the file itself, where builders put the texts too.
  }
  const { sourcesContent } = JSON.parse(text) as Partial<StoredMap>;
  return sourcesContent?.some((one) => one !== null) ?? false;
}

function lines(text: string): string {
  return text.replace(/^\uFEFF/u, '').replaceAll('\r\n', '\n');
}
