/**
 * Places that other programs read as text: factories that jest and vitest hoist above everything else, and the patterns by
 * which Node's lexer finds the exports of a CommonJS module. Nothing in them is rewritten.
 */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';
import { landmarksOf } from './landmark.ts';
import { spineBelow } from './position.ts';

const HOISTED: ReadonlySet<string> = new Set([
  'mock',
  'unmock',
  'deepUnmock',
  'hoisted',
  'enableAutomock',
  'disableAutomock',
]);
const HOLDERS: ReadonlySet<string> = new Set([
  'await_expression',
  'unary_expression',
  'parenthesized_expression',
  'return_statement',
  'arrow_function',
]);
const HOISTERS: ReadonlySet<string> = new Set(['jest', 'vi', 'vitest']);

function baseOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  for (let below = spineBelow(at); below !== null; below = spineBelow(at)) at = below;
  return at;
}

/** `jest.mock(…)`, `vi.hoisted(…)`, chains of them. */
function isHoisted(tree: SyntaxTree, callee: SyntaxNode): boolean {
  if (callee.type !== 'member_expression') return false;
  const property = childOf(callee, 'property');
  if (property === null || !HOISTED.has(tree.text.slice(property.start, property.end)))
    return false;
  const base = baseOf(callee);
  return HOISTERS.has(tree.text.slice(base.start, base.end));
}

/** `Object.defineProperty(exports, …)` and `Object.keys(x).forEach(…)` that copies into exports. */
function isExportPattern(tree: SyntaxTree, call: SyntaxNode, callee: SyntaxNode): boolean {
  const word = tree.text.slice(callee.start, callee.end);
  const list = childOf(call, 'arguments');
  if (list === null) return false;
  if (word === 'Object.defineProperty') {
    const first = namedChildren(list)[0];
    return (
      first !== undefined && /^(?:module\.)?exports$/u.test(tree.text.slice(first.start, first.end))
    );
  }
  return (
    /^Object\.keys\(\w+\)\.forEach$/u.test(word) &&
    /\bexports\b/u.test(tree.text.slice(list.start, list.end))
  );
}

/**
 * `expect(x).toMatchInlineSnapshot(…)`: the runner finds the call by line and column in the file on disk, and may write there.
 */
function isInlineSnapshot(tree: SyntaxTree, callee: SyntaxNode): boolean {
  const property = childOf(callee, 'property');
  return (
    property !== null && /InlineSnapshot$/u.test(tree.text.slice(property.start, property.end))
  );
}

/** What would push the call aside if it were reported: the `await`, `return` or arrow whose value it is. */
function holdersOf(call: SyntaxNode): readonly SyntaxNode[] {
  const holders: SyntaxNode[] = [];
  for (let at = call; at.parent !== null; at = at.parent) {
    const { parent } = at;
    if (parent.type === 'arrow_function' && at.field !== 'body') break;
    if (!HOLDERS.has(parent.type)) break;
    holders.push(parent);
    if (parent.type === 'arrow_function') break;
  }
  return holders;
}

/** @returns true where an inline snapshot shares its line with code before it, which a probe there would push aside */
export function hasCrowdedSnapshot(tree: SyntaxTree, excluded: ReadonlySet<SyntaxNode>): boolean {
  return [...excluded].some((node) => {
    const callee = childOf(node, 'function');
    if (callee === null || !isInlineSnapshot(tree, callee)) return false;
    const line = tree.text.slice(tree.text.lastIndexOf('\n', node.start - 1) + 1, node.start);
    return !/^\s*(?:await\s+|return\s+|void\s+)?$/u.test(line);
  });
}

/** Without one of these words a file has none of the calls. */
const TELLTALE = /\b(?:jest|vi|vitest|Object)\b|InlineSnapshot/u;

/** @returns the calls, and what directly holds them, whose whole text stays as it is */
export function findExcluded(tree: SyntaxTree): ReadonlySet<SyntaxNode> {
  const excluded = new Set<SyntaxNode>();
  if (!TELLTALE.test(tree.text)) return excluded;
  let end = 0;
  for (const node of landmarksOf(tree)) {
    // What is excluded already goes to its end.
    if (node.type !== 'call_expression' || node.start < end) continue;
    const callee = childOf(node, 'function');
    if (callee === null || callee.type !== 'member_expression') continue;
    const stays =
      isHoisted(tree, callee) ||
      isExportPattern(tree, node, callee) ||
      isInlineSnapshot(tree, callee);
    if (!stays) continue;
    excluded.add(node);
    if (isInlineSnapshot(tree, callee)) for (const up of holdersOf(node)) excluded.add(up);
    end = node.end;
  }
  return excluded;
}
