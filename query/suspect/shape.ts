/** What a line is made of, as far as that tells faulty lines from others. */
import { childOf } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { textOf } from '../source-index.ts';
import type { SourceFile } from '../source-index.ts';

export interface Shape {
  /** A regular expression is written out, or put together. */
  readonly hasPattern: boolean;
  readonly returns: boolean;
  readonly calls: number;
}

/** `new RegExp(…)`, `RegExp(…)` */
function makesPattern(source: SourceFile, node: SyntaxNode): boolean {
  const made = childOf(node, 'constructor') ?? childOf(node, 'function');
  return made?.type === 'identifier' && textOf(source, made) === 'RegExp';
}

/** @returns what the statement holds, nested functions left out */
export function shapeOf(source: SourceFile, statement: SyntaxNode): Shape {
  let hasPattern = false;
  let calls = 0;
  const stack: SyntaxNode[] = [statement];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (/function|arrow|class_body|statement_block/u.test(node.type) && node !== statement)
      continue;
    if (node.type === 'regex' || makesPattern(source, node)) hasPattern = true;
    if (/^(?:call|new)_expression$/u.test(node.type)) calls += 1;
    stack.push(...node.children);
  }
  return { hasPattern, returns: statement.type === 'return_statement', calls };
}
