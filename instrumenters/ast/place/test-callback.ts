/** Functions handed to a test framework's `it`, `test` and hooks: there a thrown error is what the test says. */
import { namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';
import { outerWrapper, spineBelow } from './position.ts';

const RUNNERS: ReadonlySet<string> = new Set([
  'it',
  'test',
  'specify',
  'before',
  'after',
  'beforeEach',
  'afterEach',
  'beforeAll',
  'afterAll',
]);

/** @returns the identifier at the bottom of `it.only.each(table)` */
function rootOf(callee: SyntaxNode): SyntaxNode {
  let at = callee;
  for (let below = spineBelow(at); below !== null; below = spineBelow(at)) at = below;
  return at;
}

/** @returns true where the function is an argument of `it(…)`, `test.only`, `it.each(…)(…)`, `t.test(…)`, `RuleTester.it(…)`, `beforeEach(…)` */
export function isTestCallback(tree: SyntaxTree, fn: SyntaxNode): boolean {
  const list = outerWrapper(fn).parent;
  const call = list?.type === 'arguments' ? list.parent : null;
  const callee = call?.type === 'call_expression' ? spineBelow(call) : null;
  if (callee === null) return false;
  const root = rootOf(callee);
  if (root.type === 'identifier' && RUNNERS.has(tree.text.slice(root.start, root.end))) return true;
  const property = callee.type === 'member_expression' ? namedChildren(callee).at(-1) : undefined;
  return property !== undefined && RUNNERS.has(tree.text.slice(property.start, property.end));
}
