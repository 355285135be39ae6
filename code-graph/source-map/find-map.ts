/**
 * The source map of a generated file, wherever its builder put it (in the text, beside it, in sections), with the names of its
 * sources made paths of the project. Sources of packages, and what the builder itself added, have no text: nothing maps there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodedMap, FlattenMap } from '@jridgewell/trace-mapping';
import type { EncodedSourceMap, SectionedSourceMapInput } from '@jridgewell/trace-mapping';

/** Version 3, without sections; `sources` are paths of the project, and `sourcesContent` has the text of the user's own. */
export interface StoredMap {
  readonly version: 3;
  readonly names: readonly string[];
  readonly sources: readonly (string | null)[];
  readonly sourcesContent: readonly (string | null)[];
  readonly mappings: string;
}

/** One that is followed by a quotation mark or a backslash stands in a string, and is about the text in there. */
const COMMENT = /[#@]\s*sourceMappingURL=([^\s'"`\\]+)(?=\s|$)/gu;

/** @returns whether a text names a source map, or one lies beside its file */
export function mayHaveMap(path: string, text: string): boolean {
  return text.includes('sourceMappingURL=') || existsSync(`${path}.map`);
}

/**
 * @param root  of the project
 * @param path  absolute path of the generated file
 * @returns its map, or null where it has none that leads to a source of the project
 */
export function findMap(root: string, path: string, text: string): StoredMap | null {
  for (const read of [() => readNamed(path, text), () => readFile(`${path}.map`)]) {
    try {
      const found = read();
      if (found === null) continue;
      const stored = store(root, path, found);
      if (stored.sourcesContent.some((content) => content !== null)) return stored;
    } catch {
      // A map that cannot be read is none; the next place may hold one.
    }
  }
  return null;
}

interface FoundMap {
  readonly json: SectionedSourceMapInput;
  /** What its sources are relative to. */
  readonly folder: string;
}

function readFile(path: string): FoundMap | null {
  if (!existsSync(path)) return null;
  // Some servers guard a map against being run as a script.
  const text = readFileSync(path, 'utf8').replace(/^\)\]\}'[^\n]*\n/u, '');
  return { json: JSON.parse(text) as SectionedSourceMapInput, folder: dirname(path) };
}

/** The last comment of the text counts; bundled modules may have brought their own. */
function readNamed(path: string, text: string): FoundMap | null {
  const url = [...text.matchAll(COMMENT)].at(-1)?.[1];
  if (url === undefined) return null;
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/u.exec(url);
  if (inline === null) return readFile(resolve(dirname(path), decodeURI(url)));
  const data = inline[2] as string;
  const json =
    inline[1] === undefined
      ? decodeURIComponent(data)
      : Buffer.from(data, 'base64').toString('utf8');
  return { json: JSON.parse(json) as SectionedSourceMapInput, folder: dirname(path) };
}

function store(root: string, path: string, { json, folder }: FoundMap): StoredMap {
  const flat = encodedMap(new FlattenMap(json, null)) as EncodedSourceMap;
  const before = flat.sourceRoot ?? '';
  const resolved = flat.sources.map((source, at) => {
    const content = flat.sourcesContent?.[at] ?? null;
    return source === null
      ? null
      : sourceOf({ root, path, folder }, joinRoot(before, source), content);
  });
  return {
    version: 3,
    names: flat.names,
    sources: resolved.map((one) => one?.path ?? null),
    sourcesContent: resolved.map((one) => one?.text ?? null),
    mappings: flat.mappings,
  };
}

function joinRoot(before: string, source: string): string {
  if (before === '' || /^(?:[\w+-]+:|\/)/u.test(source)) return source;
  return before.endsWith('/') ? before + source : `${before}/${source}`;
}

interface Place {
  readonly root: string;
  readonly path: string;
  readonly folder: string;
}

function sourceOf(
  place: Place,
  source: string,
  content: string | null,
): { readonly path: string; readonly text: string } | null {
  const file = candidatesFor(place, source).find((one) => existsSync(one));
  if (file === undefined || file === place.path) return null;
  if (file.split(sep).includes('node_modules')) return null;
  const text = content ?? readFileSync(file, 'utf8');
  return { path: relative(place.root, file).split(sep).join('/'), text };
}

/** Where a source may lie: builders write paths relative to the map, to the project, or behind a scheme of their own. */
function candidatesFor({ root, path, folder }: Place, source: string): readonly string[] {
  const bare = source.replace(/\?[^/]*$/u, '');
  if (bare.startsWith('file://')) return [fileURLToPath(bare)];
  const behind = /^[\w+-]+:\/\/[^/]*\/(.*)$/u.exec(bare)?.[1];
  if (behind === undefined) return isAbsolute(bare) ? [bare] : [resolve(folder, decoded(bare))];
  // webpack://name/(layer)/./src/a.ts, turbopack:///[project]/src/a.ts
  const inside = decoded(behind)
    .replace(/^\([^)]*\)\//u, '')
    .replace(/^\[project\]\//u, '');
  const found = isAbsolute(inside) ? [inside] : [];
  for (let up = dirname(path); ; up = dirname(up)) {
    found.push(join(up, inside));
    if (up === root || dirname(up) === up) return found;
  }
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
