/**
 * Writes and reads that one node makes: of property names, and of variables. A node that holds several names (a pattern,
 * an object literal) makes one access for each; the node named is the one that a probe can watch.
 */
import { childOf, namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { keyName, keyOf } from '../../syntax/naming/function-name.ts';
import { declaredNames } from '../../syntax/binding/pattern.ts';
import type { Binding } from '../../syntax/scope-table.ts';
import type { Way } from './file-facts.ts';
import { readKey } from './key.ts';
import { unwrap } from './reference.ts';
import type { References } from './reference.ts';

export interface FoundAccess {
  readonly name: string;
  readonly binding: Binding | null;
  readonly op: 'read' | 'write';
  readonly way: Way;
  /** Where the name stands. */
  readonly at: SyntaxNode;
}

/** A property that is named somewhere. */
interface Named {
  readonly at: SyntaxNode;
  readonly name: string;
}

/** @returns the property that a member or subscript expression names, or null for a key whose value is not known */
function propertyOf(node: SyntaxNode, { scopes, textOf }: References): Named | null {
  if (node.type === 'member_expression') {
    const at = childOf(node, 'property');
    return at === null ? null : { at, name: textOf(at) };
  }
  const index = node.type === 'subscript_expression' ? childOf(node, 'index') : null;
  return index === null ? null : stringKey(index, scopes);
}

function stringKey(at: SyntaxNode, scopes: References['scopes']): Named | null {
  const key = readKey(scopes, at);
  return key?.kind === 'string' ? { at, name: key.value } : null;
}

/** The key of a pair, or of a part of a pattern. */
function keyed(key: SyntaxNode | null, { scopes }: References): Named | null {
  if (key?.type !== 'computed_property_name')
    return key && { at: key, name: keyName(key, scopes.tree.text) };
  const inner = namedChildren(key)[0];
  return inner === undefined ? null : stringKey(inner, scopes);
}

function isWriteTarget(node: SyntaxNode): boolean {
  const up = node.parent;
  if (up === null) return false;
  if (up.type === 'update_expression') return true;
  if (/^(?:augmented_)?assignment_expression$|^for_in_statement$/u.test(up.type))
    return node.field === 'left';
  return false;
}

/** `[a.b] = c`, `({ x: a.b } = c)`: a target, not a read. */
function isPatternTarget(node: SyntaxNode): boolean {
  const up = node.parent;
  if (up?.type === 'assignment_pattern') return node.field === 'left';
  return /^(?:array|rest)_pattern$/u.test(up?.type ?? '') || up?.type === 'pair_pattern';
}

/** Keys that a destructuring pattern reads, and targets that it writes. */
function patternAccesses(pattern: SyntaxNode, references: References): readonly FoundAccess[] {
  const found: FoundAccess[] = [];
  const stack: SyntaxNode[] = [pattern];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const add = (
      at: SyntaxNode,
      op: 'read' | 'write',
      name: string,
      binding: Binding | null,
    ): void => {
      found.push({ name, binding, op, way: 'pattern', at });
    };
    if (node.type === 'pair_pattern') {
      const key = keyed(childOf(node, 'key'), references);
      if (key !== null) add(key.at, 'read', key.name, null);
    } else if (node.type === 'shorthand_property_identifier_pattern') {
      add(node, 'read', references.textOf(node), null);
    } else if (node.type === 'member_expression' || node.type === 'subscript_expression') {
      const property = propertyOf(node, references);
      if (property !== null) add(property.at, 'write', property.name, null);
      continue;
    }
    if (node.field === 'right') continue;
    for (const child of namedChildren(node)) {
      if (child.field !== 'key' && child.field !== 'right') stack.push(child);
    }
  }
  return found;
}

const isPattern = (node: SyntaxNode): boolean =>
  node.type === 'object_pattern' || node.type === 'array_pattern';

/** Writes to whatever an assignment, loop head or update names. */
function targetAccesses(
  target: SyntaxNode | null,
  way: Way,
  references: References,
): readonly FoundAccess[] {
  if (target === null) return [];
  const node = unwrap(target);
  const { scopes, textOf } = references;
  if (isPattern(node)) {
    const variables = declaredNames(node).flatMap((at): readonly FoundAccess[] => {
      const binding = scopes.resolve(at);
      return binding === null
        ? []
        : [{ name: binding.name, binding, op: 'write', way: 'pattern', at }];
    });
    return [...variables, ...patternAccesses(node, references)];
  }
  if (node.type === 'identifier') {
    const binding = scopes.resolve(node);
    return binding === null ? [] : [{ name: textOf(node), binding, op: 'write', way, at: node }];
  }
  const property = propertyOf(node, references);
  return property === null ? [] : [{ ...property, binding: null, op: 'write', way }];
}

function literalAccesses(node: SyntaxNode, references: References): readonly FoundAccess[] {
  return namedChildren(node).flatMap((member): readonly FoundAccess[] => {
    const isShort = member.type === 'shorthand_property_identifier';
    const key = keyed(isShort ? member : member.type === 'pair' ? keyOf(member) : null, references);
    return key === null ? [] : [{ ...key, binding: null, op: 'write', way: 'literal' }];
  });
}

function readAccesses(node: SyntaxNode, references: References): readonly FoundAccess[] {
  const up = node.parent;
  if (
    up !== null &&
    (up.type === 'call_expression' || up.type === 'new_expression') &&
    node.field !== 'arguments'
  ) {
    return [];
  }
  if (isWriteTarget(node) && up?.type === 'assignment_expression') return [];
  if (isPatternTarget(node)) return [];
  const property = propertyOf(node, references);
  return property === null ? [] : [{ ...property, binding: null, op: 'read', way: 'read' }];
}

function identifierRead(node: SyntaxNode, references: References): readonly FoundAccess[] {
  const binding = references.scopes.resolve(node);
  if (binding === null || binding.node === node || binding.declaredIn.kind !== 'module') return [];
  if (!/^(?:var|let|const|using)$/u.test(binding.kind)) return [];
  if (isWriteTarget(node) && node.parent?.type === 'assignment_expression') return [];
  return [{ name: binding.name, binding, op: 'read', way: 'read', at: node }];
}

/** @returns what this node itself writes and reads; not what its children do */
export function accessesOf(node: SyntaxNode, references: References): readonly FoundAccess[] {
  switch (node.type) {
    case 'assignment_expression':
    case 'augmented_assignment_expression':
      return targetAccesses(childOf(node, 'left'), 'assign', references);
    case 'update_expression':
      return targetAccesses(childOf(node, 'argument'), 'update', references);
    case 'variable_declarator':
      if (childOf(node, 'value') === null) return [];
      return targetAccesses(childOf(node, 'name'), 'declare', references);
    case 'for_in_statement':
      return targetAccesses(childOf(node, 'left'), 'loop', references);
    case 'object':
      return literalAccesses(node, references);
    case 'field_definition':
    case 'public_field_definition': {
      const key = keyOf(node);
      if (key === null || childOf(node, 'value') === null) return [];
      const name = keyName(key, references.scopes.tree.text);
      return [{ name, binding: null, op: 'write', way: 'field', at: key }];
    }
    case 'member_expression':
    case 'subscript_expression':
      return readAccesses(node, references);
    case 'identifier':
    case 'shorthand_property_identifier':
      return identifierRead(node, references);
    default:
      return [];
  }
}

/** @returns the writes that calling the function makes: its parameters, and TypeScript's parameter properties */
export function parameterAccesses(fn: SyntaxNode, references: References): readonly FoundAccess[] {
  const { scopes } = references;
  const found: FoundAccess[] = [];
  for (const binding of scopes.functionAt(fn)?.params ?? []) {
    found.push({ name: binding.name, binding, op: 'write', way: 'param', at: binding.node });
    const parameter = binding.node.parent;
    if (
      parameter?.children.some(
        (child) => child.type === 'accessibility_modifier' || child.type === 'readonly',
      )
    ) {
      found.push({
        name: binding.name,
        binding: null,
        op: 'write',
        way: 'field',
        at: binding.node,
      });
    }
  }
  const list = childOf(fn, 'parameters');
  return list === null ? found : [...found, ...patternAccesses(list, references)];
}
