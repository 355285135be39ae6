/**
 * The static baseline: no run, only the code. From the functions that mention what the question asks about, functions are ranked by
 * their distance in the call graph, calls and callers alike (a value comes from what a function calls and from who calls it).
 * Calls are resolved by name over all files that the command's files import; statements of one function tie.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import { childOf, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { shapeOf } from '../source-shape.ts';
import type { FunctionShape, SourceShape } from '../source-shape.ts';
import type { StatementRef } from './coverage.ts';
import type { Scored } from './ranking.ts';

interface FileFacts {
  readonly shape: SourceShape;
  /** Local name of an import, to the file that it names. */
  readonly imports: Map<string, string>;
}

interface FunctionFacts {
  readonly key: string;
  readonly file: string;
  readonly name: string;
  /** Names that the function calls or passes on. */
  readonly calls: ReadonlySet<string>;
  readonly mentions: ReadonlySet<string>;
}

const SOURCE = /\.[cm]?[jt]s$/u;
const EXTENSIONS = ['.js', '.ts', '.mjs', '.cjs', '.json'];
const IDENTIFIER = /^(?:property_|private_property_|shorthand_property_)?identifier/u;
const DEFAULT_NAMES = ['exports', 'default'];

function textOf(shape: SourceShape, node: SyntaxNode | null): string {
  return node === null ? '' : shape.text.slice(node.start, node.end);
}

function lastName(shape: SourceShape, node: SyntaxNode | null): string {
  const named = node?.type === 'member_expression' ? childOf(node, 'property') : node;
  return named !== null && IDENTIFIER.test(named.type) ? textOf(shape, named) : '';
}

function functionName(shape: SourceShape, { node }: FunctionShape): string {
  const own = childOf(node, 'name');
  if (own !== null) return textOf(shape, own);
  const { parent } = node;
  if (parent === null) return '';
  if (parent.type === 'export_statement') return 'default';
  return lastName(
    shape,
    childOf(parent, 'name') ?? childOf(parent, 'left') ?? childOf(parent, 'key'),
  );
}

/** The module named by `import … from 'x'`, `export … from 'x'`, `require('x')` or `import('x')`; null elsewhere. */
function importedFrom(shape: SourceShape, node: SyntaxNode): string | null {
  let literal = /^(?:import|export)_statement$/u.test(node.type) ? childOf(node, 'source') : null;
  const callee = childOf(node, 'function');
  if (node.type === 'call_expression' && /^(?:require|import)$/u.test(textOf(shape, callee)))
    literal = childOf(node, 'arguments')?.children.find((child) => child.type === 'string') ?? null;
  return literal === null ? null : textOf(shape, literal).slice(1, -1);
}

function localNames(shape: SourceShape, node: SyntaxNode): readonly string[] {
  const around = node.type === 'call_expression' ? node.parent : node;
  const names: string[] = [];
  if (around === null || !/^(?:import_statement|variable_declarator)$/u.test(around.type))
    return [];
  walkSyntax(around, (child) => {
    if (IDENTIFIER.test(child.type)) names.push(textOf(shape, child));
    return child.type !== 'call_expression';
  });
  return names;
}

function readFiles(cwd: string, entries: readonly string[]): ReadonlyMap<string, FileFacts> {
  const resolverOf = (condition: string): ResolverFactory =>
    new ResolverFactory({ conditionNames: ['node', condition], extensions: EXTENSIONS });
  const resolvers = { import: resolverOf('import'), require: resolverOf('require') };
  const files = new Map<string, FileFacts>();
  const queue = [...entries];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file) || !SOURCE.test(file)) continue;
    const shape = shapeOf(file, readFileSync(join(cwd, file), 'utf8'));
    const imports = new Map<string, string>();
    files.set(file, { shape, imports });
    walkSyntax(shape.root, (node) => {
      const specifier = importedFrom(shape, node);
      if (specifier === null || specifier.startsWith('node:')) return;
      const kind = node.type === 'call_expression' ? 'require' : 'import';
      const found = resolvers[kind].sync(join(cwd, dirname(file)), specifier).path;
      if (found === undefined || relative(cwd, found).startsWith('..')) return;
      const target = relative(cwd, found);
      for (const name of localNames(shape, node)) imports.set(name, target);
      queue.push(target);
    });
  }
  return files;
}

/** Names in each function of a file, a nested function's names being its own. */
function readFunctions(file: string, { shape }: FileFacts): readonly FunctionFacts[] {
  const facts = new Map<string, { name: string; calls: Set<string>; mentions: Set<string> }>();
  const factsOf = (key: string, name: string) => {
    const known = facts.get(key) ?? { name, calls: new Set<string>(), mentions: new Set<string>() };
    facts.set(key, known);
    return known;
  };
  factsOf(`${file}#`, '');
  for (const one of shape.functions) {
    const name = functionName(shape, one);
    if (name !== '') factsOf(shape.functionKeyAt(one.from), name).name = name;
  }
  walkSyntax(shape.root, (node) => {
    const key = shape.functionKeyAt(shape.lineAt(node.start));
    if (IDENTIFIER.test(node.type)) factsOf(key, '').mentions.add(textOf(shape, node));
    if (node.type === 'call_expression')
      factsOf(key, '').calls.add(lastName(shape, childOf(node, 'function')));
    if (node.type === 'new_expression')
      factsOf(key, '').calls.add(lastName(shape, childOf(node, 'constructor')));
    if (node.type === 'arguments')
      for (const child of node.children) factsOf(key, '').calls.add(lastName(shape, child));
  });
  return [...facts].map(([key, { name, calls, mentions }]) => ({
    key,
    file,
    name,
    calls,
    mentions,
  }));
}

/** What a file exports as its one value: a function named so, or else whatever its module level mentions. */
function defaultsOf(file: string, all: readonly FunctionFacts[]): readonly FunctionFacts[] {
  const own = all.filter((one) => one.file === file);
  const named = own.filter((one) => DEFAULT_NAMES.includes(one.name));
  if (named.length > 0) return named;
  const module = own.find(({ key }) => key === `${file}#`);
  return own.filter(({ name }) => name !== '' && module?.mentions.has(name) === true);
}

function neighbours(
  files: ReadonlyMap<string, FileFacts>,
  all: readonly FunctionFacts[],
): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>(all.map(({ key }) => [key, new Set<string>()]));
  const byName = new Map<string, FunctionFacts[]>();
  for (const one of all) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  const targets = new Map<string, Set<string>>();
  for (const { imports } of files.values())
    for (const [name, file] of imports)
      targets.set(name, (targets.get(name) ?? new Set<string>()).add(file));
  for (const caller of all) {
    for (const name of caller.calls) {
      if (name === '') continue;
      const defaults = [...(targets.get(name) ?? [])].flatMap((file) => defaultsOf(file, all));
      for (const callee of [...(byName.get(name) ?? []), ...defaults]) {
        edges.get(caller.key)?.add(callee.key);
        edges.get(callee.key)?.add(caller.key);
      }
    }
  }
  return edges;
}

function distances(
  edges: ReadonlyMap<string, ReadonlySet<string>>,
  starts: readonly string[],
): Map<string, number> {
  const found = new Map(starts.map((key) => [key, 0]));
  const queue = [...starts];
  for (const key of queue) {
    for (const next of edges.get(key) ?? []) {
      if (found.has(next)) continue;
      found.set(next, (found.get(key) ?? 0) + 1);
      queue.push(next);
    }
  }
  return found;
}

/** @returns every statement that the call graph reaches from the question, nearer ones with a higher score */
export function scoreByStaticSlice(
  cwd: string,
  command: readonly string[],
  question: string,
): readonly Scored[] {
  const entries = command.filter((word) => SOURCE.test(word) && existsSync(join(cwd, word)));
  const files = readFiles(cwd, entries);
  const all = [...files].flatMap(([file, facts]) => readFunctions(file, facts));
  const words = new Set(question.match(/[\p{L}_$][\p{L}\p{N}_$]+/gu) ?? []);
  const own = all.filter(({ file }) => !file.startsWith('node_modules/'));
  const asked = own.filter(({ mentions }) => [...mentions].some((name) => words.has(name)));
  const starts = (asked.length > 0 ? asked : own).map(({ key }) => key);
  const reached = distances(neighbours(files, all), starts);
  return [...files].flatMap(([file, { shape }]) =>
    shape.statements.flatMap(({ from, to }) => {
      const functionKey = shape.functionKeyAt(from);
      const distance = reached.get(functionKey);
      const statement: StatementRef = { file, from, to, functionKey };
      return distance === undefined || /\.test\./u.test(file)
        ? []
        : [{ statement, score: 1 / (1 + distance) }];
    }),
  );
}
