/**
 * How each kind of statement is laid down, one case a kind. A case starts at the flow's frontier and leaves there what
 * completes normally; everything else was sent to its target. Declarations of functions and imports take effect at the
 * head of their block. Loops and `try` have an entry node of their own, so that "does this statement run" and "does its
 * condition hold" stay two questions. What the table does not name is laid down as an expression would be.
 */
import { childOf, namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { FLAGS } from './builder.ts';
import type { FlowBuilder, Step, Visit, Visitor } from './builder.ts';
import { hoist, visitClass } from './declaration.ts';
import { visitTest } from './condition.ts';
import { visitExpression } from './expression.ts';
import { disposing } from './finalizer.ts';
import { breakOut, continueLoop, labeled, switchStatement, tryStatement } from './jump.ts';
import { doLoop, forIn, forLoop, whileLoop } from './loop.ts';

const STATEMENTS: Readonly<Record<string, Visitor>> = {
  program: block,
  statement_block: block,
  expression_statement: parts,
  else_clause: parts,
  lexical_declaration: parts,
  variable_declaration: parts,
  variable_declarator: declarator,
  if_statement: ifElse,
  switch_statement: switchStatement,
  while_statement: whileLoop,
  do_statement: doLoop,
  for_statement: forLoop,
  for_in_statement: forIn,
  try_statement: tryStatement,
  labeled_statement: labeled,
  break_statement: breakOut,
  continue_statement: continueLoop,
  return_statement: returnStatement,
  throw_statement: throwStatement,
  with_statement: withStatement,
  export_statement: exportStatement,
  class_declaration: visitClass,
  abstract_class_declaration: visitClass,
  enum_declaration: enumDeclaration,
  internal_module: namespace,
  module: namespace,
  function_declaration: nestedFunction,
  generator_function_declaration: nestedFunction,
  import_statement: () => undefined,
  import_alias: (flow, node) => void flow.emit(node),
  empty_statement: (flow, node) => void flow.emit(node),
  debugger_statement: (flow, node) => void flow.emit(node),
  ambient_declaration: () => undefined,
  function_signature: () => undefined,
  interface_declaration: () => undefined,
  type_alias_declaration: () => undefined,
  comment: () => undefined,
  hash_bang_line: () => undefined,
};

export function visitStatement(flow: FlowBuilder, node: SyntaxNode): Visit {
  const visitor = Object.hasOwn(STATEMENTS, node.type) ? STATEMENTS[node.type] : undefined;
  if (visitor !== undefined) return visitor(flow, node);
  return node.type.endsWith('_statement') || node.type.endsWith('_declaration')
    ? parts(flow, node)
    : visitExpression(flow, node);
}

const HOISTING: ReadonlySet<string> = new Set([
  'program',
  'statement_block',
  'switch_case',
  'switch_default',
  'export_statement',
]);

function* block(flow: FlowBuilder, node: SyntaxNode): Step {
  const before = flow.syntax.length;
  const statements = namedChildren(node);
  hoist(flow, statements);
  const word = usingWord(flow, statements);
  function* inside(): Step {
    for (const statement of statements) yield flow.execute(statement);
  }
  if (word === null) yield* inside();
  else yield* disposing(flow, word, inside);
  if (flow.syntax.length === before) flow.emit(node);
}

/** @returns the word that declares what must be disposed at the end of the block, or null */
function usingWord(flow: FlowBuilder, statements: readonly SyntaxNode[]): SyntaxNode | null {
  for (const statement of statements) {
    if (statement.type !== 'lexical_declaration') continue;
    const name = statement.children.find(({ type }) => type === 'variable_declarator');
    const declared = name === undefined ? null : childOf(name, 'name');
    if (declared !== null && flow.scopes.resolve(declared)?.kind === 'using')
      return childOf(statement, 'kind');
  }
  return null;
}

function* parts(flow: FlowBuilder, node: SyntaxNode): Step {
  for (const part of namedChildren(node)) yield flow.execute(part);
}

function* declarator(flow: FlowBuilder, node: SyntaxNode): Step {
  const name = childOf(node, 'name');
  const value = childOf(node, 'value');
  if (value !== null) yield flow.evaluate(value);
  const isName = name?.type === 'identifier';
  if (name !== null && !isName) yield flow.bind(name);
  const isEmptyVar = value === null && node.parent?.type === 'variable_declaration';
  flow.emit(node, isName && !isEmptyVar ? FLAGS.writes : 0);
}

function* ifElse(flow: FlowBuilder, node: SyntaxNode): Step {
  const yes: number[] = [];
  const no: number[] = [];
  yield visitTest(flow, childOf(node, 'condition') ?? node, [yes, no]);
  flow.frontier = yes;
  yield flow.execute(childOf(node, 'consequence') ?? node);
  const after = flow.take();
  flow.frontier = no;
  const otherwise = childOf(node, 'alternative');
  if (otherwise !== null) yield flow.execute(otherwise);
  flow.join(after);
}

function* returnStatement(flow: FlowBuilder, node: SyntaxNode): Step {
  yield* parts(flow, node);
  // What an async generator returns is awaited.
  const isAwaited = flow.fn.isAsync && flow.fn.isGenerator;
  flow.emit(node, isAwaited ? FLAGS.throws | FLAGS.suspends | FLAGS.calls : 0);
  flow.jump(flow.returns, 'return');
}

function* throwStatement(flow: FlowBuilder, node: SyntaxNode): Step {
  yield* parts(flow, node);
  flow.emit(node);
  flow.jump(flow.nearestThrow(), 'throw');
}

function* withStatement(flow: FlowBuilder, node: SyntaxNode): Step {
  const object = childOf(node, 'object');
  const body = childOf(node, 'body');
  if (object !== null) yield flow.evaluate(object);
  flow.emit(node, FLAGS.throws);
  if (body !== null) yield flow.execute(body);
}

function* exportStatement(flow: FlowBuilder, node: SyntaxNode): Step {
  const declared = childOf(node, 'declaration');
  const value = childOf(node, 'value');
  for (const child of node.children) if (child.type === 'decorator') yield flow.evaluate(child);
  if (declared !== null) yield flow.execute(declared);
  else if (value !== null) yield flow.evaluate(value);
  if (declared === null) flow.emit(node);
}

function* enumDeclaration(flow: FlowBuilder, node: SyntaxNode): Step {
  for (const member of childOf(node, 'body')?.children ?? []) {
    const value = childOf(member, 'value');
    if (value !== null) yield flow.evaluate(value);
  }
  flow.emit(node, FLAGS.writes);
}

function* namespace(flow: FlowBuilder, node: SyntaxNode): Step {
  flow.emit(node, FLAGS.writes);
  const body = childOf(node, 'body');
  if (body !== null) yield flow.execute(body);
}

function nestedFunction(flow: FlowBuilder, node: SyntaxNode): Visit {
  if (!HOISTING.has(node.parent?.type ?? '')) flow.emit(node, FLAGS.writes | FLAGS.opaque);
}
