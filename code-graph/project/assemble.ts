/** Facts of all files to the graph: resolve imports, put the columns together, link the calls when they are asked for. */
import { dirname } from 'node:path';
import type { Problem } from '../../protocol/problem.ts';
import { openLinks } from './cache/links.ts';
import { readObserved, withObserved } from './cache/observed.ts';
import { holdCalls, openCalls, packCalls } from './calls.ts';
import type { CallColumns } from './calls.ts';
import { createCodeGraph } from './code-graph.ts';
import type { CodeGraph } from './code-graph.ts';
import { buildColumns } from './columns.ts';
import type { FileFacts } from './facts/file-facts.ts';
import { linkCalls } from './link/call.ts';
import type { ImportResolver, ImportTarget } from './link/resolve.ts';
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
  /** Take the calls from the cache where they are the ones, and link them at once where not. */
  readonly isCold: boolean;
}

/** Linked calls from the cache, or linked now and kept there. */
function linkOrRead({ files, resolve, linksFile }: Parts): CallColumns {
  const links = openLinks(linksFile, files, resolve);
  const known = links.read();
  if (known !== null) return openCalls(known);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const calls = packCalls(linkCalls(files, createSymbolTable(byPath, links.resolve)));
  links.write(calls);
  return openCalls(calls);
}

/** What earlier runs showed lies beside the linked calls. */
function addObserved({ files, linksFile }: Parts, calls: CallColumns): CallColumns {
  const observed = linksFile === null ? [] : readObserved(dirname(linksFile));
  if (observed.length === 0) return calls;
  const ids = new Set<string>(files.flatMap((file) => file.functions.map(({ id }) => id)));
  return withObserved(calls, observed, (id) => ids.has(id));
}

function cutShort(root: string): Problem {
  const message =
    'the project is too large to follow every function to where it is called: calls through variables, properties and callbacks are partly missing; take a smaller folder for all of them';
  return { message, where: root, severity: 'warning' };
}

/** @returns the graph of these files; one that is no cold one links its calls when they are first asked for */
export function assemble(parts: Parts): CodeGraph {
  const { root, files, problems, resolve } = parts;
  const table = createSymbolTable(new Map(files.map((file) => [file.path, file])), resolve);
  const columns = buildColumns(files, table);
  const linked = parts.isCold ? linkOrRead(parts) : null;
  return createCodeGraph({
    root,
    files,
    columns,
    calls: () => addObserved(parts, linked ?? holdCalls(linkCalls(files, table))),
    problems: linked?.isCut === true ? [...problems, cutShort(root)] : problems,
    stats: {
      files: files.length,
      lines: files.reduce((sum, file) => sum + file.lines, 0),
      ms: performance.now() - parts.started,
      cached: parts.cached,
      rssBytes: process.memoryUsage.rss(),
    },
  });
}

/** @returns the same answers, looked up by file and specifier: every file asks for its imports more than once */
export function rememberImports(resolve: ImportResolver): ImportResolver {
  const files = new Map<string, Map<string, ImportTarget>>();
  return (from, specifier) => {
    let known = files.get(from);
    if (known === undefined) {
      known = new Map();
      files.set(from, known);
    }
    let target = known.get(specifier);
    if (target === undefined) {
      target = resolve(from, specifier);
      known.set(specifier, target);
    }
    return target;
  };
}
