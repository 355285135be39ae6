/**
 * From what people write to a place in the code: a node id (`src/a.ts#f/assign[0]`), a function by name or id, a line
 * (`src/a.ts:42`), a name in a line (`total@src/a.ts:42`). What means nothing, or several things, is a problem that lists
 * what is near.
 */
import { withinFile } from '../../protocol/ids.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { FunctionNode, GraphNode } from '../project/graph.ts';
import { nearestNames } from '../project/search.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { walkSyntax } from '../syntax/node.ts';
import { unitOf } from '../statement/unit.ts';
import { shownId } from './row.ts';
import type { OpenFile, Sources } from './sources.ts';

export interface Place {
  readonly file: OpenFile;
  /** The function whose body the place is in; of a function itself: that function. */
  readonly functionId: string;
  /** The statement or expression; null where the whole function is meant. */
  readonly node: SyntaxNode | null;
}

export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const MOST_NEAR = 6;

function fail(message: string, near: readonly string[] = []): Found<never> {
  const problem = (text: string): Problem => ({ message: text, severity: 'error' });
  const listed = near.slice(0, MOST_NEAR).map((text) => problem(`did you mean ${text}?`));
  return { ok: false, problems: [problem(message), ...listed] };
}

/**
 * @returns the functions (and modules, by their id) that a name or id means; several where a name is not unique. A class means its
 *   constructor, and of an id the file may be left out (`f/arrow[0]`)
 */
export function findFunctions(sources: Sources, wanted: string): readonly FunctionNode[] {
  const { graph } = sources;
  const exact = graph.function(wanted);
  if (exact !== null) return [exact];
  if (/\/[a-z]+\[\d+\]/u.test(wanted))
    return graph.functions().filter(({ id }) => withinFile(id) === wanted);
  const found = graph.findByName(wanted).flatMap((node) => {
    const fn = node.kind === 'class' ? graph.function(constructorId(node)) : node;
    return fn?.kind === 'function' ? [{ fn, isWhole: node.name === wanted }] : [];
  });
  const whole = found.filter(({ isWhole }) => isWhole);
  return [...new Set((whole.length > 0 ? whole : found).map(({ fn }) => fn))];
}

const constructorId = ({ id }: GraphNode): string => `${id.replace(/^class:/u, '')}.constructor`;

/** What is said of a name that no function has: what else has it. */
export function noFunction({ graph }: Sources, wanted: string): string {
  const other = graph.findByName(wanted).find(({ name }) => name === wanted);
  const said = `there is no function ${wanted}`;
  if (other?.kind === 'variable')
    return `${said}: it is a variable (${other.file}:${other.line}), and no function is written down there`;
  if (other?.kind === 'class')
    return `${said}: it is a class without a constructor (${other.file}:${other.line})`;
  return other?.kind === 'property' ? `${said}: it is only a property` : said;
}

/** @returns the one function that is meant */
export function findFunction(sources: Sources, wanted: string): Found<FunctionNode> {
  const found = findFunctions(sources, wanted);
  const [first] = found;
  if (first !== undefined && found.length === 1) return { ok: true, value: first };
  if (first !== undefined)
    return fail(
      `${wanted} means ${found.length} functions; name one by its id`,
      found.map(({ id }) => shownId(sources, id)),
    );
  return fail(noFunction(sources, wanted), nearFunctions(sources, wanted));
}

export function nearFunctions(sources: Sources, wanted: string): readonly string[] {
  const { graph } = sources;
  return graph
    .nearMatches(wanted, MOST_NEAR * 3)
    .filter((name) => graph.findByName(name).some(({ kind }) => kind === 'function'));
}

function openFile(sources: Sources, path: string): Found<OpenFile> {
  const paths = sources.graph.paths();
  const same = paths.includes(path) ? [path] : paths.filter((one) => one.endsWith(`/${path}`));
  const [only] = same;
  if (only === undefined) return fail(`the project has no file ${path}`, nearFiles(path, paths));
  if (same.length > 1) return fail(`${path} is the name of ${same.length} files`, same);
  const file = sources.open(only);
  return file === null ? fail(`${only} cannot be read any more`) : { ok: true, value: file };
}

function nearFiles(path: string, paths: readonly string[]): readonly string[] {
  const last = (one: string): string => one.slice(one.lastIndexOf('/') + 1);
  const near = new Set(nearestNames(last(path), [...new Set(paths.map(last))], MOST_NEAR));
  return paths.filter((one) => near.has(last(one)));
}

/** The outermost statement that starts in the line, or an identifier of that name in it. */
function nodeInLine(file: OpenFile, line: number, name: string | null): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  walkSyntax(file.scopes.tree.root, (node) => {
    if (found !== null || node.parent === null || !node.named || node.type === 'comment')
      return node.parent === null;
    if (file.lineAt(node.end) < line) return false;
    if (file.lineAt(node.start) !== line) return true;
    const isWanted =
      name === null
        ? isUnit(file, node)
        : /identifier/u.test(node.type) && file.text.slice(node.start, node.end) === name;
    if (isWanted) found = node;
    return found === null;
  });
  return found;
}

function isUnit(file: OpenFile, node: SyntaxNode): boolean {
  const fn = file.scopes.functionOf(node);
  return unitOf(node, fn.node) === node && !/^import_/u.test(node.type);
}

function inLine(file: OpenFile, line: number, name: string | null): Found<Place> {
  const last = file.lineAt(file.text.length);
  if (line < 1 || line > last) return fail(`${file.path} has ${last} lines, not ${line}`);
  const node = nodeInLine(file, line, name) ?? (name === null ? aroundLine(file, line) : null);
  if (node === null) {
    const what = name === null ? 'no statement' : `no name ${name}`;
    return fail(`there is ${what} in ${file.path}:${line}`);
  }
  return { ok: true, value: { file, functionId: file.scopes.functionOf(node).id, node } };
}

/** A line inside a statement that started above: the innermost one there. */
function aroundLine(file: OpenFile, line: number): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  walkSyntax(file.scopes.tree.root, (node) => {
    if (file.lineAt(node.start) > line || file.lineAt(node.end) < line) return false;
    if (node.parent !== null && isUnit(file, node)) found = node;
    return true;
  });
  return found;
}

/** @returns the place that the words mean */
export function findPlace(sources: Sources, words: string): Found<Place> {
  const line =
    /^(?:(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)@)?(?<path>[^#]+):(?<line>\d+)$/u.exec(
      words,
    )?.groups;
  if (line?.['path'] !== undefined) {
    const file = openFile(sources, line['path']);
    return file.ok ? inLine(file.value, Number(line['line']), line['name'] ?? null) : file;
  }
  if (words.includes('#')) {
    const there = sources.nodeById(words);
    if (there !== null) {
      const { file, node } = there;
      const own = file.scopes.functionAt(node);
      if (own !== null) return { ok: true, value: { file, functionId: own.id, node: null } };
      return { ok: true, value: { file, functionId: file.scopes.functionOf(node).id, node } };
    }
  }
  const fn = findFunction(sources, words);
  if (!fn.ok) return fn;
  const file = sources.open(fn.value.file);
  if (file === null) return fail(`${fn.value.file} cannot be read any more`);
  return { ok: true, value: { file, functionId: fn.value.id, node: null } };
}
