/** Facts of all files to the graph: resolve imports, put the columns together, link the calls. */
import { join } from 'node:path';
import type { Problem } from '../../protocol/problem.ts';
import { openLinks } from './cache/links.ts';
import { readObserved, withObserved } from './cache/observed.ts';
import type { ObservedCall } from './cache/observed.ts';
import { holdLinked, openCalls, packCalls } from './calls.ts';
import type { CallColumns } from './calls.ts';
import { createCodeGraph } from './code-graph.ts';
import type { CodeGraph } from './code-graph.ts';
import { buildColumns } from './columns.ts';
import type { FileFacts } from './facts/file-facts.ts';
import type { LinkedCalls } from './link/call.ts';
import { CallLinker } from './link/link.ts';
import type { ImportResolver, ImportTarget } from './link/resolve.ts';
import { createSymbolTable } from './link/symbol.ts';

export interface Parts {
  /** Absolute, real path. */
  readonly root: string;
  readonly files: readonly FileFacts[];
  readonly problems: readonly Problem[];
  readonly resolve: ImportResolver;
  /** Where linked calls are kept, and calls that runs showed; or null. */
  readonly cacheFolder: string | null;
  /** How many files' facts came from the cache. */
  readonly cached: number;
  /** When the build began. */
  readonly started: number;
  /** Links the calls; absent: they come from the cache, where they are the ones. */
  readonly link?: () => LinkedCalls;
  /** What links them where they do not come from the cache, for whoever will link them again. */
  readonly linker?: CallLinker;
  /** `now` by default; `asked`: when somebody first asks for a call. */
  readonly links?: 'now' | 'asked';
}

/** Linked calls from the cache, or linked now and kept there. */
function linkOrRead(
  { files, resolve, cacheFolder, linker }: Parts,
  onProblem: (problem: Problem) => void,
): CallColumns {
  const linksFile = cacheFolder === null ? null : join(cacheFolder, 'links.bin');
  const links = openLinks(linksFile, files, resolve);
  const known = links.read(onProblem);
  if (known !== null) return openCalls(known);
  const calls = holdLinked((linker ?? new CallLinker()).link(files, links.resolve));
  if (linksFile === null) return calls;
  const packed = packCalls(calls);
  links.write(packed);
  return openCalls(packed);
}

/** What earlier runs showed lies beside the linked calls. */
function addObserved(
  { files }: Parts,
  calls: CallColumns,
  observed: readonly ObservedCall[],
): CallColumns {
  if (observed.length === 0) return calls;
  const ids = new Set<string>(files.flatMap((file) => file.functions.map(({ id }) => id)));
  return withObserved(calls, observed, (id) => ids.has(id));
}

function cutShort(root: string): Problem {
  const message =
    'the project is too large to follow every function to where it is called: calls through variables, properties and callbacks are partly missing; take a smaller folder for all of them';
  return { message, where: root, severity: 'warning' };
}

function byCaller(observed: readonly ObservedCall[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { from, to } of observed) {
    const list = found.get(from);
    if (list === undefined) found.set(from, [to]);
    else list.push(to);
  }
  return found;
}

/** @returns the graph of these files */
export function assemble(parts: Parts): CodeGraph {
  const { root, files, problems, resolve, link, cacheFolder } = parts;
  const table = createSymbolTable(new Map(files.map((file) => [file.path, file])), resolve);
  const columns = buildColumns(files, table);
  // A cache that is damaged is said in one line, whatever of it is.
  const isSaid = problems.some(
    ({ where }) => cacheFolder !== null && where?.startsWith(cacheFolder),
  );
  const more: Problem[] = [];
  let linked: CallColumns | null = null;
  const linkAll = (): CallColumns =>
    (linked ??=
      link === undefined
        ? linkOrRead(parts, (problem) => more.push(...(isSaid ? [] : [problem])))
        : holdLinked(link()));
  if (parts.links !== 'asked') linkAll();
  // What a run shows while this graph is in use is for the next one.
  const observed = cacheFolder === null ? [] : readObserved(cacheFolder);
  return createCodeGraph({
    root,
    files,
    columns,
    calls: () => addObserved(parts, linkAll(), observed),
    observed: byCaller(observed),
    problems: () => [...more, ...problems, ...(linked?.isCut === true ? [cutShort(root)] : [])],
    stats: {
      files: files.length,
      lines: files.reduce((sum, file) => sum + file.lines, 0),
      ms: performance.now() - parts.started,
      cached: parts.cached,
      rssBytes: process.memoryUsage.rss(),
    },
  });
}

/** A resolver that keeps its answers by file and specifier: every file asks for its imports more than once. */
export interface RememberedImports extends ImportResolver {
  /** The same answers but for those that named one of these files, which the other resolver gives. */
  without(gone: ReadonlySet<string>, resolve: ImportResolver): RememberedImports;
}

type Answers = Map<string, Map<string, ImportTarget>>;

/** @returns a resolver that asks only what it does not know */
export function rememberImports(resolve: ImportResolver): RememberedImports {
  return remember(resolve, new Map());
}

function without(answers: Answers, gone: ReadonlySet<string>): Answers {
  const kept: Answers = new Map();
  for (const [from, targets] of answers)
    kept.set(
      from,
      new Map([...targets].filter(([, one]) => one.kind !== 'file' || !gone.has(one.path))),
    );
  for (const path of gone) kept.delete(path);
  return kept;
}

function remember(resolve: ImportResolver, files: Answers): RememberedImports {
  const ask = (from: string, specifier: string): ImportTarget => {
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
  return Object.assign(ask, {
    without: (gone: ReadonlySet<string>, other: ImportResolver) =>
      remember(other, without(files, gone)),
  });
}
