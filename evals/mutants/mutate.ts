/**
 * Small faults: each changes one place of a file into what somebody could have written by mistake. A fault made this way is known to
 * the character, so that what an answer leaves out is a fault of the answer.
 */
import { childOf, namedChildren, parseSource, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { Edit } from '../robust/moved-text.ts';

export type MutationKind =
  'operator' | 'number' | 'string' | 'boolean' | 'condition' | 'arguments' | 'negation' | 'dropped';

export interface Mutation {
  readonly kind: MutationKind;
  readonly edit: Edit;
  /** Offset of the statement that must have run for the fault to show. */
  readonly statement: number;
}

const SWAPPED: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '==': '!=',
  '!=': '==',
  '+': '-',
  '-': '+',
  '*': '+',
  '/': '*',
  '%': '/',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+=': '-=',
  '-=': '+=',
};
const BLOCKS = /^(?:program|statement_block|switch_case|switch_default)$/u;
const CONDITIONS =
  /^(?:if_statement|while_statement|for_statement|ternary_expression|do_statement)$/u;
const TYPES =
  /^(?:type_annotation|type_arguments|type_parameters|interface_declaration|type_alias_declaration|import_statement|ambient_declaration|enum_declaration)$/u;
/** Left out are strings that name a module or a property, and what stands for a whole statement (directives). */
const NAMES =
  /^(?:import|export|pair|literal_type|index_type|expression_statement|call_expression)/u;

/** @returns every fault that can be made in a file, in source order; none where it cannot be read whole */
export function mutationsOf(path: string, text: string): readonly Mutation[] {
  const { tree } = parseSource(path, text);
  if (tree.root.hasError) return [];
  const found: Mutation[] = [];
  walkSyntax(tree.root, (node) => {
    if (TYPES.test(node.type)) return false;
    const statement = statementAround(node);
    if (statement === null) return true;
    for (const { kind, edit } of editsAt(node, text))
      found.push({ kind, edit, statement: statement.start });
    return true;
  });
  return found;
}

/** @returns the innermost statement that stands in a block of a function */
export function statementAround(node: SyntaxNode): SyntaxNode | null {
  for (let at = node; at.parent !== null; at = at.parent)
    if (at.parent.type === 'statement_block') return at;
  return null;
}

/** @returns statements of the blocks of functions, directives and declarations of functions left out */
export function statementsOf(path: string, text: string): readonly SyntaxNode[] {
  const { tree } = parseSource(path, text);
  const found: SyntaxNode[] = [];
  walkSyntax(tree.root, (node) => {
    if (node.type !== 'statement_block') return;
    for (const child of namedChildren(node)) if (!isInert(child)) found.push(child);
  });
  return found;
}

function isInert(node: SyntaxNode): boolean {
  if (/function_declaration$|_signature$|^type_alias|^interface/u.test(node.type)) return true;
  return node.type === 'expression_statement' && namedChildren(node)[0]?.type === 'string';
}

function replaced(node: SyntaxNode, text: string): Edit {
  return { from: node.start, to: node.end, text };
}

function editsAt(
  node: SyntaxNode,
  text: string,
): readonly { readonly kind: MutationKind; readonly edit: Edit }[] {
  const written = text.slice(node.start, node.end);
  if (node.type === 'number') return [{ kind: 'number', edit: replaced(node, `(${written} + 1)`) }];
  if (node.type === 'true' || node.type === 'false')
    return [{ kind: 'boolean', edit: replaced(node, node.type === 'true' ? 'false' : 'true') }];
  if (node.type === 'string') {
    const isName = node.parent === null || NAMES.test(node.parent.type) || node.field === 'key';
    const quote = written.slice(-1);
    return isName
      ? []
      : [{ kind: 'string', edit: replaced(node, `${written.slice(0, -1)}_${quote}`) }];
  }
  if (/^(?:binary_expression|augmented_assignment_expression)$/u.test(node.type))
    return operatorEdits(node);
  if (node.type === 'unary_expression' && written.startsWith('!')) {
    const operand = childOf(node, 'argument');
    if (operand === null) return [];
    const bare = `(${text.slice(operand.start, operand.end)})`;
    return [{ kind: 'negation', edit: replaced(node, bare) }];
  }
  if (node.type === 'arguments') return argumentEdits(node, text);
  if (node.field === 'condition' && node.parent !== null && CONDITIONS.test(node.parent.type)) {
    const inner = node.type === 'parenthesized_expression' ? namedChildren(node)[0] : node;
    if (inner === undefined || /^(?:empty_statement|expression_statement)$/u.test(inner.type))
      return [];
    const not = `!(${text.slice(inner.start, inner.end)})`;
    return [{ kind: 'condition', edit: replaced(inner, not) }];
  }
  return droppedEdits(node, text);
}

function operatorEdits(
  node: SyntaxNode,
): readonly { readonly kind: MutationKind; readonly edit: Edit }[] {
  const operator = childOf(node, 'operator');
  const other = operator === null ? undefined : SWAPPED[operator.type];
  if (operator === null || other === undefined) return [];
  return [{ kind: 'operator', edit: replaced(operator, other) }];
}

function argumentEdits(
  node: SyntaxNode,
  text: string,
): readonly { readonly kind: MutationKind; readonly edit: Edit }[] {
  const [first, second, ...rest] = namedChildren(node);
  if (first === undefined || second === undefined || rest.length > 1) return [];
  const slices = [first, second].map(({ start, end }) => text.slice(start, end));
  const between = text.slice(first.end, second.start);
  if (slices[0] === slices[1]) return [];
  const edit = { from: first.start, to: second.end, text: `${slices[1]}${between}${slices[0]}` };
  return [{ kind: 'arguments', edit }];
}

/** A statement that only does something to something else, and is no longer there. */
function droppedEdits(
  node: SyntaxNode,
  text: string,
): readonly { readonly kind: MutationKind; readonly edit: Edit }[] {
  if (node.type !== 'expression_statement' || node.parent === null) return [];
  if (!BLOCKS.test(node.parent.type)) return [];
  const inner = namedChildren(node)[0];
  if (
    inner === undefined ||
    inner.type === 'string' ||
    /^super\b/u.test(text.slice(inner.start, inner.end))
  )
    return [];
  return [{ kind: 'dropped', edit: replaced(node, ';') }];
}
