/**
 * Which identifiers a binding pattern declares, and which parts of TypeScript are types: two closed tables about the
 * grammar that both the scope analysis and the graph read.
 */
import { childOf } from '../node.ts';
import type { SyntaxNode } from '../node.ts';

const TYPE_NODES: ReadonlySet<string> = new Set([
  'type_annotation',
  'type_arguments',
  'type_parameters',
  'interface_declaration',
  'type_alias_declaration',
  'implements_clause',
  'asserts_annotation',
  'type_predicate_annotation',
  'adding_type_annotation',
  'omitting_type_annotation',
  'opting_type_annotation',
  'asserts',
  'type_predicate',
  'generic_type',
  'union_type',
  'intersection_type',
  'function_type',
  'constructor_type',
  'object_type',
  'array_type',
  'tuple_type',
  'type_query',
  'lookup_type',
  'conditional_type',
  'literal_type',
  'template_literal_type',
  'index_type_query',
  'parenthesized_type',
  'nested_type_identifier',
  'readonly_type',
  'infer_type',
  'predefined_type',
  'function_signature',
  'method_signature',
  'abstract_method_signature',
  'index_signature',
  'call_signature',
  'construct_signature',
  'property_signature',
  'existential_type',
  'flow_maybe_type',
  'this_type',
]);

const IMPORT_PARTS: ReadonlySet<string> = new Set([
  'import_clause',
  'named_imports',
  'namespace_import',
  'import_require_clause',
]);

/** @returns whether the node is erased before the program runs, with all that is in it */
export function isTypeNode(node: SyntaxNode): boolean {
  return node.named && TYPE_NODES.has(node.type);
}

/** @returns the declared identifiers of a parameter, declarator name or catch parameter, in source order */
export function declaredNames(pattern: SyntaxNode): readonly SyntaxNode[] {
  const names: SyntaxNode[] = [];
  const stack: SyntaxNode[] = [pattern];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    switch (node.type) {
      case 'identifier':
      case 'undefined':
      case 'shorthand_property_identifier_pattern':
        names.push(node);
        break;
      case 'assignment_pattern':
      case 'object_assignment_pattern':
        push(stack, childOf(node, 'left'));
        break;
      case 'pair_pattern':
        push(stack, childOf(node, 'value'));
        break;
      case 'required_parameter':
      case 'optional_parameter':
        push(stack, childOf(node, 'pattern'));
        break;
      case 'object_pattern':
      case 'array_pattern':
      case 'rest_pattern':
      case 'formal_parameters':
        for (let i = node.children.length - 1; i >= 0; i -= 1) {
          const child = node.children[i] as SyntaxNode;
          if (child.named) stack.push(child);
        }
        break;
      default:
    }
  }
  return names;
}

/** @returns the identifiers that an import statement declares */
export function importedNames(statement: SyntaxNode): readonly SyntaxNode[] {
  const names: SyntaxNode[] = [];
  const stack = [...statement.children];
  for (let child = stack.shift(); child !== undefined; child = stack.shift()) {
    if (child.type === 'identifier') names.push(child);
    else if (child.type === 'import_specifier') {
      const local = childOf(child, 'alias') ?? childOf(child, 'name');
      if (local?.type === 'identifier') names.push(local);
    } else if (IMPORT_PARTS.has(child.type)) stack.push(...child.children);
  }
  return names;
}

function push(stack: SyntaxNode[], node: SyntaxNode | null): void {
  if (node !== null) stack.push(node);
}
