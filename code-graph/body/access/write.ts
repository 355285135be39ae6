/**
 * What a piece of syntax writes, said once for both directions: from the identifier to the node that is the write
 * (what data-flow edges start at) and back. The write is the assignment, update or declarator where one name is written
 * (`x = 1`, `x++`, `let x = 1`), the declaration of a function or class, and the identifier itself in patterns,
 * parameters, loop heads, catch clauses and imports.
 */
import { childOf } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { unwrap, unwrapOnce } from '../flow/condition.ts';

/** Field of a write node that holds the name it writes. */
const NAME_FIELDS: Readonly<Record<string, string>> = {
  variable_declarator: 'name',
  assignment_expression: 'left',
  augmented_assignment_expression: 'left',
  update_expression: 'argument',
  function_declaration: 'name',
  generator_function_declaration: 'name',
  class_declaration: 'name',
  abstract_class_declaration: 'name',
  class: 'name',
  enum_declaration: 'name',
  internal_module: 'name',
  module: 'name',
};

/** Places where an identifier is a write by itself: parent type and the fields it has there (null: no field). */
const PATTERN_FIELDS: Readonly<Record<string, readonly (string | null)[]>> = {
  array_pattern: [null],
  rest_pattern: [null],
  formal_parameters: [null],
  pair_pattern: ['value'],
  assignment_pattern: ['left'],
  object_assignment_pattern: ['left'],
  required_parameter: ['pattern'],
  optional_parameter: ['pattern'],
  arrow_function: ['parameter'],
  catch_clause: ['parameter'],
  for_in_statement: ['left'],
  import_clause: [null],
  namespace_import: [null],
  import_require_clause: [null],
};

/** @returns the name that a write node writes, or null where it writes a property or a pattern */
export function targetOf(write: SyntaxNode): SyntaxNode | null {
  const field = Object.hasOwn(NAME_FIELDS, write.type) ? NAME_FIELDS[write.type] : undefined;
  if (field === undefined) return write;
  const name = childOf(write, field);
  const target = name === null ? null : unwrap(name);
  return target !== null && target.type.endsWith('identifier') ? target : null;
}

/** @returns the write that this identifier is the target of, or null where it is none */
export function writeOf(identifier: SyntaxNode): SyntaxNode | null {
  if (identifier.type === 'shorthand_property_identifier_pattern') return identifier;
  let at = identifier;
  while (at.parent !== null && unwrapOnce(at.parent) === at) at = at.parent;
  const { parent } = at;
  if (parent === null) return null;
  if (parent.type === 'import_specifier')
    return parent.children.findLast((child) => child.type === 'identifier') === at ? at : null;
  if (Object.hasOwn(PATTERN_FIELDS, parent.type))
    return PATTERN_FIELDS[parent.type]?.includes(at.field) ? at : null;
  if (!Object.hasOwn(NAME_FIELDS, parent.type) || NAME_FIELDS[parent.type] !== at.field)
    return null;
  const isEmptyVar =
    parent.type === 'variable_declarator' &&
    childOf(parent, 'value') === null &&
    parent.parent?.type === 'variable_declaration';
  return isEmptyVar ? null : parent;
}
