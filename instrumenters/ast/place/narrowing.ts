/**
 * Positions where a type checker reads more than a value: conditions and comparisons narrow, a call that stands alone may
 * assert or never return. The `typed` dialect keeps calls out of them.
 */
import { childOf } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import { hasOptionalSpine, outerWrapper, stripWrappers } from './position.ts';
import type { Dialect } from '../rewriting.ts';

const NARROWING: ReadonlySet<string> = new Set([
  '&&',
  '||',
  '??',
  '!',
  '==',
  '!=',
  '===',
  '!==',
  'in',
  'instanceof',
  'typeof',
]);

/** Climbs to where the value of the expression is used for something other than a condition. */
function narrows(node: SyntaxNode): boolean {
  for (let at = node; at.parent !== null; at = at.parent) {
    const { parent } = at;
    switch (parent.type) {
      case 'if_statement':
      case 'while_statement':
      case 'do_statement':
      case 'for_statement':
      case 'switch_statement':
        return at.field === 'condition' || at.field === 'value';
      case 'ternary_expression':
        if (at.field === 'condition') return true;
        break;
      case 'binary_expression':
      case 'unary_expression':
        if (NARROWING.has(childOf(parent, 'operator')?.type ?? '')) return true;
        break;
      default:
        if (/statement|declarat|definition|function|block|body/u.test(parent.type)) return false;
    }
  }
  return false;
}

function isInConstAssertion(node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.type === 'as_expression' && at.children.some((child) => child.type === 'const'))
      return true;
    if (/statement|function/u.test(at.type)) return false;
  }
  return false;
}

/** `const s = Symbol()` has a type of its own, which a call around it would widen. */
export function isUniqueSymbol(text: string, value: SyntaxNode): boolean {
  return value.type === 'call_expression' && /^Symbol\b/u.test(text.slice(value.start, value.end));
}

/** @returns true where a call around the expression could make a type checker see another program */
export function breaksTypes(dialect: Dialect, node: SyntaxNode): boolean {
  if (dialect === 'full') return false;
  if (outerWrapper(node).parent?.type === 'expression_statement') return true;
  return hasOptionalSpine(stripWrappers(node)) || isInConstAssertion(node) || narrows(node);
}
