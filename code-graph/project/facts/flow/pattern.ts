/** Values that go into targets: variables, members, destructuring patterns with defaults. */
import { childOf, namedChildren } from '../../../syntax/node.ts';
import type { SyntaxNode } from '../../../syntax/node.ts';
import type { Evaluation } from './evaluation.ts';
import {
  elementName,
  elementsOf,
  globalName,
  propertyName,
  propertyNames,
  staticKey,
  typed,
} from './expression.ts';
import { EXPORTS_VERTEX, MODULE_EXPORTS_VERTEX, OBJECT_KIND } from './flow-fact.ts';
import { converted, disposed, iterated } from './implicit/row.ts';
import { unwrap } from '../reference.ts';

/** `target = value`, whatever the target is; `from` is the node of the value where there is one. */
export function assign(
  evaluation: Evaluation,
  target: SyntaxNode,
  value: number,
  from: SyntaxNode | null = null,
): void {
  const { writer } = evaluation;
  const node = unwrap(target);
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern': {
      const binding = writer.scopes.resolve(node);
      if (binding !== null) writer.copy(writer.variable(binding), value);
      else if (writer.textOf(node) === 'exports') writer.copy(EXPORTS_VERTEX, value);
      return;
    }
    case 'member_expression':
    case 'subscript_expression':
      assignMember(evaluation, node, value, from);
      return;
    case 'object_pattern':
      for (const part of namedChildren(node)) assignProperty(evaluation, part, value);
      return;
    case 'array_pattern': {
      const whole = from?.type === 'array' ? value : iterated(evaluation, value, node);
      for (const [index, part] of elementsOf(node)) {
        const rest = part.type === 'rest_pattern' ? namedChildren(part)[0] : undefined;
        if (rest === undefined)
          assign(evaluation, part, writer.load(whole, elementName(index), node));
        else assign(evaluation, rest, index === 0 ? whole : elementsAgain(evaluation, node, whole));
      }
      return;
    }
    case 'assignment_pattern':
    case 'object_assignment_pattern': {
      const fallback = evaluation.value(childOf(node, 'right'));
      const left = childOf(node, 'left');
      if (left === null) return;
      assign(evaluation, left, value);
      assign(evaluation, left, fallback);
      return;
    }
    default:
      evaluation.run(node);
  }
}

/** An array with the elements of another, in whatever places. */
function elementsAgain({ writer }: Evaluation, node: SyntaxNode, value: number): number {
  if (value < 0) return -1;
  const whole = writer.holding(writer.objectToken(OBJECT_KIND.array));
  writer.store(whole, null, writer.load(value, null, node), null);
  return whole;
}

/** One part of an object pattern. */
function assignProperty(evaluation: Evaluation, part: SyntaxNode, value: number): void {
  const { writer } = evaluation;
  if (part.type === 'rest_pattern') {
    const rest = namedChildren(part)[0];
    if (rest !== undefined) assign(evaluation, rest, value);
    return;
  }
  const key = childOf(part, 'key');
  if (key?.type === 'computed_property_name') evaluation.run(key);
  const target = childOf(part, 'value') ?? part;
  const named = key ?? (part.type === 'object_assignment_pattern' ? childOf(part, 'left') : part);
  assign(evaluation, target, writer.load(value, staticKey(evaluation, named), part));
}

function assignMember(
  evaluation: Evaluation,
  node: SyntaxNode,
  value: number,
  from: SyntaxNode | null,
): void {
  const { writer } = evaluation;
  const object = childOf(node, 'object');
  const index = childOf(node, 'index');
  if (object === null) return;
  const name = propertyName(evaluation, node);
  if (name === 'exports' && globalName(evaluation, object) === 'module') {
    writer.copy(MODULE_EXPORTS_VERTEX, value);
    return;
  }
  if (index !== null && index.type !== 'string') evaluation.value(index);
  const base = evaluation.value(object);
  for (const one of propertyNames(evaluation, node)) writer.store(base, one, value, node);
  const fn = from === null ? null : writer.scopes.functionAt(unwrap(from));
  if (fn !== null && fn.kind === 'function')
    writer.copy(writer.signatures[fn.index]?.self ?? -1, base);
}

/** `left = right`, `left ||= right` and the like. @returns the vertex of the result */
export function assignment(evaluation: Evaluation, node: SyntaxNode): number {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  const value = evaluation.value(right);
  if (left === null) return value;
  if (node.type === 'augmented_assignment_expression') {
    const operator = childOf(node, 'operator')?.type ?? '';
    if (!/^(?:\|\||&&|\?\?)=$/u.test(operator)) {
      converted(evaluation, node, operator.slice(0, -1), [
        { value: evaluation.value(left), type: left.type },
        { value, type: right?.type ?? '' },
      ]);
      return -1;
    }
  }
  assign(evaluation, left, value, right);
  return value;
}

export function declarator(evaluation: Evaluation, node: SyntaxNode): number {
  const name = childOf(node, 'name');
  const value = childOf(node, 'value');
  const vertex = typed(evaluation, evaluation.value(value), childOf(node, 'type'));
  if (node.parent !== null) disposed(evaluation, childOf(node.parent, 'kind'), vertex, node);
  if (name !== null && vertex >= 0) assign(evaluation, name, vertex, value);
  else if (name !== null && name.type !== 'identifier') assign(evaluation, name, -1);
  return -1;
}
