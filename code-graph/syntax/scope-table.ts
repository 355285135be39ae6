/**
 * What the scopes of one file say: its functions, its bindings, and which binding each identifier means. The contract that
 * the rewriter, the graph and the provenance engine share; `analyzeScopes` in `scope.ts` builds it.
 */
import type { NodeId } from '../../protocol/ids.ts';
import type { SyntaxNode, SyntaxTree } from './node.ts';

export type FunctionKind =
  'module' | 'function' | 'arrow' | 'method' | 'constructor' | 'getter' | 'setter' | 'static-block';

export interface FunctionInfo {
  /** Index in `ScopeTable.functions`; 0 is the module itself. */
  readonly index: number;
  readonly node: SyntaxNode;
  /** `src/a.ts#Cart.add`; the module is `src/a.ts#`; an anonymous one is `src/a.ts#Cart.add/arrow[0]`, nested further `src/a.ts#Cart.add/arrow[0].inner`. */
  readonly id: NodeId;
  /** Name for people: `Cart.add`, `applyDiscount`, `<arrow in Cart.add>`, `<module>`. */
  readonly name: string;
  readonly kind: FunctionKind;
  /** Index of the enclosing function; -1 for the module. */
  readonly parent: number;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** Bindings introduced by the parameter list, in source order (destructured names included). */
  readonly params: readonly Binding[];
  /** Body node: a statement_block, an expression (arrow), or the program. */
  readonly body: SyntaxNode | null;
}

export type BindingKind =
  | 'var'
  | 'let'
  | 'const'
  | 'using'
  | 'param'
  | 'function'
  | 'class'
  | 'import'
  | 'catch'
  | 'enum'
  | 'namespace';

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** The function whose activation owns the variable. */
  readonly declaredIn: FunctionInfo;
  /** Offset of the declaring identifier: together with the file it identifies the binding. */
  readonly declaredAt: number;
  readonly node: SyntaxNode;
  /** Innermost loop statement whose iterations each have a binding of their own, or null. */
  readonly loop: SyntaxNode | null;
}

/** What declares a name of any kind: a variable, or a name that stands for none. */
export interface Declared {
  readonly kind:
    | BindingKind
    | 'interface'
    | 'type'
    | 'type-parameter'
    | 'label'
    /** `#x` of a class. */
    | 'private'
    /** Of an enum, used by its bare name in it. */
    | 'member';
  /** The declaring name; the first one where several declarations merge. */
  readonly node: SyntaxNode;
}

export interface ScopeTable {
  readonly tree: SyntaxTree;
  readonly functions: readonly FunctionInfo[];
  /** The function a node runs in; parameters belong to their function; a function node belongs to its enclosing one. */
  functionOf(node: SyntaxNode): FunctionInfo;
  /** The function that this node is, or null. */
  functionAt(node: SyntaxNode): FunctionInfo | null;
  /** The binding that an identifier (reference or declaration, shorthand properties included) means; null for globals. */
  resolve(identifier: SyntaxNode): Binding | null;
  /** What declares a name of any kind: besides variables also labels, private names, and names in types. Null: not this file. */
  declarationOf(name: SyntaxNode): Declared | null;
  /** All identifiers that mean the binding, its declaration first. */
  references(binding: Binding): readonly SyntaxNode[];
  /** True where a `with` or a direct `eval` in scope makes names unreliable. */
  isDynamic(fn: FunctionInfo): boolean;
  /** Readable stable id of a node: its function and its ordinal among nodes of its kind in that function. */
  nodeId(node: SyntaxNode): NodeId;
  /** Inverse of {@link nodeId}; also takes ids of functions. Null where there is no such node. */
  nodeById(id: string): SyntaxNode | null;
}

/** Kinds in node ids, and the tree-sitter types that they stand for; any other named type is its own kind with `-` for `_`. */
export const NODE_KINDS: Readonly<Record<string, string>> = {
  variable_declarator: 'declare',
  assignment_expression: 'assign',
  augmented_assignment_expression: 'assign',
  update_expression: 'update',
  call_expression: 'call',
  new_expression: 'new',
  member_expression: 'member',
  subscript_expression: 'element',
  return_statement: 'return',
  throw_statement: 'throw',
  if_statement: 'if',
  ternary_expression: 'ternary',
  binary_expression: 'binary',
  unary_expression: 'unary',
  await_expression: 'await',
  yield_expression: 'yield',
  arrow_function: 'arrow',
  function_expression: 'function',
  generator_function: 'function',
  for_statement: 'for',
  for_in_statement: 'for-in',
  while_statement: 'while',
  do_statement: 'do',
  switch_statement: 'switch',
  switch_case: 'case',
  catch_clause: 'catch',
  expression_statement: 'statement',
  template_string: 'template',
  object: 'object',
  array: 'array',
  class: 'class',
  class_body: 'class-body',
  field_definition: 'field',
  public_field_definition: 'field',
};
