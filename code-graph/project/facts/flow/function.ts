/** Functions: parameters, `this`, what is returned; classes with their members, fields and superclass. */
import { childOf, namedChildren } from '../../../syntax/node.ts';
import type { SyntaxNode } from '../../../syntax/node.ts';
import type { FunctionInfo } from '../../../syntax/scope-table.ts';
import type { Evaluation, Rule } from './evaluation.ts';
import { staticKey } from './expression.ts';
import { ACCESSOR_FLAG, OBJECT_KIND, OP } from './flow-fact.ts';
import { IMPLICIT } from './implicit/kind.ts';
import { assign } from './pattern.ts';

function parameter(evaluation: Evaluation, fn: FunctionInfo, node: SyntaxNode): void {
  const { writer } = evaluation;
  const signature = writer.signatures[fn.index];
  if (signature === undefined) return;
  let target = childOf(node, 'pattern') ?? node;
  if (target.type === 'this') return;
  const rest = target.type === 'rest_pattern' ? namedChildren(target)[0] : undefined;
  if (rest !== undefined) {
    signature.rest = signature.params.length;
    signature.restObject = writer.objectToken(OBJECT_KIND.array);
    assign(evaluation, rest, writer.holding(signature.restObject));
    return;
  }
  const vertex = writer.vertex();
  signature.params.push(vertex);
  writer.typed(vertex, evaluation.types.value(childOf(node, 'type')));
  assign(evaluation, target, vertex);
  const fallback = childOf(node, 'value');
  if (fallback !== null) assign(evaluation, target, evaluation.value(fallback));
  if (target.type === 'assignment_pattern') target = childOf(target, 'left') ?? target;
  const isProperty = node.children.some(
    (child) => child.type === 'accessibility_modifier' || child.type === 'readonly',
  );
  if (isProperty && target.type === 'identifier')
    writer.store(evaluation.self, writer.textOf(target), evaluation.value(target), null);
}

/** A function that is written down here. */
const callable: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const fn = writer.scopes.functionAt(node);
  const signature = fn === null ? undefined : writer.signatures[fn.index];
  if (fn === null || signature === undefined) return -1;
  const outer = { ...evaluation };
  evaluation.fn = fn.index;
  if (fn.kind !== 'arrow') evaluation.self = signature.self;
  const list = childOf(node, 'parameters');
  const single = childOf(node, 'parameter');
  for (const part of list === null ? [] : namedChildren(list)) parameter(evaluation, fn, part);
  if (single !== null) parameter(evaluation, fn, single);
  const body = writer.parts.isOutline ? null : childOf(node, 'body');
  if (body !== null && body.type !== 'statement_block')
    writer.copy(signature.result, evaluation.value(body));
  else if (body !== null) evaluation.run(body);
  evaluation.fn = outer.fn;
  evaluation.self = outer.self;
  const value = writer.holding(writer.functionToken(fn.index));
  const name = childOf(node, 'name');
  const binding = name?.type === 'identifier' ? writer.scopes.resolve(name) : null;
  if (binding !== null) writer.copy(writer.variable(binding), value);
  return value;
};

const returned: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const value = evaluation.value(namedChildren(node)[0] ?? null);
  const isAsync = writer.scopes.functions[evaluation.fn]?.isAsync === true;
  if (isAsync) writer.implicit(IMPLICIT.settle, [value], node);
  writer.copy(writer.signatures[evaluation.fn]?.result ?? -1, value);
  return -1;
};

const isStaticNode = (node: SyntaxNode): boolean =>
  node.children.some((child) => !child.named && child.type === 'static');

function decorators(evaluation: Evaluation, node: SyntaxNode): void {
  for (const child of node.children) {
    if (child.type !== 'decorator') continue;
    const inner = namedChildren(child)[0] ?? null;
    const callee = evaluation.value(inner);
    if (callee < 0 || inner === null) continue;
    const { writer } = evaluation;
    writer.call({ node: child, callee, receiver: -1, name: '', owner: '', args: [], flags: 0 });
  }
}

interface ClassParts {
  readonly index: number;
  readonly own: number;
  readonly instance: number;
  readonly prototype: number;
}

/** A field that holds nothing that is known holds what its type says. */
function typedField(
  { writer, types }: Evaluation,
  node: SyntaxNode,
  self: number,
  name: string,
): void {
  const type = types.value(childOf(node, 'type'));
  if (type < 0) return;
  const held = writer.vertex();
  writer.row(OP.load, held, self, writer.name(name), -1);
  writer.typed(held, type);
  writer.store(self, name, held, null);
}

function member(evaluation: Evaluation, node: SyntaxNode, parts: ClassParts): void {
  const { writer } = evaluation;
  const isStatic = isStaticNode(node) || node.type === 'class_static_block';
  evaluation.isStatic = isStatic;
  decorators(evaluation, node);
  const key = childOf(node, 'name') ?? childOf(node, 'property');
  if (key?.type === 'computed_property_name') evaluation.run(key);
  const name = staticKey(evaluation, key);
  const self = isStatic ? parts.own : parts.instance;
  const fn = writer.scopes.functionAt(node);
  if (fn === null) {
    evaluation.self = self;
    const value = childOf(node, 'value');
    if (value !== null) writer.store(self, name, evaluation.value(value), null);
    else if (name !== null) typedField(evaluation, node, self, name);
    return;
  }
  writer.copy(writer.signatures[fn.index]?.self ?? -1, self);
  const value = evaluation.value(node);
  const holder = isStatic ? parts.own : parts.prototype;
  if (fn.kind === 'constructor') writer.constructors[parts.index] = fn.index;
  else if (fn.kind === 'getter' || fn.kind === 'setter') {
    const flags = fn.kind === 'setter' ? ACCESSOR_FLAG.setter : 0;
    if (name !== null) writer.row(OP.accessor, holder, value, writer.name(name), flags);
  } else if (fn.kind === 'method') {
    writer.store(holder, name, value, null);
    const token = writer.classToken(parts.index) + (isStatic ? 0 : 1);
    if (name !== null) writer.row(OP.declare, token, writer.name(name));
  }
}

const classes: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const index = writer.parts.references.classIndex.get(node);
  if (index === undefined) return -1;
  const token = writer.classToken(index);
  const parts: ClassParts = {
    index,
    own: writer.holding(token),
    prototype: writer.holding(token + 1),
    instance: writer.holding(token + 2),
  };
  const heritage = node.children.find((child) => child.type === 'class_heritage');
  const clause = heritage?.children.find((child) => child.type === 'extends_clause') ?? heritage;
  const base =
    clause === undefined ? null : (childOf(clause, 'value') ?? namedChildren(clause)[0] ?? null);
  const extended = evaluation.value(base);
  if (extended >= 0) writer.row(OP.extend, index, extended);
  const implemented = heritage?.children.find((child) => child.type === 'implements_clause');
  if (implemented !== undefined) evaluation.types.implement(implemented, parts.instance);
  const outer = { ...evaluation };
  evaluation.super = extended;
  const body = childOf(node, 'body');
  for (const part of body === null ? [] : namedChildren(body)) {
    member(evaluation, part, parts);
    evaluation.self = outer.self;
  }
  evaluation.super = outer.super;
  evaluation.isStatic = outer.isStatic;
  decorators(evaluation, node);
  const name = childOf(node, 'name');
  const binding = name === null ? null : writer.scopes.resolve(name);
  if (binding !== null) writer.copy(writer.variable(binding), parts.own);
  return parts.own;
};

export const CALLABLES: Readonly<Record<string, Rule>> = {
  function_declaration: callable,
  function_expression: callable,
  generator_function: callable,
  generator_function_declaration: callable,
  arrow_function: callable,
  method_definition: callable,
  class_static_block: callable,
  return_statement: returned,
  class: classes,
  class_declaration: classes,
  abstract_class_declaration: classes,
};
