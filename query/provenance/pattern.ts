/**
 * How a bound name takes its value: the expression on the right of its declaration or assignment, and the path of keys
 * that destructuring follows from there. Purely static.
 */
import { childOf } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { SourceFile } from '../source-index.ts';

export interface BindingSource {
  /** The declarator, assignment, loop head, catch clause, function or parameter that binds the name. */
  readonly binder: SyntaxNode;
  /** Where the value comes from; null for a catch clause or a parameter. */
  readonly value: SyntaxNode | null;
  /** Keys from the value to the name, outermost first; `*` is a rest or an element that is not known statically. */
  readonly path: readonly string[];
  /** Defaults met on the way, which may have supplied the value. */
  readonly defaults: readonly SyntaxNode[];
  /** The value is one element of what the expression yields (for-of) or one of its keys (for-in). */
  readonly iteration: 'of' | 'in' | null;
}

const BINDERS: ReadonlySet<string> = new Set([
  'variable_declarator',
  'assignment_expression',
  'augmented_assignment_expression',
  'update_expression',
  'for_in_statement',
  'catch_clause',
  'formal_parameters',
  'required_parameter',
  'optional_parameter',
  'arrow_function',
  'function_declaration',
  'class_declaration',
]);

/** @returns how the name at `node` (the bound identifier, or its declarator or assignment) gets its value */
export function bindingSource(source: SourceFile, node: SyntaxNode): BindingSource | null {
  const path: string[] = [];
  const defaults: SyntaxNode[] = [];
  let current = node;
  for (let up: SyntaxNode | null = node; up !== null; current = up, up = up.parent) {
    if (BINDERS.has(up.type)) return { binder: up, ...rightSide(source, up), path, defaults };
    if (up === node) continue;
    const key = keyInPattern(source, up, current);
    if (key !== null) path.unshift(key);
    const fallback = defaultOf(up, current);
    if (fallback !== null) defaults.push(fallback);
  }
  return null;
}

function rightSide(
  source: SourceFile,
  binder: SyntaxNode,
): { readonly value: SyntaxNode | null; readonly iteration: 'of' | 'in' | null } {
  switch (binder.type) {
    case 'variable_declarator':
      return { value: childOf(binder, 'value'), iteration: null };
    case 'assignment_expression':
    case 'augmented_assignment_expression':
      return { value: childOf(binder, 'right'), iteration: null };
    case 'for_in_statement': {
      const operator = childOf(binder, 'operator');
      const isIn = operator !== null && source.text.slice(operator.start, operator.end) === 'in';
      return { value: childOf(binder, 'right'), iteration: isIn ? 'in' : 'of' };
    }
    default:
      return { value: null, iteration: null };
  }
}

function keyInPattern(source: SourceFile, pattern: SyntaxNode, child: SyntaxNode): string | null {
  const text = (at: SyntaxNode): string => source.text.slice(at.start, at.end);
  switch (pattern.type) {
    case 'object_pattern':
      if (child.type === 'shorthand_property_identifier_pattern') return text(child);
      if (child.type === 'object_assignment_pattern') return shorthandName(child, text);
      return child.type === 'rest_pattern' ? '*' : null;
    case 'pair_pattern': {
      const key = childOf(pattern, 'key');
      if (key === null || key.type === 'computed_property_name') return '*';
      return text(key).replaceAll(/^['"]|['"]$/gu, '');
    }
    case 'array_pattern': {
      if (child.type === 'rest_pattern') return '*';
      const commas = pattern.children.filter(
        (other) => other.type === ',' && other.start < child.start,
      );
      return String(commas.length);
    }
    default:
      return null;
  }
}

function shorthandName(node: SyntaxNode, text: (at: SyntaxNode) => string): string | null {
  const left = childOf(node, 'left') ?? node.children.find((child) => child.named);
  return left?.type === 'shorthand_property_identifier_pattern' ? text(left) : null;
}

function defaultOf(pattern: SyntaxNode, child: SyntaxNode): SyntaxNode | null {
  if (pattern.type !== 'assignment_pattern' && pattern.type !== 'object_assignment_pattern')
    return null;
  const right = childOf(pattern, 'right');
  return right === child ? null : right;
}

/** @returns the default of the parameter, or of the pattern in it, that binds this identifier; null where it has none */
export function parameterDefault(identifier: SyntaxNode, fn: SyntaxNode): SyntaxNode | null {
  for (let up: SyntaxNode | null = identifier; up !== null && up !== fn; up = up.parent) {
    const parent: SyntaxNode | null = up.parent;
    if (parent === null) return null;
    const fallback = defaultOf(parent, up);
    if (fallback !== null) return fallback;
    if (parent.type === 'required_parameter' || parent.type === 'optional_parameter') {
      const value = childOf(parent, 'value');
      if (value !== null && value !== up) return value;
    }
  }
  return null;
}

/** @returns true for the value that a parameter or a part of a pattern takes where nothing is given */
export function isDefault({ field, parent }: SyntaxNode): boolean {
  return (
    (field === 'right' && /assignment_pattern$/u.test(parent?.type ?? '')) ||
    (field === 'value' && /^(?:required|optional)_parameter$/u.test(parent?.type ?? ''))
  );
}
