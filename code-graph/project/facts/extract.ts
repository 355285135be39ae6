/**
 * One parsed file to its facts. Two walks: the first finds imports and classes (names may be used above where they are
 * declared), the second everything else.
 */
import { isTypeNode } from '../../syntax/binding/pattern.ts';
import { isClassNode, nameParts } from '../../syntax/naming/function-name.ts';
import { childOf, namedChildren, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { ParseResult } from '../../syntax/parse.ts';
import { analyzeScopes } from '../../syntax/scope.ts';
import type { Binding, FunctionInfo } from '../../syntax/scope-table.ts';
import { accessesOf, parameterAccesses } from './access-fact.ts';
import type { FoundAccess } from './access-fact.ts';
import { WAYS } from './file-facts.ts';
import type { ClassFact, ExportFact, FileFacts, FunctionFact, VariableFact } from './file-facts.ts';
import { extractFlow } from './flow/extract-flow.ts';
import type { SitePlace } from './flow/writer.ts';
import { collectExport, collectImport, unnamedName } from './module-fact.ts';
import type { ImportTable, UnnamedExport } from './module-fact.ts';
import { createReferences, unwrap } from './reference.ts';
import type { References } from './reference.ts';
import { walkPlaces } from './walk.ts';

const DECISIONS: ReadonlySet<string> = new Set([
  'if_statement',
  'ternary_expression',
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'switch_case',
  'catch_clause',
]);

/** @returns a function from offset to 1-based line */
export function createLineTable(text: string): (offset: number) => number {
  const starts: number[] = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

function createNames(): { readonly list: string[]; intern(name: string): number } {
  const list: string[] = [];
  const index = new Map<string, number>();
  return {
    list,
    intern(name) {
      let at = index.get(name);
      if (at === undefined) {
        at = list.push(name) - 1;
        index.set(name, at);
      }
      return at;
    },
  };
}

/** Nodes that a call edge may name as its place. */
function isCallPlace(type: string): boolean {
  return (
    type === 'call_expression' ||
    type === 'new_expression' ||
    type === 'member_expression' ||
    type === 'subscript_expression'
  );
}

function isDecision(node: SyntaxNode): boolean {
  if (DECISIONS.has(node.type)) return true;
  const operator = node.type === 'binary_expression' ? childOf(node, 'operator')?.type : undefined;
  return operator === '&&' || operator === '||' || operator === '??';
}

function baseOf(node: SyntaxNode, references: References): ClassFact['base'] {
  const heritage = node.children.find((child) => child.type === 'class_heritage');
  const clause = heritage?.children.find((child) => child.type === 'extends_clause') ?? heritage;
  const base =
    clause === undefined ? undefined : (childOf(clause, 'value') ?? namedChildren(clause)[0]);
  return base === undefined ? null : references.ofExpression(unwrap(base));
}

/** The class whose member the function is: a method, or an arrow in a field. */
function classOf(fn: FunctionInfo, references: References): number {
  let up = fn.node.parent;
  if (up !== null && /field_definition$/u.test(up.type)) up = up.parent;
  const owner = up?.type === 'class_body' ? up.parent : null;
  return owner === null || owner === undefined ? -1 : (references.classIndex.get(owner) ?? -1);
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly hash: string;
}

export interface ExtractOptions {
  /** Leave out what happens inside of functions: they are there, with their names and places, and what they call is not. */
  readonly isOutline?: boolean;
}

/** @returns the facts of a parsed file; never throws on broken syntax */
export function extractFacts(
  source: Source,
  parsed: ParseResult,
  { isOutline = false }: ExtractOptions = {},
): FileFacts {
  const { tree } = parsed;
  const scopes = analyzeScopes(tree);
  const lineAt = createLineTable(tree.text);
  const table: ImportTable = { imports: [], importOf: new Map(), reexports: new Map() };
  const classNodes: SyntaxNode[] = [];
  const complexity = new Int32Array(scopes.functions.length).fill(1);
  const depths = new Int32Array(scopes.functions.length);
  walkSyntax(tree.root, (node) => {
    if (isTypeNode(node)) return false;
    if (isClassNode(node)) classNodes.push(node);
    collectImport(node, scopes, table, lineAt);
    return true;
  });
  const references = createReferences(scopes, classNodes, table.importOf);
  const names = createNames();
  const accesses: number[] = [];
  const exports: ExportFact[] = [];
  const unnamed: UnnamedExport[] = [];
  const bindings = new Set<Binding>();

  const addAccesses = (
    found: readonly FoundAccess[],
    fn: number,
    kind: number,
    ordinal: number,
  ): void => {
    for (const { name, binding, op, way, at } of found) {
      const code = (op === 'write' ? 16 : 0) + WAYS.indexOf(way);
      const owner = binding === null ? -1 : binding.declaredIn.index;
      accesses.push(names.intern(name), fn, code, kind, ordinal, at.start, lineAt(at.start), owner);
    }
  };
  const places = new Map<SyntaxNode, SitePlace>();
  walkPlaces(scopes, (place) => {
    const { node, fn } = place;
    const isInside = isOutline && fn.index !== 0;
    if (isDecision(node)) complexity[fn.index] = (complexity[fn.index] ?? 1) + 1;
    if (/^(?:for|while|do)_/u.test(node.type)) {
      depths[fn.index] = Math.max(depths[fn.index] ?? 0, place.loopDepth + 1);
    }
    if (isInside) return;
    const binding = /identifier/u.test(node.type) ? scopes.resolve(node) : null;
    if (binding !== null) bindings.add(binding);
    if (isCallPlace(node.type)) {
      const kind = names.intern(place.kind);
      places.set(node, { fn: fn.index, kind, ordinal: place.ordinal });
    }
    collectExport(node, references, table, { exports, unnamed });
    const found = accessesOf(node, references);
    if (found.length > 0) addAccesses(found, fn.index, names.intern(place.kind), place.ordinal);
    const own = scopes.functionAt(node);
    if (own !== null && !isOutline)
      addAccesses(parameterAccesses(node, references), own.index, -1, 0);
  });

  const functions = scopes.functions.map((fn): FunctionFact => ({
    id: fn.id,
    name: fn.name,
    kind: fn.kind,
    parent: fn.parent,
    class: classOf(fn, references),
    params: fn.params.map((param) => param.name),
    isAsync: fn.isAsync,
    isGenerator: fn.isGenerator,
    start: fn.node.start,
    end: fn.node.end,
    line: lineAt(fn.node.start),
    endLine: lineAt(Math.max(fn.node.start, fn.node.end - 1)),
    complexity: complexity[fn.index] ?? 1,
    loopDepth: depths[fn.index] ?? 0,
  }));
  const classes = classNodes.map((node): ClassFact => ({
    name: nameParts(node, tree.text)?.join('.') ?? `<class:${lineAt(node.start)}>`,
    fn: scopes.functionOf(node).index,
    start: node.start,
    line: lineAt(node.start),
    endLine: lineAt(node.end),
    base: baseOf(node, references),
  }));
  const variables = [...bindings]
    .filter((binding) => !/^(?:function|class|import)$/u.test(binding.kind))
    .map((binding): VariableFact => ({
      name: binding.name,
      kind: binding.kind,
      fn: binding.declaredIn.index,
      start: binding.declaredAt,
      line: lineAt(binding.declaredAt),
    }));
  // What is exported more than once is what has a name, and else what it is last: `exports.f = void 0` stands in front.
  const named = new Set(exports.map(({ exported }) => exported));
  for (const { exported, node } of new Map(unnamed.map((one) => [one.exported, one])).values()) {
    if (named.has(exported)) continue;
    const name = unnamedName(exported);
    exports.push({ exported, target: { kind: 'variable', name } });
    variables.push({ name, kind: 'export', fn: 0, start: node.start, line: lineAt(node.start) });
  }
  return {
    path: source.path,
    hash: source.hash,
    lines: lineAt(source.text.length),
    problems: parsed.problems,
    functions,
    classes,
    variables,
    imports: table.imports,
    exports,
    names: names.list,
    flow: extractFlow({
      references,
      intern: names.intern,
      lineAt,
      placeOf: (node) => places.get(node) ?? null,
      isOutline,
    }),
    accesses: Int32Array.from(accesses),
  };
}
