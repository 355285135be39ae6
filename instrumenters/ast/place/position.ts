/**
 * Where an expression stands, and whether a call may be put around it there without a change of meaning. These are the
 * never-wrap rules: callees, assignment targets, operands of `delete` and `typeof`, links of an optional chain, tags.
 */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';

const TRANSPARENT: ReadonlySet<string> = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'type_assertion',
]);

/** Subtrees that hold nothing to rewrite: types, patterns, heads of classes and functions, declarations without code. */
const SKIPPED: ReadonlySet<string> = new Set([
  'comment',
  'type_annotation',
  'type_arguments',
  'type_parameters',
  'asserts_annotation',
  'type_predicate_annotation',
  'interface_declaration',
  'type_alias_declaration',
  'ambient_declaration',
  'enum_declaration',
  'function_signature',
  'abstract_method_signature',
  'method_signature',
  'index_signature',
  'decorator',
  'class_heritage',
  'computed_property_name',
  'import_statement',
  'import_alias',
  'export_clause',
  'namespace_export',
  'formal_parameters',
  'object_pattern',
  'array_pattern',
  'jsx_closing_element',
  'ERROR',
]);

export const FUNCTION_TYPES: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'arrow_function',
  'method_definition',
  'class_static_block',
]);

export const CLASS_TYPES: ReadonlySet<string> = new Set([
  'class',
  'class_declaration',
  'abstract_class_declaration',
]);

/** @returns true where neither the node nor anything below is rewritten */
export function isSkipped(node: SyntaxNode): boolean {
  if (SKIPPED.has(node.type)) return true;
  const { parent } = node;
  if (parent === null) return false;
  switch (parent.type) {
    case 'as_expression':
    case 'satisfies_expression':
      return node.named && node !== namedChildren(parent)[0];
    case 'jsx_opening_element':
    case 'jsx_self_closing_element':
      return node.field === 'name';
    case 'export_statement':
      return childOf(parent, 'source') !== null;
    default:
      return false;
  }
}

/** @returns true where every name is looked up in an object first, which a proxy can see */
export function isBodyOfWith(node: SyntaxNode): boolean {
  return node.field === 'body' && node.parent?.type === 'with_statement';
}

/** @returns the expression inside parentheses and TypeScript's casts */
export function stripWrappers(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (TRANSPARENT.has(inner.type)) {
    const named = namedChildren(inner);
    const next = inner.type === 'type_assertion' ? named[named.length - 1] : named[0];
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

/** @returns the outermost pair of parentheses or cast around the expression, or the expression itself */
export function outerWrapper(node: SyntaxNode): SyntaxNode {
  let outer = node;
  while (outer.parent !== null && TRANSPARENT.has(outer.parent.type)) outer = outer.parent;
  return outer;
}

/** The node that the link applies to: the object of a member, the callee of a call. */
export function spineBelow(node: SyntaxNode): SyntaxNode | null {
  switch (node.type) {
    case 'member_expression':
    case 'subscript_expression':
      return childOf(node, 'object');
    case 'call_expression':
      return childOf(node, 'function');
    case 'non_null_expression':
      return namedChildren(node)[0] ?? null;
    default:
      return null;
  }
}

/** @returns true where a `?.` at or below the node makes it a link of an optional chain */
export function hasOptionalSpine(node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at !== null; at = spineBelow(at))
    // The grammar of TypeScript has a bare token in calls, `f?.()`.
    if (at.children.some((child) => child.type === 'optional_chain' || child.type === '?.'))
      return true;
  return false;
}

/** @returns true where the parent goes on the chain that the node is a link of */
function isContinued(node: SyntaxNode): boolean {
  let at = node;
  while (at.parent?.type === 'non_null_expression') at = at.parent;
  return at.parent !== null && spineBelow(at.parent) === at;
}

/** @returns true where the node, unparenthesised, is part of what `new` constructs */
function isConstructorSpine(node: SyntaxNode): boolean {
  let at = node;
  while (at.parent !== null && spineBelow(at.parent) === at) at = at.parent;
  return at.parent?.type === 'new_expression' && at.field === 'constructor';
}

function isTarget(node: SyntaxNode, parent: SyntaxNode): boolean {
  switch (parent.type) {
    case 'assignment_expression':
    case 'augmented_assignment_expression':
    case 'for_in_statement':
      return node.field === 'left';
    case 'update_expression':
      return true;
    default:
      return false;
  }
}

function isConstant(node: SyntaxNode): boolean {
  for (let at = node; at.parent !== null && TRANSPARENT.has(at.parent.type); at = at.parent)
    if (at.parent.type === 'as_expression' && at.parent.children.some((c) => c.type === 'const'))
      return true;
  return false;
}

/**
 * @returns true where the object of a link may be wrapped: not inside an optional chain, not in what `new` constructs
 */
export function canWrapObject(object: SyntaxNode): boolean {
  return !hasOptionalSpine(object) && !isConstructorSpine(object);
}

/** V8 gives `o.x += 1`, `o.x++` and `delete o[k]` no place of their own: they fail where what was evaluated last before them began. */
function isPlaceOfFailure(link: SyntaxNode, field: 'object' | 'index'): boolean {
  const { parent } = outerWrapper(link);
  if (parent?.type === 'unary_expression') return childOf(parent, 'operator')?.type === 'delete';
  if (field === 'index') return false;
  return parent?.type === 'augmented_assignment_expression' || parent?.type === 'update_expression';
}

/** @returns the object or key that the node is, or lies in, of which V8 takes the place of such a failure; null where it is in none */
export function placeOfFailure(node: SyntaxNode): SyntaxNode | null {
  for (let up: SyntaxNode | null = node; up?.parent != null; up = up.parent) {
    const { field, parent } = up;
    if ((field === 'object' || field === 'index') && isPlaceOfFailure(parent, field)) return up;
    if (FUNCTION_TYPES.has(up.type) || parent.type.endsWith('_statement')) return null;
  }
  return null;
}

/** @returns true where a call around the expression keeps the program's meaning */
export function canWrap(node: SyntaxNode): boolean {
  const outer = outerWrapper(node);
  const { parent } = outer;
  if (parent === null || isConstant(node) || isTarget(outer, parent)) return false;
  if (hasOptionalSpine(node) && isContinued(node)) return false;
  if (isConstructorSpine(node)) return false;
  switch (parent.type) {
    case 'call_expression':
      return outer.field !== 'function' && outer.type !== 'template_string';
    case 'new_expression':
      return outer.field !== 'constructor';
    case 'unary_expression': {
      const operator = childOf(parent, 'operator')?.type;
      return operator !== 'delete' && operator !== 'typeof';
    }
    default:
      return true;
  }
}

/** @returns true for an anonymous function or class, whose name comes from where it stands */
export function takesName(node: SyntaxNode): boolean {
  const inner = stripWrappers(node);
  if (inner.type === 'arrow_function') return true;
  return (
    (inner.type === 'function_expression' ||
      inner.type === 'generator_function' ||
      inner.type === 'class') &&
    childOf(inner, 'name') === null
  );
}

/** Where the text turns out to be a module, `await` is no name, and an inserted one would be the first thing wrong with it. */
export function canBeRepeated(name: string): boolean {
  return name !== 'await';
}

/** Identifiers that a binding or assignment pattern gives values to; members and default values are left out. */
export function targetsOf(pattern: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const visit = (node: SyntaxNode | null | undefined): void => {
    if (node === null || node === undefined) return;
    switch (node.type) {
      case 'identifier':
      case 'shorthand_property_identifier_pattern':
        found.push(node);
        return;
      case 'pair_pattern':
        return visit(childOf(node, 'value'));
      case 'assignment_pattern':
      case 'object_assignment_pattern':
        return visit(childOf(node, 'left'));
      case 'object_pattern':
      case 'array_pattern':
      case 'rest_pattern':
        for (const child of namedChildren(node)) visit(child);
        return;
      default:
        return;
    }
  };
  visit(stripWrappers(pattern));
  return found;
}
