/**
 * Names of functions and classes as people would say them: `applyDiscount`, `Cart.add`, `routes.users.list`. Read from the
 * syntax around the function alone: what it is assigned to, the literal or class that holds it, the namespace around it.
 */
import { childOf } from '../node.ts';
import type { SyntaxNode } from '../node.ts';

const FUNCTION_TYPES: ReadonlySet<string> = new Set([
  'program',
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'arrow_function',
  'method_definition',
  'class_static_block',
]);

const TRANSPARENT: ReadonlySet<string> = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
]);

const ASSIGNMENTS: ReadonlySet<string> = new Set([
  'assignment_expression',
  'augmented_assignment_expression',
  'assignment_pattern',
  'object_assignment_pattern',
]);

/** @returns whether the node is a function, a static block or the module */
export function isFunctionNode(node: SyntaxNode): boolean {
  return node.named && FUNCTION_TYPES.has(node.type);
}

export function isClassNode(node: SyntaxNode): boolean {
  return (
    node.named &&
    (node.type === 'class' ||
      node.type === 'class_declaration' ||
      node.type === 'abstract_class_declaration')
  );
}

function isField(node: SyntaxNode): boolean {
  return node.type === 'field_definition' || node.type === 'public_field_definition';
}

/** @returns the name of a property key as it stands in the source, quotes left out; `[x]` for a computed key */
export function keyName(key: SyntaxNode, text: string): string {
  const source = text.slice(key.start, key.end);
  if (key.type === 'string') return source.slice(1, -1);
  if (key.type !== 'computed_property_name') return source;
  const inner = /^\[\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*\]$/u.exec(source);
  return inner?.[1] ?? inner?.[2] ?? source.replace(/\s+/gu, ' ').slice(0, 60);
}

/** @returns the key of a method, field or pair, or null */
export function keyOf(node: SyntaxNode): SyntaxNode | null {
  return childOf(node, node.type === 'pair' ? 'key' : 'name') ?? childOf(node, 'property');
}

/** `a.b.c` as parts, with `prototype` left out; null where a part is computed. */
function pathOf(target: SyntaxNode, text: string): readonly string[] | null {
  const parts: string[] = [];
  let at: SyntaxNode = target;
  for (;;) {
    if (at.type === 'member_expression') {
      const property = childOf(at, 'property');
      if (property === null) return null;
      parts.unshift(text.slice(property.start, property.end));
    } else if (at.type === 'subscript_expression') {
      const index = childOf(at, 'index');
      if (index?.type !== 'string') return null;
      parts.unshift(keyName(index, text));
    } else if (at.type === 'identifier' || at.type === 'this') {
      parts.unshift(text.slice(at.start, at.end));
      break;
    } else if (at.type === 'shorthand_property_identifier_pattern') {
      return [text.slice(at.start, at.end)];
    } else if (!TRANSPARENT.has(at.type)) return null;
    const next = childOf(at, 'object') ?? at.children.find((child) => child.named);
    if (next === undefined) return null;
    at = next;
  }
  return parts.filter((part, index) => part !== 'prototype' || index === 0);
}

const isWholeExport = (path: readonly string[]): boolean =>
  path[0] === 'exports' ? path.length === 1 : path[0] === 'module' && path.length === 2;

/** `exports.x` and `module.exports.x` are `x` to people. */
function withoutExports(parts: readonly string[]): readonly string[] {
  if (parts[0] === 'module' && parts[1] === 'exports' && parts.length > 2) return parts.slice(2);
  return parts[0] === 'exports' && parts.length > 1 ? parts.slice(1) : parts;
}

/** Names of the namespaces between the node and the function around it, outermost first. */
function namespacesAround(node: SyntaxNode, text: string): readonly string[] {
  const names: string[] = [];
  for (let up = node.parent; up !== null && !isFunctionNode(up); up = up.parent) {
    const name = up.type === 'internal_module' || up.type === 'module' ? childOf(up, 'name') : null;
    if (name !== null) names.unshift(keyName(name, text));
  }
  return names;
}

/** What an expression is bound to: the declarator, assignment, pair, field or export around it, parentheses skipped. */
function holderOf(
  node: SyntaxNode,
): { readonly holder: SyntaxNode; readonly value: SyntaxNode } | null {
  let value = node;
  while (value.parent !== null && TRANSPARENT.has(value.parent.type)) value = value.parent;
  return value.parent === null ? null : { holder: value.parent, value };
}

/** The object or class that holds a method, pair or field. */
function containerOf(member: SyntaxNode): SyntaxNode | null {
  const around = member.parent;
  return around?.type === 'class_body' ? around.parent : around;
}

function ownName(node: SyntaxNode, text: string): string | null {
  if (node.type === 'object') return null;
  const name = childOf(node, 'name');
  return name === null ? null : text.slice(name.start, name.end);
}

/** One step outwards: the parts that this node's place gives it, and the container whose name goes in front, if any. */
interface Step {
  readonly parts: readonly string[];
  readonly next: SyntaxNode | null;
}

const member = (key: SyntaxNode | null, node: SyntaxNode, text: string): Step => ({
  parts: key === null ? [] : [keyName(key, text)],
  next: containerOf(node),
});

function stepOut(node: SyntaxNode, text: string): Step | null {
  if (node.type === 'method_definition') return member(keyOf(node), node, text);
  if (node.type === 'class_static_block') return { parts: ['static'], next: containerOf(node) };
  const declared = /_declaration$/u.test(node.type) ? ownName(node, text) : null;
  if (declared !== null) return { parts: [declared], next: null };
  const place = holderOf(node);
  const fallback = ownName(node, text);
  const own: Step | null = fallback === null ? null : { parts: [fallback], next: null };
  if (place === null) return own;
  const { holder, value } = place;
  if (holder.type === 'pair' && value.field === 'value') return member(keyOf(holder), holder, text);
  if (isField(holder) && value.field === 'value') return member(keyOf(holder), holder, text);
  if (holder.type === 'variable_declarator' && value.field === 'value') {
    const name = childOf(holder, 'name');
    if (name?.type !== 'identifier') return own;
    return { parts: [text.slice(name.start, name.end)], next: null };
  }
  if (ASSIGNMENTS.has(holder.type) && value.field === 'right') {
    const left = childOf(holder, 'left');
    const path = left === null ? null : pathOf(left, text);
    if (path === null || (own !== null && isWholeExport(path))) return own;
    return { parts: path, next: null };
  }
  if (holder.type === 'export_statement') return own ?? { parts: ['default'], next: null };
  return own;
}

/**
 * @param node  a function, class or static block; not the module
 * @returns the parts of its name inside the enclosing function, or null for an anonymous one; the first part is null
 *   where an anonymous class or literal holds a named member
 */
export function nameParts(node: SyntaxNode, text: string): readonly string[] | null {
  const parts: string[] = [];
  for (let at: SyntaxNode = node; ;) {
    const step = stepOut(at, text);
    if (step === null) break;
    parts.unshift(...step.parts);
    if (step.next === null) return [...namespacesAround(at, text), ...withoutExports(parts)];
    at = step.next;
  }
  return parts.length === 0 ? null : parts;
}

/** @returns the anonymous class expression that holds the member, or null */
export function anonymousClassAround(node: SyntaxNode, text: string): SyntaxNode | null {
  for (let at: SyntaxNode | null = node; at !== null;) {
    const step: Step | null = stepOut(at, text);
    if (step === null) return at.type === 'class' ? at : null;
    at = step.next;
  }
  return null;
}
