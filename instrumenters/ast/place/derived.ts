/**
 * Constructors of classes with `extends`. What one reads of `this` and `super` before `super()` fails, and V8 places that where the call around it
 * began. A call of ours around the read may stand on another line.
 */
import { childOf, walkSyntax } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import { CLASS_TYPES, FUNCTION_TYPES } from './position.ts';

/** @returns true for the constructor of a class with `extends`: `this` is not there before `super()` */
export function isInDerivedClass(fn: FunctionInfo): boolean {
  if (fn.kind !== 'constructor') return false;
  for (let up = fn.node.parent; up !== null; up = up.parent) {
    if (!CLASS_TYPES.has(up.type)) continue;
    const heritage = up.children.find((child) => child.type === 'class_heritage');
    return (
      heritage?.children.some((c) => c.type === 'extends' || c.type === 'extends_clause') ?? false
    );
  }
  return false;
}

/** Where the first `super()` of each constructor ends; Infinity where it has none. */
const ends = new WeakMap<SyntaxNode, number>();

/** @param fn a constructor of a class with `extends` */
function superEnd({ node }: FunctionInfo): number {
  let end = ends.get(node);
  if (end === undefined) {
    end = Infinity;
    walkSyntax(node, (at) => {
      const isSuper = at.type === 'call_expression' && childOf(at, 'function')?.type === 'super';
      if (isSuper) end = Math.min(end as number, at.end);
      return !isSuper;
    });
    ends.set(node, end);
  }
  return end;
}

function readsThis(expression: SyntaxNode): boolean {
  let found = false;
  walkSyntax(expression, (node) => {
    if (node.type === 'this' || node.type === 'super') found = true;
    return !found && !FUNCTION_TYPES.has(node.type) && !CLASS_TYPES.has(node.type);
  });
  return found;
}

/**
 * @param constructor the derived constructor that the expression is part of
 * @returns true where a call around the expression would move the place of its failure to another line
 */
export function movesItsFailure(
  text: string,
  constructor: FunctionInfo,
  expression: SyntaxNode,
): boolean {
  if (expression.start >= superEnd(constructor) || !readsThis(expression)) return false;
  let around = expression.parent;
  while (around !== null && !/^(?:call|new)_expression$|statement$|declaration$/u.test(around.type))
    around = around.parent;
  return around !== null && text.slice(around.start, expression.start).includes('\n');
}
