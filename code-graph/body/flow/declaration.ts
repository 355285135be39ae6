/**
 * How declarations are laid down. Functions and imports take effect at the head of their block; each imported name is a
 * write of its own. A class: heritage, decorators and computed keys, the class itself, then its static parts, all at once
 * where the class stands. Static blocks are opaque nodes. Initialisers of instance fields run later, any number of
 * times: they hang on the class by an `instance` edge and lead back to what follows, and what they throw leaves the
 * function instead of reaching a handler around the class.
 */
import { childOf } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { FLAGS, dangle } from './builder.ts';
import type { FlowBuilder, Step } from './builder.ts';

const FIELDS: ReadonlySet<string> = new Set(['field_definition', 'public_field_definition']);

function isStatic(member: SyntaxNode): boolean {
  return member.children.some((part) => part.type === 'static');
}

function hasValue(member: SyntaxNode): boolean {
  return FIELDS.has(member.type) && childOf(member, 'value') !== null;
}

function hasDecorators(node: SyntaxNode, members: readonly SyntaxNode[]): boolean {
  const isDecorator = (child: SyntaxNode): boolean => child.type === 'decorator';
  return [node, ...members].some((one) => isDecorator(one) || one.children.some(isDecorator));
}

/** @returns whether a node stands in the initialiser of an instance field: it runs with the constructor, not where it stands */
export function isInstanceField(node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.type === 'class_static_block' || at.type.endsWith('function')) return false;
    if (/^(?:method_definition|function_declaration|program)$/u.test(at.type)) return false;
    const { parent } = at;
    const isValue = parent !== null && FIELDS.has(parent.type) && at.field === 'value';
    if ((isValue && !isStatic(parent)) || (FIELDS.has(at.type) && at === node && !isStatic(at)))
      return true;
  }
  return false;
}

function* decorators(flow: FlowBuilder, node: SyntaxNode): Step {
  for (const child of node.children)
    if (child.type === 'decorator' || child.type === 'class_heritage') yield flow.evaluate(child);
}

function* fields(flow: FlowBuilder, members: readonly SyntaxNode[]): Step {
  for (const member of members) {
    if (member.type === 'class_static_block') {
      flow.emit(member, FLAGS.opaque | FLAGS.calls | FLAGS.throws);
      continue;
    }
    yield flow.evaluate(childOf(member, 'value') ?? member);
    flow.emit(member);
  }
}

export function* visitClass(flow: FlowBuilder, node: SyntaxNode): Step {
  const members = childOf(node, 'body')?.children ?? [];
  yield* decorators(flow, node);
  for (const member of members) {
    if (member.type === 'decorator') yield flow.evaluate(member);
    const key = childOf(member, 'name') ?? childOf(member, 'property');
    if (key?.type === 'computed_property_name') yield flow.evaluate(key);
    yield* decorators(flow, member);
  }
  const isDerived = node.children.some((child) => child.type === 'class_heritage');
  const isNamed = childOf(node, 'name') !== null;
  const id = flow.emit(
    node,
    (isNamed ? FLAGS.writes : 0) |
      (isDerived || hasDecorators(node, members) ? FLAGS.throws | FLAGS.calls : 0),
  );
  const runsNow = (member: SyntaxNode): boolean =>
    member.type === 'class_static_block' || (hasValue(member) && isStatic(member));
  yield* fields(flow, members.filter(runsNow));
  const later = members.filter((member) => hasValue(member) && !isStatic(member));
  if (later.length === 0) return;
  const { frame } = flow;
  const after = flow.take();
  flow.frame = null;
  flow.frontier = [dangle(id, 'instance')];
  yield* fields(flow, later);
  flow.frame = frame;
  flow.join(after);
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
]);
/** Declarations that take effect before the block they stand in: functions and imports. */
export function hoist(flow: FlowBuilder, statements: readonly SyntaxNode[]): void {
  for (const statement of statements) {
    if (statement.type === 'import_statement') hoistImport(flow, statement);
    const declared =
      statement.type === 'export_statement' ? childOf(statement, 'declaration') : statement;
    if (declared !== null && FUNCTIONS.has(declared.type))
      flow.emit(declared, FLAGS.writes | FLAGS.opaque);
  }
}

/** Each imported name is a write of its own. */
function hoistImport(flow: FlowBuilder, statement: SyntaxNode): void {
  flow.emit(statement);
  const emitNames = (part: SyntaxNode): void => {
    const names = part.children.filter((child) => child.type === 'identifier');
    if (part.type === 'import_specifier' || part.type === 'namespace_import') {
      const local = names.at(-1);
      if (local !== undefined) flow.emit(local, FLAGS.writes);
    } else {
      for (const name of names) flow.emit(name, FLAGS.writes);
      for (const child of part.children) if (child.children.length > 0) emitNames(child);
    }
  };
  for (const child of statement.children)
    if (child.type === 'import_clause' || child.type === 'import_require_clause') emitNames(child);
}
