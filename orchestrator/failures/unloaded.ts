/**
 * Files of tests that were loaded and came to no end: what they import is not there, or something threw before the last test was
 * told to the runner. None of their tests ran, so nothing that failed in a test says so.
 */
import { readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { childOf, namedChildren, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { HostNote } from '../../protocol/session.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { SourceFile } from '../../query/source-index.ts';
import { TESTS } from './name.ts';

export interface UnloadedIn {
  readonly context: Context;
  /** Of the run that the context is of. */
  readonly hostNotes: readonly HostNote[];
  /** How many of its events were lost, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Absolute. */
  readonly root: string;
  readonly isTest: (file: string) => boolean;
}

export interface Unloaded {
  /** Relative to the root. */
  readonly file: string;
  /** What is known of the reason, as a clause; null where nothing is. */
  readonly because: string | null;
}

/** What is lost for these reasons may be any event. */
const LOST = ['byte-limit', 'ring-full', 'disk'] as const;

/** @returns the files of tests that were served to a loader and whose last statement that tells of itself never did, by name */
export function unloadedTests({
  context,
  hostNotes,
  dropped,
  root,
  isTest,
}: UnloadedIn): readonly Unloaded[] {
  if (LOST.some((reason) => (dropped[reason] ?? 0) > 0)) return [];
  const served = new Set(
    hostNotes.flatMap((note) => (note.type === 'served' ? [relative(root, note.path)] : [])),
  );
  const files = [...served].map((path) => path.replaceAll(sep, '/')).sort();
  return files.flatMap((file) => {
    if (file.startsWith('..') || isAbsolute(file) || !isTest(file)) return [];
    const source = context.sources.file(file);
    if (source === null || source.isGenerated || !endsUnheard(context, source)) return [];
    return [{ file, because: missingImport(context, source, root) ?? stoppedAt(context, source) }];
  });
}

/** @returns one line for an answer; null where all files were loaded */
export function tellUnloaded(files: readonly Unloaded[]): string | null {
  if (files.length === 0) return null;
  const told = files
    .slice(0, MOST_TOLD)
    .map(({ file, because }) => (because === null ? file : `${file} (${because})`));
  const more = files.length - told.length;
  const [what, whose] =
    files.length === 1
      ? ['1 file of tests failed to load', 'its tests']
      : [`${files.length} files of tests failed to load`, 'their tests'];
  return `${what}, and none of ${whose} ran: ${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_TOLD = 4;

/** A test or suite at the top level of a file says that it was told to the runner: the last one did not, and nothing ran that the file holds. */
function endsUnheard({ timeline }: Context, source: SourceFile): boolean {
  const site = testsOf(source).at(-1);
  if (site === undefined || site.when !== undefined || timeline.siteHits(site).length > 0)
    return false;
  const own = source.scopes.functions[0]?.id;
  return !timeline.frames.some(({ site: { file, node } }) => file === source.path && node !== own);
}

function testsOf(source: SourceFile): readonly NonNullable<ReturnType<SourceFile['siteAt']>>[] {
  return namedChildren(source.root).flatMap((statement) => {
    const call = statement.type === 'expression_statement' ? namedChildren(statement)[0] : null;
    const isTest =
      call?.type === 'call_expression' && TESTS.test(source.text.slice(call.start, call.end));
    const site = isTest ? source.siteAt('call', call) : undefined;
    return site === undefined ? [] : [site];
  });
}

const RELATIVE = /^\.\.?\//u;
const SOURCE = /\.[cm]?[jt]sx?$|\/[^./]+$/u;

/** An import of a file of the project that leads nowhere, be it a source or not. */
function missingImport(context: Context, source: SourceFile, root: string): string | null {
  let missing: string | null = null;
  walkSyntax(source.root, (node) => {
    const text = missing === null ? specifierOf(source, node) : null;
    if (text !== null && RELATIVE.test(text) && SOURCE.test(text)) {
      const isKnown = context.resolveImport(source.path, text) !== null;
      if (!isKnown && !isOnDisk(join(root, dirname(source.path), text))) missing = text;
    }
    return missing === null && node.type !== 'statement_block';
  });
  return missing === null ? null : `${String(missing)} is not there`;
}

/** A folder or file of that name, whatever its ending: outputs and files that git ignores are none of the known ones. */
function isOnDisk(path: string): boolean {
  const name = basename(path);
  const stem = name.replace(/\.[cm]?[jt]sx?$/u, '');
  try {
    return readdirSync(dirname(path)).some(
      (one) => one === name || one.startsWith(`${stem}.`) || one === stem,
    );
  } catch {
    return false;
  }
}

/** `import … from 'x'`, `require('x')` */
function specifierOf(source: SourceFile, node: SyntaxNode): string | null {
  const callee = node.type === 'call_expression' ? childOf(node, 'function') : null;
  const isRequire = callee !== null && source.text.slice(callee.start, callee.end) === 'require';
  const list = isRequire ? childOf(node, 'arguments') : null;
  const text =
    node.type === 'import_statement'
      ? childOf(node, 'source')
      : list === null
        ? null
        : (namedChildren(list)[0] ?? null);
  return text?.type === 'string' ? source.text.slice(text.start + 1, text.end - 1) : null;
}

const IMPORTS = /^(?:(?:const|let|var)\s[^=]+=\s*)?require\s*\([^()]*\)\s*;?$/u;
const DECLARES = /^(?:import|export|function|class|type_alias|interface|comment|empty)/u;

/** The first statement behind those of which something was heard; of imports nothing is. */
function stoppedAt({ timeline }: Context, source: SourceFile): string | null {
  const heard = source
    .sitesOf(source.scopes.functions[0]?.id ?? '')
    .filter((site) => site.kind !== 'function' && timeline.siteHits(site).length > 0);
  const last = Math.max(0, ...heard.map(({ end }) => end));
  const next = namedChildren(source.root).find(
    ({ type, start, end }) =>
      end > last && !DECLARES.test(type) && !IMPORTS.test(source.text.slice(start, end)),
  );
  return next === undefined
    ? null
    : `nothing was recorded of it from line ${source.lineAt(next.start)} on`;
}
