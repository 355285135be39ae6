/** Facts of all files to the graph: resolve imports, put the columns together, link the calls when they are asked for. */
import type { Problem } from '../../protocol/problem.ts';
import { openLinks } from './cache/links.ts';
import { openCalls, packCalls } from './calls.ts';
import type { CallColumns } from './calls.ts';
import { createCodeGraph } from './code-graph.ts';
import type { CodeGraph } from './code-graph.ts';
import { buildColumns } from './columns.ts';
import type { FileFacts } from './facts/file-facts.ts';
import { linkCalls } from './link/call.ts';
import type { ImportResolver } from './link/resolve.ts';
import { createSymbolTable } from './link/symbol.ts';

export interface Parts {
  /** Absolute, real path. */
  readonly root: string;
  readonly files: readonly FileFacts[];
  readonly problems: readonly Problem[];
  readonly resolve: ImportResolver;
  /** Where linked calls are kept, or null. */
  readonly linksFile: string | null;
  /** How many files' facts came from the cache. */
  readonly cached: number;
  /** When the build began. */
  readonly started: number;
  /** Link the calls only when they are asked for. */
  readonly isLazy: boolean;
}

/** @returns the graph of these files */
export function assemble(parts: Parts): CodeGraph {
  const { root, files, problems } = parts;
  const links = openLinks(parts.linksFile, files, parts.resolve);
  const table = createSymbolTable(new Map(files.map((file) => [file.path, file])), links.resolve);
  const columns = buildColumns(files, table);
  let linked: CallColumns | null = null;
  const calls = (): CallColumns => {
    if (linked !== null) return linked;
    let stored = links.read();
    if (stored === null) {
      stored = packCalls(linkCalls(files, table));
      links.write(stored);
    }
    return (linked = openCalls(stored));
  };
  if (!parts.isLazy) calls();
  return createCodeGraph({
    root,
    files,
    columns,
    calls,
    problems,
    stats: {
      files: files.length,
      lines: files.reduce((sum, file) => sum + file.lines, 0),
      ms: performance.now() - parts.started,
      cached: parts.cached,
      rssBytes: process.memoryUsage.rss(),
    },
  });
}
