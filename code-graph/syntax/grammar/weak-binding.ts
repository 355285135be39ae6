/**
 * The grammar of TypeScript lets type arguments and `!` bind weaker than operators: it reads `await f<T>(x)` as a call of
 * `await f`, and `!a!.b` as a member of `!a`. Without them the same text is read right, so they are blanked out where that happened.
 */
import { childOf, namedChildren, walkSyntax } from '../node.ts';
import type { SyntaxNode } from '../node.ts';

/** What neither type arguments nor `!` can follow. */
export const OPERATIONS: ReadonlySet<string> = new Set([
  'await_expression',
  'unary_expression',
  'binary_expression',
  'update_expression',
  'yield_expression',
  'ternary_expression',
  'assignment_expression',
  'augmented_assignment_expression',
  'arrow_function',
]);

/** @returns from where to where a node holds the tokens that tore it from its operand, or null */
function tornBy(node: SyntaxNode): readonly [number, number] | null {
  switch (node.type) {
    case 'call_expression':
    case 'instantiation_expression': {
      const callee = childOf(node, 'function') ?? namedChildren(node)[0];
      const types = node.children.find((child) => child.type === 'type_arguments');
      if (callee === undefined || types === undefined || !OPERATIONS.has(callee.type)) return null;
      return [types.start, types.end];
    }
    case 'non_null_expression': {
      const operand = namedChildren(node)[0];
      return operand !== undefined && OPERATIONS.has(operand.type)
        ? [node.end - 1, node.end]
        : null;
    }
    default:
      return null;
  }
}

/** @returns text of the same length and lines without those tokens, or null where nothing was misread */
export function blankWeakTokens(root: SyntaxNode, text: string): string | null {
  const parts: string[] = [];
  let at = 0;
  walkSyntax(root, (node) => {
    const range = tornBy(node);
    if (range === null || range[0] < at) return;
    parts.push(
      text.slice(at, range[0]),
      text.slice(...range).replace(/[^\n\r\u2028\u2029]/gu, ' '),
    );
    at = range[1];
  });
  return at === 0 ? null : parts.join('') + text.slice(at);
}
