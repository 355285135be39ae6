/** Values of names, members, literals and operators. */
import { childOf, namedChildren } from '../../../syntax/node.ts';
import type { SyntaxNode } from '../../../syntax/node.ts';
import { keyName } from '../../../syntax/naming/function-name.ts';
import { keyProperties, keyProperty } from '../key.ts';
import type { Evaluation, Rule } from './evaluation.ts';
import {
  ACCESSOR_FLAG,
  EXPORTS_VERTEX,
  INDEXES,
  MODULE_EXPORTS_VERTEX,
  OBJECT_KIND,
  OP,
} from './flow-fact.ts';
import { IMPLICIT } from './implicit/kind.ts';
import { converted, iterated } from './implicit/row.ts';

/** @returns the name of an element of an array; null for those that are not told apart */
export function elementName(index: number): string | null {
  return index < INDEXES ? String(index) : null;
}

/** Of keys that are numbers those that {@link elementName} gives. */
function toldApart(key: string | null): string | null {
  return key !== null && /^\d\d+$/u.test(key) ? null : key;
}

/** @returns the names that a property may have, where that is written down or a key that is known; a null where it may have any */
export function propertyNames(
  { writer }: Evaluation,
  node: SyntaxNode,
): readonly (string | null)[] {
  if (node.type === 'member_expression') {
    const property = childOf(node, 'property');
    return [property === null ? null : writer.textOf(property)];
  }
  const index = childOf(node, 'index');
  const names = index === null ? null : keyProperties(writer.scopes, index);
  return names?.map(toldApart) ?? [null];
}

/** @returns the name of the property where it has one for certain, else null */
export function propertyName(evaluation: Evaluation, node: SyntaxNode): string | null {
  const [name = null, ...others] = propertyNames(evaluation, node);
  return others.length === 0 ? name : null;
}

/** @returns the name of a key of a literal, pattern or class; null where it may be any */
export function staticKey({ writer }: Evaluation, key: SyntaxNode | null): string | null {
  if (key?.type !== 'computed_property_name') return toldApart(key && keyName(key, writer.text));
  const inner = namedChildren(key)[0];
  return inner === undefined ? null : toldApart(keyProperty(writer.scopes, inner));
}

/** @returns the name of a global object or function: an identifier that nothing declares; else '' */
export function globalName(evaluation: Evaluation, node: SyntaxNode | null): string {
  if (node?.type !== 'identifier') return '';
  const { writer } = evaluation;
  return writer.scopes.resolve(node) === null ? writer.textOf(node) : '';
}

const identifier: Rule = (evaluation, node) => {
  const { writer, fn } = evaluation;
  const binding = writer.scopes.resolve(node);
  if (binding !== null) return writer.variable(binding);
  const name = writer.textOf(node);
  if (name === 'exports') return EXPORTS_VERTEX;
  return name === 'arguments' ? argumentsOf(evaluation, fn) : -1;
};

/** The array-like object of the nearest function that has one. */
function argumentsOf(evaluation: Evaluation, fn: number): number {
  const { writer } = evaluation;
  let info = writer.scopes.functions[fn];
  while (info?.kind === 'arrow') info = writer.scopes.functions[info.parent];
  const signature = info === undefined ? undefined : writer.signatures[info.index];
  if (signature === undefined) return -1;
  if (signature.argumentsObject === -1)
    signature.argumentsObject = writer.objectToken(OBJECT_KIND.array);
  return writer.holding(signature.argumentsObject);
}

/** Where `super.x` is looked for. */
function superValue(evaluation: Evaluation): number {
  const { writer, isStatic } = evaluation;
  if (evaluation.super === -1 || isStatic) return evaluation.super;
  const prototype = writer.vertex();
  writer.row(OP.prototype, prototype, evaluation.super);
  return prototype;
}

const member: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const object = childOf(node, 'object');
  const index = childOf(node, 'index');
  if (object === null) return -1;
  const name = propertyName(evaluation, node);
  if (name === 'exports' && globalName(evaluation, object) === 'module')
    return MODULE_EXPORTS_VERTEX;
  if (index !== null) evaluation.value(index);
  const base = object.type === 'super' ? superValue(evaluation) : evaluation.value(object);
  evaluation.receivers.set(node, base);
  const names = propertyNames(evaluation, node);
  return either(
    evaluation,
    names.map((one) => writer.load(base, one, node)),
  );
};

/**
 * An object that holds nothing that can be called, now, is taken for one that never will; an empty one is there to be filled.
 */
const object: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const parts = namedChildren(node);
  const whole = writer.vertex();
  let holds = parts.length === 0;
  const put = (name: string | null, value: number): void => {
    if (value < 0) return;
    holds = true;
    writer.store(whole, name, value, null);
  };
  for (const part of parts) {
    if (part.type === 'pair') {
      const key = childOf(part, 'key');
      if (key?.type === 'computed_property_name') evaluation.run(key);
      put(staticKey(evaluation, key), ownedBy(evaluation, childOf(part, 'value'), whole));
    } else if (part.type === 'method_definition') {
      holds = true;
      methodOf(evaluation, part, whole);
    } else if (part.type === 'spread_element') {
      const from = evaluation.value(namedChildren(part)[0] ?? null);
      if (from < 0) continue;
      holds = true;
      writer.row(OP.mix, whole, from);
      writer.implicit(IMPLICIT.copy, [from], part);
    } else if (part.type !== 'comment') put(writer.textOf(part), evaluation.value(part));
  }
  if (!holds) return -1;
  writer.row(OP.token, whole, writer.objectToken(OBJECT_KIND.object));
  return whole;
};

/** A function that is stored in an object is called on it: `this` is the object, whoever calls. */
export function ownedBy(evaluation: Evaluation, node: SyntaxNode | null, owner: number): number {
  const value = evaluation.value(node);
  const { writer } = evaluation;
  if (node?.type !== 'function_expression' && node?.type !== 'generator_function') return value;
  const fn = writer.scopes.functionAt(node);
  const signature = fn === null ? undefined : writer.signatures[fn.index];
  if (signature !== undefined && owner >= 0) writer.copy(signature.self, owner);
  return value;
}

/** A method, getter or setter of an object literal. */
function methodOf(evaluation: Evaluation, node: SyntaxNode, owner: number): void {
  const { writer } = evaluation;
  const value = evaluation.value(node);
  const fn = writer.scopes.functionAt(node);
  const signature = fn === null ? undefined : writer.signatures[fn.index];
  if (fn === null || signature === undefined) return;
  writer.copy(signature.self, owner);
  const name = staticKey(evaluation, childOf(node, 'name'));
  if (fn.kind === 'getter' || fn.kind === 'setter') {
    if (name === null) return;
    const flags = ACCESSOR_FLAG.own | (fn.kind === 'setter' ? ACCESSOR_FLAG.setter : 0);
    writer.row(OP.accessor, owner, value, writer.name(name), flags);
  } else writer.store(owner, name, value, null);
}

/** Elements of an array or of an array pattern with their indexes: what is left out between commas counts. */
export function elementsOf(node: SyntaxNode): readonly (readonly [number, SyntaxNode])[] {
  let index = 0;
  const found: (readonly [number, SyntaxNode])[] = [];
  for (const child of node.children) {
    if (child.type === ',') index += 1;
    else if (child.named && child.type !== 'comment') found.push([index, child]);
  }
  return found;
}

const array: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const parts = elementsOf(node);
  const whole = writer.vertex();
  let holds = parts.length === 0;
  let isShifted = false;
  for (const [index, part] of parts) {
    const isSpread = part.type === 'spread_element';
    const from = isSpread ? (namedChildren(part)[0] ?? null) : part;
    const single = evaluation.value(from);
    const value = isSpread ? iterated(evaluation, single, from) : single;
    if (value >= 0) {
      holds = true;
      if (!isSpread) writer.store(whole, isShifted ? null : elementName(index), value, null);
      else if (index === 0) writer.row(OP.mix, whole, value);
      else writer.store(whole, null, writer.load(value, null, part), null);
    }
    isShifted ||= isSpread;
  }
  if (!holds) return -1;
  writer.row(OP.token, whole, writer.objectToken(OBJECT_KIND.array));
  return whole;
};

/** A value that is one of several. */
function either(evaluation: Evaluation, values: readonly number[]): number {
  const known = values.filter((value) => value >= 0);
  if (known.length < 2) return known[0] ?? -1;
  const vertex = evaluation.writer.vertex();
  for (const value of known) evaluation.writer.copy(vertex, value);
  return vertex;
}

const ternary: Rule = (evaluation, node) => {
  evaluation.value(childOf(node, 'condition'));
  const first = evaluation.value(childOf(node, 'consequence'));
  return either(evaluation, [first, evaluation.value(childOf(node, 'alternative'))]);
};

const binary: Rule = (evaluation, node) => {
  const operands = [childOf(node, 'left'), childOf(node, 'right')] as const;
  const [left, right] = [evaluation.value(operands[0]), evaluation.value(operands[1])];
  const operator = childOf(node, 'operator')?.type ?? '';
  switch (operator) {
    case '||':
    case '??':
      return either(evaluation, [left, right]);
    case '&&':
      return right;
    default:
      converted(evaluation, node, operator, [
        { value: left, type: operands[0]?.type ?? '' },
        { value: right, type: operands[1]?.type ?? '' },
      ]);
      return -1;
  }
};

/** `-x`, `x++`: a number is made of it. */
const unary: Rule = (evaluation, node) => {
  const value = evaluation.value(childOf(node, 'argument'));
  const operator = childOf(node, 'operator')?.type ?? '';
  if (/^(?:[-+~]|--|\+\+)$/u.test(operator))
    evaluation.writer.implicit(IMPLICIT.number, [value], node);
  return -1;
};

const template: Rule = (evaluation, node) => {
  for (const part of namedChildren(node)) {
    if (part.type !== 'template_substitution') continue;
    const value = evaluation.value(namedChildren(part)[0] ?? null);
    evaluation.writer.implicit(IMPLICIT.text, [value], part);
  }
  return -1;
};

const sequence: Rule = (evaluation, node) => {
  let last = -1;
  for (const part of namedChildren(node)) last = evaluation.value(part);
  return last;
};

/** `await x`: a promise is taken for what it promises. */
const awaited: Rule = (evaluation, node) => {
  const value = inner(evaluation, node);
  evaluation.writer.implicit(IMPLICIT.settle, [value], node);
  return value;
};

/** `(x)`, `x!` */
const inner: Rule = (evaluation, node) => {
  const [first, ...others] = namedChildren(node);
  for (const other of others) evaluation.run(other);
  return evaluation.value(first ?? null);
};

/** @returns the vertex of a value of which a type is known as well */
export function typed(
  evaluation: Evaluation,
  value: number,
  annotation: SyntaxNode | null,
): number {
  const { writer, types } = evaluation;
  const type = types.value(annotation);
  if (type < 0) return value;
  const vertex = writer.vertex();
  writer.copy(vertex, value);
  writer.typed(vertex, type);
  return vertex;
}

/** `x as T` */
const cast: Rule = (evaluation, node) => {
  const [value, type] = namedChildren(node);
  return typed(evaluation, evaluation.value(value ?? null), type ?? null);
};

/** `<T>x` */
const assertion: Rule = (evaluation, node) => {
  const type = node.children.find((child) => child.type === 'type_arguments');
  const given = evaluation.value(namedChildren(node).at(-1) ?? null);
  const named = type === undefined ? null : (namedChildren(type)[0] ?? null);
  return typed(evaluation, given, named);
};

const yielded: Rule = (evaluation, node) => {
  const given = namedChildren(node)[0] ?? null;
  const value = evaluation.value(given);
  const { writer } = evaluation;
  const isEach = node.children.some((child) => !child.named && child.type === '*');
  const one = isEach ? writer.load(iterated(evaluation, value, given), null, node) : value;
  if (one >= 0) writer.store(writer.yields(evaluation.fn), null, one, null);
  return value;
};

const self: Rule = (evaluation) => evaluation.self;

export const EXPRESSIONS: Readonly<Record<string, Rule>> = {
  identifier,
  shorthand_property_identifier: identifier,
  this: self,
  member_expression: member,
  subscript_expression: member,
  object,
  array,
  ternary_expression: ternary,
  binary_expression: binary,
  sequence_expression: sequence,
  parenthesized_expression: inner,
  as_expression: cast,
  satisfies_expression: inner,
  non_null_expression: inner,
  await_expression: awaited,
  unary_expression: unary,
  update_expression: unary,
  template_string: template,
  type_assertion: assertion,
  yield_expression: yielded,
};
